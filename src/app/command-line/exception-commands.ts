import type { Command } from 'commander';
import {
  actOnException,
  actOnMany,
  type ActOnMany,
  type ExceptionAction,
  exceptionActions,
  findException,
  listExceptions,
  mostAtOnce,
  rehearseMany,
  summariseExceptions,
} from '#exceptions';
import { problem, ProblemError } from '#kernel';
import { proposeRepairs, undoMatchOf } from '#payments';
import { exceptionHandlersOf } from '../exception-handlers.ts';
import { entryLines, moneyText, refusalLine, summaryLines, undoneLines } from './exception-lines.ts';
import {
  addFilterOptions,
  filterFrom,
  type FilterOptions,
  stateFrom,
  targetFrom,
  type TargetOptions,
} from './exception-options.ts';
import { idOf } from './journal-commands.ts';
import { jsonOption } from './options.ts';
import { type CommandParts, companyOf, doDueWork, withApp } from './with-app.ts';

interface CompanyOption {
  readonly company?: string;
  readonly json: boolean;
}

interface DoOptions extends TargetOptions {
  readonly reason?: string;
  readonly key?: string;
  readonly force: boolean;
  readonly proposal?: string;
  readonly json: boolean;
}

interface BulkOptions extends DoOptions, FilterOptions, CompanyOption {
  readonly ids?: string;
  readonly of?: string;
  readonly dryRun: boolean;
}

/** The error log (fejllog) from the command line: what the doors do, in words for a terminal. */
export function addExceptionCommands(tilgode: Command): void {
  const errors = tilgode
    .command('errors')
    .alias('exceptions')
    .description('the error log: see what waits, and do something about it');
  addList(errors);
  addShow(errors);
  addDo(errors);
  addBulk(errors);
  errors
    .command('undo')
    .description('take back where a payment’s money went, before or after it was posted')
    .argument('<payment>', 'the payment’s number, as "tilgode line" and "tilgode errors show" tell it')
    .requiredOption('--reason <text>', 'why')
    .addOption(jsonOption())
    .action((payment: string, { reason, json }: { reason: string; json: boolean }) =>
      withApp({ json, isTimeless: true }, async (parts) => {
        const { app, moment, by, terminal } = parts;
        const undone = await undoMatchOf({ paymentId: idOf(payment), reason }, { database: app.database, moment, by });
        if (!undone.ok) {
          terminal.problem(undone.error);
          return 1;
        }
        await doDueWork(parts);
        terminal.result(undone.value, () => undoneLines(undone.value));
        return 0;
      }),
    );
}

function addList(errors: Command): void {
  addFilterOptions(errors.command('list', { isDefault: true }).description('what waits in the error log, oldest first'))
    .option('--company <name>', 'the company, when there are several')
    .option('--state <state>', 'open, solved, dismissed or all', 'open')
    .option('--after <number>', 'go on behind this entry')
    .option('--limit <number>', 'how many at most', '50')
    .addOption(jsonOption())
    .action((options: FilterOptions & CompanyOption & { state: string; after?: string; limit: string }) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const { id: companyId } = await companyOf(parts, options.company);
        const { db } = parts.app.database;
        const { at } = parts.moment;
        const filter = filterFrom(options);
        const limit = idOf(options.limit);
        const after = options.after === undefined ? undefined : idOf(options.after);
        const entries = await listExceptions(db, {
          ...filter,
          companyId,
          at,
          limit,
          after,
          state: stateFrom(options.state),
        });
        const proposals = await proposeRepairs(db, entries);
        const counts = await summariseExceptions(db, { ...filter, companyId, at });
        const shown = entries.map((entry) => ({ ...entry, proposals: proposals.get(entry.id) ?? [] }));
        parts.terminal.result({ counts, entries: shown }, () => [
          ...summaryLines(counts),
          '',
          ...shown.flatMap(entryLines),
          ...(entries.length === limit ? [`More: --after ${entries.at(-1)?.id ?? ''}`] : []),
        ]);
        return 0;
      }),
    );
}

function addShow(errors: Command): void {
  errors
    .command('show')
    .description('one entry, with what may be done about it and what is proposed')
    .argument('<number>', 'the entry’s number')
    .addOption(jsonOption())
    .action((number: string, options: { json: boolean }) =>
      withApp({ ...options, isTimeless: true }, async ({ app, moment, terminal }) => {
        const { db } = app.database;
        const entry = await findException(db, idOf(number), moment.at);
        if (!entry) {
          terminal.problem(problem('NOT_FOUND', { what: 'exception', id: number }));
          return 1;
        }
        const proposals = (await proposeRepairs(db, [entry])).get(entry.id) ?? [];
        terminal.result({ ...entry, proposals }, () => entryLines({ ...entry, proposals }));
        return 0;
      }),
    );
}

const addWhere = (command: Command): Command =>
  command
    .option('--reason <text>', 'why; needed to dismiss, refund and undo')
    .option('--line <reference>', 'this collection line')
    .option('--customer <number>', 'this customer, oldest claims first where none are named')
    .option('--document <number...>', 'his claims of these document numbers')
    .option('--claim <id...>', 'his claims of these ids')
    .option('--payment <number>', 'the payment that a charge back takes back')
    .option('--amount <amount>', 'how much of it is paid back, such as 125.50')
    .option('--suggestion <number>', 'which suggestion is accepted')
    .option(
      '--part <part...>',
      'a part of a split: "K10001 FA-1 125.50", or account or refund in place of the document',
    )
    .option('--target <json>', 'the target as a program writes it')
    .option('--key <text>', 'your own name of this command: given again under it, nothing is done again')
    .option('--force', 'although a colleague has taken it', false)
    .addOption(jsonOption());

function addDo(errors: Command): void {
  addWhere(
    errors
      .command('do')
      .alias('act')
      .description('do something about an entry; "tilgode errors show" says what is possible')
      .argument('<number>', 'the entry’s number')
      .argument('[action]', `one of ${exceptionActions.join(', ')}`)
      .option('--proposal <number>', 'in place of an action: carry out this proposal'),
  ).action((number: string, action: string | undefined, options: DoOptions) =>
    withApp({ ...options, isTimeless: true }, async (parts) => {
      const { app, moment, by, terminal } = parts;
      const command = await commandOf(parts, idOf(number), action, options);
      const acted = await actOnException(
        { exceptionId: idOf(number), reason: options.reason, key: options.key, force: options.force, ...command },
        { database: app.database, moment, by, handlers: exceptionHandlersOf(app) },
      );
      if (!acted.ok) {
        terminal.problem(acted.error);
        return 1;
      }
      await doDueWork(parts);
      terminal.result(acted.value, () => [
        ...(acted.value.wasDoneBefore ? ['It was done before; nothing was done again.'] : []),
        ...entryLines({ ...acted.value.exception, proposals: [] }),
      ]);
      return 0;
    }),
  );
}

/** The action typed, with its target; or that of a proposal. */
async function commandOf(
  { app, moment }: CommandParts,
  exceptionId: number,
  action: string | undefined,
  options: DoOptions,
): Promise<{ readonly action: ExceptionAction; readonly target: unknown }> {
  const { db } = app.database;
  if (action !== undefined) return { action: actionOf(action), target: targetFrom(options) };
  const entry = await findException(db, exceptionId, moment.at);
  const proposals = entry ? ((await proposeRepairs(db, [entry])).get(exceptionId) ?? []) : [];
  const chosen = options.proposal === undefined ? undefined : proposals[idOf(options.proposal) - 1];
  if (chosen) return { action: chosen.action, target: chosen.target ?? undefined };
  const expected = `an action, or --proposal with one of ${proposals.length} proposals`;
  throw new ProblemError(problem('INPUT_WRONG', { field: 'action', value: options.proposal ?? '', expected }));
}

function actionOf(text: string): ExceptionAction {
  const found = exceptionActions.find((action) => action === text);
  if (found) return found;
  const expected = `one of ${exceptionActions.join(', ')}`;
  throw new ProblemError(problem('INPUT_WRONG', { field: 'action', value: text, expected }));
}

function addBulk(errors: Command): void {
  addFilterOptions(
    addWhere(
      errors
        .command('bulk')
        .description('the same about many entries, each with its own outcome; first with --dry-run')
        .argument('<action>', `one of ${exceptionActions.join(', ')}`)
        .option('--ids <numbers>', 'these entries, such as 12,13,20')
        .option('--company <name>', 'the company, when there are several')
        .option('--dry-run', 'say how many and how much money, and do nothing', false),
    ),
    '--of <number>',
  ).action((action: string, options: BulkOptions) =>
    withApp({ ...options, isTimeless: true }, async (parts) => {
      const { app, moment, by, terminal } = parts;
      const { id: companyId } = await companyOf(parts, options.company);
      const filter = filterFrom(options, options.of);
      const isFiltered = Object.values(filter).some((value) => value !== undefined);
      if (isFiltered === (options.ids !== undefined)) {
        const expected = 'either --ids, or what the entries have in common, such as --code';
        throw new ProblemError(problem('INPUT_WRONG', { field: '--ids', value: options.ids ?? '', expected }));
      }
      const ids = options.ids?.split(',').map((one) => idOf(one.trim()));
      const target = targetFrom(options);
      const { reason, key, force } = options;
      const many = { companyId, action: actionOf(action), target, reason, key, force, limit: mostAtOnce };
      const whole: ActOnMany = { ...many, which: ids ? { ids } : { filter } };
      const handlers = exceptionHandlersOf(app);
      const rehearsed = await rehearseMany(whole, { database: app.database, moment, by, handlers });
      if (options.dryRun) {
        terminal.result(rehearsed, () => [
          `${rehearsed.entries} entries, ${moneyText(rehearsed.money)}; ${rehearsed.refused} of them would be refused`,
        ]);
        return 0;
      }
      const sum = { done: 0, again: 0, before: 0, refused: 0, outcomes: new Array<unknown>() };
      const refusals: string[] = [];
      const bar = terminal.progress('entries');
      for (let which: ActOnMany['which'] | null = whole.which; which !== null; ) {
        const acted = await actOnMany({ ...many, which }, { database: app.database, moment, by, handlers });
        sum.done += acted.done;
        sum.again += acted.again;
        sum.before += acted.before;
        sum.refused += acted.refused;
        const refused = acted.outcomes.filter(({ outcome }) => outcome === 'refused');
        sum.outcomes.push(...refused);
        refusals.push(...refused.map(({ exceptionId, problem: why }) => refusalLine(exceptionId, why)));
        bar.step(sum.done + sum.again + sum.before + sum.refused, rehearsed.entries);
        which = acted.left > 0 ? { filter, after: acted.last } : null;
      }
      bar.end();
      await doDueWork(parts);
      terminal.result(sum, () => [
        `${sum.done} done, ${sum.again} there again, ${sum.before} done before, ${sum.refused} refused`,
        ...refusals,
      ]);
      return sum.refused === 0 ? 0 : 1;
    }),
  );
}
