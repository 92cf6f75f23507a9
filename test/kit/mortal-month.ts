import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { z } from 'zod';
import { knownDate } from '#kernel';
import { readSettings } from '#schemas/settings';
import { serve } from '../../src/app/command-line/serve.ts';
import { liveUntil, settleMorning } from '../../src/app/rehearse/drive-days.ts';
import type { LivedWorld } from '../../src/app/rehearse/lived-world.ts';
import { dayParts } from '../../src/app/rehearse/rehearse.ts';

/**
 * A process that lives the month and kills itself (SIGKILL) at an outward effect: just before or just after it writes to
 * the database, to Business Central or to Nets, or gives a file its name. It dies at the first step that the list in
 * `deaths` still has, and says which; so every kind of step is died at, once on each side, in the order of the month.
 */
const mortal = z
  .object({
    settings: z.string(),
    world: z.url(),
    lastDay: z.iso.date(),
    /** How often each step, such as `before db commit after insert into payment`, may pass before it is died at. */
    deaths: z.record(z.string(), z.int()).nullable(),
  })
  .parse(JSON.parse(process.env['TILGODE_MORTAL'] ?? '{}'));
const settings = readSettings(JSON.parse(mortal.settings), {});

const seen = new Map<string, number>();

function dieAt(step: string): void {
  const count = (seen.get(step) ?? 0) + 1;
  seen.set(step, count);
  const passes = mortal.deaths === null ? undefined : (mortal.deaths[step] ?? (step in mortal.deaths ? 0 : undefined));
  if (passes === undefined || count <= passes) return;
  fs.writeSync(1, `died ${step}\n`);
  process.kill(process.pid, 'SIGKILL');
}

function onEffect<T>(what: string, run: () => T): T {
  dieAt(`before ${what}`);
  const done = run();
  dieAt(`after ${what}`);
  return done;
}

/** Who is at the other end of a connection, by its port. */
const peers = new Map([
  [Number(new URL(settings.databaseUrl ?? '').port), 'db'],
  [Number(new URL(settings.businessCentral.baseUrl).port), 'bc'],
  ...Object.values(settings.transports).flatMap((found) =>
    found.kind === 'sftp' ? [[found.port, 'sftp'] as const] : [],
  ),
]);

let lastChange = 'nothing';

/** What is being written, in a few words; null for what nobody outside would notice. */
function effectOf(port: number | undefined, bytes: unknown): string | null {
  const peer = peers.get(port ?? 0);
  const text = Buffer.isBuffer(bytes) ? bytes.toString('latin1') : typeof bytes === 'string' ? bytes : '';
  if (peer === 'sftp') return 'sftp';
  if (peer === 'bc') {
    const [, method = '', path = ''] = /^(GET|POST|PATCH) (\S+)/.exec(text) ?? [];
    return method === 'POST' ? `bc post ${path.split('/').at(-1)?.replace(/\(.*$/, '')}` : null;
  }
  if (peer !== 'db') return null;
  if (/\bcommit\b/i.test(text.slice(0, 40))) return `db commit after ${lastChange}`;
  const [, verb, table] = /\b(insert into|update|delete from) "?(?!or\b|skip\b|of\b|set\b)(\w+)"?/i.exec(text) ?? [];
  if (!verb || table === 'runner' || table === 'lease') return null;
  lastChange = `${verb.toLowerCase()} ${table}`;
  return `db ${lastChange}`;
}

Object.defineProperty(net.Socket.prototype, 'write', {
  // Node itself replaces it on a socket whose other end is gone.
  writable: true,
  value: new Proxy(Reflect.get(net.Socket.prototype, 'write'), {
    apply(write: (...given: unknown[]) => boolean, self: net.Socket, given: unknown[]) {
      const effect = effectOf(self.remotePort, given[0]);
      const run = () => Reflect.apply(write, self, given);
      return effect === null ? run() : onEffect(effect, run);
    },
  }),
});
const { rename, link } = fs.promises;
fs.promises.rename = (...given) => onEffect('file gets its name', () => rename(...given));
fs.promises.link = (...given) => onEffect('file gets its name', () => link(...given));
syncBuiltinESMExports();

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
  poll: async () => z.number().parse(await askWorld('/poll')),
};

const serving = await serve(settings, {
  port: 0,
  timers: 'manual',
  isQuiet: true,
});
const parts = await dayParts(world, serving);
await liveUntil(knownDate(mortal.lastDay), parts);
await settleMorning(parts);
await serving.close();
fs.writeSync(1, `lived to the end ${JSON.stringify(Object.fromEntries(seen))}\n`);
process.exit(0);
