import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, hasModulus11, knownDate, minor } from '#kernel';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createRehearsalBc } from '../../../src/rehearsal/business-central/index.ts';
import { dated } from '../../../src/rehearsal/business-central/state/commands.ts';
import { execute, found } from '../../../src/rehearsal/business-central/state/execute.ts';
import type { World } from '../../../src/rehearsal/business-central/state/world.ts';
import { places } from '../../../src/rehearsal/business-central/generate/danish-words.ts';
import { cleanCustomer, invoiceOn, post, startBc, startDate } from './kit.ts';

const founding = {
  seed: 7,
  customers: 400,
  entriesPerCustomer: null,
  companyName: 'CRONUS Danmark',
  startDate,
  foundedAt: Date.parse('2026-02-02T08:00:00Z'),
};

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'rehearsal-bc-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
};

test('founds the same books for the same seed, and others for another', async () => {
  const [one, same, other] = await Promise.all([startBc({ seed: 3 }), startBc({ seed: 3 }), startBc({ seed: 4 })]);
  const customers = async (bench: typeof one) => (await bench.get(`${bench.custom}/customers`)).body.value;
  const agreements = async (bench: typeof one) => (await bench.get(`${bench.custom}/collectionAgreements`)).body.value;
  expect(await customers(same)).toEqual(await customers(one));
  expect(await agreements(same)).toEqual(await agreements(one));
  expect(same.bc.books()).toEqual(one.bc.books());
  expect(same.bc.company).toEqual(one.bc.company);
  expect(other.bc.books().ledger.digest).not.toBe(one.bc.books().ledger.digest);
});

test('does not change a customer because there are more of them', async () => {
  const [few, many] = [found({ ...founding, customers: 5 }), found({ ...founding, customers: 50 })];
  expect(few.customers.map((customer) => customer.name)).toEqual(many.customers.slice(0, 5).map((one) => one.name));
});

test('makes Danish customers of every sort a collector meets', () => {
  const { customers, agreements } = found({ ...founding, customers: 2_000 });
  const known = new Set(places.map(([postalCode, city]) => `${postalCode} ${city}`));
  const share = (holds: (customer: (typeof customers)[number]) => boolean): number =>
    customers.filter(holds).length / customers.length;
  for (const customer of customers) {
    if (customer.country === 'DK') expect(known).toContain(`${customer.postalCode} ${customer.city}`);
    if (customer.taxRegistrationNumber) expect(customer.taxRegistrationNumber).toSatisfy(hasModulus11);
    if (customer.email) expect(customer.email).toMatch(/^[a-z.]+\.\d+@example\.com$/);
    expect(customer.name.length).toBeLessThanOrEqual(100);
  }
  expect(customers[0]?.code).toBe('K10001');
  expect(share((customer) => /[æøåÆØÅ]/.test(customer.name))).toBeGreaterThan(0.1);
  expect(share((customer) => customer.country !== 'DK')).toBeGreaterThan(0.01);
  expect(share((customer) => customer.blocked !== ' ')).toBeGreaterThan(0.005);
  expect(share((customer) => customer.excludeFromCollection)).toBeGreaterThan(0.01);
  const hasMandate = share((customer) => customer.agreements.some(({ status }) => status === 'Active'));
  expect(hasMandate).toBeGreaterThan(0.65);
  expect(hasMandate).toBeLessThan(0.75);
  const active = agreements.filter(({ status }) => status === 'Active');
  for (const agreement of active) expect(agreement.agreementNumber).toMatch(/^\d{9}$/);
  expect(new Set(active.map((agreement) => agreement.agreementNumber)).size).toBe(active.length);
  expect(new Set(active.map((agreement) => agreement.debtorGroupNumber))).toEqual(new Set(['00001', '00002']));
});

test('makes open entries of every sort', () => {
  const { entries } = found({ ...founding, customers: 1_000 });
  const count = (holds: (entry: (typeof entries)[number]) => boolean): number => entries.filter(holds).length;
  for (const kind of ['Invoice', 'Credit Memo', 'Reminder', 'Finance Charge Memo', 'Payment'] as const) {
    expect(count((entry) => entry.documentType === kind)).toBeGreaterThan(10);
  }
  expect(count((entry) => entry.onHold !== '')).toBeGreaterThan(10);
  expect(count((entry) => entry.disputeStatus !== '')).toBeGreaterThan(10);
  expect(count((entry) => entry.currencyCode === 'EUR')).toBeGreaterThan(10);
  expect(count((entry) => entry.dueDate === entry.documentDate && entry.documentType === 'Invoice')).toBeGreaterThan(
    10,
  );
  expect(count((entry) => entry.remaining !== 0 && entry.remaining !== entry.original)).toBeGreaterThan(10);
  expect(count((entry) => entry.dueDate < startDate)).toBeGreaterThan(100);
  expect(count((entry) => entry.dueDate > addDays(startDate, 60))).toBeGreaterThan(100);
  for (const entry of entries) expect(entry.postingDate <= startDate).toBe(true);
});

test('goes on with the same books after a restart, whatever was done before', async () => {
  const stateFolder = folder();
  const first = await startBc({ stateFolder });
  const { customer, entryNumber } = invoiceOn(first, 80_000);
  const payment = await post(first, { customerNumber: customer, appliesToEntryNumber: entryNumber, amount: 300 });
  await post(first, {
    customerNumber: customer,
    type: 'Return',
    appliesToEntryNumber: payment.postedEntryNumber,
    amount: 300,
  });
  first.bc.control.setBlocked('K10002', 'All');
  await post(first, { customerNumber: 'K10002', amount: 5 });
  first.clock.date = knownDate('2026-02-20');
  first.bc.control.addSeededEntries({
    count: 40,
    dueFrom: knownDate('2026-03-01'),
    dueTo: knownDate('2026-03-31'),
    lot: 'A',
  });
  first.bc.control.addUnpostedPayment(entryNumber);
  first.bc.control.setPostingRange(startDate, null);
  const entry = first.bc.entries()[0];
  await first.send(
    'PATCH',
    `${first.custom}/customerLedgerEntries(${entry?.id})`,
    { onHold: 'ABC' },
    { 'if-match': '*' },
  );
  const everything = async (bench: typeof first) =>
    Promise.all(
      [
        `${bench.custom}/customerLedgerEntries?$expand=detailedLines`,
        `${bench.custom}/collectionPayments`,
        `${bench.custom}/customers`,
        `${bench.custom}/collectionSetup`,
        `${bench.standard}/customerPaymentJournals?$expand=customerPayments`,
      ].map(async (url) => (await bench.get(url)).body.value),
    );
  const before = await everything(first);
  const books = first.bc.books();
  await first.bc.close();

  const second = await startBc({ stateFolder });
  second.clock.date = knownDate('2026-04-01');
  expect(await everything(second)).toEqual(before);
  expect(second.bc.books()).toEqual(books);
});

test('forgets half a line that a killed process left behind, and nothing else', async () => {
  const stateFolder = folder();
  const first = await startBc({ stateFolder });
  await post(first, { customerNumber: cleanCustomer(first), amount: 5 });
  const books = first.bc.books();
  await first.bc.close();
  const path = join(stateFolder, 'business-central.jsonl');
  const whole = readFileSync(path);
  appendFileSync(path, '{"at":1,"today":"2026-02-02","command":{"kind":"set pos');
  const second = await startBc({ stateFolder });
  expect(second.bc.books()).toEqual(books);
  await second.bc.close();
  expect(readFileSync(path).equals(whole)).toBe(true);
});

test('refuses a folder of other books', async () => {
  const stateFolder = folder();
  const first = await startBc({ stateFolder });
  await first.bc.close();
  const other = () =>
    createRehearsalBc({ seed: 2, customers: 30, stateFolder, today: () => startDate, now: () => new Date(0) });
  expect(other).toThrow(/was founded with seed 1, not 2/);
});

test('writes every answered change before it answers', async () => {
  const stateFolder = folder();
  const bench = await startBc({ stateFolder });
  const customerNumber = cleanCustomer(bench);
  const url = `${bench.custom}/collectionPayments`;
  await bench.send('POST', url, { idempotencyKey: 'WRITTEN', customerNumber, amount: 1 });
  const lines = readFileSync(join(stateFolder, 'business-central.jsonl'), 'utf8').trimEnd().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ command: { fields: { idempotencyKey: 'WRITTEN' } } });
  const refused = await bench.send('POST', url, { idempotencyKey: 'WRITTEN', customerNumber, amount: 1 });
  expect(refused.status).toBe(400);
  expect(readFileSync(join(stateFolder, 'business-central.jsonl'), 'utf8').trimEnd().split('\n')).toEqual(lines);
});

const act = fc.record({
  kind: fc.constantFrom('pay', 'pay', 'pay', 'pay back', 'pay by hand', 'pay many'),
  pick: fc.nat(),
  minor: fc.integer({ min: 1, max: 400_000 }),
});

test('neither makes nor loses money, whatever is posted and returned', () => {
  const base = found({ ...founding, customers: 6 });
  const originals = new Map(base.customers.map((customer) => [customer.code, remainingOf(base, customer.code)]));
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const world = found({ ...founding, customers: 6 });
      const moved = new Map<string, number>();
      const note = (customer: string, amount: number) => moved.set(customer, (moved.get(customer) ?? 0) + amount);
      for (const { kind, pick, minor: amount } of acts) carryOut(world, kind, pick, amount, note);
      for (const customer of world.customers) {
        const wanted = (originals.get(customer.code) ?? 0) + (moved.get(customer.code) ?? 0);
        expect(remainingOf(world, customer.code)).toBe(wanted);
      }
      for (const entry of world.entries) {
        const applied = entry.applications.reduce((sum, detail) => sum + detail.minor, 0);
        expect(entry.remaining).toBe(entry.original + applied);
        expect(entry.remaining === 0 || Math.sign(entry.remaining) === Math.sign(entry.original)).toBe(true);
        expect(entry.closedAtDate === '0001-01-01').toBe(entry.remaining !== 0);
      }
    }),
    { numRuns: 150 },
  );
});

const remainingOf = (world: World, code: string): number =>
  world.entries.filter((entry) => entry.customer.code === code).reduce((sum, entry) => sum + entry.remaining, 0);

/** Carries out one act and notes what must have moved on the customer's account. */
function carryOut(
  world: World,
  kind: string,
  pick: number,
  amount: number,
  note: (customer: string, amount: number) => void,
): void {
  const entry = world.entries[pick % world.entries.length];
  if (!entry) return;
  const perform = (command: unknown) => execute(world, dated.parse({ at: 1, today: '2026-02-02', command }));
  if (kind === 'pay by hand') {
    if (entry.original < 0 || entry.remaining === 0) return;
    perform({ kind: 'post manually', entry: entry.number, minor: amount, postingDate: '2026-02-02' });
    note(entry.customer.code, -amount);
    return;
  }
  const isReturn = kind === 'pay back';
  const open = entry.customer.entries.filter(
    (other) => other.remaining !== 0 && other.currencyCode === entry.currencyCode,
  );
  const total = open.reduce((sum, other) => sum + other.remaining, 0);
  const many = open.map((other) => ({ entryNumber: other.number, amount: other.remaining / 100 }));
  perform({
    kind: 'insert payment',
    fields: {
      idempotencyKey: `K${world.payments.length}`,
      type: isReturn ? 'Return' : 'Payment',
      provider: '',
      fileName: '',
      fileLine: 0,
      customerNumber: entry.customer.code,
      appliesToEntryNumber: kind === 'pay many' ? 0 : entry.number,
      appliesToDocumentType: ' ',
      appliesToDocumentNumber: '',
      applications: kind === 'pay many' ? JSON.stringify(many) : '',
      postingDate: '2026-02-02',
      currencyCode: entry.currencyCode,
      amount: kind === 'pay many' ? minor(Math.max(0, total) + (amount % 2)) : amount,
      feeAmount: 0,
      externalDocumentNumber: '',
      description: '',
      reasonCode: '',
    },
  });
  const payment = world.payments.at(-1);
  if (!payment) return;
  perform({ kind: 'apply and post', payment: payment.number });
  if (payment.status === 'Posted') note(entry.customer.code, isReturn ? payment.amount : -payment.amount);
}
