import { calendarDate } from '#kernel';
import { checkBatch } from './check-batch.ts';
import { type CheckContext, strangeSigns, sumFault } from './check-rules.ts';
import { checkTransaction } from './check-transaction.ts';
import type { CheckedCollection, Original, Reason, ReceivedBatch } from './received.ts';
import { childrenOf, find, textAt, type XmlElement } from './xml-tree.ts';

/** Checks a pain.008 of the right structure by the rules of SEPA and of the agreement: danske-iso20022.md section 2.2. */
export function checkCollection(message: XmlElement, messageName: string, context: CheckContext): CheckedCollection {
  const header = find(message, 'GrpHdr') ?? message;
  const original = originalOf(header, messageName);
  const parts = childrenOf(message, 'PmtInf');
  const refusals = groupRefusals(header, parts, context);
  if (refusals.length > 0) return { original, refusals, batches: [] };
  const seen = new Set<string>();
  return { original, refusals, batches: parts.map((part) => readBatch(part, seen, context)) };
}

export const originalOf = (header: XmlElement, messageName: string): Original => ({
  messageId: textAt(header, 'MsgId') ?? '',
  messageName,
  createdAt: textAt(header, 'CreDtTm'),
  numberOfTransactions: textAt(header, 'NbOfTxs'),
  controlSum: textAt(header, 'CtrlSum'),
});

function groupRefusals(header: XmlElement, parts: readonly XmlElement[], context: CheckContext): Reason[] {
  const found: Reason[] = [];
  const messageId = textAt(header, 'MsgId') ?? '';
  const transactions = parts.flatMap((part) => childrenOf(part, 'DrctDbtTxInf'));
  if (context.isMessageIdUsed(messageId))
    found.push({ code: 'AM05', text: `Message ${messageId} was received before` });
  const told = textAt(header, 'NbOfTxs') ?? '';
  if (Number(told) !== transactions.length) {
    found.push({ code: 'AM19', text: `NbOfTxs is ${told}, there are ${transactions.length} transactions` });
  }
  const wrongSum = sumFault(header, transactions);
  if (wrongSum !== null) found.push(wrongSum);
  const ids = parts.map((part) => textAt(part, 'PmtInfId') ?? '');
  const twice = ids.find((id, at) => ids.indexOf(id) < at);
  if (twice !== undefined) found.push({ code: 'DU02', text: `PmtInfId ${twice} stands twice` });
  const strange = strangeSigns(header, []);
  if (strange !== null) found.push(strange);
  return found;
}

function readBatch(part: XmlElement, seen: Set<string>, context: CheckContext): ReceivedBatch {
  const dueDate = calendarDate((textAt(part, 'ReqdColltnDt') ?? '').trim().slice(0, 10));
  const booking = textAt(part, 'BtchBookg')?.trim();
  return {
    paymentInformationId: textAt(part, 'PmtInfId') ?? '',
    dueDate: dueDate.ok ? dueDate.value : context.today,
    isBatchBooked: booking !== 'false' && booking !== '0',
    refusal: checkBatch(part, context),
    transactions: childrenOf(part, 'DrctDbtTxInf').map((one) => checkTransaction(one, part, seen, context)),
  };
}
