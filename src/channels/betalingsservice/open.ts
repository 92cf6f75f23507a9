import {
  betalingsserviceMonth,
  deliveryDeadlineTime,
  firstOfMonthAfter,
  type Moment,
  nextBankingDay,
  problem,
  ProblemError,
} from '#kernel';
import type { Collection, ExpectedAnswer, MandateWriting, OpenChannel, RegularDate } from '../channel.ts';
import type { BsAgreement, BsCollection, BsSection } from './agreement.ts';
import { checkCollection } from './check-collection.ts';
import { checkPaymentDate, type DatedSection, firstPossibleDate } from './payment-dates.ts';
import { toBsCollection } from './to-bs-collection.ts';
import { writeDelivery } from './write-0601.ts';
import { checkCancellation, write0605 } from './write-0605.ts';

/** Betalingsservice as the journal knows it. */
export function openBetalingsservice(agreement: BsAgreement): OpenChannel {
  const dated = (section: string): DatedSection => (section === '0117' || section === '0118' ? section : '0112');
  return {
    name: 'betalingsservice',
    sections: agreement.kind === 'total' ? ['0112', '0117'] : ['0112'],
    defaultDebtorGroup: agreement.debtorGroups[0]?.number ?? '',
    needsMandate: () => agreement.kind === 'basis',
    usesMandate: (section) => section !== '0117',
    order: 'group',
    firstDate: (section, moment) => firstPossibleDate(dated(section), moment),
    checkDate: (section, date, moment) => checkPaymentDate(dated(section), date, moment),
    nextPaymentDay: nextBankingDay,
    nextRegularDate: monthlyDate,
    check: (collection, section) => {
      const known = sectionOf(section);
      const sign = { field: 'currency', value: collection.currency, expected: 'DKK' };
      const remedy = 'Collect another currency through a channel that takes it.';
      return [
        ...checkCollection(toBsCollection(collection, agreement.kind), agreement, known),
        ...(collection.currency === 'DKK' ? [] : [{ ...sign, remedy }]),
      ];
    },
    messageId: () => null,
    fileName: ({ deliveryNumber, moment }) =>
      // The name is free (nets-formats.md section 14); the content decides. Ours sorts and tells.
      `BS0601-${agreement.pbsNumber}-${String(deliveryNumber).padStart(10, '0')}-${moment.today.replaceAll('-', '')}.txt`,
    write: ({ section, deliveryNumber, moment }, collections, placed) =>
      writeDelivery(
        { agreement, section: sectionOf(section), deliveryNumber, creationDate: moment.today },
        each(collections, agreement.kind),
        placed,
      ),
    stopBy: () =>
      agreement.kind === 'basis' ? { section: '0113' } : { why: 'a Total agreement has no replacement record' },
    mandates: agreement.canWrite0605 === true ? cancelling(agreement) : { why: notAllowed },
    expects,
  };
}

const notAllowed = 'delivery 0605 is not confirmed by Nets; the setting canWrite0605 is off';

/** Cancellations only: the layout of registrations is not public (nets-formats.md section 6). */
const cancelling = (agreement: BsAgreement): MandateWriting => ({
  check: (order) => {
    const remedy = 'Let the customer register it with the bank.';
    const expected = 'a cancellation; registrations by file are not known';
    const registration = { field: 'kind', value: order.kind, expected, remedy };
    return order.kind === 'register' ? [registration] : checkCancellation(order, agreement);
  },
  fileName: (deliveryNumber, moment) =>
    `BS0605-${agreement.pbsNumber}-${String(deliveryNumber).padStart(10, '0')}-${moment.today.replaceAll('-', '')}.txt`,
  write: ({ deliveryNumber, moment }, orders) =>
    write0605({ agreement, deliveryNumber, creationDate: moment.today }, orders),
});

/**
 * T and V come within minutes (nets-formats.md section 13); 0602 with the outcome of automatic payments by the seventh of
 * the month, which leaves a few banking days after the payment date.
 */
const expects: readonly ExpectedAnswer[] = [
  { what: 'transmission receipt (T)', after: 'delivery', while: ['sent', 'unknown'], days: 1 },
  { what: 'delivery receipt (V)', after: 'delivery', while: ['sent', 'unknown', 'received'], days: 1 },
  { what: 'payment information (0602)', after: 'payment date', while: ['accepted'], days: 7 },
];

/** The first banking day of next month, and the sixth last banking day before it. */
function monthlyDate(moment: Moment): RegularDate {
  const month = betalingsserviceMonth(firstOfMonthAfter(moment.today, 1));
  const isOpen =
    moment.today < month.deadline || (moment.today === month.deadline && moment.time < deliveryDeadlineTime);
  return { paymentDate: month.firstBankingDay, deadline: month.deadline, isOpen };
}

function sectionOf(text: string): BsSection {
  if (text === '0112' || text === '0113' || text === '0117' || text === '0118') return text;
  throw new ProblemError(
    problem('INPUT_WRONG', { field: 'section', value: text, expected: 'a section of Betalingsservice' }),
  );
}

async function* each(collections: AsyncIterable<Collection>, kind: BsAgreement['kind']): AsyncGenerator<BsCollection> {
  for await (const collection of collections) yield toBsCollection(collection, kind);
}
