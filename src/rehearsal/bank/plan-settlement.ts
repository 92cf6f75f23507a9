import { addDays, type CalendarDate, later } from '#kernel';
import { type Seeded, seeded } from '../kit/seeded.ts';
import { type BankFaults, type CollectionFault, faultOfCollection } from './faults.ts';
import { fateOf, keyOf, type ReceivedCollection } from './received.ts';
import { addSettlementDays, nextSettlementDay } from './target-calendar.ts';

/** What is true about something told, whatever the file says. */
export type BankTruth =
  | 'paid'
  | 'paid another amount'
  | 'told with a foreign end-to-end id'
  | 'told twice'
  | 'told as information only'
  | 'told as pending'
  | 'rejected'
  | 'cancelled'
  | 'returned'
  | 'returned without payment';

/** A reason as it stands in a file: a code of the lists, one that is in no list, or the bank's own. */
export interface ToldReason {
  readonly code: string;
  readonly isOwn: boolean;
}

/** One thing the bank will tell on a certain day. */
export interface PlannedFact {
  /** The transaction it is about, and which of its facts it is. */
  readonly key: string;
  readonly index: number;
  readonly tellOn: CalendarDate;
  readonly truth: BankTruth;
  /**
   * `reject` stands in a status report; the others are entries: money that comes, money taken back, an entry that was
   * told already, and two that move no money.
   */
  readonly what: 'reject' | 'credit' | 'debit' | 'again' | 'information' | 'pending';
  /** In cent, positive. */
  readonly amount: number;
  readonly reason: ToldReason | null;
  readonly toldEndToEndId: string;
  readonly collection: ReceivedCollection;
}

/**
 * Decides how a transaction ends. Depends on the seed and on the transaction alone.
 *
 * Returns come within five settlement days, refunds of a Core collection within eight weeks: danske-iso20022.md 2.2.
 */
export function planSettlement(
  seed: number,
  faults: BankFaults,
  scheme: 'CORE' | 'B2B',
  collection: ReceivedCollection,
  acceptedOn: CalendarDate,
): PlannedFact[] {
  const fault = faultOfCollection(seed, faults, collection);
  const key = keyOf(collection);
  const story = storiesOf({ seed, scheme, collection, acceptedOn })[fault ?? 'none'];
  return story().map((one, index) => ({ ...one, key, index, tellOn: later(one.tellOn, acceptedOn) }));
}

interface Plan {
  readonly seed: number;
  readonly scheme: 'CORE' | 'B2B';
  readonly collection: ReceivedCollection;
  readonly acceptedOn: CalendarDate;
}

type Fact = Omit<PlannedFact, 'key' | 'index'>;

/** What each fault makes of a transaction. */
function storiesOf({ seed, scheme, collection, acceptedOn }: Plan): Record<CollectionFault | 'none', () => Fact[]> {
  const { dueDate, amount, endToEndId } = collection;
  const chance = (what: string): Seeded => seeded(seed, what, fateOf(collection));
  const fact = (what: PlannedFact['what'], truth: BankTruth, tellOn: CalendarDate): Fact => ({
    what,
    truth,
    tellOn,
    amount,
    reason: null,
    toldEndToEndId: endToEndId,
    collection,
  });
  const paid = fact('credit', 'paid', dueDate);
  const back = (truth: BankTruth, isUnknown = false): Fact => {
    const { on, reason } = returnOf(chance('back'), scheme, dueDate, isUnknown);
    return { ...fact('debit', truth, on), reason };
  };
  const refused = (): ToldReason => ({ code: chance('rejected').pick(rejectReasons), isOwn: false });
  const refusedOn = (): CalendarDate =>
    chance('rejected on').chance(0.5) ? acceptedOn : addSettlementDays(dueDate, -1);
  const again = (): CalendarDate => addSettlementDays(dueDate, chance('again').between(1, 3));
  return {
    none: () => [paid],
    rejected: () => [{ ...fact('reject', 'rejected', refusedOn()), reason: refused() }],
    informedOnly: () => [{ ...fact('information', 'told as information only', dueDate), reason: refused() }],
    returnedWithoutPayment: () => [back('returned without payment')],
    returned: () => [paid, back('returned')],
    unknownReason: () => [paid, back('returned', true)],
    amountDiffers: () => [{ ...paid, amount: anotherAmount(amount, chance('amount')), truth: 'paid another amount' }],
    foreignEndToEndId: () => [
      {
        ...paid,
        toldEndToEndId: `NOTOURS-${chance('foreign').digits(12)}`,
        truth: 'told with a foreign end-to-end id',
      },
    ],
    toldTwice: () => [paid, fact('again', 'told twice', again())],
    pendingFirst: () => [
      fact('pending', 'told as pending', dueDate),
      { ...paid, tellOn: addSettlementDays(dueDate, 1) },
    ],
  };
}

/** Codes of ISO's lists that debtors' banks use: danske-iso20022.md section 2.4. */
const rejectReasons = ['AC01', 'AC04', 'AC06', 'AM04', 'MD01', 'MS02', 'MS03', 'SL01'] as const;
const returnReasons = ['AC04', 'AM04', 'MD01', 'MS02', 'MS03', 'SL01'] as const;
/** In no list: a code nobody knows, and two of the form Danske Bank uses for its own. */
const unknownReasons = [
  { code: 'ZZ99', isOwn: false },
  { code: 'K0612', isOwn: true },
  { code: 'K0653', isOwn: true },
] as const;

interface Return {
  readonly on: CalendarDate;
  readonly reason: ToldReason;
}

function returnOf(chance: Seeded, scheme: 'CORE' | 'B2B', dueDate: CalendarDate, isUnknown: boolean): Return {
  const isRefund = scheme === 'CORE' && chance.chance(0.4);
  const on = isRefund
    ? nextSettlementDay(addDays(dueDate, chance.between(2, 52)))
    : addSettlementDays(dueDate, scheme === 'B2B' ? chance.between(1, 3) : chance.between(1, 5));
  const code = isRefund ? 'MD06' : chance.pick(returnReasons);
  return { on, reason: isUnknown ? chance.pick(unknownReasons) : { code, isOwn: false } };
}

/** Too little or too much; always positive and never the right one. */
const anotherAmount = (amount: number, chance: Seeded): number =>
  amount > 10_000 && chance.chance(0.5) ? amount - 10_000 : amount + chance.between(1, 50) * 100;
