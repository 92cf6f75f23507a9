import { afterEach, expect, test } from 'vitest';
import { type BcClient, type BcNewPaymentId, type BcPaymentIdAnswer, createBcClient } from '#bc-connector';
import { knownDate, problem } from '#kernel';
import { type PaymentIdDoor, retirePaymentIds, sendPaymentIdsToBc } from '#payment-ids';
import { createRehearsalBc, type RehearsalBc } from '#rehearsal';
import { settingsFor } from '../bc-connector/client-kit.ts';
import { StrictBc } from '../bc-connector/strict-bc.ts';
import { companyId, inTime, later, openRegistry, type Registry, replayed, slipBlock } from './registry.ts';

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

async function filled(numbers: readonly string[]): Promise<Registry> {
  const registry = await openRegistry(slipBlock);
  running.push(registry);
  await registry.addCustomers(numbers);
  await registry.assign({ blockKey: 'fik' });
  return registry;
}

/** Business Central as the test wants it to answer; remembers what it was told. */
function door(answerTo: (paymentId: BcNewPaymentId, times: number) => BcPaymentIdAnswer) {
  const told: BcNewPaymentId[] = [];
  const bc: PaymentIdDoor = {
    putPaymentId: (_, paymentId) => {
      told.push(paymentId);
      return Promise.resolve(answerTo(paymentId, told.filter((one) => one.paymentId === paymentId.paymentId).length));
    },
  };
  return { bc, told };
}

const written = { outcome: 'written', id: 'x' } as const;
const refused = {
  outcome: 'refused',
  text: 'Customer 2 does not exist.',
  code: 'Application',
  correlationId: '',
} as const;

const send = (registry: Registry, bc: PaymentIdDoor, moment = inTime) =>
  sendPaymentIdsToBc({ companyId }, { ...registry.parts(moment), bc });

test('each number is told once, and again when it was retired', async () => {
  const registry = await filled(['0042', '43']);
  const { bc, told } = door(() => written);
  expect(await send(registry, bc)).toEqual({ written: 2, refused: 0, left: 0, problem: null, isBusy: false });
  expect(told[0]).toEqual({
    customerNumber: '0042',
    entryNumber: 0,
    scheme: 'fik-71',
    paymentId: '000000000000422',
    validFrom: '2026-01-15',
    validTo: null,
    status: 'Active',
  });
  expect(await send(registry, bc)).toMatchObject({ written: 0, left: 0 });
  await retirePaymentIds({ companyId, which: { customerNumber: '42' }, reason: 'moved' }, registry.parts(later));
  expect(await send(registry, bc, later)).toMatchObject({ written: 1, left: 0 });
  expect(told.at(-1)).toMatchObject({ paymentId: '000000000000422', status: 'Retired', validTo: '2026-03-15' });
  expect(await replayed(registry)).toEqual([]);
});

test('one that is refused is in the error log and tried again; once taken, the entry is solved', async () => {
  const registry = await filled(['1', '2', '3']);
  const { bc } = door(({ customerNumber }, times) => (customerNumber === '2' && times < 3 ? refused : written));
  expect(await send(registry, bc)).toMatchObject({ written: 2, refused: 1, left: 1 });
  expect(await send(registry, bc)).toMatchObject({ written: 0, refused: 1, left: 1 });
  const log = () => registry.db.selectFrom('exception').select(['code', 'state', 'context']).execute();
  expect(await log()).toMatchObject([
    { code: 'PAYMENT_ID_REFUSED', state: 'open', context: { customerNumber: '2', text: 'Customer 2 does not exist.' } },
  ]);
  expect(await send(registry, bc)).toMatchObject({ written: 1, left: 0 });
  expect(await log()).toMatchObject([{ state: 'solved' }]);
});

test('when nothing works any more it stops at once and says why; what was told before stays told', async () => {
  const registry = await filled(Array.from({ length: 300 }, (_, n) => String(1000 + n)));
  const down = problem('BC_FORBIDDEN', { text: 'no permission' });
  const { bc, told } = door(() => (told.length > 210 ? { outcome: 'unclear', problem: down } : written));
  const report = await send(registry, bc);
  expect(report).toMatchObject({ written: 210, left: 90, problem: { code: 'BC_FORBIDDEN' } });
  expect(told.length).toBeLessThan(216);
  const up = door(() => written);
  expect(await send(registry, up.bc)).toMatchObject({ written: 90, left: 0 });
});

test('a number that is retired while it is under way is told again', async () => {
  const registry = await filled(['1']);
  const { told, bc } = door(() => written);
  const slow: PaymentIdDoor = {
    putPaymentId: async (company, paymentId) => {
      if (told.length === 0) {
        const which = { customerNumber: '1' };
        await retirePaymentIds({ companyId, which, reason: 'meanwhile' }, registry.parts(later));
      }
      return bc.putPaymentId(company, paymentId);
    },
  };
  expect(await send(registry, slow)).toMatchObject({ left: 1 });
  expect(await send(registry, slow)).toMatchObject({ left: 0 });
  expect(told.map(({ status }) => status)).toEqual(['Active', 'Retired']);
  expect(await replayed(registry)).toEqual([]);
});

async function rehearsed(): Promise<{ bc: RehearsalBc; client: BcClient; tokens: StrictBc }> {
  const tokens = await new StrictBc().start();
  const today = knownDate('2026-01-15');
  const bc = createRehearsalBc({
    seed: 7,
    customers: 60,
    today: () => today,
    now: () => inTime.at,
    stateFolder: null,
    limits: { perWindow: 1_000_000 },
  });
  const { baseUrl } = await bc.listen();
  running.push(bc, { close: () => tokens.stop() });
  const client = createBcClient(
    { ...settingsFor(tokens), baseUrl, pageSize: 100 },
    { sleep: () => Promise.resolve(), random: () => 0.5 },
  );
  return { bc, client, tokens };
}

async function customersOf(client: BcClient, company: string): Promise<readonly string[]> {
  const numbers: string[] = [];
  for await (const { entities } of client.customers(company, {})) numbers.push(...entities.map(({ number }) => number));
  return numbers;
}

test('in a storm of faults every number is in Business Central once, as it stands', async () => {
  const { bc, client } = await rehearsed();
  const numbers = await customersOf(client, bc.company.id);
  const registry = await filled(numbers);
  await registry.db.updateTable('company').set({ bc_id: bc.company.id }).execute();
  const chances = {
    unavailable: 0.08,
    'gateway-timeout': 0.08,
    'reset-before': 0.08,
    'reset-after': 0.12,
    locked: 0.08,
  };
  bc.control.setFaults({ seed: 3, chances });
  const sendAll = async (): Promise<void> => {
    for (let round = 0; round < 20; round++) if ((await send(registry, client)).left === 0) return;
    throw new Error('it never came to an end');
  };
  await sendAll();
  const [first = ''] = numbers;
  await retirePaymentIds({ companyId, which: { customerNumber: first }, reason: 'moved' }, registry.parts(later));
  await sendAll();
  bc.control.setFaults(undefined);
  const kept = bc.paymentIds();
  const ours = await registry.values();
  expect(kept.map(({ paymentId }) => paymentId).toSorted()).toEqual(ours.map(([, value]) => value).toSorted());
  expect(kept.filter(({ status }) => status === 'Retired').map(({ customerNumber }) => customerNumber)).toEqual([
    first,
  ]);
  expect(await replayed(registry)).toEqual([]);
});

test('a number that belongs to somebody else in Business Central is refused, not taken over', async () => {
  const { bc, client } = await rehearsed();
  const [one = '', two = ''] = await customersOf(client, bc.company.id);
  const paymentId: BcNewPaymentId = {
    customerNumber: one,
    entryNumber: 0,
    scheme: 'fik-71',
    paymentId: '000000001030105',
    validFrom: knownDate('2026-01-15'),
    validTo: null,
    status: 'Active',
  };
  expect(await client.putPaymentId(bc.company.id, paymentId)).toMatchObject({ outcome: 'written' });
  expect(await client.putPaymentId(bc.company.id, paymentId)).toMatchObject({ outcome: 'written' });
  expect(await client.putPaymentId(bc.company.id, { ...paymentId, customerNumber: two })).toMatchObject({
    outcome: 'refused',
    code: 'BC_KEY_TAKEN',
    text: expect.stringContaining(`customer ${one}`),
  });
  expect(
    await client.putPaymentId(bc.company.id, { ...paymentId, paymentId: 'X1', customerNumber: 'NONE' }),
  ).toMatchObject({
    outcome: 'refused',
    text: expect.stringContaining('cannot be found in the related table (Customer)'),
  });
  expect(
    await client.putPaymentId(bc.company.id, { ...paymentId, paymentId: 'X1', entryNumber: 999_999 }),
  ).toMatchObject({
    outcome: 'refused',
    text: expect.stringContaining('Cust. Ledger Entry'),
  });
  const retired = { ...paymentId, status: 'Retired', validTo: knownDate('2026-02-01') } as const;
  expect(await client.putPaymentId(bc.company.id, retired)).toMatchObject({ outcome: 'written' });
  expect(await client.putPaymentId(bc.company.id, paymentId)).toMatchObject({
    outcome: 'refused',
    text: expect.stringContaining('is retired'),
  });
  await expect(client.putPaymentId(bc.company.id, { ...paymentId, paymentId: '1'.repeat(51) })).rejects.toThrow(
    'FIELD_NOT_WRITABLE',
  );
  expect(bc.paymentIds()).toEqual([
    { customerNumber: one, entryNumber: 0, scheme: 'FIK-71', paymentId: '000000001030105', status: 'Retired' },
  ]);
});
