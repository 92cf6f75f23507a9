import { afterEach, expect, test } from 'vitest';
import { type BcMandateChange, createBcClient } from '#bc-connector';
import { knownDate } from '#kernel';
import { createRehearsalBc } from '#rehearsal';
import { collect, settingsFor } from './client-kit.ts';
import { StrictBc } from './strict-bc.ts';

const running: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

/** A Business Central of the rehearsal, and the mandates that one of its customers has in a debtor group nobody uses there. */
async function open(chances: Readonly<Record<string, number>> = {}) {
  const tokens = await new StrictBc().start();
  const bc = createRehearsalBc({
    seed: 7,
    customers: 20,
    today: () => knownDate('2026-02-02'),
    now: () => new Date('2026-02-02T09:00:00Z'),
    stateFolder: null,
    limits: { perWindow: 1_000_000 },
  });
  const { baseUrl } = await bc.listen();
  running.push(bc, { close: () => tokens.stop() });
  const client = createBcClient(
    { ...settingsFor(tokens), baseUrl, pageSize: 100 },
    { sleep: () => Promise.resolve(), random: () => 0.5 },
  );
  const company = bc.company.id;
  const [first] = await collect(client.customers(company, {}));
  const customerNumber = first?.entities[0]?.number ?? '';
  const mandates = async () => {
    const pages = await collect(client.agreements(company, {}));
    return pages
      .flatMap(({ entities }) => entities)
      .filter((one) => one.customerNumber === customerNumber && one.debtorGroupNumber === '00009')
      .map(({ agreementNumber, status, debtorGroupNumber, validFrom, validTo }) => ({
        agreementNumber,
        status,
        debtorGroupNumber,
        validFrom,
        validTo,
      }));
  };
  bc.control.setFaults({ seed: 5, chances });
  return { bc, client, company, customerNumber, mandates };
}

const change = (customerNumber: string, patch: Partial<BcMandateChange> = {}): BcMandateChange => ({
  customerNumber,
  schemeCode: 'BS',
  agreementNumber: '000101529',
  debtorGroupNumber: '00009',
  status: 'Active',
  validFrom: knownDate('2026-03-01'),
  validTo: null,
  ...patch,
});

test('a mandate is made once, and cancelled where it is', async () => {
  const { client, company, customerNumber, mandates } = await open();
  const made = await client.saveMandate(company, change(customerNumber));
  expect(made).toMatchObject({ outcome: 'saved', id: expect.any(String) });
  expect(await client.saveMandate(company, change(customerNumber))).toEqual(made);
  const active = { agreementNumber: '000101529', status: 'Active', debtorGroupNumber: '00009', validTo: null };
  expect(await mandates()).toEqual([{ ...active, validFrom: '2026-03-01' }]);
  const end = { status: 'Cancelled', validFrom: null, validTo: knownDate('2026-04-30') } as const;
  expect(await client.saveMandate(company, change(customerNumber, end))).toEqual(made);
  expect(await mandates()).toEqual([
    { ...active, status: 'Cancelled', validFrom: '2026-03-01', validTo: '2026-04-30' },
  ]);
});

test('a cancellation of a mandate that is not there makes none', async () => {
  const { client, company, customerNumber, mandates } = await open();
  const end = change(customerNumber, { status: 'Cancelled' });
  expect(await client.saveMandate(company, end)).toEqual({ outcome: 'saved', id: null });
  expect(await mandates()).toEqual([]);
});

test('another number is another mandate', async () => {
  const { client, company, customerNumber, mandates } = await open();
  await client.saveMandate(company, change(customerNumber));
  await client.saveMandate(company, change(customerNumber, { agreementNumber: '000101530' }));
  expect((await mandates()).map(({ agreementNumber }) => agreementNumber).sort()).toEqual(['000101529', '000101530']);
});

test('a customer that is not there is refused with Business Central’s words', async () => {
  const { client, company } = await open();
  const answer = await client.saveMandate(company, change('NOBODY'));
  expect(answer).toMatchObject({ outcome: 'refused', text: expect.stringMatching(/\w/) });
});

test('through resets, locks and busy answers each mandate is there once', async () => {
  const { bc, client, company, customerNumber, mandates } = await open({
    'reset-before': 0.1,
    'reset-after': 0.2,
    unavailable: 0.1,
    locked: 0.1,
  });
  const numbers = Array.from({ length: 30 }, (_, i) => String(100_000_000 + i));
  for (const agreementNumber of numbers) {
    for (let tries = 0; tries < 20; tries++) {
      const answer = await client.saveMandate(company, change(customerNumber, { agreementNumber }));
      if (answer.outcome === 'saved') break;
    }
  }
  bc.control.setFaults({ seed: 5, chances: {} });
  expect((await mandates()).map(({ agreementNumber }) => agreementNumber).sort()).toEqual(numbers);
});
