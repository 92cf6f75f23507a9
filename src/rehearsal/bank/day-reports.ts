import type { CalendarDate } from '#kernel';
import type { BankCreditor } from './agreement.ts';
import type { PlannedFact } from './plan-settlement.ts';
import { keyOf, type ReceivedBatch } from './received.ts';
import type { BankState, TakenMessage } from './state.ts';
import { type BatchStatus, type StatusReport, type ToldRefusal, writeStatus } from './write-status.ts';

/** A status report of one message. */
export interface DayReport {
  readonly messageId: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes the status reports of one evening: all of a message the first time, and news of transactions that are refused
 * or cancelled later.
 *
 * @param refused what is due to be told as refused, of all messages
 */
export function reportsOf(
  state: BankState,
  creditor: BankCreditor,
  date: CalendarDate,
  refused: readonly PlannedFact[],
): readonly DayReport[] {
  const byKey = new Map(refused.map((fact) => [fact.key, fact]));
  const withNews = new Set(refused.map(({ collection }) => collection.messageId));
  return [...state.taken.values()].flatMap((message, at) => {
    const { messageId } = message.original;
    const isFirst = state.unreported.has(messageId);
    if (!isFirst && !withNews.has(messageId)) return [];
    const batches = message.batches
      .map((batch) => (isFirst ? wholeStatus(message, batch, byKey) : newsOf(message, batch, byKey)))
      .filter((batch) => batch !== null);
    const statuses = new Set(batches.map(({ status }) => status));
    const [only] = statuses;
    const report: StatusReport = {
      reportId: `STS${date.replaceAll('-', '')}${String(at + 1).padStart(5, '0')}`,
      createdAt: `${date}T18:00:00`,
      creditorName: creditor.name,
      bankBic: creditor.bic,
      original: message.original,
      status: isFirst && statuses.size === 1 && only !== undefined ? only : 'PART',
      reasons: [],
      batches,
    };
    return [{ messageId, bytes: writeStatus(report) }];
  });
}

type Refused = ReadonlyMap<string, PlannedFact>;

function wholeStatus(message: TakenMessage, batch: ReceivedBatch, refused: Refused): BatchStatus {
  const { paymentInformationId, transactions, refusal } = batch;
  const all = transactions.length;
  if (refusal !== null) {
    return { paymentInformationId, status: 'RJCT', reason: refusal, counts: { RJCT: all }, refusals: [] };
  }
  const refusals = refusalsOf(message, batch, refused, true);
  const status = refusals.length === 0 ? 'ACCP' : refusals.length === all ? 'RJCT' : 'PART';
  const counts = { ACCP: all - refusals.length, RJCT: refusals.length };
  return { paymentInformationId, status, reason: null, counts, refusals };
}

function newsOf(message: TakenMessage, batch: ReceivedBatch, refused: Refused): BatchStatus | null {
  if (batch.refusal !== null) return null;
  const refusals = refusalsOf(message, batch, refused, false);
  const { paymentInformationId } = batch;
  return refusals.length === 0 ? null : { paymentInformationId, status: 'PART', reason: null, counts: {}, refusals };
}

function refusalsOf(message: TakenMessage, batch: ReceivedBatch, refused: Refused, isFirst: boolean): ToldRefusal[] {
  const { messageId } = message.original;
  const { paymentInformationId, dueDate } = batch;
  return batch.transactions.flatMap((one) => {
    const { endToEndId, instructionId, amount, mandateId } = one;
    const told = { endToEndId, instructionId, amount, dueDate, mandateId };
    if (one.refusal !== null) {
      return isFirst ? [{ ...told, reason: { code: one.refusal.code, isOwn: false }, text: one.refusal.text }] : [];
    }
    const fact = refused.get(keyOf({ messageId, paymentInformationId, endToEndId }));
    if (!fact?.reason) return [];
    return [{ ...told, reason: fact.reason, text: fact.truth === 'cancelled' ? 'Cancelled on request' : null }];
  });
}
