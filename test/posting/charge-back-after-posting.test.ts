import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { controlTotals } from '#posting';
import { replayAll } from '#test/replay-all';
import { companyId, march, type NewClaim } from './books.ts';
import type { Told } from './files-received.ts';
import { rehearsedOffice, type RehearsedOffice } from './rehearsed-office.ts';

/** Money that was posted and is taken back: afterwards the books are those of a month in which it never came (N10). */
let office: RehearsedOffice;
beforeAll(async () => void (office = await rehearsedOffice({ writeOffAccount: '9150' })));
afterAll(() => office.close());

afterEach(async () => {
  const totals = await controlTotals(office.database.db, { companyId });
  expect(totals.currencies.flatMap(({ ties }) => ties.filter(({ ok }) => !ok).map(({ explain }) => explain))).toEqual(
    [],
  );
  expect((await replayAll(office.database.db)).findings).toEqual([]);
});

const shareOf = (kind: Kind, minor: number): { minor: number; discount?: number; writeOff?: number } => {
  if (kind === 'discounted') return { minor: minor - 100, discount: 100 };
  if (kind === 'a little short') return { minor: minor - 7, writeOff: 7 };
  if (kind === 'a little over') return { minor: minor + 7, writeOff: -7 };
  if (kind === 'partial') return { minor: Math.floor(minor / 2) };
  return { minor };
};

const kinds = [
  'exact',
  'partial',
  'discounted',
  'a little short',
  'a little over',
  'with the rest on account',
] as const;
type Kind = (typeof kinds)[number];

interface Month {
  /** The claims of each customer, each with its payment. */
  readonly customers: readonly (readonly {
    readonly minor: number;
    readonly kind: Kind;
    readonly isTakenBack: boolean;
  }[])[];
  /** Whether all claims of all customers are paid by one payment. */
  readonly isTogether: boolean;
}

const month: fc.Arbitrary<Month> = fc.record({
  customers: fc.array(
    fc.array(
      fc.record({
        minor: fc.integer({ min: 1_000, max: 1_000_000 }),
        kind: fc.constantFrom(...kinds),
        isTakenBack: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    { minLength: 1, maxLength: 3 },
  ),
  isTogether: fc.boolean(),
});

interface Payment {
  readonly told: Told;
  readonly isTakenBack: boolean;
}

/** The payments of a month, in customers of their own. */
async function invoiced(wanted: Month): Promise<{ customers: readonly string[]; payments: readonly Payment[] }> {
  const customers = await office.customers(wanted.customers.length);
  const payments: (Payment & { shares: NonNullable<Told['allocations']> })[] = [];
  for (const [i, claims] of wanted.customers.entries()) {
    const customer = customers[i] ?? '';
    for (const { minor, kind, isTakenBack } of claims) {
      const claim: NewClaim = office.invoice(customer, { minor, discount: { until: march(9), minor: 100 } });
      const line = await office.line([claim]);
      const first = { claimId: line.claims[0]?.id ?? 0, customer, ...shareOf(kind, minor) };
      const shares = [first, ...(kind === 'with the rest on account' ? [{ claimId: null, customer, minor: 500 }] : [])];
      payments.push({ told: { line }, shares, isTakenBack });
    }
  }
  const whole = wanted.isTogether
    ? payments.slice(0, 1).map((first) => ({ ...first, shares: payments.flatMap(({ shares }) => shares) }))
    : payments;
  const told = whole.map(({ told: { line }, shares, isTakenBack }) => {
    const effect = shares.reduce((sum, share) => sum + share.minor, 0);
    return { told: { line, effect, allocations: shares, isWithoutLine: true }, isTakenBack };
  });
  return { customers, payments: told };
}

const takenBack = (told: Told, reversesId: number): Told => ({
  ...told,
  kind: 'chargedBack',
  effect: -(told.effect ?? 0),
  reversesId,
  allocations: (told.allocations ?? []).map(({ discount = 0, writeOff = 0, ...share }) => ({
    ...share,
    minor: -share.minor,
    discount: -discount,
    writeOff: -writeOff,
  })),
});

const openOf = (customers: readonly string[]) =>
  customers.map((customer) => [...office.openOf(customer)].sort((a, b) => a - b));

test('whatever is taken back of a month, what is open is as if it had never been paid', async () => {
  await fc.assert(
    fc.asyncProperty(month, async (wanted) => {
      const real = await invoiced(wanted);
      const asIf = await invoiced(wanted);
      const ids = [];
      for (const { told } of real.payments) ids.push(await office.pay(told));
      for (const { told, isTakenBack } of asIf.payments) if (!isTakenBack) await office.pay(told);
      await office.propose();
      expect(await office.post()).toMatchObject({ refused: 0, unclear: 0 });
      for (const [i, { told, isTakenBack }] of real.payments.entries()) {
        if (isTakenBack) await office.pay(takenBack(told, ids[i] ?? 0));
      }
      await office.propose();
      expect(await office.post()).toMatchObject({ refused: 0, unclear: 0, left: 0 });
      expect(openOf(real.customers)).toEqual(openOf(asIf.customers));
    }),
    { numRuns: 8 },
  );
});

test('a transfer that is taken back is told with the claims that are open again, and our copy knows it at once', async () => {
  const [customer = ''] = await office.customers(1);
  const entry = office.invoice(customer, { minor: 20_000 });
  const line = await office.line([entry]);
  const { db } = office.database;
  const paymentId = await office.pay({ line, isWithoutLine: true });
  await office.proposeAndPost();
  await db
    .updateTable('claim')
    .set({ is_open: false, remaining_minor: 0 })
    .where('id', '=', line.claims[0]?.id ?? 0)
    .execute();
  const back = await office.pay({ line, kind: 'chargedBack', reversesId: paymentId, isWithoutLine: true });
  await office.proposeAndPost();
  const claim = await db
    .selectFrom('claim')
    .select(['is_open', 'remaining_minor'])
    .where('entry_number', '=', entry.entryNumber)
    .executeTakeFirst();
  expect(claim).toEqual({ is_open: true, remaining_minor: 20_000 });
  const told = await db
    .selectFrom('exception')
    .select(['code', 'subject', 'context'])
    .where('subject_id', '=', back)
    .where('code', '=', 'CHARGED_BACK')
    .execute();
  expect(told).toMatchObject([{ subject: 'payment', context: { claims: expect.stringContaining('200,00') } }]);
});
