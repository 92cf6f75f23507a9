import type { LineState } from '#journal';
import { problem, type Problem } from '#kernel';
import type { Decision } from './decision.ts';
import { distribute, takenBack } from './distribute.ts';
import type { Fact, LineBook } from './facts-and-lines.ts';

/** What a payment says that happened. */
export type Movement = 'arrived' | 'refused' | 'taken back' | 'nothing moved';

/** Where a line stands, as far as a payment cares. */
export type Standing = 'never sent' | 'stopped' | 'out' | 'paid' | 'rejected' | 'charged back';

/** The part of a decision that follows from the line alone. */
export type Verdict = Pick<Decision, 'outcome' | 'lineAction' | 'allocations' | 'reversesId' | 'problem'> & {
  readonly whyNot: string | null;
};

type Judge = (fact: Fact, line: LineBook) => Verdict;

/**
 * A rejection that states money came after the due date, so it takes the payment back as a charge back does
 * (nets-formats.md section 4). A completed payment of nothing moves nothing.
 */
export function movementOf({ kind, effectMinor }: Pick<Fact, 'kind' | 'effectMinor'>): Movement {
  if (kind === 'paid') return effectMinor === 0 ? 'nothing moved' : 'arrived';
  if (effectMinor !== 0) return 'taken back';
  return kind === 'chargedBack' ? 'nothing moved' : 'refused';
}

const standings: Readonly<Record<LineState, Standing>> = {
  built: 'never sent',
  faulty: 'never sent',
  validated: 'never sent',
  approved: 'never sent',
  exported: 'out',
  acknowledged: 'out',
  refused: 'stopped',
  paid: 'paid',
  rejected: 'rejected',
  chargedBack: 'charged back',
  withdrawn: 'stopped',
};

/** What follows when a payment has found its line: one judge for each movement and standing. */
export const verdictOn = (fact: Fact, line: LineBook): Verdict =>
  verdicts[movementOf(fact)][standings[line.state]](fact, line);

const park = (found: Problem, whyNot: string, lineAction: Decision['lineAction'] = null): Verdict => ({
  outcome: 'park',
  lineAction,
  allocations: [],
  reversesId: null,
  problem: found,
  whyNot,
});

const noteOnly: Judge = () => ({
  outcome: 'note',
  lineAction: null,
  allocations: [],
  reversesId: null,
  problem: null,
  whyNot: null,
});

const contextOf = (fact: Fact, line: LineBook) => ({
  reference: line.reference,
  customerNumber: fact.customerNumber,
  minor: fact.effectMinor,
});

const pay: Judge = (fact, line) => {
  if (line.isPaidOtherwise) {
    return park(problem('ALREADY_PAID', contextOf(fact, line)), 'its claims are paid by money that came another way');
  }
  if (fact.effectMinor !== line.expectedMinor) {
    const context = { ...contextOf(fact, line), expectedMinor: line.expectedMinor };
    return park(problem('AMOUNT_DIFFERS', context), 'the amount is not the one we asked for');
  }
  const allocations = distribute(fact.effectMinor, line.shares);
  return { outcome: 'match', lineAction: 'pay', allocations, reversesId: null, problem: null, whyNot: null };
};

/** A line that was given up may be paid after all, unless another line collects its claims meanwhile. */
const payAfterAll: Judge = (fact, line) => {
  if (line.otherReference !== null) {
    const context = { ...contextOf(fact, line), otherReference: line.otherReference };
    return park(problem('CLAIM_COLLECTED_ELSEWHERE', context), 'another line collects its claims now');
  }
  // The books would say paid for ever although the money was taken back, and a person said that nothing follows.
  if (line.chargeBack?.isDismissed) return stopped(fact, line);
  return pay(fact, line);
};

const alreadyPaid: Judge = (fact, line) =>
  park(problem('ALREADY_PAID', contextOf(fact, line)), 'the line is paid already');

const stopped: Judge = (fact, line) =>
  park(
    problem('PAYMENT_FOR_STOPPED_LINE', { ...contextOf(fact, line), state: line.state }),
    `the line is ${line.state}`,
  );

const reject: Judge = (fact, line) => ({
  outcome: 'note',
  lineAction: 'reject',
  allocations: [],
  reversesId: null,
  problem: problem('COLLECTION_REJECTED', {
    reference: line.reference,
    customerNumber: line.customerNumber,
    why: whyOf(fact),
    minor: Math.abs(line.expectedMinor),
  }),
  whyNot: null,
});

const rejectPaid: Judge = (fact, line) =>
  park(
    problem('REJECTED_AFTER_PAYMENT', {
      reference: line.reference,
      customerNumber: line.customerNumber,
      why: whyOf(fact),
      paidMinor: line.payer?.effectMinor ?? line.expectedMinor,
    }),
    'the line is paid, and the rejection states no money to take back',
  );

const takeBack: Judge = (fact, line) => {
  const { payer, parkedPayments } = line;
  // A bank takes back what went through it: an automatic payment, or a slip, never the one for the other.
  if (payer?.means !== fact.means) return takeBackNothing(fact, line);
  if (parkedPayments > 0) {
    const context = { ...contextOf(fact, line), payments: parkedPayments + 1 };
    return park(problem('CHARGE_BACK_UNCLEAR', context), 'more than one payment could be the one taken back');
  }
  if (fact.effectMinor !== -payer.effectMinor) {
    const context = { ...contextOf(fact, line), expectedMinor: -payer.effectMinor };
    return park(problem('AMOUNT_DIFFERS', context), 'the amount is not the one that was paid');
  }
  return {
    outcome: 'match',
    lineAction: 'chargeBack',
    allocations: takenBack(payer.shares),
    reversesId: payer.paymentId,
    problem: problem('CHARGED_BACK', contextOf(fact, line)),
    whyNot: null,
  };
};

const unpaid = 'no payment of the line was seen that could be taken back';

const takeBackNothing: Judge = (fact, line) =>
  park(problem('CHARGED_BACK_WITHOUT_PAYMENT', contextOf(fact, line)), unpaid);

const takeBackBeforePayment: Judge = (fact, line) =>
  park(problem('CHARGED_BACK_WITHOUT_PAYMENT', contextOf(fact, line)), unpaid, 'chargeBack');

const takeBackTwice: Judge = (fact, line) =>
  park(
    problem('DUPLICATE_PAYMENT', {
      paymentKey: fact.paymentKey,
      firstFileName: line.chargeBack?.fileName ?? '',
      customerNumber: fact.customerNumber,
      minor: fact.effectMinor,
    }),
    'the payment of the line was taken back already',
  );

const whyOf = ({ kind, bankReason }: Fact): string =>
  bankReason !== null
    ? bankReason
    : kind === 'cancelled'
      ? 'the mandate ended before the payment date'
      : 'the customer or the bank rejected it';

const verdicts: Readonly<Record<Movement, Readonly<Record<Standing, Judge>>>> = {
  arrived: {
    'never sent': stopped,
    stopped,
    out: pay,
    paid: alreadyPaid,
    rejected: payAfterAll,
    'charged back': payAfterAll,
  },
  refused: {
    'never sent': stopped,
    stopped: noteOnly,
    out: reject,
    paid: rejectPaid,
    rejected: noteOnly,
    'charged back': noteOnly,
  },
  'taken back': {
    'never sent': takeBackNothing,
    stopped: takeBackNothing,
    out: takeBackBeforePayment,
    paid: takeBack,
    rejected: takeBackNothing,
    'charged back': takeBackTwice,
  },
  'nothing moved': {
    'never sent': noteOnly,
    stopped: noteOnly,
    out: noteOnly,
    paid: noteOnly,
    rejected: noteOnly,
    'charged back': noteOnly,
  },
};
