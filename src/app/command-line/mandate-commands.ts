import type { Command } from 'commander';
import type { Problem, Result } from '#kernel';
import {
  approveMandateChange,
  dismissMandateChange,
  draftMandateChange,
  editMandateChange,
  listMandateChanges,
  type MandateChange,
} from '#mandates';
import { mandateEdit, mandateOrder } from '#schemas/http';
import { idOf } from './journal-commands.ts';
import { jsonOption } from './options.ts';
import { table } from './terminal.ts';
import { type CommandParts, companyOf, doDueWork, withApp } from './with-app.ts';

interface MandateOptions {
  readonly company?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly json: boolean;
}

/** The mandate journal: what the channels told of mandates, and what we ask them for. */
export function addMandateCommands(tilgode: Command): void {
  const mandates = tilgode.command('mandates').description('the mandate journal: look at, correct and approve changes');
  withCompany(mandates.command('list', { isDefault: true }).description('changes, newest first'))
    .option('--state <state>', 'proposed, approved, applied, exported, confirmed or dismissed')
    .action((options: MandateOptions) => withApp({ ...options, isTimeless: true }, (parts) => list(options, parts)));
  withCompany(mandates.command('draft').description('draft a registration or cancellation of ours'))
    .argument('<kind>', 'register or cancel')
    .argument('<agreement>', 'the agreement’s key')
    .argument('<customer>', 'the customer’s number')
    .option('--debtor-group <number>', 'the debtor group, where the channel has them')
    .option('--mandate-number <number>', 'the mandate’s number, for a cancellation')
    .option('--registration <number>', 'the registration number of the debtor’s bank, for a registration')
    .option('--account <number>', 'the debtor’s account, for a registration')
    .option('--tax-number <number>', 'the debtor’s CVR number; left out: the one in Business Central')
    .action((kind: string, agreement: string, customerNumber: string, options: MandateOptions & FieldOptions) =>
      withApp(options, async (parts) => {
        const { id: companyId } = await companyOf(parts, options.company);
        const order = mandateOrder.parse({ kind, agreement, customerNumber, ...fieldsOf(options) });
        const { agreement: agreementKey, ...rest } = order;
        const drafted = await draftMandateChange({ companyId, agreementKey, ...rest }, partsOf(parts));
        if (!drafted.ok) return refused(drafted.error, parts);
        parts.terminal.result({ id: drafted.value }, () => [
          `Drafted as number ${drafted.value}. Approve it to send it.`,
        ]);
        return 0;
      }),
    );
  withCompany(mandates.command('edit').description('correct a change that nobody has approved yet'))
    .argument('<change>', 'its number in the list')
    .option('--debtor-group <number>', 'the debtor group')
    .option('--mandate-number <number>', 'the mandate’s number')
    .option('--registration <number>', 'the registration number of the debtor’s bank')
    .option('--account <number>', 'the debtor’s account')
    .option('--tax-number <number>', 'the debtor’s CVR number')
    .option('--valid-from <date>', 'the first payment date it holds for')
    .option('--valid-to <date>', 'the day it ends')
    .action((change: string, options: MandateOptions & FieldOptions) =>
      withApp(options, async (parts) => {
        const edit = mandateEdit.parse(fieldsOf(options));
        const { id: companyId } = await companyOf(parts, options.company);
        return told(await editMandateChange({ companyId, id: idOf(change), edit }, partsOf(parts)), parts);
      }),
    );
  withCompany(mandates.command('approve').description('approve changes: to Business Central, or out to the channel'))
    .argument('<change...>', 'their numbers in the list')
    .action((changes: readonly string[], options: MandateOptions) =>
      withApp(options, async (parts) => {
        const { id: companyId } = await companyOf(parts, options.company);
        let code = 0;
        for (const change of changes) {
          code = Math.max(
            code,
            told(await approveMandateChange({ companyId, id: idOf(change) }, partsOf(parts)), parts),
          );
        }
        await doDueWork(parts);
        return code;
      }),
    );
  withCompany(mandates.command('dismiss').description('say that nothing follows from a change'))
    .argument('<change>', 'its number in the list')
    .requiredOption('--reason <text>', 'why')
    .action((change: string, options: MandateOptions) =>
      withApp(options, async (parts) => {
        const { id: companyId } = await companyOf(parts, options.company);
        const which = { companyId, id: idOf(change), reason: options.reason ?? '' };
        return told(await dismissMandateChange(which, partsOf(parts)), parts);
      }),
    );
}

interface FieldOptions {
  readonly debtorGroup?: string;
  readonly mandateNumber?: string;
  readonly registration?: string;
  readonly account?: string;
  readonly taxNumber?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
}

const fieldNames = [
  'debtorGroup',
  'mandateNumber',
  'registration',
  'account',
  'taxNumber',
  'validFrom',
  'validTo',
] as const;

const fieldsOf = (options: FieldOptions): Readonly<Record<string, string>> =>
  Object.fromEntries(
    fieldNames.flatMap((name) => {
      const value = options[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const withCompany = (command: Command): Command =>
  command.option('--company <name>', 'the company, when there are several').addOption(jsonOption());

const partsOf = ({ app, moment, by }: CommandParts) => ({ database: app.database, moment, by });

async function list(options: MandateOptions, parts: CommandParts): Promise<number> {
  const { id: companyId } = await companyOf(parts, options.company);
  const states = options.state === undefined ? undefined : [options.state];
  const found = await listMandateChanges(parts.app.database, { companyId, states, limit: 200 });
  parts.terminal.result(found, () => table(found.map(rowOf)));
  return 0;
}

const rowOf = (one: MandateChange) => [
  one.id,
  one.direction === 'in' ? 'from the channel' : 'to the channel',
  one.kind,
  one.customer_number,
  one.mandate_number,
  one.valid_from ?? '',
  one.valid_to ?? '',
  one.state,
  one.explanation,
];

function told(done: Result<MandateChange, Problem>, parts: CommandParts): number {
  if (!done.ok) return refused(done.error, parts);
  parts.terminal.result(done.value, () => table([rowOf(done.value)]));
  return 0;
}

function refused(found: Problem, { terminal }: CommandParts): number {
  terminal.problem(found);
  return 1;
}
