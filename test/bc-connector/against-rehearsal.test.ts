import { afterEach, expect, test } from 'vitest';
import { createBcClient } from '#bc-connector';
import { knownDate, minor, sum } from '#kernel';
import { createRehearsalBc, type RehearsalBc } from '#rehearsal';
import { collect, newPayment, problemFrom, settingsFor } from './client-kit.ts';
import { StrictBc } from './strict-bc.ts';

/** The rehearsal's Business Central was written from the specification by itself: what both agree on is worth more. */
const running: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function rehearsed(options: { readonly faults?: boolean } = {}) {
  const tokens = await new StrictBc().start();
  const today = knownDate('2026-02-02');
  const bc: RehearsalBc = createRehearsalBc({
    seed: 7,
    customers: 300,
    today: () => today,
    now: () => new Date('2026-02-02T09:00:00Z'),
    stateFolder: null,
    limits: { perWindow: 1_000_000 },
  });
  const { baseUrl } = await bc.listen();
  running.push(bc, { close: () => tokens.stop() });
  if (options.faults === true) {
    bc.control.setFaults({
      seed: 11,
      chances: {
        'too-many-requests': 0.01,
        unavailable: 0.05,
        'gateway-timeout': 0.05,
        'reset-before': 0.05,
        'reset-after': 0.08,
        locked: 0.05,
      },
    });
  }
  const client = createBcClient(
    { ...settingsFor(tokens), baseUrl, pageSize: 100 },
    { sleep: () => Promise.resolve(), random: () => 0.5 },
  );
  return { bc, client, company: bc.company.id };
}

test('reads everything the rehearsal’s Business Central has, and finds nothing unreadable', async () => {
  const { bc, client, company } = await rehearsed({ faults: true });
  expect(await client.setup(company)).toMatchObject({ enabled: true, lcyCode: 'DKK' });
  expect(await client.companies()).toMatchObject([{ id: company, name: bc.company.name }]);
  const claims = await collect(client.claims(company, { openOnly: true }));
  const open = claims.flatMap(({ entities }) => entities);
  expect(claims.flatMap(({ problems }) => problems)).toEqual([]);
  expect(claims.length).toBeGreaterThan(2);
  const kroner = open.filter(({ currencyCode }) => currencyCode === '');
  expect({ count: kroner.length, minor: sum(kroner.map(({ remainingAmount }) => remainingAmount)) }).toEqual(
    bc.books().openEntries,
  );
  const customers = await collect(client.customers(company, {}));
  expect(customers.flatMap(({ entities, problems }) => [...problems, ...entities]).length).toBe(300);
  expect(customers.flatMap(({ problems }) => problems)).toEqual([]);
  const mandates = await collect(client.agreements(company, {}));
  expect(mandates.flatMap(({ problems }) => problems)).toEqual([]);
  const active = mandates.flatMap(({ entities }) => entities).filter(({ status }) => status === 'Active');
  expect(active.length).toBeGreaterThan(50);
  const since = claims.at(-1)?.watermark ?? '';
  const delta = await collect(client.claims(company, { modifiedAfter: since }));
  expect(delta.flatMap(({ entities }) => entities)).toEqual([]);
});

test('unposted payments are seen as the clerk entered them', async () => {
  const { bc, client, company } = await rehearsed();
  const [entry] = (await collect(client.claims(company, { openOnly: true }))).flatMap(({ entities }) =>
    entities.filter(({ documentType, currencyCode }) => documentType === 'Invoice' && currencyCode === ''),
  );
  const before = await client.unpostedPayments(company);
  bc.control.addUnpostedPayment(entry!.entryNumber);
  const after = await client.unpostedPayments(company);
  const added = after.filter(({ id }) => !before.some((known) => known.id === id));
  expect(added).toMatchObject([
    {
      journalCode: 'BANK',
      customerNumber: entry!.customerNumber,
      amount: -entry!.remainingAmount,
      appliesToInvoiceNumber: entry!.documentNumber,
    },
  ]);
});

test('payments posted in a storm of faults close their invoices once; a return opens one again', async () => {
  const { bc, client, company } = await rehearsed({ faults: true });
  const open = (await collect(client.claims(company, { openOnly: true }))).flatMap(({ entities }) => entities);
  const blocked = new Set(
    (await collect(client.customers(company, {})))
      .flatMap(({ entities }) => entities)
      .filter((one) => one.blocked === 'All')
      .map((one) => one.number),
  );
  const paid = open
    .filter((entry) => entry.documentType === 'Invoice' && entry.currencyCode === '' && entry.remainingAmount > 0)
    .filter(({ customerNumber, onHold }) => !blocked.has(customerNumber) && onHold === '')
    .slice(0, 80);
  const paymentOf = (entry: (typeof paid)[number]) =>
    newPayment({
      idempotencyKey: `BS:0602:${entry.entryNumber}`,
      customerNumber: entry.customerNumber,
      appliesToEntryNumber: entry.entryNumber,
      amount: entry.remainingAmount,
      externalDocumentNumber: `X${entry.entryNumber}`,
      postingDate: knownDate('2026-02-02'),
    });
  const postedAs = new Map<number, number>();
  for (let round = 0; round < 10 && postedAs.size < paid.length; round++) {
    for (const entry of paid) {
      if (postedAs.has(entry.entryNumber)) continue;
      const answer = await client.postPayment(company, paymentOf(entry));
      if (answer.outcome === 'posted') postedAs.set(entry.entryNumber, answer.entryNumber);
      else expect(answer).toMatchObject({ outcome: 'unclear' });
    }
  }
  expect(postedAs.size).toBe(paid.length);
  expect(new Set(postedAs.values()).size).toBe(paid.length);
  expect(bc.books().paymentsPosted).toEqual({
    count: paid.length,
    minor: sum(paid.map(({ remainingAmount }) => remainingAmount)),
  });
  expect(Object.keys(bc.control.faultsStruck()).length).toBeGreaterThanOrEqual(4);

  bc.control.setFaults(undefined);
  const [first] = paid;
  const taken = newPayment({
    ...paymentOf(first!),
    idempotencyKey: `BS:0602:${first!.entryNumber}:R`,
    type: 'Return',
    appliesToEntryNumber: postedAs.get(first!.entryNumber)!,
  });
  expect(await client.postPayment(company, taken)).toMatchObject({ outcome: 'posted' });
  const again = (await collect(client.claims(company, { openOnly: true }))).flatMap(({ entities }) => entities);
  expect(again.find(({ entryNumber }) => entryNumber === first!.entryNumber)?.remainingAmount).toBe(
    first!.remainingAmount,
  );
  expect(again.some(({ entryNumber }) => entryNumber === paid[1]!.entryNumber)).toBe(false);
});

test('a blocked customer is refused in BC’s words, and posts when the block is gone', async () => {
  const { bc, client, company } = await rehearsed();
  const entry = (await collect(client.claims(company, { openOnly: true })))
    .flatMap(({ entities }) => entities)
    .find(
      ({ documentType, currencyCode, onHold }) => documentType === 'Invoice' && currencyCode === '' && onHold === '',
    );
  bc.control.setBlocked(entry!.customerNumber, 'All');
  const payment = newPayment({
    customerNumber: entry!.customerNumber,
    appliesToEntryNumber: entry!.entryNumber,
    amount: minor(1),
  });
  expect(await client.postPayment(company, payment)).toMatchObject({
    outcome: 'refused',
    code: 'Failed',
    text: expect.stringMatching(/is blocked with type/),
  });
  bc.control.setBlocked(entry!.customerNumber, ' ');
  expect(await client.postPayment(company, payment)).toMatchObject({ outcome: 'posted' });
});

test('an unknown company is told as not found', async () => {
  const { client } = await rehearsed();
  expect(await problemFrom(client.setup('824820a2-508c-ed11-aada-000d3a298ab3'))).toMatchObject({
    code: 'BC_RECORD_NOT_FOUND',
  });
});
