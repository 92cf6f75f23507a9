import { expect, test } from 'vitest';
import { decide, type Fact, type LineBook } from '#payments';

/** A line of SEPA direct debit, and what a bank’s file tells of it: no customer, no group, but the mandate and our id. */
const line: LineBook = {
  id: 7,
  agreementId: 1,
  reference: 'T0000007N',
  customerNumber: 'K10001',
  debtorGroup: '',
  mandateNumber: 'M-1',
  currency: 'EUR',
  paymentDate: '2026-02-10',
  expectedMinor: 125_000,
  state: 'acknowledged',
  shares: [{ claimId: 1, minor: 125_000 }],
  payer: null,
  otherReference: null,
  parkedPayments: 0,
  chargeBack: null,
};
const told: Fact = {
  paymentId: 50,
  agreementId: 1,
  fileId: 3,
  format: 'camt.054',
  lineNumber: 1,
  kind: 'paid',
  means: 'automatic',
  debtorGroup: '',
  customerNumber: '',
  dueDate: null,
  currency: 'EUR',
  mandateNumber: 'M-1',
  isFromBank: true,
  bankReason: null,
  isCopy: false,
  effectMinor: 125_000,
  reference: 'T0000007N',
  paymentKey: 'the key',
};
const payer = { paymentId: 40, means: 'automatic', effectMinor: 125_000, shares: line.shares } as const;
const back = { kind: 'chargedBack', effectMinor: -125_000, bankReason: 'AC04 the account is closed' } as const;
const paid = { state: 'paid', payer } as const;

interface Case {
  readonly what: string;
  readonly fact?: Partial<Fact>;
  readonly line?: Partial<LineBook> | null;
  readonly before?: string;
  readonly outcome: string;
  readonly code?: string;
  readonly action?: string;
}

const cases: readonly Case[] = [
  { what: 'our id, mandate and amount', outcome: 'match', action: 'pay' },
  { what: 'our id without a mandate', fact: { mandateNumber: '' }, outcome: 'match', action: 'pay' },
  { what: 'our id under another agreement’s account', fact: { agreementId: 2 }, outcome: 'match', action: 'pay' },
  { what: 'our id and another mandate', fact: { mandateNumber: 'M-2' }, outcome: 'park', code: 'WRONG_CUSTOMER' },
  { what: 'our id in another currency', fact: { currency: 'DKK' }, outcome: 'park', code: 'WRONG_CUSTOMER' },
  { what: 'our id and another amount', fact: { effectMinor: 124_999 }, outcome: 'park', code: 'AMOUNT_DIFFERS' },
  { what: 'a stranger’s money', line: null, fact: { reference: '' }, outcome: 'park', code: 'NO_COLLECTION' },
  { what: 'a charge of the bank', fact: { kind: 'other', effectMinor: -500 }, outcome: 'note' },
  { what: 'what is only announced', fact: { effectMinor: 0 }, outcome: 'note' },
  { what: 'a return', fact: back, line: paid, outcome: 'match', action: 'chargeBack', code: 'CHARGED_BACK' },
  {
    what: 'a refusal',
    fact: { kind: 'rejected', effectMinor: 0, bankReason: 'AC01 wrong account' },
    outcome: 'note',
    action: 'reject',
    code: 'COLLECTION_REJECTED',
  },
  { what: 'the same in the statement that follows', before: 'camt.053', outcome: 'note' },
  { what: 'a copy of what came before', fact: { isCopy: true }, before: 'camt.054', outcome: 'note' },
  { what: 'a copy of what never came', fact: { isCopy: true }, outcome: 'park', code: 'DUPLICATE_PAYMENT' },
  { what: 'the same in another file of its kind', before: 'camt.054', outcome: 'park', code: 'DUPLICATE_PAYMENT' },
];

const decideCase = ({ fact, line: patch, before }: Omit<Case, 'what' | 'outcome'>) =>
  decide(
    { ...told, ...fact },
    {
      byReference: patch === null ? null : { ...line, ...patch },
      byCustomer: [],
      isKnownCustomer: false,
      toldBefore:
        before === undefined ? null : { paymentId: 1, fileName: 'before.xml', format: before, isPlaced: true },
    },
  );

test.each(cases)('$what: $outcome $code', ({ outcome, code, action, ...patch }) => {
  const decision = decideCase(patch);
  expect(decision.outcome).toBe(outcome);
  expect(decision.problem?.code).toBe(code);
  expect(decision.lineAction ?? undefined).toBe(action);
  const allocated = decision.allocations.reduce((sum, { minor }) => sum + minor, 0);
  expect(allocated).toBe(outcome === 'match' ? { ...told, ...patch.fact }.effectMinor : 0);
});

test('the bank’s own reason is what the accountant reads', () => {
  const { problem } = decideCase({ fact: { kind: 'rejected', effectMinor: 0, bankReason: 'AC01 wrong account' } });
  expect(problem?.context).toMatchObject({ why: 'AC01 wrong account' });
});

test('what was compared is kept: reference, mandate, currency, amount', () => {
  expect(decideCase({}).explanation.evidence.map(({ what }) => what)).toEqual([
    'reference',
    'mandate',
    'currency',
    'amount',
  ]);
});
