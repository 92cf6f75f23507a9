import { byIds } from './by-ids.ts';
import type { LadderRung } from './rung.ts';

/** The number that we gave a claim or a customer came back with the money. */
export const paymentId: LadderRung = (asked) => byIds(asked.said.ids, asked);
