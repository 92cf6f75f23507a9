import { describe, expect, test } from 'vitest';
import { lineMachine, type LineState } from '#journal';
import { after, lineReference } from '#kernel';
import { type Candidates, decide, type Fact, type LineBook, movementOf } from '#payments';

const ours: LineBook = {
  id: 7,
  agreementId: 1,
  reference: 'T0000007N',
  customerNumber: 'K10001',
  debtorGroup: '00001',
  mandateNumber: null,
  currency: 'DKK',
  paymentDate: '2026-02-02',
  expectedMinor: 125_000,
  state: 'acknowledged',
  shares: [
    { claimId: 1, minor: 135_000 },
    { claimId: 2, minor: -10_000 },
  ],
  payer: null,
  otherReference: null,
  parkedPayments: 0,
  chargeBack: null,
};
const told: Fact = {
  paymentId: 50,
  agreementId: 1,
  fileId: 3,
  format: 'nets-0602',
  lineNumber: 12,
  kind: 'paid',
  means: 'automatic',
  debtorGroup: '00001',
  customerNumber: 'K10001',
  dueDate: '2026-02-02',
  currency: 'DKK',
  mandateNumber: '',
  isFromBank: false,
  bankReason: null,
  isCopy: false,
  effectMinor: 125_000,
  reference: 'T0000007N',
  paymentKey: 'the key',
};
const payer = { paymentId: 40, means: 'automatic', effectMinor: 125_000, shares: ours.shares } as const;
const back = { kind: 'chargedBack', effectMinor: -125_000 } as const;
const refused = { kind: 'rejected', effectMinor: 0 } as const;

interface Case {
  readonly what: string;
  readonly fact?: Partial<Fact>;
  readonly line?: Partial<LineBook> | null;
  readonly found?: Partial<Candidates>;
  readonly outcome: string;
  readonly action?: string | null;
  readonly code?: string;
  readonly allocated?: number;
  readonly reverses?: number;
}

const decideCase = ({ fact, line, found }: Case) => {
  const book = line === null ? null : { ...ours, ...line };
  return decide(
    { ...told, ...fact },
    {
      byReference: book,
      byCustomer: book ? [book] : [],
      isKnownCustomer: true,
      toldBefore: null,
      ...found,
    },
  );
};

const twoLines = [
  { ...ours, id: 7 },
  { ...ours, id: 8, reference: 'T0000008L' },
];
const stopped = { ...ours, id: 8, reference: 'T0000008L', state: 'withdrawn' } as const;
const otherCustomer = { customerNumber: 'K99999' };

// biome-ignore format: a table
const cases: readonly Case[] = [
  { what: 'a payment of the exact amount by reference', outcome: 'match', action: 'pay', allocated: 125_000 },
  { what: 'a payment by slip of a line that was rejected', line: { state: 'rejected' }, outcome: 'match', action: 'pay', allocated: 125_000 },
  { what: 'a payment of a line that was charged back', line: { state: 'chargedBack' }, outcome: 'match', action: 'pay', allocated: 125_000 },
  { what: 'a payment that overtakes its receipt', line: { state: 'exported' }, outcome: 'match', action: 'pay', allocated: 125_000 },
  { what: 'money paid out', fact: { effectMinor: -125_000 }, line: { expectedMinor: -125_000, shares: [{ claimId: 3, minor: -125_000 }] }, outcome: 'match', action: 'pay', allocated: -125_000 },
  { what: 'money that comes where money should go', line: { expectedMinor: -125_000 }, outcome: 'park', code: 'AMOUNT_DIFFERS' },
  { what: 'one øre too little', fact: { effectMinor: 124_999 }, outcome: 'park', code: 'AMOUNT_DIFFERS' },
  { what: 'one øre too much', fact: { effectMinor: 125_001 }, outcome: 'park', code: 'AMOUNT_DIFFERS' },
  { what: 'a payment of a paid line', line: { state: 'paid', payer }, outcome: 'park', code: 'ALREADY_PAID' },
  { what: 'a payment told before', found: { toldBefore: { paymentId: 1, fileName: 'D1.BS1', format: 'nets-0602', isPlaced: true } }, outcome: 'park', code: 'DUPLICATE_PAYMENT' },
  { what: 'a reference of another customer', fact: otherCustomer, outcome: 'park', code: 'WRONG_CUSTOMER' },
  { what: 'a reference of another debtor group', fact: { debtorGroup: '00002' }, outcome: 'park', code: 'WRONG_CUSTOMER' },
  { what: 'a reference of another agreement', fact: { agreementId: 2 }, outcome: 'park', code: 'WRONG_CUSTOMER' },
  { what: 'a rejection with the reference of another customer', fact: { ...refused, ...otherCustomer }, outcome: 'park', code: 'WRONG_CUSTOMER' },
  { what: 'money for a line whose claims another line collects', line: { state: 'rejected', otherReference: 'T0000008L' }, outcome: 'park', code: 'CLAIM_COLLECTED_ELSEWHERE' },
  { what: 'money for a line whose charge back was dismissed', line: { state: 'chargedBack', chargeBack: { paymentId: 9, fileName: 'D1', isDismissed: true } }, outcome: 'park', code: 'PAYMENT_FOR_STOPPED_LINE' },
  ...(['built', 'faulty', 'validated', 'approved', 'withdrawn', 'refused'] as const).map((state): Case => (
    { what: `money for a line that is ${state}`, line: { state }, outcome: 'park', code: 'PAYMENT_FOR_STOPPED_LINE' })),

  { what: 'no reference, and one line of customer, group and date', fact: { reference: '' }, found: { byReference: null }, outcome: 'match', action: 'pay', allocated: 125_000 },
  { what: 'a reference of somebody else’s, and one line that fits', fact: { reference: 'FA-2025-000123' }, found: { byReference: null }, outcome: 'match', action: 'pay', allocated: 125_000 },
  { what: 'a reference of ours that no line has, and one line that fits', fact: { reference: lineReference(99) }, found: { byReference: null }, outcome: 'park', code: 'NO_COLLECTION' },
  { what: 'no reference, and two lines that fit', fact: { reference: '' }, found: { byReference: null, byCustomer: twoLines }, outcome: 'park', code: 'NO_COLLECTION' },
  { what: 'no reference, and a living line beside a withdrawn one', fact: { reference: '' }, found: { byReference: null, byCustomer: [stopped, ours] }, outcome: 'match', action: 'pay', allocated: 125_000 },
  { what: 'no reference, and only a withdrawn line', fact: { reference: '' }, found: { byReference: null, byCustomer: [stopped] }, outcome: 'park', code: 'PAYMENT_FOR_STOPPED_LINE' },
  { what: 'no reference, a line that fits, another amount', fact: { reference: '', effectMinor: 1 }, found: { byReference: null }, outcome: 'park', code: 'AMOUNT_DIFFERS' },
  { what: 'no reference and no date', fact: { reference: '', dueDate: null }, found: { byReference: null }, outcome: 'park', code: 'NO_COLLECTION' },
  { what: 'a known customer and nothing that fits', line: null, outcome: 'park', code: 'NO_COLLECTION' },
  { what: 'a customer nobody knows', line: null, found: { isKnownCustomer: false }, outcome: 'park', code: 'UNKNOWN_CUSTOMER' },

  { what: 'a completed payment of nothing', fact: { effectMinor: 0 }, outcome: 'note' },
  { what: 'a charge back of nothing', fact: { ...back, effectMinor: 0 }, line: { state: 'paid', payer }, outcome: 'note' },

  { what: 'a rejection before the due date', fact: refused, outcome: 'note', action: 'reject', code: 'COLLECTION_REJECTED' },
  { what: 'a cancelled mandate', fact: { kind: 'cancelled', effectMinor: 0 }, outcome: 'note', action: 'reject', code: 'COLLECTION_REJECTED' },
  { what: 'a rejection of a line rejected before', fact: refused, line: { state: 'rejected' }, outcome: 'note' },
  { what: 'a rejection of a charged back line', fact: refused, line: { state: 'chargedBack' }, outcome: 'note' },
  { what: 'a rejection of a withdrawn line', fact: refused, line: { state: 'withdrawn' }, outcome: 'note' },
  { what: 'a rejection of a line never sent', fact: refused, line: { state: 'approved' }, outcome: 'park', code: 'PAYMENT_FOR_STOPPED_LINE' },
  { what: 'a rejection without money of a paid line', fact: refused, line: { state: 'paid', payer }, outcome: 'park', code: 'REJECTED_AFTER_PAYMENT' },
  { what: 'a rejection with money of a paid line', fact: { ...back, kind: 'rejected' }, line: { state: 'paid', payer }, outcome: 'match', action: 'chargeBack', code: 'CHARGED_BACK', allocated: -125_000, reverses: 40 },

  { what: 'a charge back of a paid line', fact: back, line: { state: 'paid', payer }, outcome: 'match', action: 'chargeBack', code: 'CHARGED_BACK', allocated: -125_000, reverses: 40 },
  { what: 'a charge back of a slip', fact: { ...back, means: 'slip' }, line: { state: 'paid', payer: { ...payer, means: 'slip' } }, outcome: 'match', action: 'chargeBack', code: 'CHARGED_BACK', allocated: -125_000, reverses: 40 },
  { what: 'an automatic charge back of a line paid by slip', fact: back, line: { state: 'paid', payer: { ...payer, means: 'slip' } }, outcome: 'park', code: 'CHARGED_BACK_WITHOUT_PAYMENT' },
  { what: 'a charge back of another amount', fact: { ...back, effectMinor: -100_000 }, line: { state: 'paid', payer }, outcome: 'park', code: 'AMOUNT_DIFFERS' },
  { what: 'a charge back where two payments could be meant', fact: back, line: { state: 'paid', payer, parkedPayments: 1 }, outcome: 'park', code: 'CHARGE_BACK_UNCLEAR' },
  { what: 'a charge back before the payment was seen', fact: back, outcome: 'park', action: 'chargeBack', code: 'CHARGED_BACK_WITHOUT_PAYMENT' },
  { what: 'a charge back of a rejected line', fact: back, line: { state: 'rejected' }, outcome: 'park', code: 'CHARGED_BACK_WITHOUT_PAYMENT' },
  { what: 'a charge back of a withdrawn line', fact: back, line: { state: 'withdrawn' }, outcome: 'park', code: 'CHARGED_BACK_WITHOUT_PAYMENT' },
  { what: 'a charge back of a line never sent', fact: back, line: { state: 'built' }, outcome: 'park', code: 'CHARGED_BACK_WITHOUT_PAYMENT' },
  { what: 'a second charge back', fact: back, line: { state: 'chargedBack', chargeBack: { paymentId: 9, fileName: 'D1', isDismissed: false } }, outcome: 'park', code: 'DUPLICATE_PAYMENT' },
  { what: 'a charge back of a line that is not ours, of a known customer', fact: back, line: null, outcome: 'park', code: 'CHARGED_BACK_WITHOUT_PAYMENT' },
  { what: 'a charge back of a customer nobody knows', fact: back, line: null, found: { isKnownCustomer: false }, outcome: 'park', code: 'UNKNOWN_CUSTOMER' },
];

test.each(cases)('decides about $what', (one) => {
  const decision = decideCase(one);
  const { outcome, lineAction, problem, allocations, reversesId, explanation } = decision;
  expect({
    outcome,
    lineAction,
    code: problem?.code,
    reversesId,
    allocated: allocations.reduce((sum, { minor }) => sum + minor, 0),
  }).toEqual({
    outcome: one.outcome,
    lineAction: one.action ?? null,
    code: one.code,
    reversesId: one.reverses ?? null,
    allocated: one.allocated ?? 0,
  });
  expect(explanation.whyNot === null).toBe(outcome !== 'park');
  expect([explanation.fileId, explanation.fileLine]).toEqual([3, 12]);
});

test('an allocation says what was compared, and a doubt says who came near and why each lost', () => {
  expect(decideCase({ what: '', outcome: '' }).explanation).toEqual({
    rung: 'line reference',
    reference: 'T0000007N',
    fileId: 3,
    fileLine: 12,
    evidence: [
      { what: 'reference', said: 'T0000007N', agrees: true },
      { what: 'customer', said: 'K10001', agrees: true },
      { what: 'debtor group', said: '00001', agrees: true },
      { what: 'date', said: '2026-02-02', agrees: true },
      { what: 'amount', said: '1250.00', agrees: true },
    ],
    runnersUp: [],
    whyNot: null,
  });
  const unsure = decideCase({
    what: '',
    fact: { reference: '' },
    found: { byReference: null, byCustomer: twoLines },
    outcome: '',
  });
  expect(unsure.explanation).toMatchObject({
    rung: 'none',
    runnersUp: [
      { reference: 'T0000007N', whyNot: 'more than one line fits' },
      { reference: 'T0000008L', whyNot: 'more than one line fits' },
    ],
    whyNot: 'it carries no reference; more than one line of this customer, group and date fits',
  });
});

test('a reference that hits another customer shows the line that would have fitted', () => {
  const fitting = { ...ours, id: 9, reference: 'T0000009J', customerNumber: 'K99999' };
  const decision = decideCase({ what: '', fact: otherCustomer, found: { byCustomer: [fitting] }, outcome: '' });
  expect(decision.problem?.context).toMatchObject({ customerNumber: 'K99999', lineCustomerNumber: 'K10001' });
  expect(decision.explanation.runnersUp).toEqual([
    { reference: 'T0000009J', whyNot: 'customer, group and date fit, but the reference is of another line' },
  ]);
});

describe('whatever the payment and the line', () => {
  const states = Object.keys(lineMachine).filter((state): state is LineState => Object.hasOwn(lineMachine, state));
  const kinds = ['paid', 'rejected', 'cancelled', 'chargedBack'] as const;
  const effects = [-125_000, -1, 0, 1, 125_000];

  test.each(states)('a line that is %s never gets more than the payment moves', (state) => {
    for (const kind of kinds) {
      for (const effectMinor of effects) {
        const line = state === 'paid' ? { state, payer } : { state };
        const fact = { kind, effectMinor };
        const { outcome, allocations, lineAction } = decideCase({ what: '', fact, line, outcome: '' });
        const allocated = allocations.reduce((sum, { minor }) => sum + minor, 0);
        expect(allocated).toBe(outcome === 'match' ? effectMinor : 0);
        expect(outcome === 'note' && effectMinor !== 0).toBe(false);
        expect(lineAction === null || after(lineMachine, state, lineAction) !== null).toBe(true);
        const isNothing = effectMinor === 0 && (kind === 'paid' || kind === 'chargedBack');
        expect(movementOf(fact) === 'nothing moved').toBe(isNothing);
      }
    }
  });
});
