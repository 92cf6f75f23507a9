import { type CalendarDate, minorFromDecimal } from '#kernel';
import { keyOf, type Original, type Reason, type ReceivedCollection } from './received.ts';
import type { Cancellation } from './entries.ts';
import { type BankState, factKey, stands, type TakenMessage } from './state.ts';
import { childrenOf, find, textAt, type XmlElement } from './xml-tree.ts';

/** A camt.055 as the bank understood it. */
export interface CheckedCancellation {
  readonly original: Original;
  readonly refusals: readonly Reason[];
  readonly cancellations: readonly Cancellation[];
  /** By payment information id: what stands in the answer. */
  readonly batchOf: ReadonlyMap<Cancellation, string>;
}

/**
 * Checks a request to cancel whole messages, batches, or transactions: each is cancelled when it is found and its due date
 * has not come. danske-iso20022.md section 2.7.
 */
export function checkCancellation(message: XmlElement, state: BankState, today: CalendarDate): CheckedCancellation {
  const id = textAt(message, 'Assgnmt/Id') ?? '';
  const original: Original = {
    messageId: id,
    messageName: 'camt.055.001.01',
    createdAt: textAt(message, 'Assgnmt/CreDtTm'),
    numberOfTransactions: textAt(message, 'CtrlData/NbOfTxs'),
    controlSum: textAt(message, 'CtrlData/CtrlSum'),
  };
  const batchOf = new Map<Cancellation, string>();
  const refused = (code: string, text: string): CheckedCancellation => ({
    original,
    refusals: [{ code, text }],
    cancellations: [],
    batchOf,
  });
  if (state.idsUsed.has(id)) return refused('AM05', `Message ${id} was received before`);
  const asked = childrenOf(message, 'Undrlyg').flatMap((underlying) => askedIn(underlying, state));
  const told = original.numberOfTransactions;
  if (told !== null && Number(told) !== asked.length) {
    return refused('AM19', `NbOfTxs is ${told}, the request is about ${asked.length} transactions`);
  }
  if (asked.length === 0) return refused('FF13', 'The request names no transaction');
  const done = new Set<string>();
  const cancellations = asked.map((one): Cancellation => {
    const refusal = one.key !== null && done.has(one.key) ? twice(one) : refusalOf(one, state, today);
    if (one.key !== null) done.add(one.key);
    const cancellation = { endToEndId: one.endToEndId, key: one.key, refusal };
    batchOf.set(cancellation, one.paymentInformationId);
    return cancellation;
  });
  return { original, refusals: [], cancellations, batchOf };
}

interface Asked {
  readonly endToEndId: string;
  readonly paymentInformationId: string;
  readonly key: string | null;
  readonly collection: ReceivedCollection | null;
  readonly amount: string | null;
  readonly dueDate: string | null;
}

const twice = ({ endToEndId }: Asked): Reason => ({ code: 'DU04', text: `${endToEndId} stands twice in the request` });

function askedIn(underlying: XmlElement, state: BankState): Asked[] {
  const group = find(underlying, 'OrgnlGrpInfAndCxl');
  const groupId = group === null ? null : textAt(group, 'OrgnlMsgId');
  if (group !== null && isTrue(textAt(group, 'GrpCxl'))) {
    return allOf(state.taken.get(groupId ?? ''), null, groupId ?? '');
  }
  return childrenOf(underlying, 'OrgnlPmtInfAndCxl').flatMap((part) => {
    const messageId = textAt(part, 'OrgnlGrpInf/OrgnlMsgId') ?? groupId ?? '';
    const paymentInformationId = textAt(part, 'OrgnlPmtInfId') ?? '';
    const message = state.taken.get(messageId);
    const parts = childrenOf(part, 'TxInf');
    if (isTrue(textAt(part, 'PmtInfCxl')) && parts.length === 0) return allOf(message, paymentInformationId, messageId);
    return parts.map((one) => askedOf(one, message, paymentInformationId, state));
  });
}

const isTrue = (text: string | null): boolean => ['true', '1'].includes(text?.trim() ?? '');

function askedOf(
  one: XmlElement,
  message: TakenMessage | undefined,
  paymentInformationId: string,
  state: BankState,
): Asked {
  const [endToEndId, instructionId] = [textAt(one, 'OrgnlEndToEndId'), textAt(one, 'OrgnlInstrId')];
  const batch = message?.batches.find((known) => known.paymentInformationId === paymentInformationId);
  const found = batch?.transactions.find(
    (known) =>
      (endToEndId !== null || instructionId !== null) &&
      (endToEndId === null || known.endToEndId === endToEndId) &&
      (instructionId === null || known.instructionId === instructionId),
  );
  const named = found?.endToEndId ?? endToEndId ?? instructionId ?? 'NOTPROVIDED';
  const key = keyOf({ messageId: message?.original.messageId ?? '', paymentInformationId, endToEndId: named });
  const collection = state.collections.get(key) ?? null;
  return {
    endToEndId: named,
    paymentInformationId,
    key: found && collection ? key : null,
    collection: found ? collection : null,
    amount: textAt(one, 'OrgnlInstdAmt'),
    dueDate: textAt(one, 'OrgnlReqdColltnDt'),
  };
}

function allOf(message: TakenMessage | undefined, batchId: string | null, messageId: string): Asked[] {
  const batches = (message?.batches ?? []).filter(
    (batch) => batchId === null || batch.paymentInformationId === batchId,
  );
  const nothing = { key: null, collection: null, amount: null, dueDate: null };
  if (message === undefined || batches.length === 0) {
    return [{ ...nothing, endToEndId: 'NOTPROVIDED', paymentInformationId: batchId ?? messageId }];
  }
  return batches.flatMap((batch) =>
    batch.transactions.map((one): Asked => {
      const { paymentInformationId, dueDate, isBatchBooked } = batch;
      const collection = { ...one, messageId, paymentInformationId, dueDate, isBatchBooked };
      const isIn = batch.refusal === null && one.refusal === null;
      return {
        ...nothing,
        endToEndId: one.endToEndId,
        paymentInformationId,
        key: isIn ? keyOf(collection) : null,
        collection: isIn ? collection : null,
      };
    }),
  );
}

/** DS03: the attempt to cancel was not successful. FF13: there is nothing to cancel. */
function refusalOf(asked: Asked, state: BankState, today: CalendarDate): Reason | null {
  const { key, collection, endToEndId } = asked;
  if (key === null || collection === null) return { code: 'FF13', text: `${endToEndId} is not known in that batch` };
  const failed = (text: string): Reason => ({ code: 'DS03', text: `${endToEndId} ${text}` });
  if (!stands(state, key)) return failed('was refused or cancelled already');
  if (collection.dueDate <= today) return failed(`is due on ${collection.dueDate}`);
  if ((state.plans.get(key) ?? []).some((fact) => state.told.has(factKey(fact)))) return failed('was told already');
  if (asked.dueDate !== null && asked.dueDate !== collection.dueDate) return failed('is due on another day');
  const amount = asked.amount === null ? null : minorFromDecimal(asked.amount);
  if (amount !== null && !(amount.ok && amount.value === collection.amount)) return failed('is of another amount');
  return null;
}
