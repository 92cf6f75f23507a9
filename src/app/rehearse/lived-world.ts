import type { World } from '#rehearsal';

/** What living a day takes of the world; the world itself may be in another process. */
export type LivedWorld = Pick<World, 'today' | 'endDay' | 'tokenOf' | 'poll'>;
