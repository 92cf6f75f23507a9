import { z } from 'zod';
import { dispatchWork, nothing, openDoor } from '#app';
import { resendLine } from '#journal';
import { ok } from '#kernel';

openDoor({
  name: 'resend-line',
  method: 'POST',
  route: 'lines/{reference}/resend',
  summary: 'Takes a line of a refused delivery up again; the next export of its journal sends it.',
  roles: ['Clerk'],
  path: z.object({ reference: z.string().max(30) }),
  query: nothing,
  body: nothing,
  answer: z.object({ reference: z.string(), state: z.string() }),
  async use({ path }, { app, moment, by }) {
    const done = await resendLine(path, { database: app.database, moment, by });
    if (!done.ok) return done;
    await dispatchWork(app);
    return ok({ reference: done.value.reference, state: done.value.state });
  },
});
