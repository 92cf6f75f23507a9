import type { Command } from 'commander';
import { type CalendarDate, calendarDate, fail, knownDate, ok, problem, type Problem, type Result } from '#kernel';
import { type RungAccount, rungAccounts } from '#payments';
import { jsonOption } from './options.ts';
import { table } from './terminal.ts';
import { type CommandParts, companyOf, withApp } from './with-app.ts';

interface MatchingOptions {
  readonly company?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json: boolean;
}

export function addMatchingCommands(tilgode: Command): void {
  tilgode
    .command('matching')
    .description('the account of each rung of the matching ladder: tried, hit, undone by a person, and in shadow')
    .option('--company <name>', 'the company, when there are several')
    .option('--from <date>', 'payments booked from this day on')
    .option('--to <date>', 'payments booked until this day')
    .addOption(jsonOption())
    .action((options: MatchingOptions) => withApp({ ...options, isTimeless: true }, (parts) => show(options, parts)));
}

async function show(options: MatchingOptions, parts: CommandParts): Promise<number> {
  const from = dayOf('--from', options.from, '1900-01-01');
  const to = dayOf('--to', options.to, '2999-12-31');
  for (const day of [from, to]) {
    if (day.ok) continue;
    parts.terminal.problem(day.error);
    return 2;
  }
  if (!from.ok || !to.ok) return 2;
  const { id } = await companyOf(parts, options.company);
  const accounts = await rungAccounts(parts.app.database.db, id, { from: from.value, to: to.value });
  parts.terminal.result(accounts, () => table([headings, ...accounts.map(row)]));
  return 0;
}

function dayOf(field: string, text: string | undefined, usual: string): Result<CalendarDate, Problem> {
  if (text === undefined) return ok(knownDate(usual));
  const read = calendarDate(text);
  return read.ok ? read : fail(problem('INPUT_WRONG', { field, value: text, expected: 'a date such as 2026-02-02' }));
}

const headings = [
  'rung',
  'tried',
  'hit',
  'undone',
  'right at least',
  'in shadow',
  'agreed',
  'disagreed',
  'right at least',
];

const row = ({ rung, tried, hit, undone, precisionAtLeast, shadow }: RungAccount): readonly (string | number)[] => [
  rung,
  tried,
  hit,
  undone,
  percent(precisionAtLeast, hit),
  shadow.tried,
  shadow.agreed,
  shadow.disagreed,
  percent(shadow.precisionAtLeast, shadow.agreed + shadow.disagreed),
];

/** Rounded down: a bound is never told better than it is. */
const percent = (share: number, of: number): string => (of === 0 ? '' : `${Math.floor(share * 10_000) / 100} %`);
