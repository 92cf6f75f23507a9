import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addDays } from '#kernel';
import type { WorldAddresses } from '#rehearsal';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#store';
import { settingsFileName } from '../load-settings.ts';
import { narrateDay } from '../rehearse/narrate.ts';
import { dayParts, liveAndReport, openWorld, rehearsalStart } from '../rehearse/rehearse.ts';
import { rehearsalSettings } from '../rehearse/rehearsal-settings.ts';
import { reportLines } from '../rehearse/report-lines.ts';
import { serve } from './serve.ts';
import { untilStopped } from './until-stopped.ts';

export interface StartOptions {
  readonly fresh: boolean;
  readonly seed: number;
  readonly customers: number;
  readonly days: number;
  readonly port: number;
  readonly once: boolean;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** `npm start`: embedded PostgreSQL, the rehearsal world and the local runner; one month in the open, then serving. */
export async function start(options: StartOptions): Promise<void> {
  const folder = resolve('.tilgode');
  const postgresFolder = join(folder, 'postgres');
  mkdirSync(folder, { recursive: true });
  say(
    'Starting PostgreSQL, the rehearsal world (Business Central, Entra ID, Nets and two banks behind SFTP) and the functions ...',
  );
  const server = await startEmbeddedPostgres(postgresFolder);
  const stopped = untilStopped();
  const closing: (() => Promise<unknown>)[] = [() => server.stop()];
  try {
    const databaseUrl = await freshOrKept(server, folder, options.fresh);
    const world = await openWorld({ seed: options.seed, customers: options.customers, folder });
    closing.push(() => world.close());
    const settings = rehearsalSettings(world, folder, databaseUrl);
    // Without the address: the command line finds the server by its folder, running or not.
    const kept = { ...settings, databaseUrl: null };
    writeFileSync(join(folder, settingsFileName), JSON.stringify(kept, null, 2), { mode: 0o600 });
    const serving = await serve(settings, { port: options.port, timers: 'manual', isQuiet: true });
    closing.push(() => serving.close());
    const narrator = narrateDay(databaseUrl, say);
    closing.push(() => narrator.close());
    const parts = { ...(await dayParts(world, serving, narrator.told)), dayEnded: narrator.dayEnded };
    introduce(world.today() > rehearsalStart, options, world.bc.books().openEntries.count);
    const month = liveAndReport(parts, world, { days: options.days, databaseUrl });
    const report = await Promise.race([month, stopped.then(() => null)]);
    if (report === null) return;
    reportLines(report).forEach(say);
    process.exitCode = report.ok ? 0 : 1;
    if (options.once) return;
    await serving.runner.follow();
    farewell(serving.url, world.addresses);
    await stopped;
  } finally {
    say('Stopping ...');
    for (const close of closing.reverse()) await close().catch(() => undefined);
  }
}

async function freshOrKept(server: EmbeddedPostgres, folder: string, isFresh: boolean): Promise<string> {
  if (isFresh) {
    await server.drop('tilgode');
    for (const name of ['world', 'vault']) rmSync(join(folder, name), { recursive: true, force: true });
  }
  return server.database('tilgode');
}

function introduce(goesOn: boolean, options: StartOptions, openEntries: number): void {
  const last = addDays(rehearsalStart, options.days - 1);
  say(
    goesOn
      ? 'Going on with the data of last time ("npm start -- --fresh" begins anew).'
      : `${options.days} days, ${rehearsalStart} to ${last}: CRONUS Danmark, ${options.customers} customers, ${openEntries} open ledger entries, seed ${options.seed}.`,
  );
  say('');
}

function farewell(url: string, world: WorldAddresses): void {
  say('');
  say(`Serving on ${url}`);
  say(`  ${url}/api/health               how each part is (no token needed)`);
  say(`  ${url}/api/openapi.json         all doors; they take Entra ID bearer tokens`);
  say('Around it, on loopback only, as long as this runs:');
  say(`  Business Central   ${world.bcBaseUrl}/${world.tenantId}/${world.environment}/api/...`);
  say(`  Entra ID           ${world.keysUrl}`);
  for (const [name, found] of Object.entries(world.channels)) {
    if (found) say(`  ${name.padEnd(18)} sftp ${found.sftp.user}@${found.sftp.host}:${found.sftp.port}`);
  }
  say('In another terminal, on the same data:');
  say('  npm run -s tilgode -- errors               what waits in the error log');
  say('  npm run -s tilgode -- totals               the totals of the chain');
  say('  npm run -s tilgode -- line <reference>     the whole story of one line');
  say('Ctrl-C stops everything.');
}
