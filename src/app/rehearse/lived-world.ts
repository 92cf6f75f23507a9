import type { World } from '#rehearsal';

/** What living a day takes of the world; the world itself may be in another process. */
export interface LivedWorld extends Pick<World, 'today' | 'endDay' | 'tokenOf'> {
  readonly nets: Pick<World['nets'], 'poll'>;
}
