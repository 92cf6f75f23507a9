import type { Command } from 'commander';
import { describeProblem } from '#kernel';
import { lookAtTotals, type TotalsGap } from '#posting';
import { type Database, replayEvents } from '#store';
import { machines } from '../machines.ts';
import { jsonOption } from './options.ts';
import { table } from './terminal.ts';
import { type CommandParts, withApp } from './with-app.ts';

export function addProofCommands(tilgode: Command): void {
  tilgode
    .command('verify')
    .description(
      'prove that every state is the fold of its events, and that the whole chain ties; exit code 1 when not',
    )
    .addOption(jsonOption())
    .action((options: { json: boolean }) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const replay = await replayEvents(parts.app.database.db, machines);
        const { looked, gaps } = await proveTotals(parts);
        parts.terminal.result({ ...replay, looked, gaps }, () => [
          `${replay.events} events replayed`,
          ...table(Object.entries(replay.rows).map(([name, count]) => [`  ${name}`, count])),
          ...replay.findings.map((finding) => `${finding.table} ${finding.id}: ${finding.what}`),
          replay.findings.length === 0
            ? 'Every state is the fold of its events.'
            : `${replay.findings.length} findings`,
          ...gaps.map((gap) => `${gap.subject} ${gap.id}: ${describeProblem(gap.problem)}`),
          gaps.length === 0 ? `The chain ties in all of its ${looked} rows.` : `${gaps.length} gaps stop posting.`,
        ]);
        return replay.findings.length + gaps.length === 0 ? 0 : 1;
      }),
    );
}

/** Every company's chain, row by row and with the bytes of all its files. */
async function proveTotals({ app, moment }: CommandParts): Promise<{ looked: number; gaps: readonly TotalsGap[] }> {
  const gaps: TotalsGap[] = [];
  let looked = 0;
  for (const companyId of await companyIds(app.database)) {
    const report = await lookAtTotals(companyId, 'proof', { database: app.database, vault: app.vault, moment });
    looked += report.looked;
    gaps.push(...report.gaps);
  }
  return { looked, gaps };
}

const companyIds = async ({ db }: Database): Promise<readonly number[]> =>
  (await db.selectFrom('company').select('id').orderBy('id').execute()).map(({ id }) => id);
