import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { knownDate, looksLikePartyNumber, paymentIdSchemes } from '#kernel';
import { applyPaymentIdBlocks, assignPaymentIds, listPaymentIdBlocks, retirePaymentIds } from '#payment-ids';
import { alone } from '#store';
import {
  companyId,
  inTime,
  invoiceBlock,
  later,
  openRegistry,
  polishBlock,
  type Registry,
  replayed,
  slipBlock,
} from './registry.ts';

let registry: Registry;
afterEach(() => registry.close());

const done = async (assigned: ReturnType<Registry['assign']>) => {
  const result = await assigned;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const slip = (digits: string): string => {
  const made = paymentIdSchemes['fik-71'].make(digits);
  if (!made.ok) throw new Error(made.error);
  return made.value;
};

test('a customer’s own number goes into his payment id; who has none gets the next of the counter', async () => {
  registry = await openRegistry(slipBlock);
  await registry.addCustomers(['00042', '103010', 'K10001', 'K10002']);
  expect(await done(registry.assign({ blockKey: 'fik' }))).toEqual({
    assigned: 4,
    fromOwnNumber: 2,
    fromCounter: 2,
    collisions: 0,
    collided: [],
    problem: null,
  });
  expect(await registry.values()).toEqual([
    ['103010', '000000001030105', 'active'],
    ['42', '000000000000422', 'active'],
    ['K10001', slip('10000000000000'), 'active'],
    ['K10002', slip('10000000000001'), 'active'],
  ]);
  expect(await replayed(registry)).toEqual([]);
});

test('asked again, everybody keeps his number and only new customers get one', async () => {
  registry = await openRegistry(polishBlock);
  await registry.addCustomers(['42', 'K1']);
  await done(registry.assign({ blockKey: 'pl' }));
  const before = await registry.values();
  expect(before.map(([, value]) => value)).toEqual(['PL18114010811234000000000042', 'PL47114010811234100000000000']);
  expect((await done(registry.assign({ blockKey: 'pl' }))).assigned).toBe(0);
  await registry.addCustomers(['K2']);
  expect((await done(registry.assign({ blockKey: 'pl' }))).assigned).toBe(1);
  expect((await registry.values()).slice(0, 2)).toEqual(before);
});

test('the number of a company or a person goes into no payment id', async () => {
  registry = await openRegistry(slipBlock);
  await registry.addCustomers(['13585628', '44051401359', '5260250274']);
  await registry.addCustomers(['777'], { tax_number: 'DK 777' });
  expect(await done(registry.assign({ blockKey: 'fik' }))).toMatchObject({
    fromCounter: 4,
    fromOwnNumber: 0,
    collisions: 0,
  });
  const values = (await registry.values()).map(([, value]) => value);
  expect(values.some((value) => /13585628|44051401359|5260250274|777\d$/.test(value))).toBe(false);
});

test('the counter passes over what would look like such a number', async () => {
  registry = await openRegistry({ key: 'ocr', scheme: 'ocr', per: 'customer', derive: 'counter' });
  await registry.addCustomers(Array.from({ length: 60 }, (_, n) => `K${100 + n}`));
  await done(registry.assign({ blockKey: 'ocr' }));
  const payloads = (await registry.values()).map(([, value]) => value.slice(0, -1));
  expect(new Set(payloads).size).toBe(60);
  expect(payloads.filter(looksLikePartyNumber)).toEqual([]);
  // One in eleven numbers of eight digits passes as a CVR number, so some were passed over.
  expect(Number(payloads.at(-1))).toBeGreaterThan(10_000_059);
});

test('invoices get the id that Business Central makes itself: the digits of their number', async () => {
  registry = await openRegistry(invoiceBlock);
  await registry.addCustomers(['K1']);
  await registry.addInvoices('K1', ['F103011', '103012', 'ABC']);
  await registry.addInvoices('K1', ['F103013'], { is_open: false, remaining_minor: 0 });
  await registry.addInvoices('K1', ['F103014'], { document_type: 'Payment', remaining_minor: -500 });
  await done(registry.assign({ blockKey: 'invoices', who: 'claims' }));
  expect(await registry.values()).toEqual([
    [1, slip('103011'), 'active'],
    [2, slip('103012'), 'active'],
    [3, slip('10000000000000'), 'active'],
  ]);
});

test('A103010 and B103010 would be one number, so neither gets it, in whatever order they come', async () => {
  registry = await openRegistry(invoiceBlock);
  await registry.addCustomers(['K1']);
  await registry.addInvoices('K1', ['A103010', 'B103010', 'C103011']);
  expect(await done(registry.assign({ blockKey: 'invoices', who: 'claims' }))).toMatchObject({
    fromOwnNumber: 1,
    fromCounter: 2,
    collisions: 2,
    collided: [
      { entryNumber: 1, ownNumber: 'A103010' },
      { entryNumber: 2, ownNumber: 'B103010' },
    ],
  });
  await registry.addInvoices('K1', ['D103011']);
  expect(await done(registry.assign({ blockKey: 'invoices', who: 'claims' }))).toMatchObject({
    assigned: 1,
    collided: [{ entryNumber: 4, ownNumber: 'D103011' }],
  });
  expect((await registry.values()).filter(([, value]) => value === slip('103010'))).toEqual([]);
});

test('a number is never given out again: not after it was retired, and not by another block', async () => {
  registry = await openRegistry(slipBlock, { ...slipBlock, key: 'second' });
  await registry.addCustomers(['42']);
  await done(registry.assign({ blockKey: 'fik' }));
  const retired = await retirePaymentIds(
    { companyId, which: { customerNumber: '0042' }, reason: 'moved' },
    registry.parts(later),
  );
  expect(retired).toEqual({ ok: true, value: { retired: 1 } });
  expect(await done(registry.assign({ blockKey: 'fik' }))).toMatchObject({ fromCounter: 1, collisions: 1 });
  await done(registry.assign({ blockKey: 'second' }));
  const values = await registry.values();
  expect(values.map(([, value, state]) => [value, state])).toEqual([
    [slip('42'), 'retired'],
    [slip('10000000000000'), 'active'],
    [slip('10000000000001'), 'active'],
  ]);
  expect(await replayed(registry)).toEqual([]);
});

test('the database itself keeps a number with its owner for ever', async () => {
  registry = await openRegistry(slipBlock);
  await registry.addCustomers(['42']);
  await done(registry.assign({ blockKey: 'fik' }));
  await expect(sql`delete from payment_id`.execute(registry.db)).rejects.toThrow('never removed');
  await expect(sql`truncate payment_id`.execute(registry.db)).rejects.toThrow();
  await expect(sql`update payment_id set customer_number = '43'`.execute(registry.db)).rejects.toThrow(
    'never gets another',
  );
  await sql`update payment_id set state = 'retired'`.execute(registry.db);
  await expect(sql`update payment_id set state = 'active'`.execute(registry.db)).rejects.toThrow('never used again');
});

test('a KID with parts holds the customer in his place and the invoice in its own', async () => {
  const structure = { customerFrom: 1, customerLength: 4, invoiceFrom: 5, invoiceLength: 6 };
  const agreement = { scheme: 'kid', modulus: 11, lengths: [11], structure } as const;
  registry = await openRegistry(
    { ...agreement, key: 'kid', per: 'customer' },
    { ...agreement, key: 'kid-invoices', per: 'claim' },
  );
  await registry.addCustomers(['42', 'K1']);
  await registry.addInvoices('42', ['F1234']);
  await registry.addInvoices('K1', ['F1234567']);
  await done(registry.assign({ blockKey: 'kid' }));
  await done(registry.assign({ blockKey: 'kid-invoices', who: 'claims' }));
  expect((await registry.values()).map(([, value]) => value.slice(0, -1))).toEqual([
    '0042000000',
    '1000000000',
    '0042001234',
    '0000100000',
  ]);
});

test('numbers whose KID would end in a hyphen are passed over', async () => {
  registry = await openRegistry({
    key: 'kid',
    scheme: 'kid',
    per: 'customer',
    derive: 'counter',
    modulus: 11,
    lengths: [7],
  });
  await registry.addCustomers(Array.from({ length: 100 }, (_, n) => `K${100 + n}`));
  expect(await done(registry.assign({ blockKey: 'kid' }))).toMatchObject({ assigned: 100 });
  const values = (await registry.values()).map(([, value]) => value);
  expect(values.every((value) => paymentIdSchemes.kid.check(value, { modulus: 11, lengths: [7] }).isValid)).toBe(true);
  expect(values.filter((value) => value.endsWith('-'))).toEqual([]);
});

test('a block that is used up gives what it has, says so once, and goes on in another block', async () => {
  registry = await openRegistry({ ...polishBlock, clientMask: '123456789012', bankSortCode: '11401081' });
  const [block] = await listPaymentIdBlocks(registry.db, companyId);
  await sql`update payment_id_block set next_number = 9996`.execute(registry.db);
  expect(block?.nextNumber).toBe(1000);
  await registry.addCustomers(['K1', 'K2', 'K3', 'K4', 'K5', 'K6']);
  const report = await done(registry.assign({ blockKey: 'pl' }));
  expect(report).toMatchObject({
    assigned: 4,
    problem: { code: 'PAYMENT_IDS_USED_UP', context: { block: 'pl', digits: 4 } },
  });
  expect(await done(registry.assign({ blockKey: 'pl' }))).toMatchObject({ assigned: 0 });
  const open = await registry.db.selectFrom('exception').select(['code', 'state']).execute();
  expect(open).toEqual([{ code: 'PAYMENT_IDS_USED_UP', state: 'open' }]);
});

test('only those asked for get numbers', async () => {
  registry = await openRegistry(slipBlock);
  await registry.addCustomers(['1', '2', '3']);
  await registry.addCustomers(['4'], { scheme_code: 'LS' });
  await registry.addInvoices('3', ['F1']);
  const filtered = async (filter: NonNullable<Parameters<Registry['assign']>[0]['filter']>) =>
    (await done(registry.assign({ blockKey: 'fik', filter }))).assigned;
  expect(await filtered({ customerNumbers: ['0001'] })).toBe(1);
  expect(await filtered({ withOpenClaims: true })).toBe(1);
  expect(await filtered({ schemeCode: 'LS' })).toBe(1);
  expect((await registry.values()).map(([owner]) => owner)).toEqual(['1', '3', '4']);
});

test.each`
  what                        | order                                 | code
  ${'an unknown block'}       | ${{ blockKey: 'none' }}               | ${'NOT_FOUND'}
  ${'claims from customers’'} | ${{ blockKey: 'fik', who: 'claims' }} | ${'INPUT_WRONG'}
  ${'a block of the future'}  | ${{ blockKey: 'future' }}             | ${'NOT_ALLOWED_IN_STATE'}
  ${'a block of the past'}    | ${{ blockKey: 'past' }}               | ${'NOT_ALLOWED_IN_STATE'}
`('refuses $what', async ({ order, code }) => {
  registry = await openRegistry(
    slipBlock,
    { ...slipBlock, key: 'future', validFrom: knownDate('2027-01-01') },
    { ...slipBlock, key: 'past', validTo: knownDate('2025-12-31') },
  );
  expect(await registry.assign(order)).toMatchObject({ ok: false, error: { code } });
});

test('two at once: one works, the other is told so', async () => {
  registry = await openRegistry(slipBlock);
  const blocked = await alone(registry.database.pool, `payment-ids:${companyId}`, () =>
    registry.assign({ blockKey: 'fik' }),
  );
  expect(blocked?.value).toMatchObject({ ok: false, error: { context: { state: 'busy' } } });
});

test('killed between two chunks and run again, the end is the same as in one go', async () => {
  const numbers = Array.from({ length: 12_000 }, (_, n) => (n % 3 === 0 ? `K${n}` : String(100_000 + n)));
  const values: unknown[] = [];
  for (const isKilled of [false, true]) {
    registry = await openRegistry(slipBlock);
    await registry.addCustomers(numbers);
    let chunks = 0;
    const progress = (): void => {
      chunks += 1;
      if (isKilled && chunks === 2) throw new Error('killed');
    };
    const order = { companyId, blockKey: 'fik', who: 'customers' } as const;
    const first = assignPaymentIds(order, { ...registry.parts(inTime), progress });
    if (isKilled) await expect(first).rejects.toThrow('killed');
    else await first;
    await done(registry.assign({ blockKey: 'fik' }));
    const all = await registry.values();
    values.push(all);
    expect(new Set(all.map(([, value]) => value)).size).toBe(12_000);
    expect(await replayed(registry)).toEqual([]);
    if (!isKilled) await registry.close();
  }
  expect(values[1]).toEqual(values[0]);
});

test('settings are applied again and again; counters stay, and a block does not become another kind', async () => {
  registry = await openRegistry(slipBlock);
  await registry.addCustomers(['K1']);
  await done(registry.assign({ blockKey: 'fik' }));
  await applyPaymentIdBlocks(registry.db, companyId, [{ ...slipBlock, creditorNumber: '81111111' }]);
  expect(await listPaymentIdBlocks(registry.db, companyId)).toMatchObject([
    { key: 'fik', nextNumber: 10_000_000_000_001, settings: { creditorNumber: '81111111' } },
  ]);
  await expect(
    applyPaymentIdBlocks(registry.db, companyId, [{ key: 'fik', scheme: 'ocr', per: 'customer' }]),
  ).rejects.toThrow('take another key');
  const wrong = { ...polishBlock, bankSortCode: '10201234' };
  await expect(applyPaymentIdBlocks(registry.db, companyId, [wrong])).rejects.toThrow('no sort code');
});
