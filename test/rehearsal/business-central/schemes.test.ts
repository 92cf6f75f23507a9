import { isValidBIC, isValidIBAN } from 'ibantools';
import { hasModulus11, knownDate } from '#kernel';
import { describe, expect, test } from 'vitest';
import { createRehearsalBc, schemeCodes } from '../../../src/rehearsal/business-central/index.ts';
import { booksOf } from '../../../src/rehearsal/business-central/state/books.ts';
import { found } from '../../../src/rehearsal/business-central/state/execute.ts';
import type { Customer, SchemeCode } from '../../../src/rehearsal/business-central/state/world.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, post, startBc, startDate, withMessage } from './kit.ts';

/** Customers spread over five collection schemes, their mandates, and postings in euro. */
const founding = {
  seed: 7,
  customers: 1_000,
  entriesPerCustomer: null,
  companyName: 'CRONUS Danmark',
  startDate,
  foundedAt: Date.parse('2026-02-02T08:00:00Z'),
};
const everything = found({ ...founding, schemes: [...schemeCodes] });
const drawn = new Map(everything.founded.map(({ customerNumber, scheme }) => [customerNumber, scheme]));
const customersOf = (...schemes: readonly SchemeCode[]): readonly Customer[] =>
  everything.customers.filter(({ code }) => schemes.includes(drawn.get(code) ?? 'BS'));
const agreementsOf = (...schemes: readonly SchemeCode[]) =>
  customersOf(...schemes).flatMap(({ agreements }) => agreements);

describe('the customers', () => {
  test('of any ten in a row one is drawn for each smaller scheme, six for Betalingsservice Total', () => {
    for (let from = 0; from < 1_000; from += 10) {
      const schemes = everything.founded.slice(from, from + 10).map(({ scheme }) => scheme);
      expect(schemes.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
        'BS',
        'BS',
        'BS',
        'BS',
        'BS',
        'BS',
        'BSB',
        'DBSEPA',
        'LS',
        'SEPA',
      ]);
    }
    const first = everything.founded
      .slice(0, 50)
      .map(({ scheme }) => scheme)
      .indexOf('LS');
    const places = Array.from(
      { length: 100 },
      (_, i) => everything.founded.findIndex(({ scheme }, at) => scheme === 'LS' && at >= i * 10) % 10,
    );
    expect(new Set(places).size).toBe(10);
    expect(first).toBeLessThan(10);
  });

  test('of Total are the same, whatever other schemes there are', () => {
    const alone = found(founding);
    expect(alone.founded.every(({ scheme }) => scheme === 'BS')).toBe(true);
    for (const customer of customersOf('BS')) {
      const { entries, agreements, ...plain } = customer;
      const { entries: theirs, agreements: others, ...other } = alone.customerByCode.get(customer.code)!;
      expect(plain).toEqual({ ...other, collectionScheme: plain.collectionScheme });
      expect(plain.collectionScheme === '' || plain.collectionScheme === 'BS').toBe(true);
      expect(agreements.map(({ status }) => status)).toEqual(others.map(({ status }) => status));
      expect(entries[0]?.original).toBe(theirs[0]?.original);
    }
  });

  test('are marked for their own scheme or for none', () => {
    for (const { code, collectionScheme } of everything.customers)
      expect(['', drawn.get(code)]).toContain(collectionScheme);
    for (const scheme of schemeCodes) {
      expect(everything.customers.filter(({ collectionScheme }) => collectionScheme === scheme).length).toBeGreaterThan(
        60,
      );
    }
  });

  test('of Leverandørservice are Danish businesses with a CVR number', () => {
    for (const { taxRegistrationNumber, country, currencyCode } of customersOf('LS')) {
      expect(taxRegistrationNumber).toSatisfy(hasModulus11);
      expect([country, currencyCode]).toEqual(['DK', '']);
    }
  });

  test('of SEPA are invoiced in euro, with letters of half of Europe', () => {
    const customers = customersOf('SEPA', 'DBSEPA');
    for (const { currencyCode, name, addressLine1, city, entries } of customers) {
      expect(currencyCode).toBe('EUR');
      expect(name.length).toBeLessThanOrEqual(70);
      expect(addressLine1.length).toBeLessThanOrEqual(70);
      expect(city.length).toBeLessThanOrEqual(30);
      expect(entries.length).toBeGreaterThan(0);
      expect(entries.every((entry) => entry.currencyCode === 'EUR')).toBe(true);
    }
    const letters = customers.map(({ name }) => name).join('');
    for (const letter of 'ßüŁłŻęĆĲŠŽĄėŒ’„–&"') expect(letters).toContain(letter);
    expect(new Set(customers.map(({ country }) => country))).toEqual(
      new Set(['DK', 'DE', 'NL', 'AT', 'PL', 'LT', 'LU']),
    );
    for (const { currencyCode, country } of customersOf('BSB', 'LS'))
      expect([currencyCode, country]).toEqual(['', 'DK']);
  });
});

describe('their mandates', () => {
  test('with Basis are active, or there is none at all', () => {
    expect(agreementsOf('BSB').every(({ status }) => status === 'Active')).toBe(true);
    expect(customersOf('BSB').filter(({ agreements }) => agreements.length === 0).length).toBeGreaterThan(3);
    for (const { agreementNumber, debtorGroupNumber, schemeCode, debtorIban } of agreementsOf('BSB')) {
      expect(agreementNumber).toMatch(/^\d{9}$/);
      expect(debtorGroupNumber).toMatch(/^0000[12]$/);
      expect([schemeCode, debtorIban]).toEqual(['BSB', '']);
    }
  });

  test('with Leverandørservice have no number, but a Danish account', () => {
    expect(agreementsOf('LS').length).toBeGreaterThan(60);
    for (const { agreementNumber, debtorIban, signedOn } of agreementsOf('LS')) {
      expect(agreementNumber).toBe('');
      expect(debtorIban).toMatch(/^DK\d{16}$/);
      expect(isValidIBAN(debtorIban)).toBe(true);
      expect(signedOn < startDate).toBe(true);
    }
  });

  test('with SEPA have an id of its character set, a real IBAN, a BIC, and the day of signature', () => {
    const agreements = agreementsOf('SEPA', 'DBSEPA');
    const ids = agreements.map(({ agreementNumber }) => agreementNumber);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { agreementNumber, debtorIban, debtorBic, signedOn, customer } of agreements) {
      expect(agreementNumber).toMatch(/^[A-Z0-9+?/:().,' -]{1,35}$/);
      expect(agreementNumber.trim()).toBe(agreementNumber);
      expect(isValidIBAN(debtorIban)).toBe(true);
      expect(debtorIban.slice(0, 2)).toBe(customer.country);
      expect(isValidBIC(debtorBic)).toBe(true);
      expect(debtorBic.slice(4, 6)).toBe(customer.country);
      expect(signedOn).toMatch(/^20\d\d-\d\d-\d\d$/);
    }
    expect(new Set(agreements.map(({ status }) => status)).size).toBeGreaterThan(2);
    expect(new Set(agreements.map(({ debtorBic }) => debtorBic.length))).toEqual(new Set([8, 11]));
  });

  test('that are active on the first day are known to the counterparts, whatever happens to them here', async () => {
    const { bc, send, get, custom } = await startBc({ customers: 100, schemes: [...schemeCodes] });
    for (const scheme of schemeCodes) {
      const given = bc.founded.flatMap((one) => (one.scheme === scheme && one.mandate ? [one.mandate] : []));
      expect(given.length).toBeGreaterThan(5);
      expect(bc.mandates(scheme).map(({ mandateNumber }) => mandateNumber)).toEqual(
        given.map(({ mandateNumber }) => mandateNumber),
      );
    }
    const [gone] = bc.mandates('SEPA');
    const [row] = (await get(`${custom}/collectionAgreements?$filter=agreementNumber eq '${gone?.mandateNumber}'`)).body
      .value;
    const sent = await send(
      'PATCH',
      `${custom}/collectionAgreements(${row.id})`,
      { status: 'Cancelled', validTo: '2026-02-02' },
      { 'if-match': row['@odata.etag'] },
    );
    expect(sent.status).toBe(200);
    expect(bc.mandates('SEPA').some(({ mandateNumber }) => mandateNumber === gone?.mandateNumber)).toBe(false);
    expect(bc.founded.some(({ mandate }) => mandate?.mandateNumber === gone?.mandateNumber)).toBe(true);
  });
});

describe('collectionAgreements', () => {
  const fields = {
    customerNumber: 'K10001',
    schemeCode: 'SEPA',
    agreementNumber: 'MANDAT-2026-000000000000000000001',
    status: 'Active',
    validFrom: '2026-01-01',
    debtorIban: 'DE89370400440532013000',
    debtorBic: 'COBADEFFXXX',
    signedOn: '2025-12-24',
  };

  test('keep account and signature, are changed with If-Match only, and survive a restart', async () => {
    const stateFolder = mkdtempSync(join(tmpdir(), 'rehearsal-bc-schemes-'));
    try {
      const bench = await startBc({ stateFolder, schemes: [...schemeCodes] });
      const url = `${bench.custom}/collectionAgreements`;
      const made = await bench.send('POST', url, fields);
      expect(made).toMatchObject({ status: 201, body: { ...fields, validTo: '0001-01-01', debtorGroupNumber: '' } });
      const one = `${url}(${made.body.id})`;
      const change = { debtorIban: 'PL61109010140000071219812874', debtorBic: 'WBKPPLPP' };
      expect((await bench.send('PATCH', one, change)).status).toBe(400);
      expect((await bench.send('PATCH', one, change, { 'if-match': 'W/"JzIwOzE7MDA7Jw=="' })).body.error.code).toBe(
        'Request_EntityChanged',
      );
      const changed = await bench.send('PATCH', one, change, { 'if-match': made.body['@odata.etag'] });
      expect(changed.body).toMatchObject({ ...fields, ...change });
      expect(changed.body['@odata.etag']).not.toBe(made.body['@odata.etag']);
      expect((await bench.send('PATCH', one, change, { 'if-match': made.body['@odata.etag'] })).status).toBe(409);
      await bench.bc.close();
      const again = await startBc({ stateFolder, schemes: [...schemeCodes] });
      const { '@odata.context': _then, ...kept } = changed.body;
      const found = await again.get(`${again.custom}/collectionAgreements(${made.body.id})`);
      expect(found.body).toMatchObject(kept);
      expect(again.bc.founded).toEqual(bench.bc.founded);
      await again.bc.close();
      expect(() =>
        createRehearsalBc({
          seed: 1,
          customers: 30,
          stateFolder,
          today: () => startDate,
          now: () => new Date(0),
          schemes: ['BS', 'LS'],
        }),
      ).toThrow(/was founded with schemes BS,BSB,LS,SEPA,DBSEPA, not BS,LS/);
    } finally {
      rmSync(stateFolder, { recursive: true });
    }
  });

  test.each`
    what                              | change                                              | code                                      | text
    ${'an account of 35 signs'}       | ${{ debtorIban: 'D'.repeat(35) }}                   | ${'Application_StringExceededLength'}     | ${'must be less than or equal to 34 characters'}
    ${'a BIC of 12 signs'}            | ${{ debtorBic: 'C'.repeat(12) }}                    | ${'Application_StringExceededLength'}     | ${'must be less than or equal to 11 characters'}
    ${'a number of 36 signs'}         | ${{ agreementNumber: 'M'.repeat(36) }}              | ${'Application_StringExceededLength'}     | ${'must be less than or equal to 35 characters'}
    ${'a debtor group of six'}        | ${{ debtorGroupNumber: '000001' }}                  | ${'Application_StringExceededLength'}     | ${'must be less than or equal to 5 characters'}
    ${'a signature that is no day'}   | ${{ signedOn: '2026-02-30' }}                       | ${'BadRequest'}                           | ${'Edm.Date'}
    ${'a status that there is not'}   | ${{ status: 'Ended' }}                              | ${'Unknown'}                              | ${'The existing options are: Pending,Active,Paused,Cancelled,Rejected'}
    ${'a status in small letters'}    | ${{ status: 'active' }}                             | ${'Unknown'}                              | ${'is not an option'}
    ${'a scheme that there is not'}   | ${{ schemeCode: 'GIRO' }}                           | ${'Application_FieldValidationException'} | ${'cannot be found in the related table (COL Scheme)'}
    ${'no scheme'}                    | ${{ schemeCode: '' }}                               | ${'Application_FieldValidationException'} | ${'Scheme Code must have a value'}
    ${'no customer'}                  | ${{ customerNumber: '' }}                           | ${'Application_FieldValidationException'} | ${'Customer No. must have a value'}
    ${'a customer that there is not'} | ${{ customerNumber: 'K99999' }}                     | ${'Application_FieldValidationException'} | ${'(K99999) that cannot be found'}
    ${'an end before the beginning'}  | ${{ validTo: '2025-12-31' }}                        | ${'Application_FieldValidationException'} | ${'must not be before Valid From'}
    ${'a field that there is not'}    | ${{ iban: 'DE89370400440532013000' }}               | ${'BadRequest'}                           | ${"The property 'iban' does not exist"}
    ${'the time of its last change'}  | ${{ lastModifiedDateTime: '2026-02-02T00:00:00Z' }} | ${'BadRequest_InvalidOperation'}          | ${'read-only'}
  `('refuse $what', async ({ change, code, text }) => {
    const bench = await startBc();
    const url = `${bench.custom}/collectionAgreements`;
    const before = (await bench.get(url)).body.value.length;
    expect((await bench.send('POST', url, { ...fields, ...change })).body).toEqual(withMessage(code, text));
    expect((await bench.get(url)).body.value.length).toBe(before);
  });

  test.each(['customerNumber', 'schemeCode'])('%s cannot be changed afterwards', async (name) => {
    const bench = await startBc();
    const made = await bench.send('POST', `${bench.custom}/collectionAgreements`, fields);
    const changed = await bench.send(
      'PATCH',
      `${bench.custom}/collectionAgreements(${made.body.id})`,
      { [name]: 'BS' },
      { 'if-match': '*' },
    );
    expect(changed.body).toEqual(withMessage('BadRequest_InvalidOperation', `Control '${name}' is read-only.`));
  });
});

describe('documents in euro', () => {
  const euroInvoice = (bench: Bench, minorAmount: number) => {
    const customerNumber = bench.bc.founded.find(({ scheme }) => scheme === 'SEPA')?.customerNumber ?? '';
    bench.bc.control.changeCustomer(customerNumber, { blocked: ' ' });
    bench.bc.control.addEntries([
      {
        customerNumber,
        documentType: 'Invoice',
        currencyCode: 'EUR',
        postingDate: knownDate('2026-01-15'),
        dueDate: knownDate('2026-02-01'),
        minor: minorAmount as never,
      },
    ]);
    return { customerNumber, entry: bench.bc.entries().at(-1)! };
  };
  const start = () => startBc({ customers: 30, schemes: [...schemeCodes] });

  test('go out with their remaining amount in euro and its worth in kroner', async () => {
    const bench = await start();
    const { entry } = euroInvoice(bench, 10_000);
    expect((await bench.get(`${bench.custom}/customerLedgerEntries(${entry.id})`)).body).toMatchObject({
      currencyCode: 'EUR',
      effectiveCurrencyCode: 'EUR',
      remainingAmount: 100,
      remainingAmountLocalCurrency: 746,
      collectionScheme: expect.stringMatching(/^(SEPA)?$/),
    });
  });

  test('are paid by a payment in euro', async () => {
    const bench = await start();
    const { customerNumber, entry } = euroInvoice(bench, 10_000);
    const fields = {
      customerNumber,
      currencyCode: 'EUR',
      amount: 60,
      applications: JSON.stringify([{ entryNumber: entry.entryNumber, amount: 60 }]),
    };
    const posted = await post(bench, fields);
    expect(posted).toMatchObject({ status: 'Posted', errorMessage: '', currencyCode: 'EUR' });
    const made = bench.bc.entries().find(({ entryNumber }) => entryNumber === posted.postedEntryNumber);
    expect(made).toMatchObject({ currencyCode: 'EUR', original: -6_000, remaining: 0 });
    expect(bench.bc.entries().find(({ entryNumber }) => entryNumber === entry.entryNumber)?.remaining).toBe(4_000);
    const returned = await post(bench, {
      type: 'Return',
      customerNumber,
      currencyCode: 'EUR',
      amount: 60,
      appliesToEntryNumber: posted.postedEntryNumber,
    });
    expect(returned.status).toBe('Posted');
    expect(bench.bc.entries().find(({ entryNumber }) => entryNumber === entry.entryNumber)?.remaining).toBe(10_000);
    const euro = bench.bc
      .books()
      .schemes.filter(({ currencyCode, paymentsPosted }) => currencyCode === 'EUR' && paymentsPosted.count > 0);
    expect(euro.map(({ paymentsPosted, returnsPosted }) => [paymentsPosted, returnsPosted])).toEqual([
      [
        { count: 1, minor: 6_000 },
        { count: 1, minor: 6_000 },
      ],
    ]);
  });

  test.each(['', 'SEK'])('are not paid by a payment in "%s"', async (currencyCode) => {
    const bench = await start();
    const { customerNumber, entry } = euroInvoice(bench, 10_000);
    const before = bench.bc.books();
    const posted = await post(bench, {
      customerNumber,
      currencyCode,
      amount: 100,
      appliesToEntryNumber: entry.entryNumber,
    });
    expect(posted).toMatchObject({
      status: 'Failed',
      errorMessage: 'All entries in one application must be in the same currency.',
    });
    expect(bench.bc.books().ledger).toEqual(before.ledger);
  });

  test('take no return in another currency than the payment', async () => {
    const bench = await start();
    const { customerNumber, entry } = euroInvoice(bench, 10_000);
    const posted = await post(bench, {
      customerNumber,
      currencyCode: 'EUR',
      amount: 100,
      appliesToEntryNumber: entry.entryNumber,
    });
    const returned = await post(bench, {
      type: 'Return',
      customerNumber,
      amount: 100,
      appliesToEntryNumber: posted.postedEntryNumber,
    });
    expect(returned).toMatchObject({
      status: 'Failed',
      errorMessage: 'All entries in one application must be in the same currency.',
    });
  });

  test('a currency the company does not have is refused at once', async () => {
    const bench = await start();
    const sent = await bench.send('POST', `${bench.custom}/collectionPayments`, {
      idempotencyKey: 'X1',
      customerNumber: 'K10001',
      currencyCode: 'DKK',
      amount: 1,
    });
    expect(sent.body).toEqual(
      withMessage('Application_FieldValidationException', '(DKK) that cannot be found in the related table (Currency)'),
    );
  });
});

test('the books count open entries by scheme and currency, and nothing twice', () => {
  const books = booksOf(everything);
  const sums = (chosen: (currency: string) => boolean) => {
    const totals = books.schemes.filter(({ currencyCode }) => chosen(currencyCode)).map(({ open }) => open);
    return {
      count: totals.reduce((sum, { count }) => sum + count, 0),
      minor: totals.reduce((sum, { minor }) => sum + minor, 0),
    };
  };
  expect(sums((currency) => currency === '')).toEqual(books.openEntries);
  expect(sums((currency) => currency === 'EUR')).toEqual(books.openInOtherCurrencies['EUR']);
  const pairs = books.schemes.map(({ scheme, currencyCode }) => `${scheme}/${currencyCode}`);
  expect(pairs).toEqual(['/', '/EUR', 'BS/', 'BS/EUR', 'BSB/', 'BSB/EUR', 'DBSEPA/EUR', 'LS/', 'LS/EUR', 'SEPA/EUR']);
});
