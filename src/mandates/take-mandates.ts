import { sql } from 'kysely';
import type { MandateFact } from '#channels';
import { openExceptions } from '#exceptions';
import { agreementsByCreditor } from '#journal';
import { problem } from '#kernel';
import { type Actor, insertWithEvents, type Tx, updateWithEvents } from '#store';
import { decideChange, type KnownMandate } from './decide-change.ts';

export interface MandateFile {
  readonly id: number;
  readonly companyId: number;
  readonly agreementId: number;
  readonly fileName: string;
}

interface KnownRow extends KnownMandate {
  readonly customer: string;
}

/**
 * Puts what a channel told about mandates into the mandate journal, where a person checks it before a customer's record
 * changes. Told twice, or known already, it changes nothing. What confirms a change of ours closes that one.
 */
export async function takeMandateFacts(
  tx: Tx,
  file: MandateFile,
  facts: readonly MandateFact[],
  actor: Actor,
): Promise<void> {
  const routes = await agreementsByCreditor(tx, file);
  const byAgreement = new Map<number, MandateFact[]>();
  for (const fact of facts) {
    const agreementId = routes.get(fact.creditorNumber) ?? file.agreementId;
    const theirs = byAgreement.get(agreementId);
    if (theirs) theirs.push(fact);
    else byAgreement.set(agreementId, [fact]);
  }
  for (const [agreementId, theirs] of byAgreement) await takeOfAgreement(tx, { ...file, agreementId }, theirs, actor);
}

async function takeOfAgreement(tx: Tx, file: MandateFile, facts: readonly MandateFact[], actor: Actor): Promise<void> {
  await confirmOurs(tx, file, facts, actor);
  const numbers = [...new Set(facts.map((fact) => fact.customerNumber))];
  const known = await knownMandates(tx, file, numbers);
  const customers = await knownCustomers(tx, file.companyId, numbers);
  const waiting = await waitingChanges(tx, file.agreementId, numbers);
  const rows: object[] = [];
  const strangers: MandateFact[] = [];
  for (const fact of facts) {
    const change = decideChange(fact, known.get(fact.customerNumber) ?? []);
    if (!change) continue;
    if (!customers.has(fact.customerNumber)) {
      strangers.push(fact);
      continue;
    }
    const key = waitingKey(change.kind, fact.customerNumber, fact.debtorGroup, fact.mandateNumber);
    if (waiting.has(key)) continue;
    waiting.add(key);
    rows.push(rowOf(file, fact, change, actor));
  }
  await insertWithEvents(tx, 'mandate_change', rows, 'propose', actor, { onConflict: 'do nothing' });
  await openExceptions(
    tx,
    file.companyId,
    strangers.map((fact) => strangerOf(file, fact)),
    actor,
  );
}

const rowOf = (
  file: MandateFile,
  fact: MandateFact,
  change: { readonly kind: 'register' | 'cancel'; readonly explanation: string },
  actor: Actor,
) => ({
  company_id: file.companyId,
  agreement_id: file.agreementId,
  direction: 'in',
  kind: change.kind,
  customer_number: fact.customerNumber,
  debtor_group: fact.debtorGroup,
  mandate_number: fact.mandateNumber,
  valid_from: fact.validFrom,
  valid_to: fact.validTo,
  registration: '',
  account: '',
  tax_number: '',
  ended_by: fact.endedBy,
  state: 'proposed',
  file_id: file.id,
  line_number: fact.lineNumber,
  explanation: change.explanation,
  created_at: actor.at,
});

async function knownMandates(
  tx: Tx,
  { companyId, agreementId }: MandateFile,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, readonly KnownMandate[]>> {
  const { rows } = await sql<KnownRow>`
    select customer_number as customer, mandate_number as "mandateNumber", debtor_group as "debtorGroup", status
    from mandate where company_id = ${companyId} and customer_number = any(${numbers})
      and scheme_code = (select scheme_code from channel_agreement where id = ${agreementId})`.execute(tx);
  const found = new Map<string, KnownMandate[]>();
  for (const { customer, ...mandate } of rows) found.set(customer, [...(found.get(customer) ?? []), mandate]);
  return found;
}

async function knownCustomers(tx: Tx, companyId: number, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ number: string }>`
    select number from customer where company_id = ${companyId} and number = any(${numbers})`.execute(tx);
  return new Set(rows.map(({ number }) => number));
}

const waitingKey = (...parts: readonly string[]): string => parts.join('|');

async function waitingChanges(tx: Tx, agreementId: number, numbers: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ kind: string; customer: string; group: string; mandate: string }>`
    select kind, customer_number as customer, debtor_group as "group", mandate_number as mandate from mandate_change
    where agreement_id = ${agreementId} and direction = 'in' and state in ('proposed', 'approved')
      and customer_number = any(${numbers})`.execute(tx);
  return new Set(rows.map(({ kind, customer, group, mandate }) => waitingKey(kind, customer, group, mandate)));
}

/** What we asked the channel for has happened: told by the same customer and group, and the same number where both have one. */
async function confirmOurs(tx: Tx, file: MandateFile, facts: readonly MandateFact[], actor: Actor): Promise<void> {
  const told = facts.map((fact) => ({
    kind: fact.kind === 'cancelled' ? 'cancel' : 'register',
    customer: fact.customerNumber,
    group: fact.debtorGroup,
    mandate: fact.mandateNumber,
  }));
  const where = sql`r.agreement_id = ${file.agreementId} and r.direction = 'out' and r.state = 'exported' and exists (
    select 1 from jsonb_to_recordset(${JSON.stringify(told)}::jsonb)
      as t(kind text, customer text, "group" text, mandate text)
    where t.kind = r.kind and t.customer = r.customer_number
      and (t."group" = '' or r.debtor_group = '' or t."group" = r.debtor_group)
      and (t.mandate = '' or r.mandate_number = '' or t.mandate = r.mandate_number))`;
  await updateWithEvents(tx, 'mandate_change', { state: 'confirmed' }, where, 'confirm', actor);
}

const strangerOf = (file: MandateFile, fact: MandateFact) => ({
  problem: problem('MANDATE_OF_UNKNOWN_CUSTOMER', {
    fileName: file.fileName,
    lineNumber: fact.lineNumber,
    customerNumber: fact.customerNumber,
    mandateNumber: fact.mandateNumber,
  }),
  subject: 'file' as const,
  subjectId: file.id,
  dedupeKey: `MANDATE_OF_UNKNOWN_CUSTOMER:${file.agreementId}:${fact.customerNumber}:${fact.mandateNumber}`,
});
