import type { Command } from 'commander';
import { actOnException, countExceptions, type ExceptionEntry, listExceptions } from '#exceptions';
import { danishAmount, minor } from '#kernel';
import { controlTotals, type ControlTotals, lineStory } from '#posting';
import { figureNames, type Statistics, statistics } from '#statistics';
import { exceptionAction } from '#schemas/http';
import { exceptionHandlers } from '../exception-handlers.ts';
import { proposeAllPostings } from '../rounds.ts';
import { dateOf, idOf } from './journal-commands.ts';
import { jsonOption } from './options.ts';
import { table } from './terminal.ts';
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
    .addOption(jsonOption())
    .action((options: CompanyOption) =>
      withApp(options, async (parts) => {
        await proposeAllPostings(parts.app);
        await doDueWork(parts);
        const { id } = await companyOf(parts, options.company);
        const totals = await controlTotals(parts.app.database.db, { companyId: id });
        parts.terminal.result(totals, () => totalsLines(totals));
        return totals.tied ? 0 : 1;
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
        return totals.tied ? 0 : 1;
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
  addExceptions(tilgode);
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

interface ExceptionOptions extends CompanyOption {
  readonly state: string;
  readonly code?: string;
  readonly limit: string;
}

function addExceptions(tilgode: Command): void {
  const exceptions = tilgode.command('exceptions').description('the error log: list it, act on it');
  exceptions
    .command('list', { isDefault: true })
    .description('what waits in the error log, oldest first')
    .option('--company <name>', 'the company, when there are several')
    .option('--state <state>', 'open, solved or dismissed', 'open')
    .option('--code <code>', 'only this kind')
    .option('--limit <number>', 'how many at most', '50')
    .addOption(jsonOption())
    .action((options: ExceptionOptions) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const { id } = await companyOf(parts, options.company);
        const { db } = parts.app.database;
        const state = options.state === 'solved' || options.state === 'dismissed' ? options.state : 'open';
        const query = {
          companyId: id,
          state,
          code: options.code,
          limit: idOf(options.limit),
          at: parts.moment.at,
        } as const;
        const entries = await listExceptions(db, query);
        const counts = await countExceptions(db, id);
        parts.terminal.result({ counts, entries }, () => [
          ...table(counts.map(({ code, state: at, count }) => [code, at, count])),
          '',
          ...entries.flatMap(entryLines),
        ]);
        return 0;
      }),
    );
  exceptions
    .command('act')
    .description('assign a payment, try again, or dismiss with a reason')
    .argument('<number>', 'the exception’s number')
    .argument('<action>', 'assign, retry or dismiss')
    .option('--reason <text>', 'why; needed to dismiss')
    .option('--line <reference>', 'assign to this collection line')
    .option('--customer <number>', 'assign to this customer, oldest claims first')
    .addOption(jsonOption())
    .action(
      (number: string, action: string, options: { reason?: string; line?: string; customer?: string; json: boolean }) =>
        withApp(options, async (parts) => {
          const target = options.line
            ? { lineReference: options.line }
            : options.customer && { customerNumber: options.customer };
          const command = exceptionAction.parse({
            action,
            ...(options.reason ? { reason: options.reason } : {}),
            ...(target ? { target } : {}),
          });
          const { app, moment, by, terminal } = parts;
          const acted = await actOnException(
            { exceptionId: idOf(number), ...command },
            { database: app.database, moment, by, handlers: exceptionHandlers },
          );
          if (!acted.ok) {
            terminal.problem(acted.error);
            return 1;
          }
          await doDueWork(parts);
          terminal.result(acted.value, () => entryLines(acted.value.exception));
          return 0;
        }),
    );
}

const entryLines = (entry: ExceptionEntry): readonly string[] => [
  `${entry.id} ${entry.code} (${entry.state} for ${entry.ageInDays} days${entry.owner === 'nobody' ? '' : `, for the ${entry.owner}`})`,
  `  ${entry.advice}`,
  `  ${Object.entries(entry.context)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ')}`,
  `  may be: ${entry.allowedActions.join(', ')}`,
];

export const totalsLines = (totals: ControlTotals): readonly string[] =>
  totals.currencies.flatMap(({ currency, chain, ties }) => [
    currency,
    ...table(chain.map(({ name, count, minor: amount }) => [name, count, danishAmount(minor(amount))])),
    '',
    ...ties.map((tie) => `${tie.ok ? 'ties' : 'DOES NOT TIE'}  ${tie.name}${tie.ok ? '' : `: ${tie.explain}`}`),
    '',
  ]);
