import { sql } from 'kysely';
import { addDays, type Moment, type Problem, type Result } from '#kernel';
import type { Database } from '#store';
import { channelOf } from './agreement.ts';
import { buildJournal, orderJournal } from './build-journal.ts';
import { type ExportParts, exportJournal } from './export-journal.ts';
import { approveJournal, validateJournal } from './validate-journal.ts';

/**
 * The agreements that build by themselves and are due for it: from the chosen number of days before a month's deadline on.
 * The command's key names the month, so that any number of timer ticks makes one journal.
 */
export async function unattendedOrders(
  { db }: Database,
  companyId: number,
  moment: Moment,
): Promise<readonly Parameters<typeof orderJournal>[0][]> {
  const agreements = await db
    .selectFrom('channel_agreement')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('unattended_days_before', 'is not', null)
    // By an agreement that only reads files nothing is collected.
    .where('channel', '<>', 'statements')
    .execute();
  return agreements.flatMap((agreement) => {
    const { paymentDate, deadline, isOpen } = channelOf(agreement).nextRegularDate(moment);
    const isDue = isOpen && moment.today >= addDays(deadline, -(agreement.unattended_days_before ?? 0));
    const commandKey = `unattended:${agreement.id}:${paymentDate}`;
    return isDue ? [{ companyId, agreementKey: agreement.key, paymentDate, commandKey }] : [];
  });
}

/**
 * Builds, checks, approves and exports what is due, as far as it may go without a person: where the company asks for a
 * second person's approval, the journal waits for it and the next tick exports it.
 */
export async function runUnattended(
  input: { readonly companyId: number },
  parts: ExportParts,
): Promise<readonly Result<number | null, Problem>[]> {
  const results: Result<number | null, Problem>[] = [];
  for (const order of await unattendedOrders(parts.database, input.companyId, parts.moment)) {
    results.push(await carryOut(order, parts));
  }
  return results;
}

async function carryOut(
  order: Parameters<typeof orderJournal>[0],
  parts: ExportParts,
): Promise<Result<number | null, Problem>> {
  const ordered = await orderJournal(order, parts);
  if (!ordered.ok) return ordered;
  const journalId = ordered.value;
  const { db } = parts.database;
  const stateOf = async () =>
    (
      await sql<{ state: string; second_approval: boolean }>`select j.state, c.second_approval
    from journal j join company c on c.id = j.company_id where j.id = ${journalId}`.execute(db)
    ).rows[0];
  if ((await stateOf())?.state === 'building') {
    const built = await buildJournal({ journalId }, parts);
    if (!built.ok) return built;
  }
  if ((await stateOf())?.state === 'built') {
    const validated = await validateJournal({ journalId }, parts);
    if (!validated.ok) return validated;
  }
  const now = await stateOf();
  if (now?.state === 'validated' && !now.second_approval) {
    const approved = await approveJournal({ journalId }, parts);
    if (!approved.ok) return approved;
  }
  return (await stateOf())?.state === 'approved' ? exportJournal({ journalId }, parts) : { ok: true, value: null };
}
