import type { Command } from 'commander';
import {
  approveJournal,
  buildJournal,
  exportJournal,
  type JournalView,
  listJournals,
  orderJournal,
  resendLine,
  stopLine,
  validateJournal,
  withdrawJournal,
} from '#journal';
import { syncCompany } from '#claims';
import {
  calendarDate,
  type CalendarDate,
  danishAmount,
  fail,
  minor,
  ok,
  problem,
  ProblemError,
  type Problem,
  type Result,
} from '#kernel';
import { jsonOption } from './options.ts';
import { table } from './terminal.ts';
import { type CommandParts, companyOf, doDueWork, withApp } from './with-app.ts';

interface BuildOptions {
  readonly company?: string;
  readonly agreement?: string;
  readonly section?: string;
  readonly date: string;
  readonly dueFrom?: string;
  readonly dueTo?: string;
  readonly key?: string;
  readonly json: boolean;
}

export function addJournalCommands(tilgode: Command): void {
  const journal = tilgode.command('journal').description('build, show, approve and export collection journals');
  journal
    .command('build')
    .description('read Business Central, build a journal and check its lines')
    .requiredOption('--date <date>', 'the payment date, e.g. 2026-02-02')
    .option('--company <name>', 'the company, when there are several')
    .option('--agreement <key>', 'the agreement, when there are several')
    .option(
      '--section <kind>',
      'the kind of delivery in the channel’s own word, such as 0117 for payment slips with short notice',
    )
    .option('--due-from <date>', 'first due date to take')
    .option('--due-to <date>', 'last due date to take; the end of the payment month when left out')
    .option('--key <text>', 'the same key twice is one journal')
    .addOption(jsonOption())
    .action((options: BuildOptions) => withApp(options, (parts) => build(options, parts)));
  journal
    .command('list')
    .description('journals, newest first')
    .option('--company <name>', 'the company, when there are several')
    .addOption(jsonOption())
    .action((options: { company?: string; json: boolean }) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const { id } = await companyOf(parts, options.company);
        const journals = await listJournals(parts.app.database.db, { companyId: id, limit: 50 });
        parts.terminal.result(journals, () => journals.flatMap(shown));
        return 0;
      }),
    );
  const steps: readonly [
    string,
    string,
    (journalId: number, parts: CommandParts) => Promise<Result<unknown, Problem>>,
  ][] = [
    ['show', 'one journal with totals, states and what was left out', showOne],
    ['validate', 'check every line again', (journalId, parts) => validateJournal({ journalId }, partsOf(parts))],
    ['approve', 'approve a checked journal', (journalId, parts) => approveJournal({ journalId }, partsOf(parts))],
    [
      'withdraw',
      'withdraw a journal of which nothing was delivered',
      (journalId, parts) => withdrawJournal({ journalId }, partsOf(parts)),
    ],
    ['export', 'freeze the approved lines into a delivery and send it', exportAndSend],
  ];
  for (const [name, description, run] of steps) {
    journal
      .command(name)
      .description(description)
      .argument('<journal>', 'the journal’s number')
      .addOption(jsonOption())
      .action((id: string, options: { json: boolean }) =>
        withApp(options, async (parts) => answer(parts, await run(idOf(id), parts))),
      );
  }
  addLineCommands(journal);
}

function addLineCommands(journal: Command): void {
  for (const [name, description, run] of [
    ['stop', 'stop one line by its reference', stopLine],
    ['resend', 'take a line of a refused delivery up again', resendLine],
  ] as const) {
    journal
      .command(name)
      .description(description)
      .argument('<reference>', 'the line’s reference, e.g. T00000AB7')
      .addOption(jsonOption())
      .action((reference: string, options: { json: boolean }) =>
        withApp(options, async (parts) => {
          const done = await run({ reference }, { ...partsOf(parts), vault: parts.app.vault });
          if (done.ok) await doDueWork(parts);
          return answer(parts, done.ok ? ok({ reference, state: done.value.state }) : done);
        }),
      );
  }
}

const partsOf = ({ app, moment, by }: CommandParts) => ({ database: app.database, moment, by });

async function build(options: BuildOptions, parts: CommandParts): Promise<number> {
  const { app, moment, terminal } = parts;
  const company = await companyOf(parts, options.company);
  const reading = terminal.progress('reading');
  await syncCompany({ companyId: company.id, isFull: true }, { ...partsOf(parts), bc: app.bc, progress: reading.step });
  reading.end();
  const paymentDate = dateOf('--date', options.date);
  const agreementKey = options.agreement ?? (await onlyAgreement(parts, company.id));
  const ordered = await orderJournal(
    {
      companyId: company.id,
      agreementKey,
      section: options.section,
      paymentDate,
      dueFrom: options.dueFrom === undefined ? undefined : dateOf('--due-from', options.dueFrom),
      dueTo: options.dueTo === undefined ? undefined : dateOf('--due-to', options.dueTo),
      commandKey: `command:${company.id}:${agreementKey}:${options.section ?? ''}:${options.key ?? `${paymentDate}:${moment.at.toISOString()}`}`,
    },
    partsOf(parts),
  );
  if (!ordered.ok) return answer(parts, ordered);
  const building = terminal.progress('building');
  const built = await buildJournal({ journalId: ordered.value }, { ...partsOf(parts), progress: building.step });
  building.end();
  if (!built.ok) return answer(parts, built);
  const checking = terminal.progress('checking');
  const checked = await validateJournal({ journalId: ordered.value }, { ...partsOf(parts), progress: checking.step });
  checking.end();
  if (!checked.ok && checked.error.code !== 'JOURNAL_NOT_READY') return answer(parts, checked);
  return answer(parts, await showOne(ordered.value, parts));
}

async function onlyAgreement({ app }: CommandParts, companyId: number): Promise<string> {
  const found = await app.database.db
    .selectFrom('channel_agreement')
    .select('key')
    .where('company_id', '=', companyId)
    .execute();
  const [only, ...others] = found;
  if (only && others.length === 0) return only.key;
  const expected = `one of ${found.map(({ key }) => key).join(', ')}`;
  throw new ProblemError(problem('INPUT_WRONG', { field: '--agreement', value: '', expected }));
}

async function showOne(journalId: number, parts: CommandParts): Promise<Result<JournalView, Problem>> {
  const [found] = await listJournals(parts.app.database.db, { journalId, limit: 1 });
  return found ? ok(found) : fail(problem('NOT_FOUND', { what: 'journal', id: String(journalId) }));
}

async function exportAndSend(
  journalId: number,
  parts: CommandParts,
): Promise<Result<{ deliveryId: number | null }, Problem>> {
  const writing = parts.terminal.progress('writing');
  const exported = await exportJournal(
    { journalId },
    { ...partsOf(parts), vault: parts.app.vault, progress: writing.step },
  );
  writing.end();
  if (!exported.ok) return exported;
  await doDueWork(parts);
  return ok({ deliveryId: exported.value });
}

function answer(parts: CommandParts, done: Result<unknown, Problem>): number {
  if (!done.ok) {
    parts.terminal.problem(done.error);
    return 1;
  }
  parts.terminal.result(done.value, () => (isJournal(done.value) ? shown(done.value) : [JSON.stringify(done.value)]));
  return 0;
}

const isJournal = (value: unknown): value is JournalView =>
  typeof value === 'object' && value !== null && 'linesByState' in value;

function shown(journal: JournalView): readonly string[] {
  const sum = (name: string, amount: { count: number; minor: number }) => [
    name,
    amount.count,
    danishAmount(minor(amount.minor)),
  ];
  return [
    `Journal ${journal.id} (${journal.agreement}, section ${journal.section}) for ${journal.paymentDate}: ${journal.state}`,
    ...table([
      sum('  open entries weighed', journal.open),
      sum('  chosen', journal.chosen),
      sum('  left out', journal.leftOut),
      sum('  lines', journal.lines),
    ]),
    `  lines by state: ${pairs(journal.linesByState)}`,
    `  left out because: ${pairs(journal.leftOutByReason)}`,
  ];
}

const pairs = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';

export function idOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new ProblemError(problem('INPUT_WRONG', { field: 'number', value: text, expected: 'a whole number' }));
}

export function dateOf(field: string, text: string): CalendarDate {
  const read = calendarDate(text);
  if (read.ok) return read.value;
  throw new ProblemError(problem('INPUT_WRONG', { field, value: text, expected: 'a date such as 2026-02-02' }));
}
