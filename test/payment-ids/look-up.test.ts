import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { findPaymentIds, paymentIdSchemes } from '#kernel';
import { listPaymentIds, lookUpPaymentId, lookUpPaymentIds, retirePaymentIds } from '#payment-ids';
import {
  companyId,
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

async function filled(): Promise<Registry> {
  registry = await openRegistry(
    slipBlock,
    polishBlock,
    { key: 'fi', scheme: 'fi', per: 'customer' },
    { key: 'rf', scheme: 'rf', per: 'customer' },
  );
  await registry.addCustomers(['42', '103010', '7777', '9001']);
  for (const blockKey of ['fik', 'pl', 'fi', 'rf']) await registry.assign({ blockKey });
  return registry;
}

const rfOf = (body: string): string => {
  const made = paymentIdSchemes.rf.make(body);
  return made.ok ? made.value : '';
};

test.each`
  text                                    | kind      | outcome                | owner
  ${'000000001030105'}                    | ${'71'}   | ${'exact'}             | ${'103010'}
  ${'+71<000000001030105+80882939<'}      | ${''}     | ${'exact'}             | ${'103010'}
  ${'1030105'}                            | ${'71'}   | ${'exact'}             | ${'103010'}
  ${'000000001030104'}                    | ${'71'}   | ${'withoutCheckDigit'} | ${'103010'}
  ${'7777'}                               | ${'71'}   | ${'withoutCheckDigit'} | ${'7777'}
  ${'9001'}                               | ${'71'}   | ${'unknown'}           | ${null}
  ${'000000007777770'}                    | ${'71'}   | ${'unknown'}           | ${null}
  ${'PL18 1140 1081 1234 0000 0000 0042'} | ${''}     | ${'exact'}             | ${'42'}
  ${'18114010811234000000000042'}         | ${'IBAN'} | ${'exact'}             | ${'42'}
  ${'PL19114010811234000000000042'}       | ${''}     | ${'withoutCheckDigit'} | ${'42'}
  ${'000000000042'}                       | ${'NRB'}  | ${'exact'}             | ${'42'}
  ${'XX000000000042'}                     | ${''}     | ${'exact'}             | ${'42'}
  ${rfOf('103010')}                       | ${'SCOR'} | ${'exact'}             | ${'103010'}
  ${'RF00103010'}                         | ${'RF'}   | ${'withoutCheckDigit'} | ${'103010'}
  ${rfOf('1030105')}                      | ${'RF'}   | ${'exact'}             | ${'103010'}
  ${'0000000000000103 0105'}              | ${'fi'}   | ${'exact'}             | ${'103010'}
  ${'faktura 42'}                         | ${''}     | ${'unknown'}           | ${null}
  ${''}                                   | ${''}     | ${'unknown'}           | ${null}
  ${'000000001030105'}                    | ${'75'}   | ${'unknown'}           | ${null}
`('$kind "$text" is $outcome of $owner', async ({ text, kind, outcome, owner }) => {
  await filled();
  const found = await lookUpPaymentId(registry.db, companyId, text, kind);
  expect([found.outcome, found.found?.customerNumber ?? null]).toEqual([outcome, owner]);
  expect(found.warning?.code ?? null).toBe(outcome === 'withoutCheckDigit' ? 'PAYMENT_ID_CHECK_DIGIT_WRONG' : null);
});

test('a right account of our block that nobody has is told as ours', async () => {
  await filled();
  const other = await lookUpPaymentId(registry.db, companyId, 'PL29114010810000267002001002');
  expect([other.outcome, other.isOfOurBlock]).toEqual(['unknown', false]);
  const made = paymentIdSchemes['pl-virtual'].make('555', polishBlock);
  const ours = await lookUpPaymentId(registry.db, companyId, made.ok ? made.value : '');
  expect([ours.outcome, ours.isOfOurBlock]).toEqual(['unknown', true]);
});

test('a number that may be two owners’ is ambiguous, and nobody’s until a person says so', async () => {
  registry = await openRegistry(slipBlock, { key: 'ocr', scheme: 'ocr', per: 'customer', digits: 6 });
  await registry.addCustomers(['777', '7777']);
  await registry.assign({ blockKey: 'fik' });
  // 7777 is 777 with a wrong check digit, and 7777 without one.
  const found = await lookUpPaymentId(registry.db, companyId, '7777', '71');
  expect([found.outcome, found.found, found.candidates.length]).toEqual(['ambiguous', null, 2]);
});

test('many are looked up in one question, in their order', async () => {
  await filled();
  const references = ['000000000000422', 'nothing', 'PL18114010811234000000000042'].map((value) => ({
    kind: '',
    value,
  }));
  const found = await lookUpPaymentIds(registry.db, companyId, references);
  expect(found.map((one) => one.found?.value ?? null)).toEqual([
    '000000000000422',
    null,
    'PL18114010811234000000000042',
  ]);
  const text = 'Tak! id 0000 0000 1030 105, ikke 000000000000422';
  const inText = findPaymentIds(text, [{ scheme: 'fik-71' }]).map(({ scheme, value }) => ({ kind: scheme, value }));
  const owners = await lookUpPaymentIds(registry.db, companyId, inText);
  expect(owners.map((one) => one.found?.customerNumber)).toEqual(['103010', '42']);
});

test('a retired number still finds its owner, and a renamed customer is found under his new number', async () => {
  await filled();
  const retired = await retirePaymentIds(
    { companyId, which: { paymentIds: ['0000 0000 1030 105'] }, reason: 'lost slip' },
    registry.parts(later),
  );
  expect(retired).toEqual({ ok: true, value: { retired: 1 } });
  const found = await lookUpPaymentId(registry.db, companyId, '000000001030105');
  expect(found.found).toMatchObject({ status: 'retired', validTo: later.today, customerNumber: '103010' });
  await sql`update customer set number = 'K7', display_number = 'K7' where number = '103010'`.execute(registry.db);
  const renamed = await lookUpPaymentId(registry.db, companyId, '000000001030105');
  expect(renamed.found).toMatchObject({ customerNumber: 'K7', isOwnerKnown: true });
  await sql`delete from customer where number = 'K7'`.execute(registry.db);
  const gone = await lookUpPaymentId(registry.db, companyId, '000000001030105');
  expect(gone.found).toMatchObject({ customerNumber: '103010', isOwnerKnown: false });
  expect(await replayed(registry)).toEqual([]);
});

test('retiring wants a reason and numbers that are in the registry as they stand; twice is once', async () => {
  await filled();
  const retire = (paymentIds: readonly string[], reason = 'wrong') =>
    retirePaymentIds({ companyId, which: { paymentIds }, reason }, registry.parts(later));
  expect(await retire(['000000001030105'], ' ')).toMatchObject({ ok: false, error: { code: 'INPUT_WRONG' } });
  expect(await retire(['000000000000422', '000000001030104'])).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });
  expect(await retire(['000000000000422'])).toEqual({ ok: true, value: { retired: 1 } });
  expect(await retire(['000000000000422'])).toEqual({ ok: true, value: { retired: 0 } });
});

test('an invoice’s number leads to the invoice', async () => {
  registry = await openRegistry(invoiceBlock);
  await registry.addCustomers(['K1']);
  await registry.addInvoices('K1', ['F103010']);
  await registry.assign({ blockKey: 'invoices', who: 'claims' });
  const { found } = await lookUpPaymentId(registry.db, companyId, '000000001030105', '71');
  expect(found).toMatchObject({ customerNumber: 'K1', entryNumber: 1, documentNumber: 'F103010' });
  const retired = await retirePaymentIds(
    { companyId, which: { entryNumber: 1 }, reason: 'credited' },
    registry.parts(),
  );
  expect(retired).toEqual({ ok: true, value: { retired: 1 } });
});

test('the registry is listed in pages', async () => {
  await filled();
  const first = await listPaymentIds(registry.db, { companyId, limit: 5 });
  const rest = await listPaymentIds(registry.db, { companyId, limit: 100, after: first.at(-1)?.id });
  expect(new Set([...first, ...rest].map(({ id }) => id)).size).toBe(16);
  const ofOne = await listPaymentIds(registry.db, { companyId, limit: 10, customerNumber: '0042', blockKey: 'pl' });
  expect(ofOne).toMatchObject([{ printed: 'PL18 1140 1081 1234 0000 0000 0042', block: 'pl', status: 'active' }]);
  expect(await listPaymentIds(registry.db, { companyId, limit: 10, status: 'retired' })).toEqual([]);
});
