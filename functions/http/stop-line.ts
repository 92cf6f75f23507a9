import { z } from 'zod';
import { dispatchWork, nothing, openDoor } from '#app';
import { stopLine } from '#journal';
import { ok } from '#kernel';

openDoor({
  name: 'stop-line',
  method: 'POST',
  route: 'lines/{reference}/stop',
  summary:
    'Stops one line: withdrawn before it is delivered, replaced by section 0113 after that where the agreement allows.',
  roles: ['Clerk'],
  path: z.object({ reference: z.string().max(30) }),
  query: nothing,
  body: nothing,
  answer: z.object({ reference: z.string(), state: z.string() }),
  async use({ path }, { app, moment, by }) {
    const done = await stopLine(path, { database: app.database, vault: app.vault, moment, by });
    if (!done.ok) return done;
    await dispatchWork(app);
    return ok({ reference: done.value.reference, state: done.value.state });
  },
});
