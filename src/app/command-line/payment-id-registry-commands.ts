import { type Command, Option } from 'commander';
import { describeProblem, type Problem, problem, ProblemError, type Result } from '#kernel';
import {
  type AssignReport,
  assignPaymentIds,
  listPaymentIds,
  lookUpPaymentId,
  type PaymentIdEntry,
  type PaymentIdLookUp,
  retirePaymentIds,
  sendPaymentIdsToBc,
  type WhichPaymentIds,
} from '#payment-ids';
import { idOf } from './journal-commands.ts';
import { jsonOption } from './options.ts';
import { table } from './terminal.ts';
import { type CommandParts, companyOf, withApp } from './with-app.ts';

interface CompanyOption {
  readonly company?: string;
  readonly json: boolean;
}

const partsOf = ({ app, moment, by }: CommandParts) => ({ database: app.database, moment, by });

/** The commands that read and write the registry. */
export function addPaymentIdRegistryCommands(paymentIds: Command): void {
  addAssign(paymentIds);
  addLookUp(paymentIds);
  addList(paymentIds);
  addRetire(paymentIds);
  forCompany(paymentIds.command('send').description('tell Business Central the numbers it does not know yet')).action(
    (options: CompanyOption) => withApp(options, (parts) => send(options, parts)),
  );
}

const forCompany = (command: Command): Command =>
  command.option('--company <name>', 'the company, when there are several').addOption(jsonOption());

interface AssignOptions extends CompanyOption {
  readonly who: 'customers' | 'claims';
  readonly customer?: readonly string[];
  readonly schemeCode?: string;
  readonly withOpenClaims?: boolean;
}

function addAssign(paymentIds: Command): void {
  const assign = paymentIds
    .command('assign')
    .description('give a number to every customer or claim that has none of a block')
    .argument('<block>', 'the block’s key in the settings')
    .addOption(new Option('--who <who>', 'what the block is for').choices(['customers', 'claims']).default('customers'))
    .option('--customer <numbers...>', 'only these customers')
    .option('--scheme-code <code>', 'only customers of this collection scheme in Business Central')
    .option('--with-open-claims', 'only customers who owe something now');
  forCompany(assign).action((blockKey: string, options: AssignOptions) =>
    withApp(options, async (parts) => {
      const { id: companyId } = await companyOf(parts, options.company);
      const filter = {
        customerNumbers: options.customer,
        schemeCode: options.schemeCode,
        withOpenClaims: options.withOpenClaims,
      };
      const bar = parts.terminal.progress('assigning');
      const done = await assignPaymentIds(
        { companyId, blockKey, who: options.who, filter },
        { ...partsOf(parts), progress: bar.step },
      );
      bar.end();
      const code = answer(parts, done, assignedLines);
      return done.ok && done.value.problem ? 1 : code;
    }),
  );
}

function assignedLines(report: AssignReport): readonly string[] {
  return [
    `${report.assigned} numbers given out: ${report.fromOwnNumber} from own numbers, ${report.fromCounter} from the counter.`,
    ...(report.collisions > 0
      ? [`${report.collisions} own numbers would have been two owners’, or were given out before:`]
      : []),
    ...report.collided.map(({ ownNumber, customerNumber }) => `  ${ownNumber} of customer ${customerNumber}`),
    ...(report.problem ? [describeProblem(report.problem)] : []),
  ];
}

function addLookUp(paymentIds: Command): void {
  const lookUp = paymentIds
    .command('look-up')
    .description('whose a number is; without its check digit too, with a warning')
    .argument('<number>', 'as it came')
    .option('--kind <kind>', 'what the file calls it, e.g. 71, SCOR, KID', '');
  forCompany(lookUp).action((number: string, options: CompanyOption & { readonly kind: string }) =>
    withApp({ ...options, isTimeless: true }, async (parts) => {
      const { id } = await companyOf(parts, options.company);
      const found = await lookUpPaymentId(parts.app.database.db, id, number, options.kind);
      parts.terminal.result(found, () => lookUpLines(found));
      return found.found ? 0 : 1;
    }),
  );
}

function lookUpLines({ outcome, candidates, isOfOurBlock, warning }: PaymentIdLookUp): readonly string[] {
  const first = {
    exact: 'Found:',
    withoutCheckDigit: 'Found, but not as it stands:',
    ambiguous: 'It may be more than one owner’s:',
    unknown: isOfOurBlock ? 'It is of our block, and was never given out.' : 'It is nobody’s.',
  }[outcome];
  return [first, ...entryLines(candidates), ...(warning ? [describeProblem(warning)] : [])];
}

const entryLines = (entries: readonly PaymentIdEntry[]): readonly string[] =>
  table(
    entries.map((entry) => [
      `  ${entry.printed}`,
      entry.scheme,
      entry.status,
      `customer ${entry.customerNumber}${entry.isOwnerKnown ? '' : ' (gone)'}`,
      entry.entryNumber === 0 ? entry.customerName : `${entry.documentNumber} (entry ${entry.entryNumber})`,
      `from ${entry.validFrom}${entry.validTo === null ? '' : ` to ${entry.validTo}`}`,
    ]),
  );

interface ListOptions extends CompanyOption {
  readonly block?: string;
  readonly status?: 'active' | 'retired';
  readonly customer?: string;
  readonly after: string;
  readonly limit: string;
}

function addList(paymentIds: Command): void {
  const list = paymentIds
    .command('list')
    .description('the numbers given out, oldest first')
    .option('--block <key>', 'only of this block')
    .addOption(new Option('--status <status>', 'only these').choices(['active', 'retired']))
    .option('--customer <number>', 'only of this customer')
    .option('--after <id>', 'go on after this entry of the page before', '0')
    .option('--limit <count>', 'at most so many', '50');
  forCompany(list).action((options: ListOptions) =>
    withApp({ ...options, isTimeless: true }, async (parts) => {
      const { id: companyId } = await companyOf(parts, options.company);
      const { block: blockKey, status, customer: customerNumber } = options;
      const after = options.after === '0' ? 0 : idOf(options.after);
      const query = { companyId, blockKey, status, customerNumber, after, limit: idOf(options.limit) };
      const entries = await listPaymentIds(parts.app.database.db, query);
      parts.terminal.result(entries, () => entryLines(entries));
      return 0;
    }),
  );
}

interface RetireOptions extends CompanyOption {
  readonly reason: string;
  readonly customer?: string;
  readonly entry?: string;
}

function addRetire(paymentIds: Command): void {
  const retire = paymentIds
    .command('retire')
    .description('take numbers out of use, for ever; they still find their owner')
    .argument('[numbers...]', 'as they are written')
    .requiredOption('--reason <text>', 'why')
    .option('--customer <number>', 'all of this customer instead')
    .option('--entry <number>', 'all of this ledger entry instead');
  forCompany(retire).action((numbers: readonly string[], options: RetireOptions) =>
    withApp(options, async (parts) => {
      const { id: companyId } = await companyOf(parts, options.company);
      const order = { companyId, which: whichOf(numbers, options), reason: options.reason };
      return answer(parts, await retirePaymentIds(order, partsOf(parts)), ({ retired }) => [
        `${retired} numbers retired.`,
      ]);
    }),
  );
}

function whichOf(paymentIds: readonly string[], { customer, entry }: RetireOptions): WhichPaymentIds {
  const given: readonly WhichPaymentIds[] = [
    ...(paymentIds.length > 0 ? [{ paymentIds }] : []),
    ...(customer === undefined ? [] : [{ customerNumber: customer }]),
    ...(entry === undefined ? [] : [{ entryNumber: idOf(entry) }]),
  ];
  const [which, ...others] = given;
  if (which && others.length === 0) return which;
  throw new ProblemError(
    problem('INPUT_WRONG', {
      field: 'numbers',
      value: '',
      expected: 'numbers, or --customer, or --entry; one of them',
    }),
  );
}

async function send(options: CompanyOption, parts: CommandParts): Promise<number> {
  const { id } = await companyOf(parts, options.company);
  const bar = parts.terminal.progress('sending');
  const report = await sendPaymentIdsToBc(
    { companyId: id },
    { ...partsOf(parts), bc: parts.app.bc, progress: bar.step },
  );
  bar.end();
  parts.terminal.result(report, () => [
    report.isBusy
      ? 'Somebody else is sending.'
      : `${report.written} written, ${report.refused} refused, ${report.left} left.`,
    ...(report.problem ? [describeProblem(report.problem)] : []),
  ]);
  return report.left === 0 ? 0 : 1;
}

function answer<T>(
  { terminal }: CommandParts,
  done: Result<T, Problem>,
  lines: (value: T) => readonly string[],
): number {
  if (!done.ok) {
    terminal.problem(done.error);
    return 1;
  }
  terminal.result(done.value, () => lines(done.value));
  return 0;
}
