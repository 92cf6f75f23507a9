import {
  addDays,
  type CalendarDate,
  firstOfMonth,
  firstOfMonthAfter,
  knownDate,
  type Moment,
  nextBankingDay,
  zero,
} from '#kernel';
import type {
  Collection,
  CollectionFault,
  ExpectedAnswer,
  MandateOrder,
  MandateWriting,
  OpenChannel,
  RegularDate,
} from '../channel.ts';
import type { LsAgreement, LsCollection, LsMandateOrder } from './agreement.ts';
import { checkLsCollection, checkLsMandateOrder } from './check-ls-collection.ts';
import { checkLsDate, firstLsDate, lsDeadline } from './payment-dates.ts';
import { writeLsDelivery } from './write-ls.ts';

/** Leverandørservice with what only the journal needs of it. */
export type LsContract = LsAgreement & {
  /** On the banking day before. */
  readonly cutOff: string;
  /** A journal that builds itself collects on this day of the month, or the next banking day. */
  readonly collectionDay: number;
};

/** Leverandørservice as the journal knows it. */
export function openLeverandoerservice(contract: LsContract): OpenChannel {
  const { cutOff, collectionDay } = contract;
  return {
    name: 'leverandoerservice',
    sections: ['40'],
    defaultDebtorGroup: '',
    needsMandate: () => true,
    usesMandate: () => true,
    order: 'date',
    firstDate: (_section, moment) => firstLsDate('collect', moment, cutOff),
    checkDate: (_section, date, moment) => checkLsDate('collect', date, moment, cutOff),
    nextPaymentDay: nextBankingDay,
    nextRegularDate: (moment) => nextRegularDate(moment, collectionDay, cutOff),
    check: (collection) => checkCollection(collection, contract),
    messageId: () => null,
    fileName: ({ deliveryNumber, moment }) => fileName(contract, deliveryNumber, moment),
    write: ({ deliveryNumber, moment }, collections, placed) =>
      writeLsDelivery({ agreement: contract, deliveryNumber, creationDate: moment.today }, each(collections), placed),
    stopBy: (section) => ({ section }),
    mandates: mandatesOf(contract),
    expects,
  };
}

/** The receipt comes after the next run; payments on the payment date (nets-formats.md 11.2 and 11.3). */
const expects: readonly ExpectedAnswer[] = [
  { what: 'receipt and remarks (0690)', after: 'delivery', while: ['sent', 'unknown', 'received'], days: 3 },
  { what: 'payment information (LS 0602)', after: 'payment date', while: ['accepted'], days: 3 },
];

const fileName = ({ creditorNumber }: LsAgreement, deliveryNumber: number, moment: Moment): string =>
  `LS40-${creditorNumber}-${String(deliveryNumber).padStart(10, '0')}-${moment.today.replaceAll('-', '')}.txt`;

/** The collection day of this month, or of the next when it cannot be met any more. */
function nextRegularDate(moment: Moment, collectionDay: number, cutOff: string): RegularDate {
  for (let months = 0; ; months++) {
    const month = months === 0 ? firstOfMonth(moment.today) : firstOfMonthAfter(moment.today, months);
    const paymentDate: CalendarDate = nextBankingDay(addDays(month, collectionDay - 1));
    if (firstLsDate('collect', moment, cutOff) > paymentDate) continue;
    const deadline = knownDate(lsDeadline('collect', paymentDate, cutOff).slice(0, 10));
    return { paymentDate, deadline, isOpen: true };
  }
}

function checkCollection(collection: Collection, agreement: LsAgreement): readonly CollectionFault[] {
  const { currency, mandate, amount } = collection;
  const faults = [...checkLsCollection(toLsCollection(collection), agreement)];
  const fault = (field: string, value: string, expected: string, remedy: string): void => {
    faults.push({ field, value, expected, remedy });
  };
  if (currency !== 'DKK') {
    fault('currency', currency, 'DKK', 'Collect another currency through a channel that takes it.');
  }
  if (mandate === null) fault('mandate', '', 'a mandate', 'Register the customer with Leverandørservice.');
  if (amount === 0) fault('amount', '0', 'an amount', 'A collection of nothing would stop an earlier one.');
  return faults;
}

const toLsCollection = (collection: Collection): LsCollection => ({
  customerNumber: collection.customerNumber,
  paymentDate: collection.paymentDate,
  direction: collection.direction === 'disburse' ? 'disburse' : 'collect',
  amount: collection.direction === 'none' ? zero : collection.amount,
});

async function* each(collections: AsyncIterable<Collection>): AsyncGenerator<LsCollection> {
  for await (const collection of collections) yield toLsCollection(collection);
}

const mandatesOf = (agreement: LsAgreement): MandateWriting => ({
  check: (order) => checkLsMandateOrder(toLsOrder(order)),
  fileName: (deliveryNumber, moment) => fileName(agreement, deliveryNumber, moment).replace('LS40-', 'LS40M-'),
  write: ({ deliveryNumber, moment }, orders) =>
    writeLsDelivery(
      { agreement, deliveryNumber, creationDate: moment.today, mandateOrders: orders.map(toLsOrder) },
      [],
    ),
});

const toLsOrder = ({ kind, customerNumber, registration, account, taxNumber }: MandateOrder): LsMandateOrder =>
  kind === 'register' ? { kind, customerNumber, registration, account, cvr: taxNumber } : { kind, customerNumber };
