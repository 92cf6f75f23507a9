import { sql } from 'kysely';
import type { MandateOrder } from '#channels';
import type { Vault } from '#files';
import { addSendingWork, agreementOf, nextDeliveryNumber } from '#journal';
import { fail, ok, type Problem, problem, type Result } from '#kernel';
import { type Actor, insertWithEvents, type Tx, updateWithEvents } from '#store';
import type { MandateChange, MandateParts } from './work-on-changes.ts';

export interface MandateExportParts extends MandateParts {
  readonly vault: Vault;
}

/** What one delivery of mandates holds at most; more go into the next. */
const mostChanges = 50_000;

/**
 * Writes the approved registrations and cancellations of an agreement to one delivery and freezes it, in the way of a
 * journal of claims: the bytes, the delivery, the changes' new state and the work that will send it are one transaction.
 *
 * A change that the channel would refuse is proposed again with the reason; the others go.
 *
 * @returns the delivery's id, or null when nothing was waiting
 */
export async function exportMandateChanges(
  { agreementId }: { readonly agreementId: number },
  parts: MandateExportParts,
): Promise<Result<number | null, Problem>> {
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  return parts.database.db.transaction().execute(async (tx) => {
    const waiting = await waitingChanges(tx, agreementId);
    if (waiting.length === 0) return ok(null);
    const { channel, companyId, key } = await agreementOf(tx, agreementId);
    const { mandates } = channel;
    if ('why' in mandates) {
      const context = { field: 'agreement', value: key, expected: `mandates by file: ${mandates.why}` };
      return fail(problem('INPUT_WRONG', context));
    }
    const checked = waiting.map((one) => ({ id: one.id, order: orderOf(one), faults: mandates.check(orderOf(one)) }));
    for (const { id, faults } of checked) {
      const [fault] = faults;
      if (!fault) continue;
      const explanation = `${fault.field} is "${fault.value}", expected ${fault.expected}. ${fault.remedy}`;
      const where = sql`r.id = ${id}`;
      await updateWithEvents(
        tx,
        'mandate_change',
        { state: 'proposed', explanation },
        where,
        'returnToProposed',
        actor,
      );
    }
    const good = checked.filter(({ faults }) => faults.length === 0);
    if (good.length === 0) return ok(null);
    const deliveryNumber = await nextDeliveryNumber(tx, agreementId);
    const orders = good.map(({ order }) => order);
    const writing = mandates.write({ deliveryNumber, moment: parts.moment }, orders);
    const { stored, totals } = await store(writing, parts.vault);
    const row = {
      company_id: companyId,
      agreement_id: agreementId,
      journal_id: null,
      purpose: 'mandates',
      delivery_number: deliveryNumber,
      message_id: null,
      file_name: mandates.fileName(deliveryNumber, parts.moment),
      sha256: stored.sha256,
      size: stored.size,
      state: 'frozen',
      sections: totals.sections,
      records: totals.records,
      collections: totals.collections,
      texts: totals.texts,
      addresses: totals.addresses,
      net_minor: totals.net,
      created_at: parts.moment.at,
    };
    const [made] = await insertWithEvents(tx, 'delivery', [row], 'frozen', actor);
    const deliveryId = made?.id ?? 0;
    const which = sql`r.id = any(${good.map(({ id }) => id)}) and r.state = 'approved'`;
    const patch = { state: 'exported', delivery_id: deliveryId };
    await updateWithEvents(tx, 'mandate_change', patch, which, 'export', actor);
    await addSendingWork(tx, companyId, deliveryId, actor);
    return ok(deliveryId);
  });
}

interface Waiting extends MandateChange {
  readonly display_number: string | null;
}

async function waitingChanges(tx: Tx, agreementId: number): Promise<readonly Waiting[]> {
  return tx
    .selectFrom('mandate_change as m')
    .leftJoin('customer as k', (join) =>
      join.onRef('k.company_id', '=', 'm.company_id').onRef('k.number', '=', 'm.customer_number'),
    )
    .selectAll('m')
    .select('k.display_number')
    .where('m.agreement_id', '=', agreementId)
    .where('m.direction', '=', 'out')
    .where('m.state', '=', 'approved')
    .orderBy('m.id')
    .limit(mostChanges)
    .forUpdate('m')
    .execute();
}

const orderOf = (change: Waiting): MandateOrder => ({
  kind: change.kind,
  customerNumber: change.display_number ?? change.customer_number,
  debtorGroup: change.debtor_group,
  mandateNumber: change.mandate_number,
  registration: change.registration,
  account: change.account,
  taxNumber: change.tax_number,
});

async function store<T>(writing: AsyncGenerator<Buffer, T>, vault: Vault) {
  const chunks: Buffer[] = [];
  let next = await writing.next();
  for (; !next.done; next = await writing.next()) chunks.push(next.value);
  const whole = Buffer.concat(chunks);
  return { stored: await vault.put(oneChunk(whole)), totals: next.value };
}

async function* oneChunk(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}
