import { z } from 'zod';
import { type Clock, momentOf } from '#kernel';

const answer = z.object({ now: z.iso.datetime() });

/** The rehearsal world's moved clock, asked over loopback at the door of every use-case. */
export const rehearsalClock = (clockUrl: string): Clock => ({
  async now() {
    const response = await fetch(clockUrl).catch((cause: unknown) => {
      throw new Error('The rehearsal world is not running. Start it with `npm start` and try again.', { cause });
    });
    return momentOf(new Date(answer.parse(await response.json()).now));
  },
});
