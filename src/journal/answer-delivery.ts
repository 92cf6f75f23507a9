import { type Selectable, sql } from 'kysely';
import { openExceptions, solveExceptions } from '#exceptions';
import { type Problem, problem } from '#kernel';
import type { Actor, Tables, Tx } from '#store';
import { moveLines } from './line-states.ts';
import { moveDeliveries, sendingDoubts } from './send-delivery.ts';

type Delivery = Selectable<Tables['delivery']>;

/** The records of a file that carried an answer; line 0 for a receipt that is one page of text. */
export interface AnswerSource {
  readonly fileId: number;
  readonly lineNumbers: readonly number[];
}

/** What a channel says of a whole delivery. */
export interface DeliveryAnswer {
  readonly outcome: 'received' | 'accepted' | 'refused';
  readonly code: string;
  /** The whole answer, for the person who has to read it. */
  readonly text: string;
  readonly transmissionId?: string | undefined;
  /** Where it was told; null where no file did. */
  readonly told: AnswerSource | null;
}

const actions = { received: 'receive', accepted: 'accept', refused: 'refuse' } as const;

/** Moves a delivery and its lines as the channel's answer says; a refusal is told. */
export async function settleDelivery(
  tx: Tx,
  companyId: number,
  delivery: Delivery,
  answer: DeliveryAnswer,
  actor: Actor,
): Promise<void> {
  const action = actions[answer.outcome];
  const transmission = answer.transmissionId ? { transmission_id: answer.transmissionId } : {};
  const patch = { ...transmission, receipt_text: answer.text };
  await moveDeliveries(tx, action, sql`r.id = ${delivery.id}`, actor, patch);
  if (answer.told) await keepAnswers(tx, answer.told, 'delivery', [delivery.id], answer.outcome);
  const doubts = { subject: 'delivery' as const, subjectIds: [delivery.id], codes: sendingDoubts };
  await solveExceptions(tx, doubts, { action: 'retry', reason: 'the receipt came' }, actor);
  if (action === 'receive') return;
  const lines = sql`r.delivery_id = ${delivery.id}`;
  if (delivery.purpose === 'collect') {
    await moveLines(tx, action === 'accept' ? 'acknowledge' : 'refuse', lines, actor);
  }
  if (action !== 'refuse') return;
  const finding = { problem: refusal(delivery, answer), subject: 'delivery' as const, subjectId: delivery.id };
  await openExceptions(tx, companyId, [finding], actor);
}

/**
 * Keeps which record of which file was about what we sent, for the way back from a line to what was said of it.
 *
 * @param outcome in one word: `received`, `accepted`, `refused`, `rejected`, `remarked`
 */
export async function keepAnswers(
  tx: Tx,
  { fileId, lineNumbers }: AnswerSource,
  about: 'delivery' | 'line',
  ids: readonly number[],
  outcome: string,
): Promise<void> {
  await sql`insert into delivery_answer (file_id, line_number, ${sql.ref(`${about}_id`)}, outcome)
    select ${fileId}, n, i, ${outcome} from unnest(${lineNumbers}::bigint[]) n cross join unnest(${ids}::bigint[]) i
    on conflict do nothing`.execute(tx);
}

const refusal = (delivery: Delivery, answer: DeliveryAnswer): Problem =>
  problem('DELIVERY_REFUSED', {
    deliveryId: String(delivery.id),
    fileName: delivery.file_name,
    code: answer.code,
    text: answer.text,
  });

/** An answer that names the message it is about. @returns whether there is such a delivery */
export async function answerMessage(
  tx: Tx,
  { companyId }: { readonly companyId: number },
  messageId: string,
  answer: DeliveryAnswer,
  actor: Actor,
): Promise<boolean> {
  const delivery = await tx
    .selectFrom('delivery')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('message_id', '=', messageId)
    .forUpdate()
    .executeTakeFirst();
  if (!delivery) return false;
  await settleDelivery(tx, companyId, delivery, answer, actor);
  return true;
}

/**
 * An answer that names nothing of ours and counts what it received: it is about the earliest delivery without an answer
 * that holds exactly this. @returns whether there is such a delivery
 */
export async function acceptByTotals(
  tx: Tx,
  agreementId: number,
  totals: { readonly count: number; readonly minor: number },
  { text, told }: { readonly text: string; readonly told: AnswerSource },
  actor: Actor,
): Promise<boolean> {
  const delivery = await tx
    .selectFrom('delivery')
    .selectAll()
    .where('agreement_id', '=', agreementId)
    .where('purpose', 'in', ['collect', 'stop'])
    .where('state', 'in', ['renaming', 'unknown', 'sent', 'received'])
    .where('collections', '=', totals.count)
    .where(sql<number>`abs(net_minor)`, '=', Math.abs(totals.minor))
    .orderBy('id')
    .forUpdate()
    .executeTakeFirst();
  if (!delivery) return false;
  await settleDelivery(tx, delivery.company_id, delivery, { outcome: 'accepted', code: '', text, told }, actor);
  return true;
}
