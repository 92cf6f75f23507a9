import { createHash } from 'node:crypto';
import { knownDate } from '#kernel';
import { expect, test } from 'vitest';
import { type Bench, cleanCustomer, invoiceOn, post, startBc, withMessage } from './kit.ts';

/** What our extension posts beside payments and returns, as the contract of 2026-11-22 has it. */
const remaining = (bench: Bench, entryNumber: number) => bench.bc.entries()[entryNumber - 1]?.remaining;

test('a write-off closes what is left of an invoice, and of a payment, against its account', async () => {
  const bench = await startBc();
  const { customer: customerNumber, entryNumber } = invoiceOn(bench, 10_000);
  const paid = await post(bench, { customerNumber, appliesToEntryNumber: entryNumber, amount: 99 });
  const lost = {
    type: 'WriteOff',
    customerNumber,
    appliesToEntryNumber: entryNumber,
    amount: 1,
    accountNumber: '9150',
  };
  const written = await post(bench, lost);
  expect([written.status, remaining(bench, entryNumber)]).toEqual(['Posted', 0]);
  const over = await post(bench, { customerNumber, amount: 2 });
  const gained = await post(bench, { ...lost, appliesToEntryNumber: over.postedEntryNumber, amount: 2 });
  expect([gained.status, remaining(bench, over.postedEntryNumber)]).toEqual(['Posted', 0]);
  // The latest application goes first: the payment cannot be taken back under the write-off.
  const back = { type: 'Return', customerNumber, appliesToEntryNumber: paid.postedEntryNumber, amount: 99 };
  expect(await post(bench, back)).toMatchObject({
    status: 'Failed',
    errorMessage: expect.stringContaining('must first unapply'),
  });
  await post(bench, { ...back, appliesToEntryNumber: written.postedEntryNumber, amount: 1 });
  expect(await post(bench, back)).toMatchObject({ status: 'Posted' });
  expect(remaining(bench, entryNumber)).toBe(10_000);
});

test.each`
  what                            | change                                                   | text
  ${'no account'}                 | ${{}}                                                    | ${'Account No. must have a value'}
  ${'more than is left'}          | ${{ accountNumber: '9150', amount: 101 }}                | ${'must not be larger than Remaining Amount'}
  ${'an entry that is not there'} | ${{ accountNumber: '9150', appliesToEntryNumber: 9999 }} | ${'There is no Cust. Ledger Entry'}
`('a write-off with $what is stopped', async ({ change, text }) => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 10_000);
  const fields = {
    type: 'WriteOff',
    customerNumber: customer,
    appliesToEntryNumber: entryNumber,
    amount: 1,
    ...change,
  };
  expect(await post(bench, fields)).toMatchObject({ status: 'Failed', errorMessage: expect.stringContaining(text) });
  expect(remaining(bench, entryNumber)).toBe(10_000);
});

test('a refund takes money from the customer’s credit, a fee touches no customer entry', async () => {
  const bench = await startBc();
  const customerNumber = cleanCustomer(bench);
  const credit = await post(bench, { customerNumber, amount: 30 });
  const count = bench.bc.entries().length;
  const refund = { type: 'Refund', customerNumber, appliesToEntryNumber: credit.postedEntryNumber, amount: 20 };
  expect(await post(bench, refund)).toMatchObject({ status: 'Posted' });
  expect(remaining(bench, credit.postedEntryNumber)).toBe(-1_000);
  expect(await post(bench, refund)).toMatchObject({ status: 'Failed' });
  const fee = await post(bench, { type: 'Fee', customerNumber, amount: 5, accountNumber: '8640' });
  expect(fee).toMatchObject({ status: 'Posted', postedEntryNumber: 0 });
  expect(bench.bc.entries().length).toBe(count + 1);
  bench.bc.control.setBlockedAccounts(['8640']);
  expect(await post(bench, { type: 'Fee', customerNumber, amount: 5, accountNumber: '8640' })).toMatchObject({
    errorMessage: expect.stringContaining("Blocked must be equal to 'No'"),
  });
});

test.each`
  what                              | payment                           | left
  ${'short by the discount, named'} | ${{ amount: 98 }}                 | ${0}
  ${'shorter than that, named'}     | ${{ amount: 97 }}                 | ${300}
  ${'listed without discount'}      | ${{ amount: 98, discount: null }} | ${200}
  ${'listed with its discount'}     | ${{ amount: 98, discount: 2 }}    | ${0}
`('an invoice with a discount paid $what', async ({ payment, left }) => {
  const bench = await startBc();
  const discount = { until: knownDate('2026-02-02'), minor: 200 };
  const { customer, entryNumber } = invoiceOn(bench, 10_000, { discount });
  const { amount, discount: given } = payment;
  const listed = [{ entryNumber, amount, ...(given === null ? {} : { discount: given }) }];
  const how = given === undefined ? { appliesToEntryNumber: entryNumber } : { applications: JSON.stringify(listed) };
  const paid = await post(bench, { customerNumber: customer, amount, ...how });
  expect([paid.status, remaining(bench, entryNumber)]).toEqual(['Posted', left]);
  // Taken back, the discount is possible again.
  await post(bench, { type: 'Return', customerNumber: customer, appliesToEntryNumber: paid.postedEntryNumber, amount });
  const { body } = await bench.get(`${bench.custom}/customerLedgerEntries?$filter=entryNumber eq ${entryNumber}`);
  expect(body.value[0]).toMatchObject({
    remainingAmount: 100,
    remainingPmtDiscPossible: 2,
    pmtDiscountDate: '2026-02-02',
  });
});

test.each`
  what                         | discount | date
  ${'a day late'}              | ${2}     | ${'2026-02-03'}
  ${'larger than is possible'} | ${3}     | ${'2026-02-02'}
  ${'that does not close it'}  | ${1}     | ${'2026-02-02'}
`('a discount $what is stopped', async ({ discount, date }) => {
  const bench = await startBc();
  bench.clock.date = knownDate('2026-02-03');
  const terms = { discount: { until: knownDate('2026-02-02'), minor: 200 } };
  const { customer, entryNumber } = invoiceOn(bench, 10_000, terms);
  const applications = JSON.stringify([{ entryNumber, amount: 98, discount }]);
  const paid = await post(bench, { customerNumber: customer, amount: 98, postingDate: date, applications });
  expect(paid).toMatchObject({ status: 'Failed', errorMessage: expect.stringContaining('is not possible') });
  expect(remaining(bench, entryNumber)).toBe(10_000);
});

const batchOf = (lines: readonly Record<string, unknown>[], change: Record<string, unknown> = {}) => {
  const text = JSON.stringify(
    lines.map((line, i) => ({
      idempotencyKey: `L${i}`,
      appliesToEntryNumber: 0,
      applications: '',
      dimensions: '',
      externalDocumentNumber: '',
      description: '',
      provider: 'Bank',
      fileName: 'f',
      fileLine: i,
      ...line,
    })),
  );
  const totalAmount = lines.reduce((sum, { amount }) => sum + Number(amount), 0);
  const linesHash = createHash('sha256').update(text).digest('hex');
  const head = { idempotencyKey: 'B1', postingDate: '2026-02-02', lineCount: lines.length, totalAmount, linesHash };
  return { ...head, lines: text, ...change };
};

test.each`
  what                     | change                | text
  ${'another count'}       | ${{ lineCount: 2 }}   | ${'Line Count'}
  ${'another total'}       | ${{ totalAmount: 7 }} | ${'Total Amount'}
  ${'another hash'}        | ${{ linesHash: 'x' }} | ${'Lines Hash'}
  ${'lines that are none'} | ${{ lines: '{}' }}    | ${'Lines is not a list'}
`('a batch with $what is refused before it is a row', async ({ change, text }) => {
  const bench = await startBc();
  const body = batchOf([{ customerNumber: cleanCustomer(bench), amount: 5 }], change);
  const { status, body: error } = await bench.send('POST', `${bench.custom}/collectionBatches`, body);
  expect([status, error]).toEqual([400, withMessage('Application_FieldValidationException', text)]);
});

test('a batch is posted whole or not at all, once, and its lines are payments with their own keys', async () => {
  const bench = await startBc();
  const { customer: customerNumber, entryNumber } = invoiceOn(bench, 500);
  const good = { customerNumber, amount: 5, appliesToEntryNumber: entryNumber };
  const made = await bench.send(
    'POST',
    `${bench.custom}/collectionBatches`,
    batchOf([good, { customerNumber: 'NOBODY', amount: 1 }]),
  );
  const before = bench.bc.books().ledger.digest;
  const action = (id: string) => `${bench.custom}/collectionBatches(${id})/Microsoft.NAV.applyAndPost`;
  const failed = await bench.send('POST', action(made.body.id), {});
  expect(failed.body).toMatchObject({ status: 'Failed', errorMessage: expect.stringContaining('NOBODY'), lines: '' });
  expect(bench.bc.books().ledger.digest).toBe(before);
  const second = await bench.send(
    'POST',
    `${bench.custom}/collectionBatches`,
    batchOf([good], { idempotencyKey: 'B2' }),
  );
  const posted = await bench.send('POST', action(second.body.id), {});
  expect(posted.body.status).toBe('Posted');
  expect(JSON.parse(posted.body.results)).toMatchObject([{ idempotencyKey: 'L0', entryNumber: expect.any(Number) }]);
  await bench.send('POST', action(second.body.id), {});
  expect(bench.bc.books()).toMatchObject({ paymentsPosted: { count: 1 }, batchesPosted: { count: 1, minor: 500 } });
  const found = await bench.get(`${bench.custom}/collectionPayments?$filter=idempotencyKey eq 'L0'`);
  expect(found.body.value).toMatchObject([{ status: 'Posted', amount: 5 }]);
  // A key that is a payment already makes another batch fail.
  const third = await bench.send(
    'POST',
    `${bench.custom}/collectionBatches`,
    batchOf([good], { idempotencyKey: 'B3' }),
  );
  const again = await bench.send('POST', action(third.body.id), {});
  expect(again.body).toMatchObject({ status: 'Failed', errorMessage: expect.stringContaining('already exists') });
});

test('mandatory dimensions come from the payment or from the entry', async () => {
  const bench = await startBc();
  bench.bc.control.setMandatoryDimensions(['AFDELING']);
  const { customer: customerNumber, entryNumber } = invoiceOn(bench, 10_000, { dimensions: { AFDELING: 'PROD' } });
  const fields = { customerNumber, appliesToEntryNumber: entryNumber, amount: 1 };
  const missing = 'Select a Dimension Value Code for the Dimension Code AFDELING for Customer K10001.';
  expect(await post(bench, fields)).toMatchObject({ status: 'Failed', errorMessage: missing });
  for (const dimensions of [
    { fromEntry: false, values: { AFDELING: 'SALG' } },
    { fromEntry: true, values: {} },
  ]) {
    expect(await post(bench, { ...fields, dimensions: JSON.stringify(dimensions) })).toMatchObject({
      status: 'Posted',
    });
  }
  const { body } = await bench.get(
    `${bench.custom}/customerLedgerEntries?$filter=entryNumber eq ${entryNumber}&$expand=dimensionSetLines`,
  );
  expect(body.value[0]).toMatchObject({
    globalDimension1Code: 'PROD',
    dimensionSetLines: [{ code: 'AFDELING', valueCode: 'PROD' }],
  });
});

test('seeded invoices have discounts and tolerances here and there, the same for the same seed', async () => {
  const [one, two] = [await startBc({ customers: 80 }), await startBc({ customers: 80 })];
  const terms = async (bench: Bench) =>
    (
      await bench.get(
        `${bench.custom}/customerLedgerEntries?$select=entryNumber,documentType,remainingPmtDiscPossible,pmtDiscountDate,maxPaymentTolerance`,
      )
    ).body.value;
  const entries = await terms(one);
  expect(entries).toEqual(await terms(two));
  const discounted = entries.filter(
    (entry: { remainingPmtDiscPossible: number }) => entry.remainingPmtDiscPossible > 0,
  );
  expect(discounted.length).toBeGreaterThan(5);
  expect(discounted.length).toBeLessThan(entries.length / 4);
  expect(new Set(discounted.map((entry: { documentType: string }) => entry.documentType))).toEqual(
    new Set(['Invoice']),
  );
});
