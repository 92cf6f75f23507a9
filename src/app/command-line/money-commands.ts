import type { Command } from 'commander';
import { danishAmount, minor } from '#kernel';
import { controlTotals, type ControlTotals, lineStory } from '#posting';
import { figureNames, type Statistics, statistics } from '#statistics';
import { proposeAllPostings } from '../rounds.ts';
import { dateOf } from './journal-commands.ts';
import { jsonOption } from './options.ts';
import { table } from './terminal.ts';
import { tellPreview } from './preview-lines.ts';
import { companyOf, doDueWork, withApp } from './with-app.ts';
import { storyLines } from './story-lines.ts';

interface CompanyOption {
  readonly company?: string;
  readonly json: boolean;
}

export function addMoneyCommands(tilgode: Command): void {
  tilgode
    .command('post')
    .description('post in Business Central what was matched and is due')
    .option('--company <name>', 'the company, when there are several')
    .option('--dry-run', 'only tell what would be posted, and what would be refused as far as is known', false)
    .addOption(jsonOption())
    .action((options: CompanyOption & { readonly dryRun: boolean }) =>
      withApp(options, async (parts) => {
        if (options.dryRun) return tellPreview(parts, (await companyOf(parts, options.company)).id);
        await proposeAllPostings(parts.app);
        await doDueWork(parts);
        const { id } = await companyOf(parts, options.company);
        const totals = await controlTotals(parts.app.database.db, { companyId: id });
        parts.terminal.result(totals, () => totalsLines(totals));
        return totals.tied && totals.blocking.length === 0 ? 0 : 1;
      }),
    );
  tilgode
    .command('totals')
    .description('the totals of the whole chain, and whether they tie')
    .option('--company <name>', 'the company, when there are several')
    .addOption(jsonOption())
    .action((options: CompanyOption) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const { id } = await companyOf(parts, options.company);
        const totals = await controlTotals(parts.app.database.db, { companyId: id });
        parts.terminal.result(totals, () => totalsLines(totals));
        return totals.tied && totals.blocking.length === 0 ? 0 : 1;
      }),
    );
  tilgode
    .command('line')
    .description('the whole story of one collection line')
    .argument('<reference>', 'the line’s reference, e.g. T00000AB7')
    .addOption(jsonOption())
    .action((reference: string, options: { json: boolean }) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const story = await lineStory(
          parts.app.database.db,
          { companyId: (await companyOf(parts, undefined)).id, reference },
          parts.moment.at,
        );
        if (!story) {
          parts.terminal.problem({ code: 'NOT_FOUND', context: { what: 'line', id: reference } });
          return 1;
        }
        parts.terminal.result(story, () => storyLines(story));
        return 0;
      }),
    );
  addStats(tilgode);
}

function addStats(tilgode: Command): void {
  tilgode
    .command('stats')
    .description('sent, completed, rejected and with difference, by period')
    .option('--company <name>', 'the company, when there are several')
    .option('--from <date>', 'first payment date', '1900-01-01')
    .option('--to <date>', 'last payment date', '2999-12-31')
    .option('--by <period>', 'month or day', 'month')
    .addOption(jsonOption())
    .action((options: CompanyOption & { from: string; to: string; by: string }) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const { id } = await companyOf(parts, options.company);
        const found = await statistics(parts.app.database.db, {
          companyId: id,
          from: dateOf('--from', options.from),
          to: dateOf('--to', options.to),
          by: options.by === 'day' ? 'day' : 'month',
        });
        parts.terminal.result(found, () => statisticsLines(found));
        return 0;
      }),
    );
}

const statisticsLines = (found: Statistics): readonly string[] => [
  ...found.rows.flatMap((row) => [
    `${row.channel}, ${row.period}`,
    ...table(
      figureNames.map((name) => [
        `  ${name}`,
        row.figures[name].count,
        danishAmount(minor(row.figures[name].minor)).padStart(16),
      ]),
    ),
  ]),
  `${found.exceptionsWithoutLine} open entries of the error log hang on no line`,
];

export const totalsLines = (totals: ControlTotals): readonly string[] => [
  ...totals.currencies.flatMap(({ currency, chain, ties }) => [
    currency,
    ...table(chain.map(({ name, count, minor: amount }) => [name, count, danishAmount(minor(amount))])),
    '',
    ...ties.map((tie) => `${tie.ok ? 'ties' : 'DOES NOT TIE'}  ${tie.name}${tie.ok ? '' : `: ${tie.explain}`}`),
    '',
  ]),
  ...blockingLines(totals.blocking),
];

const blockingLines = (stops: ControlTotals['blocking']): readonly string[] =>
  stops.length === 0
    ? ['Nothing is held back from posting.']
    : ['Held back from posting until it ties again:', ...stops.map((stop) => `  ${stopText(stop)}`)];

function stopText({ subject, id, context }: ControlTotals['blocking'][number]): string {
  const { fileName, lineNumber, field, stated, counted } = context;
  const where = fileName === '' ? '' : ` (${fileName}${lineNumber > 0 ? ` line ${lineNumber}` : ''})`;
  return `${subject === 'company' ? 'everything' : `${subject} ${id}`}${where}, ${field}: stated ${stated}, counted ${counted}`;
}
