import { type Db, type ReplayReport, replayEvents } from '#store';
import { machines } from '../../src/app/machines.ts';

/** Every state is the fold of its events, step by step as the machines allow: what `tilgode verify` asks too. */
export const replayAll = (db: Db): Promise<ReplayReport> => replayEvents(db, machines);
