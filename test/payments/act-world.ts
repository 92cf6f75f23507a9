import { sql } from 'kysely';
import { actOnException, type ActOnException } from '#exceptions';
import { type Moment, momentOf } from '#kernel';
import { decideAlike, paymentHandlers } from '#payments';
import { updateWithEvents } from '#store';
import { actor, moment, openWorld } from './world.ts';
import { delivery0602, type Told } from './write-0602.ts';

/** A company with its books and its error log, and a person at work in it. */
export async function openDesk() {
  const world = await openWorld();
  const { db } = world;
  let files = 0;

  const tell = async (...told: readonly Told[]) => {
    files += 1;
    const { fileId } = await world.receive(delivery0602(told, { deliveryNumber: String(files) }), `D${files}.BS1`);
    return (await world.payments()).filter((payment) => payment.file_id === fileId);
  };
  /** Money of a customer that nobody knows: it waits. */
  const strange = async (customer: string, asked: number): Promise<number> => {
    const [payment] = await tell({ customer, asked, means: 'slip', archiveReference: `A${files + 1}` });
    return payment?.id ?? 0;
  };
  /** What a bank would have told of it beside. */
  const tellBank = (paymentId: number, bank: object) =>
    updateWithEvents(
      db,
      'payment',
      { bank: sql`${JSON.stringify({ payerName: '', payerAccount: '', references: [], texts: [], ...bank })}::jsonb` },
      sql`r.id = ${paymentId}`,
      'tell',
      actor,
    );
  const entryOf = async (paymentId: number): Promise<number> => {
    const found = await db
      .selectFrom('exception')
      .select('id')
      .where('payment_id', '=', paymentId)
      .orderBy(sql`state = 'open'`, 'desc')
      .orderBy('id', 'desc')
      .executeTakeFirst();
    return found?.id ?? 0;
  };
  const act = async (
    paymentId: number,
    action: ActOnException['action'],
    rest: Partial<ActOnException> & { readonly by?: string; readonly at?: Moment } = {},
  ) => {
    const { by = 'Karen', at = moment, ...command } = rest;
    const parts = { ...world.parts, moment: at, by, handlers: paymentHandlers };
    return actOnException({ exceptionId: await entryOf(paymentId), action, reason: 'she called', ...command }, parts);
  };
  const payment = (id: number) => db.selectFrom('payment').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const standing = async (id: number) =>
    (await world.allocations())
      .filter((one) => one.payment_id === id)
      .map((one) => [one.customer_number, one.claim_id, one.amount_minor]);
  const openCodes = async (paymentId: number) => {
    const rows = await db
      .selectFrom('exception')
      .select('code')
      .where('payment_id', '=', paymentId)
      .where('state', '=', 'open')
      .orderBy('id')
      .execute();
    return rows.map(({ code }) => code);
  };
  const refunds = () => db.selectFrom('refund_order').selectAll().orderBy('id').execute();
  /** Does the work that solving left behind, as the queue would. @returns how many pieces there were */
  const decideWhatHangs = async () => {
    const works = await db
      .selectFrom('outbox')
      .selectAll()
      .where('type', '=', 'decide-alike')
      .where('state', '=', 'pending')
      .execute();
    for (const { id, payload } of works) {
      const { commons } = payload as { commons: Parameters<typeof decideAlike>[0]['commons'] };
      await decideAlike({ companyId: 1, commons }, world.parts);
      await db.updateTable('outbox').set({ state: 'done' }).where('id', '=', id).execute();
    }
    return works.length;
  };
  return { world, db, tell, strange, tellBank, entryOf, act, payment, standing, openCodes, refunds, decideWhatHangs };
}

export type Desk = Awaited<ReturnType<typeof openDesk>>;

export const laterBy = (minutes: number): Moment => momentOf(new Date(moment.at.getTime() + minutes * 60_000));
