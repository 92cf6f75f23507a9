import fs from 'node:fs';
import net from 'node:net';
import { z } from 'zod';
import { knownDate } from '#kernel';
import { readSettings } from '#schemas/settings';
import { serve } from '../../src/app/command-line/serve.ts';
import { liveUntil, settleMorning } from '../../src/app/rehearse/drive-days.ts';
import type { LivedWorld } from '../../src/app/rehearse/lived-world.ts';
import { dayParts } from '../../src/app/rehearse/rehearse.ts';

/**
 * A process that lives the month and kills itself (SIGKILL) at its n-th outward effect: the n-th write to any socket
 * (database, Business Central, Nets) or the n-th file that gets its name. Even n: just before it, odd n: just after it.
 */
const mortal = z
  .object({ settings: z.string(), world: z.url(), lastDay: z.iso.date(), diesAt: z.coerce.number() })
  .parse(JSON.parse(process.env['TILGODE_MORTAL'] ?? '{}'));

let effects = 0;

function onEffect<T>(run: () => T): T {
  effects++;
  const isLast = effects === mortal.diesAt;
  if (isLast && effects % 2 === 0) process.kill(process.pid, 'SIGKILL');
  const done = run();
  if (isLast) process.kill(process.pid, 'SIGKILL');
  return done;
}

Object.defineProperty(net.Socket.prototype, 'write', {
  // Node itself replaces it on a socket whose other end is gone.
  writable: true,
  value: new Proxy(Reflect.get(net.Socket.prototype, 'write'), {
    apply: (write: (...given: unknown[]) => boolean, self: unknown, given: unknown[]) =>
      onEffect(() => Reflect.apply(write, self, given)),
  }),
});
const rename = fs.promises.rename;
fs.promises.rename = (...given) => onEffect(() => rename(...given));

async function askWorld(path: string): Promise<unknown> {
  const response = await fetch(`${mortal.world}${path}`);
  if (!response.ok) throw new Error(`The world answered ${path} with ${response.status}: ${await response.text()}`);
  return response.json();
}

const text = async (path: string): Promise<string> => z.string().parse(await askWorld(path));

let today = knownDate(await text('/today'));
const world: LivedWorld = {
  today: () => today,
  endDay: async (day) => {
    today = knownDate(await text(`/end-day?day=${day}`));
  },
  tokenOf: (role) => text(`/token?role=${role}`),
  nets: { poll: async () => z.number().parse(await askWorld('/poll')) },
};

const serving = await serve(readSettings(JSON.parse(mortal.settings), {}), {
  port: 0,
  timers: 'manual',
  isQuiet: true,
});
const parts = await dayParts(world, serving);
await liveUntil(knownDate(mortal.lastDay), parts);
await settleMorning(parts);
await serving.close();
fs.writeSync(1, `lived to the end after ${effects} effects\n`);
process.exit(0);
