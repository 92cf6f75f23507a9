import {
  addDays,
  addTargetDays,
  assert,
  type CalendarDate,
  fail,
  firstOfMonth,
  firstOfMonthAfter,
  minor,
  type Moment,
  nextTargetDay,
  ok,
  problem,
  zero,
} from '#kernel';
import type {
  Collection,
  CollectionFault,
  DeliveryBatch,
  DeliveryOrder,
  DeliveryTotals,
  ExpectedAnswer,
  OpenChannel,
  Placed,
  RegularDate,
} from '../channel.ts';
import type { SddBatch, SddCollection, SepaAgreement } from './agreement.ts';
import { checkSddCollection } from './check-sdd-collection.ts';
import { checkSddDate, firstSddDate, type SddDeadline } from './dates.ts';
import { readPain008 } from './read-pain008.ts';
import { type Cancellation, writeCamt055 } from './write-camt055.ts';
import { writePain008 } from './write-pain008.ts';

/** SEPA direct debit with what only the journal needs of it. */
export type SepaContract = Omit<SepaAgreement, 'currency'> & {
  readonly leadDays: number;
  readonly cutOff: string;
  /** A journal that builds itself collects on this day of the month, or the next TARGET day. */
  readonly collectionDay: number;
};

/** SEPA direct debit as the journal knows it. */
export function openSepa(contract: SepaContract): OpenChannel {
  const agreement: SepaAgreement = { ...contract, currency: contract.profile === 'sepa' ? 'EUR' : 'DKK' };
  const { leadDays, cutOff } = contract;
  const deadline: SddDeadline = { leadDays, cutOff };
  return {
    name: 'sepa',
    sections: ['pain.008'],
    defaultDebtorGroup: '',
    needsMandate: () => true,
    usesMandate: () => true,
    order: 'date',
    firstDate: (_section, moment) => firstSddDate(moment, deadline),
    checkDate: (_section, date, moment) => checkDate(date, moment, deadline),
    nextPaymentDay: nextTargetDay,
    nextRegularDate: (moment) => nextRegularDate(moment, contract.collectionDay, deadline),
    check: (collection, _section, moment) => checkCollection(collection, agreement, moment),
    messageId: (deliveryNumber) => messageIdOf(agreement, deliveryNumber),
    fileName: ({ deliveryNumber, moment, purpose }) => {
      const number = String(deliveryNumber).padStart(10, '0');
      const kind = `${purpose === 'stop' ? 'CAMT055' : 'PAIN008'}-${agreementSign(agreement)}`;
      return `${kind}-${agreement.creditorIban.slice(-8)}-${number}-${moment.today.replaceAll('-', '')}.xml`;
    },
    write: (order, collections, placed) => write(order, agreement, collections, placed),
    stopBy: () => ({ section: 'camt.055' }),
    mandates: { why: 'a SEPA mandate is agreed with the customer; the bank knows none' },
    expects,
  };
}

/** Two status reports (danske-iso20022.md 2.3), then the booking; returns may follow for weeks and are not waited for. */
const expects: readonly ExpectedAnswer[] = [
  { what: 'acknowledgement (pain.002)', after: 'delivery', while: ['sent', 'unknown'], days: 1 },
  { what: 'status report (pain.002)', after: 'delivery', while: ['sent', 'unknown', 'received'], days: 3 },
  { what: 'booking (camt.054 or camt.053)', after: 'payment date', while: ['accepted'], days: 3 },
];

function checkDate(date: CalendarDate, moment: Moment, deadline: SddDeadline): ReturnType<OpenChannel['checkDate']> {
  const firstPossible = firstSddDate(moment, deadline);
  if (date < firstPossible) {
    const last = `${lastDeliveryDay(date, deadline)} ${deadline.cutOff}`;
    return fail(problem('DEADLINE_PASSED', { paymentDate: date, deadline: last, firstPossible }));
  }
  const [wrong] = checkSddDate(date, moment, deadline);
  if (!wrong) return ok(date);
  return fail(problem('INPUT_WRONG', { field: 'paymentDate', value: date, expected: wrong.expected }));
}

/** The last day on which a file for this date is in time, before the cut-off. */
function lastDeliveryDay(date: CalendarDate, { leadDays = 1 }: SddDeadline): CalendarDate {
  let day = addDays(date, -1);
  while (addTargetDays(nextTargetDay(day), leadDays) > date || nextTargetDay(day) !== day) day = addDays(day, -1);
  return day;
}

/** The collection day of this month, or of the next when it cannot be met any more. */
function nextRegularDate(moment: Moment, collectionDay: number, deadline: SddDeadline): RegularDate {
  for (let months = 0; ; months++) {
    const month = months === 0 ? firstOfMonth(moment.today) : firstOfMonthAfter(moment.today, months);
    const paymentDate = nextTargetDay(addDays(month, collectionDay - 1));
    if (firstSddDate(moment, deadline) > paymentDate) continue;
    return { paymentDate, deadline: lastDeliveryDay(paymentDate, deadline), isOpen: true };
  }
}

/**
 * Unique at the bank: each agreement counts its own deliveries, and one sign-in may serve several accounts and, on one
 * account, Core and B2B. So the scheme, the end of the account, and our running number.
 */
const messageIdOf = (agreement: SepaAgreement, deliveryNumber: number): string =>
  `TG${agreementSign(agreement)}-${agreement.creditorIban.slice(-8)}-${String(deliveryNumber).padStart(10, '0')}`;

/** `C` for Core, `B` for B2B; `K` besides for kroner. */
const agreementSign = ({ scheme, profile }: SepaAgreement): string =>
  `${scheme === 'CORE' ? 'C' : 'B'}${profile === 'sepa' ? '' : 'K'}`;

const paymentInfoIdOf = (messageId: string, batch: Pick<DeliveryBatch, 'paymentDate' | 'isFirst'>): string =>
  `${messageId}-${batch.paymentDate.slice(2).replaceAll('-', '')}${batch.isFirst ? 'F' : 'R'}`;

function checkCollection(collection: Collection, agreement: SepaAgreement, moment: Moment): readonly CollectionFault[] {
  const { mandate, currency, direction } = collection;
  const faults: CollectionFault[] = [];
  const fault = (field: string, value: string, expected: string, remedy: string): void => {
    faults.push({ field, value, expected, remedy });
  };
  if (direction === 'disburse') fault('direction', direction, 'collect', 'Pay the customer by a transfer.');
  if (currency !== agreement.currency) {
    fault('currency', currency, agreement.currency, 'Collect another currency through a channel that takes it.');
  }
  if (mandate === null || mandate.signedOn === null) {
    const expected = 'a mandate with the date on which it was signed';
    fault('mandate', mandate?.number ?? '', expected, 'Register the mandate in Business Central.');
    return faults;
  }
  return [...faults, ...checkSddCollection(toSddCollection(collection, agreement, ''), agreement, moment.today)];
}

function toSddCollection(collection: Collection, agreement: SepaAgreement, paymentInfoId: string): SddCollection {
  const { mandate, payer } = collection;
  assert(mandate?.signedOn, `line ${collection.reference} has a signed mandate`);
  return {
    paymentInfoId,
    endToEndId: collection.reference,
    amount: collection.amount,
    mandate: { id: mandate.number, signedOn: mandate.signedOn, amendment: null },
    debtor: { name: payer.name, iban: mandate.iban, bic: mandate.bic === '' ? null : mandate.bic },
    text: textOf(collection, agreement),
    creditorReference: null,
  };
}

const longestText = 140;

/** What the debtor reads: the documents, as many as there is room for. */
function textOf({ documents, reference }: Collection, { creditorName }: SepaAgreement): string {
  const numbers = documents.map(({ number }) => number);
  const start = `${creditorName.slice(0, 40)} ${reference}:`;
  for (let shown = numbers.length; shown > 0; shown--) {
    const rest = numbers.length - shown;
    const text = `${start} ${numbers.slice(0, shown).join(', ')}${rest > 0 ? ` + ${rest}` : ''}`;
    if (text.length <= longestText) return text;
  }
  return start;
}

async function* write(
  order: DeliveryOrder,
  agreement: SepaAgreement,
  collections: AsyncIterable<Collection>,
  placed?: Placed,
): AsyncGenerator<Buffer, DeliveryTotals> {
  const messageId = order.messageId ?? messageIdOf(agreement, order.deliveryNumber);
  if (order.purpose === 'stop') return yield* writeStop(order, agreement, messageId, collections, placed);
  const batches = order.batches.map(
    (batch): SddBatch => ({
      paymentInfoId: paymentInfoIdOf(messageId, batch),
      collectionDate: batch.paymentDate,
      sequence: batch.isFirst && agreement.firstSequence ? 'FRST' : 'RCUR',
      count: batch.count,
      total: batch.total,
    }),
  );
  const header = { agreement, messageId, createdAt: order.moment.at, batches };
  const written = yield* writePain008(header, each(collections, agreement, messageId), placed);
  return {
    sections: written.batches,
    records: written.collections,
    collections: written.collections,
    texts: 0,
    addresses: 0,
    net: minor(written.total),
  };
}

/** Asks the bank to cancel collections of one earlier file; which batch each was in, that file itself says. */
async function* writeStop(
  order: DeliveryOrder,
  agreement: SepaAgreement,
  requestId: string,
  collections: AsyncIterable<Collection>,
  placed?: Placed,
): AsyncGenerator<Buffer, DeliveryTotals> {
  const { stopped } = order;
  assert(stopped, 'a cancellation names the file it is about');
  const wanted: Collection[] = [];
  for await (const collection of collections) wanted.push(collection);
  const batches = await batchesOf(stopped.bytes(), new Set(wanted.map(({ reference }) => reference)));
  const cancellations = wanted.map(({ reference, amount, paymentDate }, i): Cancellation => {
    const paymentInfoId = batches.get(reference);
    assert(paymentInfoId, `the file ${stopped.messageId} holds ${reference}`);
    const cancellationId = `${requestId}-${i + 1}`;
    return {
      cancellationId,
      paymentInfoId,
      endToEndId: reference,
      amount,
      collectionDate: paymentDate,
      reason: 'customer',
      text: '',
    };
  });
  const original = { messageId: stopped.messageId, messageName: `pain.008.001.${agreement.version}` };
  const version = agreement.version === '02' ? '01' : '08';
  const createdAt = order.moment.at;
  yield writeCamt055({ agreement, version, requestId, createdAt, original }, cancellations, placed);
  const { length } = cancellations;
  return { sections: 1, records: length, collections: length, texts: 0, addresses: 0, net: zero };
}

async function batchesOf(
  source: AsyncIterable<Uint8Array>,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { transactions } of readPain008(source, 'pain.008')) {
    for (const { endToEndId, paymentInfoId } of transactions) {
      if (wanted.has(endToEndId)) found.set(endToEndId, paymentInfoId);
    }
  }
  return found;
}

async function* each(
  collections: AsyncIterable<Collection>,
  agreement: SepaAgreement,
  messageId: string,
): AsyncGenerator<SddCollection> {
  for await (const collection of collections) {
    const isFirst = collection.mandate?.isFirst ?? false;
    const paymentInfoId = paymentInfoIdOf(messageId, { paymentDate: collection.paymentDate, isFirst });
    yield toSddCollection(collection, agreement, paymentInfoId);
  }
}
