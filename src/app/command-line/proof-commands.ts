import type { Command } from 'commander';
import { replayEvents } from '#store';
import { machines } from '../machines.ts';
import { jsonOption } from './options.ts';
import { table } from './terminal.ts';
import { withApp } from './with-app.ts';

export function addProofCommands(tilgode: Command): void {
  tilgode
    .command('verify')
    .description('prove that every state is the fold of its events; exit code 1 when one is not')
    .addOption(jsonOption())
    .action((options: { json: boolean }) =>
      withApp({ ...options, isTimeless: true }, async ({ app, terminal }) => {
        const report = await replayEvents(app.database.db, machines);
        terminal.result(report, () => [
          `${report.events} events replayed`,
          ...table(Object.entries(report.rows).map(([name, count]) => [`  ${name}`, count])),
          ...report.findings.map((finding) => `${finding.table} ${finding.id}: ${finding.what}`),
          report.findings.length === 0
            ? 'Every state is the fold of its events.'
            : `${report.findings.length} findings`,
        ]);
        return report.findings.length === 0 ? 0 : 1;
      }),
    );
}
