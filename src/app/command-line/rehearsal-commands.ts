import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { startEmbeddedPostgres } from '#store';
import { loadSettings } from '../load-settings.ts';
import { rehearse } from '../rehearse/rehearse.ts';
import { reportLines } from '../rehearse/report-lines.ts';
import { jsonOption } from './options.ts';
import { serve } from './serve.ts';
import { start } from './start.ts';
import { terminalOf } from './terminal.ts';
import { untilStopped } from './until-stopped.ts';

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
  };

export function addRehearsalCommands(tilgode: Command): void {
  tilgode
    .command('rehearse')
    .description(
      'live some days in a world with faults, print the totals and prove the books; exit 0 only if all holds',
    )
    .option('--seed <number>', 'the world’s seed', wholeNumber(0, 2 ** 31), 1)
    .option('--days <number>', 'days to live', wholeNumber(1, 400), 31)
    .option('--customers <number>', 'customers of the company', wholeNumber(1, 100_000), 500)
    .addOption(jsonOption())
    .action(async (options: { seed: number; days: number; customers: number; json: boolean }) => {
      const terminal = terminalOf(options.json);
      const folder = mkdtempSync(join(tmpdir(), 'tilgode-rehearsal-'));
      chmodSync(folder, 0o755);
      const server = await startEmbeddedPostgres(join(folder, 'postgres'), false);
      try {
        const told = options.json ? undefined : terminal.line;
        const databaseUrl = await server.database('tilgode');
        const report = await rehearse({ ...options, folder, databaseUrl, ...(told ? { told } : {}) });
        terminal.result(report, () => reportLines(report));
        process.exitCode = report.ok ? 0 : 1;
      } finally {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    });
  tilgode
    .command('serve')
    .description('run the functions on this machine with the settings given: doors, timers and queues')
    .option('--port <number>', 'the port on 127.0.0.1', wholeNumber(0, 65_535), 7071)
    .option('--manual', 'fire timers only through the admin door; needs TILGODE_MASTER_KEY', false)
    .action(async (options: { port: number; manual: boolean }) => {
      const masterKey = process.env['TILGODE_MASTER_KEY'];
      const serving = await serve(loadSettings(process.env), {
        port: options.port,
        timers: options.manual ? 'manual' : 'cron',
        ...(masterKey ? { masterKey } : {}),
      });
      process.stdout.write(`Serving on ${serving.url}\n`);
      await untilStopped();
      await serving.close();
    });
  tilgode
    .command('start')
    .description('rehearse one month in the open, then keep serving (npm start)')
    .option('--fresh', 'begin anew', false)
    .option('--seed <number>', 'the world’s seed', wholeNumber(0, 2 ** 31), 1)
    .option('--customers <number>', 'customers of the company', wholeNumber(1, 100_000), 4000)
    .option('--days <number>', 'days to live before serving', wholeNumber(1, 400), 31)
    .option('--port <number>', 'the port on 127.0.0.1', wholeNumber(0, 65_535), 7071)
    .option('--once', 'end after the month instead of serving', false)
    .action(start);
}
