import { knownDate, minor } from '#kernel';
import { expect, test } from 'vitest';
import { type Bench, cleanCustomer, invoiceOn, post, startBc } from './kit.ts';

const entryOf = (bench: Bench, entryNumber: number) => {
  const entry = bench.bc.entries()[entryNumber - 1];
  if (!entry) throw new Error(`no entry ${entryNumber}`);
  return entry;
};

const read = async (bench: Bench, entryNumber: number) =>
  (await bench.get(`${bench.custom}/customerLedgerEntries?$filter=entryNumber eq ${entryNumber}`)).body.value[0];

test('posts a payment that pays an invoice exactly: both are closed on the posting date', async () => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 125_000);
  bench.clock.date = knownDate('2026-02-05');
  const payment = await post(bench, {
    customerNumber: customer,
    appliesToEntryNumber: entryNumber,
    postingDate: '2026-02-04',
    amount: 1250,
    externalDocumentNumber: 'bs-1',
  });
  expect(payment).toMatchObject({ status: 'Posted', errorMessage: '', externalDocumentNumber: 'BS-1' });
  expect(payment.postedDocumentNumber).not.toBe('');
  expect(await read(bench, entryNumber)).toMatchObject({
    open: false,
    remainingAmount: 0,
    closedAtDate: '2026-02-04',
    lastModifiedDateTime: '2026-02-05T08:00:00.000Z',
  });
  expect(await read(bench, payment.postedEntryNumber)).toMatchObject({
    documentType: 'Payment',
    amount: -1250,
    open: false,
    positive: false,
    postingDate: '2026-02-04',
    externalDocumentNumber: 'BS-1',
  });
});

test('posts a part: the rest stays open, and the entry does not look modified', async () => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 100_000);
  const before = await read(bench, entryNumber);
  bench.clock.date = knownDate('2026-02-05');
  await post(bench, { customerNumber: customer, appliesToEntryNumber: entryNumber, amount: 400.5 });
  const after = await read(bench, entryNumber);
  expect(after).toMatchObject({ open: true, remainingAmount: 599.5, originalAmount: 1000 });
  expect(after.lastModifiedDateTime).toBe(before.lastModifiedDateTime);
});

test('posts too much: the invoice closes and the rest stays open on account', async () => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 100_000);
  const payment = await post(bench, { customerNumber: customer, appliesToEntryNumber: entryNumber, amount: 1200 });
  expect(entryOf(bench, entryNumber).open).toBe(false);
  expect(entryOf(bench, payment.postedEntryNumber)).toMatchObject({ open: true, remaining: -20_000 });
});

test('posts a payment that applies to nothing, on account', async () => {
  const bench = await startBc();
  const payment = await post(bench, { customerNumber: cleanCustomer(bench), amount: 10 });
  expect(entryOf(bench, payment.postedEntryNumber)).toMatchObject({ open: true, remaining: -1_000 });
});

test('applies to a document by its type and number', async () => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 5_000);
  const document = {
    appliesToDocumentType: 'Invoice',
    appliesToDocumentNumber: entryOf(bench, entryNumber).documentNumber,
  };
  expect(await post(bench, { customerNumber: customer, ...document, amount: 50 })).toMatchObject({ status: 'Posted' });
  expect(await post(bench, { customerNumber: customer, ...document, amount: 50 })).toMatchObject({
    status: 'Failed',
    errorMessage: expect.stringContaining('There is no Cust. Ledger Entry within the filter.'),
  });
});

test('applies one payment to invoices and a credit memo, the excess staying on account', async () => {
  const bench = await startBc();
  const first = invoiceOn(bench, 100_000);
  const second = invoiceOn(bench, 50_000);
  const credit = invoiceOn(bench, -30_000, { documentType: 'Credit Memo' });
  const payment = await post(bench, {
    customerNumber: first.customer,
    amount: 1100,
    applications: JSON.stringify([
      { entryNumber: first.entryNumber, amount: 1000 },
      { entryNumber: second.entryNumber, amount: 250.25 },
      { entryNumber: credit.entryNumber, amount: -300 },
    ]),
  });
  expect(payment.status).toBe('Posted');
  const remaining = [first, second, credit].map(({ entryNumber }) => entryOf(bench, entryNumber).remaining);
  expect(remaining).toEqual([0, 24_975, 0]);
  expect(entryOf(bench, payment.postedEntryNumber).remaining).toBe(-14_975);
});

test.each`
  what                              | applications                                      | text
  ${'what is no JSON'}              | ${() => 'x'}                                      | ${'not a list of entries'}
  ${'an empty list'}                | ${() => '[]'}                                     | ${'not a list of entries'}
  ${'an entry twice'}               | ${(n: number) => list([n, 1], [n, 1])}            | ${'twice'}
  ${'more than remains'}            | ${(n: number) => list([n, 1000.01])}              | ${'must not be larger than Remaining Amount'}
  ${'the wrong sign'}               | ${(n: number) => list([n, -1])}                   | ${'same sign'}
  ${'nothing of an entry'}          | ${(n: number) => list([n, 0])}                    | ${'same sign'}
  ${'a third decimal'}              | ${(n: number) => list([n, 1.005])}                | ${'more than two decimals'}
  ${'more than the payment'}        | ${(n: number) => list([n, 501])}                  | ${'must not be larger than'}
  ${'an entry of another customer'} | ${(_: number, other: number) => list([other, 1])} | ${'There is no Cust. Ledger Entry'}
  ${'an entry nobody knows'}        | ${() => list([999_999, 1])}                       | ${'There is no Cust. Ledger Entry'}
`('fails with a text, and posts nothing, for applications of $what', async ({ applications, text }) => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 100_000);
  const other = bench.bc.entries().find((entry) => entry.customerNumber !== customer && entry.remaining > 100);
  const before = bench.bc.books().ledger;
  const payment = await post(bench, {
    customerNumber: customer,
    amount: 500,
    applications: applications(entryNumber, other?.entryNumber),
  });
  expect(payment).toMatchObject({
    status: 'Failed',
    errorMessage: expect.stringContaining(text),
    postedEntryNumber: 0,
  });
  expect(bench.bc.books().ledger).toEqual(before);
});

const list = (...pairs: readonly (readonly [number, number])[]): string =>
  JSON.stringify(pairs.map(([entryNumber, amount]) => ({ entryNumber, amount })));

test.each`
  what                                | prepare                                                                                           | fields                           | text
  ${'a closed invoice'}               | ${(b: Bench, n: number) => b.bc.control.postManually(n, minor(100_000), knownDate('2026-02-01'))} | ${{}}                            | ${'There is no Cust. Ledger Entry within the filter. Filters: Customer No.: K10001, Entry No.: '}
  ${'a date before the range'}        | ${(b: Bench) => b.bc.control.setPostingRange(knownDate('2026-02-02'), null)}                      | ${{ postingDate: '2026-02-01' }} | ${'is not within your range of allowed posting dates'}
  ${'a date behind the range'}        | ${(b: Bench) => b.bc.control.setPostingRange(null, knownDate('2026-02-02'))}                      | ${{ postingDate: '2026-02-03' }} | ${'is not within your range of allowed posting dates'}
  ${'no date'}                        | ${() => undefined}                                                                                | ${{ postingDate: '0001-01-01' }} | ${'Posting Date must have a value'}
  ${'a customer blocked with All'}    | ${(b: Bench) => b.bc.control.setBlocked('K10001', 'All')}                                         | ${{}}                            | ${'this type of document when Customer K10001 is blocked with type All'}
  ${'a customer blocked for privacy'} | ${(b: Bench) => b.bc.control.changeCustomer('K10001', { isPrivacyBlocked: true })}                | ${{}}                            | ${'is blocked for privacy'}
  ${'a date before the invoice'}      | ${() => undefined}                                                                                | ${{ postingDate: '2026-01-14' }} | ${'entry with an earlier posting date'}
  ${'another currency'}               | ${() => undefined}                                                                                | ${{ currencyCode: 'EUR' }}       | ${'must be in the same currency'}
  ${'no amount'}                      | ${() => undefined}                                                                                | ${{ amount: 0 }}                 | ${'Amount must have a value'}
`('answers 200 and Failed with BC’s text for $what', async ({ prepare, fields, text }) => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 100_000);
  prepare(bench, entryNumber);
  const before = bench.bc.books().ledger;
  const payment = await post(bench, {
    customerNumber: customer,
    appliesToEntryNumber: entryNumber,
    amount: 1000,
    ...fields,
  });
  expect(payment).toMatchObject({
    status: 'Failed',
    errorMessage: expect.stringContaining(text),
    postedDocumentNumber: '',
  });
  expect(bench.bc.books().ledger).toEqual(before);
});

test.each(['Ship', 'Invoice'] as const)('posts a payment of a customer blocked with %s', async (blocked) => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 100);
  bench.bc.control.setBlocked(customer, blocked);
  const payment = await post(bench, { customerNumber: customer, appliesToEntryNumber: entryNumber, amount: 1 });
  expect(payment.status).toBe('Posted');
});

test('tries a failed payment again once the cause is gone, and leaves a posted one as it is', async () => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 100);
  bench.bc.control.setBlocked(customer, 'All');
  const failed = await post(bench, { customerNumber: customer, appliesToEntryNumber: entryNumber, amount: 1 });
  expect(failed.status).toBe('Failed');
  bench.bc.control.setBlocked(customer, ' ');
  const again = (action: string) => bench.send('POST', `${bench.custom}/collectionPayments(${failed.id})/${action}`);
  const posted = (await again('microsoft.nav.APPLYANDPOST')).body;
  expect(posted).toMatchObject({ status: 'Posted', errorMessage: '' });
  const books = bench.bc.books();
  expect((await again('Microsoft.NAV.applyAndPost')).body).toEqual({ ...posted, '@odata.context': expect.any(String) });
  expect(bench.bc.books()).toEqual(books);
});

test('refuses a parameter that the action does not have', async () => {
  const bench = await startBc();
  const posted = await post(bench, { customerNumber: cleanCustomer(bench), amount: 1 });
  const answer = await bench.send(
    'POST',
    `${bench.custom}/collectionPayments(${posted.id})/Microsoft.NAV.applyAndPost`,
    {
      force: true,
    },
  );
  expect(answer.status).toBe(400);
});

test('keeps an idempotency key once, in upper case, and finds the payment by it', async () => {
  const bench = await startBc();
  const url = `${bench.custom}/collectionPayments`;
  const fields = { idempotencyKey: 'bs:42', customerNumber: cleanCustomer(bench), amount: 12.34 };
  expect((await bench.send('POST', url, fields)).status).toBe(201);
  const second = await bench.send('POST', url, { ...fields, idempotencyKey: 'BS:42' });
  expect([second.status, second.body.error.code]).toEqual([400, 'Internal_EntityWithSameKeyExists']);
  const found = (await bench.get(`${url}?$filter=idempotencyKey eq 'bs:42'`)).body.value;
  expect(found).toMatchObject([{ idempotencyKey: 'BS:42', status: 'New', amount: 12.34 }]);
  expect(bench.bc.books().paymentsNew).toEqual({ count: 1, minor: 1_234 });
});

test.each`
  what                      | fields                                        | code
  ${'an unknown customer'}  | ${{ customerNumber: 'K99999' }}               | ${'Application_FieldValidationException'}
  ${'no key'}               | ${{ idempotencyKey: ' ' }}                    | ${'Application_FieldValidationException'}
  ${'a negative amount'}    | ${{ amount: -1 }}                             | ${'Application_FieldValidationException'}
  ${'a third decimal'}      | ${{ amount: 1.005 }}                          | ${'BadRequest'}
  ${'an amount as text'}    | ${{ amount: '12.50' }}                        | ${'BadRequest'}
  ${'the local currency'}   | ${{ currencyCode: 'DKK' }}                    | ${'Application_FieldValidationException'}
  ${'a type nobody knows'}  | ${{ type: 'payment' }}                        | ${'Unknown'}
  ${'a status'}             | ${{ status: 'Posted' }}                       | ${'BadRequest_InvalidOperation'}
  ${'a document no. of 36'} | ${{ externalDocumentNumber: 'x'.repeat(36) }} | ${'Application_StringExceededLength'}
`('refuses to insert a payment with $what', async ({ fields, code }) => {
  const bench = await startBc();
  const answer = await bench.send('POST', `${bench.custom}/collectionPayments`, {
    idempotencyKey: 'K',
    customerNumber: cleanCustomer(bench),
    amount: 1,
    ...fields,
  });
  expect([answer.status, answer.body.error.code]).toEqual([400, code]);
  expect(bench.bc.books().paymentsNew.count).toBe(0);
});

test('returns a payment: what it had paid is open again, the payment is closed by a refund and marked Reversed', async () => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 100_000);
  const payment = await post(bench, { customerNumber: customer, appliesToEntryNumber: entryNumber, amount: 1200 });
  bench.clock.date = knownDate('2026-02-09');
  const fields = { customerNumber: customer, type: 'Return', appliesToEntryNumber: payment.postedEntryNumber };
  const returned = await post(bench, { ...fields, amount: 1200, postingDate: '2026-02-09' });
  expect(returned.status).toBe('Posted');
  expect(await read(bench, entryNumber)).toMatchObject({
    open: true,
    remainingAmount: 1000,
    closedAtDate: '0001-01-01',
    lastModifiedDateTime: '2026-02-09T08:00:00.000Z',
  });
  expect(entryOf(bench, payment.postedEntryNumber)).toMatchObject({ open: false, remaining: 0 });
  expect(entryOf(bench, returned.postedEntryNumber)).toMatchObject({
    documentType: 'Refund',
    original: 120_000,
    remaining: 0,
    postingDate: '2026-02-09',
  });
  const first = (await bench.get(`${bench.custom}/collectionPayments(${payment.id})`)).body;
  expect(first.status).toBe('Reversed');
  expect(bench.bc.books()).toMatchObject({
    paymentsPosted: { count: 1, minor: 120_000 },
    paymentsReversed: { count: 1, minor: 120_000 },
    returnsPosted: { count: 1, minor: 120_000 },
  });
  const again = await post(bench, { ...fields, amount: 1200, postingDate: '2026-02-09' });
  expect(again).toMatchObject({ status: 'Failed', errorMessage: expect.stringContaining('is part of a reversal') });
  const paidAgain = await post(bench, {
    customerNumber: customer,
    appliesToEntryNumber: entryNumber,
    amount: 1000,
    postingDate: '2026-02-09',
  });
  expect(paidAgain.status).toBe('Posted');
});

test('returns a payment over several entries, credit memo and all', async () => {
  const bench = await startBc();
  const invoice = invoiceOn(bench, 100_000);
  const credit = invoiceOn(bench, -30_000, { documentType: 'Credit Memo' });
  const payment = await post(bench, {
    customerNumber: invoice.customer,
    amount: 700,
    applications: list([invoice.entryNumber, 1000], [credit.entryNumber, -300]),
  });
  await post(bench, {
    customerNumber: invoice.customer,
    type: 'Return',
    appliesToEntryNumber: payment.postedEntryNumber,
    amount: 700,
  });
  expect([invoice, credit].map(({ entryNumber }) => entryOf(bench, entryNumber).remaining)).toEqual([100_000, -30_000]);
});

test.each`
  what                               | of                        | fields                           | text
  ${'a payment nobody knows'}        | ${() => 999_999}          | ${{}}                            | ${'There is no Cust. Ledger Entry within the filter'}
  ${'an invoice'}                    | ${(p: Paid) => p.invoice} | ${{}}                            | ${'Document Type: Payment'}
  ${'a payment with a later one'}    | ${(p: Paid) => p.first}   | ${{}}                            | ${'you must first unapply all application entries'}
  ${'a date before the application'} | ${(p: Paid) => p.second}  | ${{ postingDate: '2026-02-01' }} | ${'must not be before the Posting Date'}
  ${'another currency'}              | ${(p: Paid) => p.second}  | ${{ currencyCode: 'EUR' }}       | ${'must be in the same currency'}
`('refuses to return $what', async ({ of, fields, text }) => {
  const bench = await startBc();
  const { customer, entryNumber } = invoiceOn(bench, 100_000);
  const paying = { customerNumber: customer, appliesToEntryNumber: entryNumber, amount: 300 };
  const paid: Paid = {
    invoice: entryNumber,
    onAccount: (await post(bench, { customerNumber: customer, amount: 300 })).postedEntryNumber,
    first: (await post(bench, paying)).postedEntryNumber,
    second: (await post(bench, paying)).postedEntryNumber,
  };
  const before = bench.bc.books().ledger;
  const returning = {
    customerNumber: customer,
    type: 'Return',
    appliesToEntryNumber: of(paid),
    amount: 300,
    ...fields,
  };
  expect(await post(bench, returning)).toMatchObject({ status: 'Failed', errorMessage: expect.stringContaining(text) });
  expect(bench.bc.books().ledger).toEqual(before);
});

interface Paid {
  readonly invoice: number;
  readonly onAccount: number;
  readonly first: number;
  readonly second: number;
}

/** K10001 pays 1 kr too much, and a later payment takes the excess, one more invoice, and a part of a third. */
async function tangled() {
  const bench = await startBc();
  const { customer: customerNumber, entryNumber } = invoiceOn(bench, 10_000);
  const others = [invoiceOn(bench, 5_000), invoiceOn(bench, 7_000)].map((one) => one.entryNumber);
  const first = await post(bench, { customerNumber, appliesToEntryNumber: entryNumber, amount: 101 });
  const applications = [
    { entryNumber: others[0], amount: 50 },
    { entryNumber: others[1], amount: 30 },
    { entryNumber: first.postedEntryNumber, amount: -1 },
  ];
  const second = await post(bench, { customerNumber, amount: 80, applications: JSON.stringify(applications) });
  expect([first.status, second.status]).toEqual(['Posted', 'Posted']);
  return {
    bench,
    customerNumber,
    others,
    numbers: [entryNumber, ...others, first.postedEntryNumber, second.postedEntryNumber],
    returned: () =>
      post(bench, { type: 'Return', customerNumber, appliesToEntryNumber: first.postedEntryNumber, amount: 101 }),
  };
}

test('a return undoes the applications of its payment whole, also one that another payment made', async () => {
  const { bench, numbers, returned } = await tangled();
  const standing = () =>
    numbers.map((number) => bench.bc.entries()[number - 1]).map((entry) => [entry?.remaining, entry?.open]);
  expect(standing()).toEqual([
    [0, false],
    [0, false],
    [4_000, true],
    [0, false],
    [-100, true],
  ]);
  expect(await returned()).toMatchObject({ status: 'Posted', errorMessage: '' });
  expect(standing()).toEqual([
    [10_000, true],
    [5_000, true],
    [7_000, true],
    [0, false],
    [-8_000, true],
  ]);
});

test('a return is stopped while an entry of such an application is applied to something later', async () => {
  const { bench, customerNumber, others, numbers, returned } = await tangled();
  await post(bench, { customerNumber, appliesToEntryNumber: others[1], amount: 5 });
  const before = bench.bc.books().ledger;
  expect(await returned()).toMatchObject({
    status: 'Failed',
    errorMessage:
      'Before you can unapply this entry, you must first unapply all application entries in ' +
      `Cust. Ledger Entry No. ${numbers[2]} that were posted after this entry.`,
  });
  expect(bench.bc.books().ledger).toEqual(before);
});
