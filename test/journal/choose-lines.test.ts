import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ChoiceRules,
  chooseLines,
  type ClaimFacts,
  type CustomerFacts,
  type LeftOutReason,
  type MandateFacts,
} from '#journal';
import { addDays, isBankingDay, knownDate, minor, nextBankingDay } from '#kernel';

const paymentDate = knownDate('2026-02-02');

const claim = (id: number, oere: number, patch: Partial<ClaimFacts> = {}): ClaimFacts => ({
  id,
  documentType: oere < 0 ? 'Credit Memo' : 'Invoice',
  documentNumber: `F${id}`,
  postingDate: knownDate('2026-01-01'),
  dueDate: knownDate('2026-01-20'),
  currency: 'DKK',
  remaining: minor(oere),
  onHold: '',
  disputeStatus: '',
  appliesToId: '',
  isEligible: true,
  blockReason: '',
  schemeCode: '',
  isBeingCollected: false,
  ...patch,
});

const mandate = (patch: Partial<MandateFacts> = {}): MandateFacts => ({
  debtorGroup: '00002',
  mandateNumber: '123456789',
  validFrom: null,
  validTo: null,
  ...patch,
});

const customer = (claims: readonly ClaimFacts[], patch: Partial<CustomerFacts> = {}): CustomerFacts => ({
  customerNumber: 'K1',
  isKnown: true,
  isExcluded: false,
  isBlocked: false,
  schemeCode: 'BS',
  mandates: [],
  unpostedDocuments: new Set(),
  hasParkedPayments: false,
  takenDates: new Set(),
  claims,
  ...patch,
});

const rules = (patch: Partial<ChoiceRules> = {}): ChoiceRules => ({
  needsMandate: false,
  usesMandate: true,
  schemeCode: 'BS',
  currency: 'DKK',
  defaultDebtorGroup: '00001',
  paymentDate,
  nextPaymentDay: nextBankingDay,
  dueFrom: knownDate('1900-01-01'),
  dueTo: knownDate('2026-02-28'),
  merge: { perDueDate: false, netCreditNotes: true, leastMinor: 1 },
  ...patch,
});

const merge = (patch: Partial<ChoiceRules['merge']>): Partial<ChoiceRules> => ({
  merge: { ...rules().merge, ...patch },
});

interface Row {
  readonly why: string;
  readonly reason: LeftOutReason;
  readonly claim?: Partial<ClaimFacts>;
  readonly customer?: Partial<CustomerFacts>;
  readonly rules?: Partial<ChoiceRules>;
}

const reasons: readonly Row[] = [
  { why: 'the customer was never read', reason: 'CUSTOMER_UNKNOWN', customer: { isKnown: false } },
  { why: 'the customer has no scheme', reason: 'NOT_THIS_CHANNEL', customer: { schemeCode: '' } },
  { why: 'the customer has another scheme', reason: 'NOT_THIS_CHANNEL', customer: { schemeCode: 'LS' } },
  { why: 'the entry’s own scheme is another', reason: 'NOT_THIS_CHANNEL', claim: { schemeCode: 'LS' } },
  { why: 'the customer is taken out', reason: 'CUSTOMER_EXCLUDED', customer: { isExcluded: true } },
  { why: 'the customer is blocked for all', reason: 'CUSTOMER_BLOCKED', customer: { isBlocked: true } },
  { why: 'it is a refund', reason: 'NOT_COLLECTABLE', claim: { documentType: 'Refund' } },
  {
    why: 'credit notes are not netted here',
    reason: 'NOT_COLLECTABLE',
    claim: { remaining: minor(-5), documentType: 'Credit Memo' },
    rules: merge({ netCreditNotes: false }),
  },
  { why: 'nothing remains', reason: 'NOTHING_OWED', claim: { remaining: minor(0) } },
  { why: 'it is a lone credit note', reason: 'NOTHING_OWED', claim: { remaining: minor(-5) } },
  { why: 'it is in euro', reason: 'OTHER_CURRENCY', claim: { currency: 'EUR' } },
  { why: 'it has no due date', reason: 'NO_DUE_DATE', claim: { dueDate: null } },
  { why: 'it is due a day after the window', reason: 'NOT_DUE', claim: { dueDate: knownDate('2026-03-01') } },
  {
    why: 'it was due a day before the window',
    reason: 'NOT_DUE',
    claim: { dueDate: knownDate('2026-01-19') },
    rules: { dueFrom: knownDate('2026-01-20') },
  },
  { why: 'it is on hold', reason: 'ON_HOLD', claim: { onHold: 'ABC' } },
  { why: 'it is disputed', reason: 'DISPUTED', claim: { disputeStatus: 'OPEN' } },
  { why: 'Business Central holds it', reason: 'HELD_BY_BC', claim: { isEligible: false, blockReason: 'x' } },
  { why: 'another line has it', reason: 'BEING_COLLECTED', claim: { isBeingCollected: true } },
  { why: 'someone applies a payment to it right now', reason: 'BEING_PAID', claim: { appliesToId: 'USER1' } },
  {
    why: 'an unposted journal pays it',
    reason: 'BEING_PAID',
    customer: { unpostedDocuments: new Set(['F1']) },
  },
  {
    why: 'an unposted journal pays the customer on account',
    reason: 'BEING_PAID',
    customer: { unpostedDocuments: new Set(['']) },
  },
  {
    why: 'a payment of the customer is in doubt',
    reason: 'PAYMENT_IN_ERROR_LOG',
    customer: { hasParkedPayments: true },
  },
  { why: 'Basis needs a mandate', reason: 'NO_MANDATE', rules: { needsMandate: true } },
  {
    why: 'the mandate begins a day too late',
    reason: 'NO_MANDATE',
    rules: { needsMandate: true },
    customer: { mandates: [mandate({ validFrom: knownDate('2026-02-03') })] },
  },
  {
    why: 'the mandate ends on the payment date',
    reason: 'NO_MANDATE',
    rules: { needsMandate: true },
    customer: { mandates: [mandate({ validTo: paymentDate })] },
  },
  {
    why: 'the mandate stands for electronic slips',
    reason: 'NO_MANDATE',
    rules: { needsMandate: true },
    customer: { mandates: [mandate({ mandateNumber: '999999999' })] },
  },
  { why: 'it is below the least amount', reason: 'BELOW_LEAST', rules: merge({ leastMinor: 12_501 }) },
  { why: 'the date is taken', reason: 'DATE_TAKEN', customer: { takenDates: new Set([paymentDate]) } },
];

test.each(reasons)('leaves an entry out as $reason when $why', ({ reason, ...patch }) => {
  const one = claim(1, 12_500, patch.claim);
  const chosen = chooseLines(customer([one], patch.customer), rules(patch.rules));
  expect(chosen.lines).toEqual([]);
  // An amount in another currency is told in words, and counts for nothing in sums of this one.
  const remaining = one.currency === 'DKK' ? one.remaining : 0;
  expect(chosen.leftOut).toEqual([{ claimId: 1, reason, detail: expect.any(String), remaining }]);
});

const everyReason: Readonly<Record<LeftOutReason, true>> = {
  NOT_THIS_CHANNEL: true,
  CUSTOMER_UNKNOWN: true,
  CUSTOMER_EXCLUDED: true,
  CUSTOMER_BLOCKED: true,
  NOT_COLLECTABLE: true,
  NO_DUE_DATE: true,
  NOT_DUE: true,
  OTHER_CURRENCY: true,
  ON_HOLD: true,
  DISPUTED: true,
  HELD_BY_BC: true,
  BEING_COLLECTED: true,
  BEING_PAID: true,
  PAYMENT_IN_ERROR_LOG: true,
  NO_MANDATE: true,
  NOTHING_OWED: true,
  BELOW_LEAST: true,
  DATE_TAKEN: true,
};

test('every reason has its row above', () => {
  expect(new Set(reasons.map((row) => row.reason))).toEqual(new Set(Object.keys(everyReason)));
});

test('without any of these it is collected, on Total without a mandate and on Basis with one', () => {
  const one = claim(1, 12_500);
  const total = chooseLines(customer([one]), rules());
  expect(total.lines).toEqual([
    {
      customerNumber: 'K1',
      debtorGroup: '00001',
      mandateNumber: null,
      paymentDate,
      amount: 12_500,
      shares: [{ claimId: 1, amount: 12_500 }],
    },
  ]);
  const basis = chooseLines(
    customer([one], { mandates: [mandate({ validFrom: paymentDate, validTo: addDays(paymentDate, 1) })] }),
    rules({ needsMandate: true }),
  );
  expect(basis.lines[0]).toMatchObject({ debtorGroup: '00002', mandateNumber: '123456789' });
});

test('a payment slip goes out without the mandate', () => {
  const chosen = chooseLines(customer([claim(1, 100)], { mandates: [mandate()] }), rules({ usesMandate: false }));
  expect(chosen.lines[0]).toMatchObject({ debtorGroup: '00001', mandateNumber: null });
});

/** Each claim as `amount@due`; each line as `date amount=shares`; `-` is left out. */
test.each`
  what                                                    | perDueDate | claims                                        | lines
  ${'many entries become one line'}                       | ${false}   | ${'100@01-20 250@02-10 50@02-28'}             | ${'02-02 400=100+250+50'}
  ${'a credit note is netted'}                            | ${false}   | ${'100@01-20 -30@01-05'}                      | ${'02-02 70=100-30'}
  ${'a credit note due later is netted now'}              | ${false}   | ${'100@01-20 -30@04-05'}                      | ${'02-02 70=100-30'}
  ${'a credit note that covers it all exactly'}           | ${false}   | ${'100@01-20 -100@01-05'}                     | ${''}
  ${'a credit note of more than is owed'}                 | ${false}   | ${'100@01-20 -130@01-05'}                     | ${''}
  ${'one line a due date, none before the payment date'}  | ${true}    | ${'100@01-20 40@02-02 250@02-10 50@02-28'}    | ${'02-02 140=100+40 | 02-10 250=250 | 03-02 50=50'}
  ${'a credit note goes to the first that bears it'}      | ${true}    | ${'100@01-20 250@02-10 -120@01-05'}           | ${'02-02 100=100 | 02-10 130=250-120'}
  ${'one øre more than the first bears goes to the next'} | ${true}    | ${'100@01-20 250@02-10 -101@01-05'}           | ${'02-02 100=100 | 02-10 149=250-101'}
  ${'two credit notes find a bearer each'}                | ${true}    | ${'100@01-20 250@02-10 -100@01-05 -90@01-06'} | ${'02-10 160=250-90'}
  ${'one that fits nowhere makes the lines one'}          | ${true}    | ${'100@01-20 250@02-10 -300@01-05'}           | ${'02-10 50=100+250-300'}
  ${'one of more than all dates together'}                | ${true}    | ${'100@01-20 250@02-10 -351@01-05'}           | ${''}
`('$what', ({ perDueDate, claims, lines }) => {
  const given = String(claims)
    .split(' ')
    .map((text, i) => {
      const [amount, due] = text.split('@');
      return claim(i + 1, Number(amount), { dueDate: knownDate(`2026-${due}`) });
    });
  const chosen = chooseLines(customer(given), rules(merge({ perDueDate })));
  const shown = chosen.lines.map((line) => {
    const shares = line.shares.map(({ amount }) => `${amount < 0 ? '' : '+'}${amount}`).join('');
    return `${line.paymentDate.slice(5)} ${line.amount}=${shares.slice(1)}`;
  });
  expect(shown.join(' | ')).toBe(lines);
  const collected = chosen.lines.flatMap((line) => line.shares.map((share) => share.claimId));
  expect(chosen.leftOut.map((left) => left.claimId).toSorted((a, b) => a - b)).toEqual(
    given.map(({ id }) => id).filter((id) => !collected.includes(id)),
  );
});

const anyClaims = fc
  .array(
    fc.record({
      oere: fc.integer({ min: -50_000, max: 50_000 }),
      due: fc.integer({ min: -40, max: 60 }),
      isHeld: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((found) =>
    found.map(({ oere, due, isHeld }, i) =>
      claim(i + 1, oere, { dueDate: addDays(paymentDate, due), onHold: isHeld && i % 3 === 0 ? 'X' : '' }),
    ),
  );

test('each entry is in one place, and nobody is asked for more than the net of what is owed', () => {
  fc.assert(
    fc.property(anyClaims, fc.boolean(), fc.integer({ min: 1, max: 20_000 }), (claims, perDueDate, leastMinor) => {
      const { lines, leftOut } = chooseLines(customer(claims), rules(merge({ perDueDate, leastMinor })));
      const places = [
        ...lines.flatMap((line) => line.shares.map((share) => share.claimId)),
        ...leftOut.map((l) => l.claimId),
      ];
      expect(places.sort((a, b) => a - b)).toEqual(claims.map(({ id }) => id));
      for (const line of lines) {
        expect(line.shares.reduce((sum, share) => sum + share.amount, 0)).toBe(line.amount);
        expect(line.amount).toBeGreaterThanOrEqual(leastMinor);
        expect(line.paymentDate >= paymentDate && isBankingDay(line.paymentDate)).toBe(true);
        for (const share of line.shares) expect(share.amount).toBe(claims[share.claimId - 1]?.remaining);
      }
      expect(new Set(lines.map((line) => line.paymentDate)).size).toBe(lines.length);
      const asked = lines.reduce((sum, line) => sum + line.amount, 0);
      const fit = claims.filter(
        (one) => one.onHold === '' && (one.remaining < 0 || one.dueDate! <= knownDate('2026-02-28')),
      );
      const net = fit.reduce((sum, one) => sum + one.remaining, 0);
      const credits = fit.filter((one) => one.remaining < 0).reduce((sum, one) => sum + one.remaining, 0);
      const debts = net - credits;
      // A credit note that is left out with a line below the least amount, or that its own line cancels, reduces nothing else.
      expect(asked).toBeLessThanOrEqual(debts);
      if (!perDueDate) expect(asked).toBeLessThanOrEqual(Math.max(0, net));
      if (perDueDate && leastMinor === 1) expect(asked).toBe(Math.max(0, net));
    }),
    { numRuns: 3000 },
  );
});

test('with one line a due date and no least amount, exactly the net is asked', () => {
  fc.assert(
    fc.property(anyClaims, (claims) => {
      const inWindow = claims.filter(
        (one) => one.onHold === '' && (one.remaining < 0 || one.dueDate! <= knownDate('2026-02-28')),
      );
      const net = inWindow.reduce((sum, one) => sum + one.remaining, 0);
      const { lines } = chooseLines(customer(inWindow), rules(merge({ perDueDate: true })));
      expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(Math.max(0, net));
    }),
    { numRuns: 2000 },
  );
});
