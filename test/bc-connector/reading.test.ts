import { expect, test } from 'vitest';
import { withOverlap } from '#bc-connector';
import { collect, problemFrom, world } from './client-kit.ts';
import { company } from './strict-bc.ts';
import {
  agreementRow,
  customerRow,
  entryRow,
  guidOf,
  journalLineRow,
  journalRow,
  setupRow,
} from './strict-entities.ts';

const entrySet = 'extension/customerLedgerEntries';

test('reads 45,000 open entries through pages, each once, none left out', async () => {
  const { bc, client } = await world({ pageSize: 5000 });
  bc.rows[entrySet] = Array.from({ length: 46_000 }, (_, i) => entryRow(i + 1, { open: i < 45_000 }));
  const pages = await collect(client.claims(company, { openOnly: true }));
  const numbers = pages.flatMap(({ entities }) => entities.map(({ entryNumber }) => entryNumber));
  expect(pages).toHaveLength(9);
  expect(numbers).toEqual(Array.from({ length: 45_000 }, (_, i) => i + 1));
  expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
});

test('follows each next link as it came, with its own parameters, and never uses $top or $skip', async () => {
  const { bc, client } = await world({ pageSize: 2 });
  bc.rows[entrySet] = [1, 2, 3, 4, 5].map((number) => entryRow(number));
  await collect(client.claims(company, {}));
  expect(bc.seen).toHaveLength(3);
  for (const { query, headers } of bc.seen) {
    expect([query.has('$top'), query.has('$skip')]).toEqual([false, false]);
    expect(headers['prefer']).toBe('odata.maxpagesize=2');
    expect(headers['data-access-intent']).toBe('ReadOnly');
  }
  expect(bc.seen.map(({ query }) => query.get('aid'))).toEqual([null, 'FIN', 'FIN']);
});

test('entries that change while they are read are neither lost nor told twice in the same version', async () => {
  const { bc, client } = await world({ pageSize: 10 });
  const instant = (minute: number): string => `2026-02-01T10:${String(minute).padStart(2, '0')}:00.000Z`;
  const rows = Array.from({ length: 40 }, (_, i) => entryRow(i + 1, { lastModifiedDateTime: instant(i) }));
  bc.rows[entrySet] = rows;
  let requests = 0;
  bc.fault = () => {
    requests++;
    // After the second page, entry 5 (already read) and entry 35 (not yet read) change.
    if (requests === 3) {
      for (const number of [5, 35]) {
        rows[number - 1] = entryRow(number, {
          lastModifiedDateTime: instant(50),
          remainingAmount: 1,
          '@odata.etag': 'W/"newer"',
        });
      }
    }
    return undefined;
  };
  const pages = await collect(client.claims(company, { modifiedAfter: '2026-02-01T09:00:00Z' }));
  const read = pages.flatMap(({ entities }) => entities);
  const versions = read.map(({ id, etag }) => `${id} ${etag}`);
  expect(new Set(versions).size).toBe(versions.length);
  expect(new Set(read.map(({ entryNumber }) => entryNumber)).size).toBe(40);
  const latest = new Map(read.map((entry) => [entry.entryNumber, entry.remainingAmount]));
  expect([latest.get(5), latest.get(35)]).toEqual([100, 100]);
  expect(pages.at(-1)?.watermark).toBe(instant(50));
});

test('the same version that comes on two pages is told once', async () => {
  const { bc, client } = await world({ pageSize: 2 });
  const rows = [1, 2, 3].map((number) => entryRow(number));
  bc.rows[entrySet] = [...rows, { ...rows[0], entryNumber: 4 }];
  const pages = await collect(client.claims(company, {}));
  expect(pages.map(({ entities }) => entities.length)).toEqual([2, 1]);
});

test('a read of changes asks for what changed after the watermark, oldest first', async () => {
  const { bc, client } = await world();
  bc.rows[entrySet] = [
    entryRow(1, { lastModifiedDateTime: '2026-01-05T10:00:00Z' }),
    entryRow(2, { lastModifiedDateTime: '2026-01-05T10:00:00.003Z' }),
    entryRow(3, { lastModifiedDateTime: '2026-01-05T10:00:00.02Z', open: false }),
  ];
  const [page] = await collect(client.claims(company, { openOnly: true, modifiedAfter: '2026-01-05T10:00:00Z' }));
  expect(page?.entities.map(({ entryNumber }) => entryNumber)).toEqual([2]);
  expect(page?.watermark).toBe('2026-01-05T10:00:00.003Z');
  expect(bc.seen[0]?.query.get('$filter')).toBe('open eq true and lastModifiedDateTime gt 2026-01-05T10:00:00Z');
  expect(bc.seen[0]?.query.get('$orderby')).toBe('lastModifiedDateTime');
});

test('the latest change is found among fractions of different lengths, and the next read overlaps it', async () => {
  const { bc, client } = await world();
  const ends = ['00Z', '00.02Z', '00.003Z', '00.0199Z'];
  bc.rows[entrySet] = ends.map((end, i) => entryRow(i + 1, { lastModifiedDateTime: `2026-01-05T10:00:${end}` }));
  const pages = await collect(client.claims(company, {}));
  expect(pages.at(-1)?.watermark).toBe('2026-01-05T10:00:00.02Z');
  expect(withOverlap('2026-01-05T10:00:00.02Z')).toBe('2026-01-05T09:55:00.020Z');
});

test('an empty company has one empty page and no watermark', async () => {
  const { client } = await world();
  expect(await collect(client.claims(company, {}))).toEqual([{ entities: [], problems: [], watermark: null }]);
});

test('one entry that cannot be read is a problem, and the others of its page go on', async () => {
  const { bc, client } = await world();
  const late = '2026-03-01T10:00:00Z';
  bc.rows[entrySet] = [entryRow(1), entryRow(2, { remainingAmount: 1.234, lastModifiedDateTime: late }), entryRow(3)];
  const [page] = await collect(client.claims(company, {}));
  expect(page?.entities.map(({ entryNumber }) => entryNumber)).toEqual([1, 3]);
  expect(page?.problems).toEqual([
    {
      code: 'CLAIM_UNREADABLE',
      context: {
        entryNumber: '2',
        field: 'remainingAmount',
        value: '1.234',
        expected: '"1.234" has more than two decimals',
      },
    },
  ]);
  expect(page?.watermark).toBe(late);
});

test('customers and mandates that cannot be read are told by their numbers', async () => {
  const { bc, client } = await world();
  bc.rows['extension/customers'] = [customerRow(10_001), customerRow(10_002, { blocked: 'ship' })];
  bc.rows['extension/collectionAgreements'] = [agreementRow(10_001), agreementRow(10_002, { status: 'active' })];
  const [customers] = await collect(client.customers(company, {}));
  const [mandates] = await collect(client.agreements(company, {}));
  expect(customers?.entities).toMatchObject([{ number: 'K10001', blocked: '', excludeFromCollection: false }]);
  expect(customers?.problems).toMatchObject([
    { code: 'CUSTOMER_UNREADABLE', context: { customerNumber: 'K10002', field: 'blocked', value: 'ship' } },
  ]);
  expect(mandates?.entities).toMatchObject([{ agreementNumber: '000010001', status: 'Active', validTo: null }]);
  expect(mandates?.problems).toMatchObject([
    {
      code: 'MANDATE_UNREADABLE',
      context: { mandateNumber: '000010002', customerNumber: 'K10002', field: 'status', value: 'active' },
    },
  ]);
});

test('a next link that repeats ends the read with a problem instead of going round for ever', async () => {
  const { bc, client } = await world({ pageSize: 1 });
  bc.rows[entrySet] = [1, 2, 3].map((number) => entryRow(number));
  let second = '';
  bc.nextLink = (link) => (second ||= link);
  expect(await problemFrom(collect(client.claims(company, {})))).toMatchObject({
    code: 'BC_ANSWER_UNREADABLE',
    context: { field: '@odata.nextLink' },
  });
  expect(bc.seen).toHaveLength(2);
});

test.each(['http://127.0.0.1:1/v2.0/steal', 'https://evil.example/v2.0/contoso', '/relative', 'javascript:alert(1)'])(
  'a next link to %s is not followed, so that the token stays here',
  async (link) => {
    const { bc, client } = await world({ pageSize: 1 });
    bc.rows[entrySet] = [entryRow(1), entryRow(2)];
    bc.nextLink = () => link;
    expect(await problemFrom(collect(client.claims(company, {})))).toMatchObject({ code: 'BC_ANSWER_UNREADABLE' });
    expect(bc.seen).toHaveLength(1);
  },
);

test('a page that is no page is a problem', async () => {
  const { bc, client } = await world();
  bc.fault = () => ({ kind: 'answer', status: 200, body: '{"values":[]}' });
  expect(await problemFrom(collect(client.claims(company, {})))).toMatchObject({
    code: 'BC_ANSWER_UNREADABLE',
    context: { field: 'value', value: '(absent)' },
  });
});

test('a watermark that is no instant never reaches a filter', async () => {
  const { bc, client } = await world();
  const read = collect(client.claims(company, { modifiedAfter: '2026-01-05T10:00:00Z or open eq true' }));
  expect(await problemFrom(read)).toMatchObject({ code: 'INPUT_WRONG' });
  expect(bc.seen).toEqual([]);
});

test('the handshake tells version, currency and posting dates', async () => {
  const { bc, client } = await world();
  bc.rows['extension/collectionSetup'] = [setupRow()];
  expect(await client.setup(company)).toMatchObject({
    enabled: true,
    extensionVersion: '1.0.3.0',
    lcyCode: 'DKK',
    allowPostingFrom: '2026-01-01',
    allowPostingTo: null,
  });
  expect(bc.seen[0]?.headers).not.toHaveProperty('data-access-intent');
});

test.each`
  what                            | rows                                 | text
  ${'with another major version'} | ${[setupRow({ apiVersion: '2.0' })]} | ${/speaks API 2\.0/}
  ${'that has never been set up'} | ${[]}                                | ${/no setup row/}
`('an extension $what is told as missing', async ({ rows, text }) => {
  const { bc, client } = await world();
  bc.rows['extension/collectionSetup'] = rows;
  expect(await problemFrom(client.setup(company))).toMatchObject({
    code: 'BC_EXTENSION_MISSING',
    context: { text: expect.stringMatching(text) },
  });
});

test('an extension with a later minor version is taken', async () => {
  const { bc, client } = await world();
  bc.rows['extension/collectionSetup'] = [setupRow({ apiVersion: '1.4' })];
  expect(await client.setup(company)).toMatchObject({ apiVersion: '1.4' });
});

test('lists the companies', async () => {
  const { bc, client } = await world();
  bc.rows['standard/companies'] = [{ id: company, name: 'CRONUS DK', displayName: '' }];
  expect(await client.companies()).toEqual([{ id: company, name: 'CRONUS DK', displayName: '' }]);
});

test('unposted payments are read through their journals, from the primary', async () => {
  const { bc, client } = await world({ pageSize: 2 });
  bc.rows['standard/customerPaymentJournals'] = [journalRow(1, 'GENERAL'), journalRow(2, 'BANK')];
  bc.rows['standard/customerPayments'] = [
    journalLineRow(1, 10_000),
    journalLineRow(2, 10_000, { amount: -0.01, appliesToInvoiceNumber: '' }),
    journalLineRow(2, 20_000),
    journalLineRow(2, 30_000, { customerNumber: 'K20000' }),
  ];
  const payments = await client.unpostedPayments(company);
  expect(payments.map(({ journalCode, lineNumber, amount }) => [journalCode, lineNumber, amount])).toEqual([
    ['GENERAL', 10_000, -125_050],
    ['BANK', 10_000, -1],
    ['BANK', 20_000, -125_050],
    ['BANK', 30_000, -125_050],
  ]);
  for (const { headers } of bc.seen) expect(headers).not.toHaveProperty('data-access-intent');
});

test('an unposted payment that cannot be read stops it all, lest it be collected again', async () => {
  const { bc, client } = await world();
  bc.rows['standard/customerPaymentJournals'] = [journalRow(1, 'GENERAL')];
  bc.rows['standard/customerPayments'] = [journalLineRow(1, 10_000, { amount: -1.005 })];
  expect(await problemFrom(client.unpostedPayments(company))).toMatchObject({
    code: 'BC_ANSWER_UNREADABLE',
    context: { field: 'amount', value: '-1.005' },
  });
});

test('a company id that is no GUID is refused before anything is sent', async () => {
  const { bc, client } = await world();
  for (const id of ['CRONUS', `${guidOf(1, 1)})/x(`, '../..', '']) {
    expect(await problemFrom(client.setup(id))).toMatchObject({ code: 'INPUT_WRONG', context: { field: 'companyId' } });
  }
  expect(bc.seen).toEqual([]);
});
