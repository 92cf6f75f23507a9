import { expect, test } from 'vitest';
import { type Answered, startBc, withMessage } from './kit.ts';

test.each`
  filter                                                                 | text
  ${'nothing eq 1'}                                                      | ${"Could not find a property named 'nothing'"}
  ${"documentType in ('Invoice','Payment')"}                             | ${"operator 'in' is not supported"}
  ${"customerNumber eq 'K10001' or open eq true"}                        | ${"The 'OR' operator is not supported on distinct fields on an OData filter."}
  ${"open eq true and (customerNumber eq 'A' or documentNumber eq 'B')"} | ${"The 'OR' operator is not supported on distinct fields on an OData filter."}
  ${'detailedLines/any(d:d/amount gt 0)'}                                | ${'not supported'}
  ${"startswith(tolower(customerNumber),'k')"}                           | ${'schema version 2.1'}
  ${"documentType eq 'Credit Memo'"}                                     | ${'is not an option. The existing options are: _x0020_,Payment,Invoice,Credit_x0020_Memo'}
  ${"documentType eq 'invoice'"}                                         | ${'is not an option'}
  ${"dueDate eq '2026-02-01'"}                                           | ${'incompatible types'}
  ${'dueDate eq 2026-02-30'}                                             | ${'incompatible types'}
  ${'customerNumber eq K10001'}                                          | ${'incompatible types'}
  ${"id eq '11111111-2222-3333-4444-555555555555'"}                      | ${'incompatible types'}
  ${'lastModifiedDateTime gt 2026-02-01T00:00:00'}                       | ${'incompatible types'}
  ${'lastModifiedDateTime gt 2026-02-01'}                                | ${'incompatible types'}
  ${'open eq 1'}                                                         | ${'incompatible types'}
  ${'remainingAmount gt 10.123'}                                         | ${'incompatible types'}
  ${'not open eq true'}                                                  | ${'not valid'}
  ${'open'}                                                              | ${'ends too early'}
  ${"description eq 'O'Neill'"}                                          | ${'not valid'}
  ${"contains(open,'x')"}                                                | ${'not valid'}
  ${'length(description) gt 3'}                                          | ${'unknown function'}
  ${'(open eq true'}                                                     | ${'ends too early'}
  ${'open eq true open eq false'}                                        | ${'Syntax error'}
`('refuses the filter $filter', async ({ filter, text }) => {
  const bench = await startBc();
  const answer = await bench.get(`${bench.custom}/customerLedgerEntries?$filter=${encodeURIComponent(filter)}`);
  expect([answer.status, answer.body]).toEqual([
    400,
    withMessage(filter.includes('documentType eq') ? 'Unknown' : 'BadRequest', text),
  ]);
});

test.each`
  filter                                                                          | keeps
  ${'open eq true'}                                                               | ${(e: Entry) => e.open}
  ${'open ne true'}                                                               | ${(e: Entry) => !e.open}
  ${"documentType eq 'Credit_x0020_Memo'"}                                        | ${(e: Entry) => e.documentType === 'Credit_x0020_Memo'}
  ${"documentType eq 'Invoice' or documentType eq 'Reminder'"}                    | ${(e: Entry) => ['Invoice', 'Reminder'].includes(e.documentType)}
  ${"open eq true and (documentType eq 'Invoice' or documentType eq 'Reminder')"} | ${(e: Entry) => e.open && ['Invoice', 'Reminder'].includes(e.documentType)}
  ${'dueDate le 2026-02-01'}                                                      | ${(e: Entry) => e.dueDate <= '2026-02-01'}
  ${'dueDate gt 2026-02-01 and dueDate lt 2026-03-01'}                            | ${(e: Entry) => e.dueDate > '2026-02-01' && e.dueDate < '2026-03-01'}
  ${'remainingAmount ge 1250.5'}                                                  | ${(e: Entry) => e.remainingAmount >= 1250.5}
  ${'remainingAmount lt 0'}                                                       | ${(e: Entry) => e.remainingAmount < 0}
  ${"customerNumber eq 'k10003'"}                                                 | ${(e: Entry) => e.customerNumber === 'K10003'}
  ${"customerNumber eq 'K10003' or customerNumber eq 'K10001'"}                   | ${(e: Entry) => ['K10001', 'K10003'].includes(e.customerNumber)}
  ${"customerNumber eq 'K10003' and open eq true"}                                | ${(e: Entry) => e.customerNumber === 'K10003' && e.open}
  ${'entryNumber eq 3 or entryNumber eq 9'}                                       | ${(e: Entry) => [3, 9].includes(e.entryNumber)}
  ${"startswith(documentNumber,'104')"}                                           | ${(e: Entry) => e.documentNumber.startsWith('104')}
  ${"endswith(customerNumber,'7')"}                                               | ${(e: Entry) => e.customerNumber.endsWith('7')}
  ${"contains(description,'nota')"}                                               | ${(e: Entry) => e.description.includes('nota')}
  ${"tolower(description) eq 'faktura 103000001'"}                                | ${(e: Entry) => e.description === 'Faktura 103000001'}
  ${"toupper(description) eq 'FAKTURA 103000001'"}                                | ${(e: Entry) => e.description === 'Faktura 103000001'}
  ${"substring(documentNumber,0,3) eq '103'"}                                     | ${(e: Entry) => e.documentNumber.startsWith('103')}
  ${"externalDocumentNumber eq ''"}                                               | ${(e: Entry) => e.externalDocumentNumber === ''}
  ${'closedAtDate eq 0001-01-01'}                                                 | ${(e: Entry) => e.closedAtDate === '0001-01-01'}
  ${'lastModifiedDateTime gt 2026-02-01T20:00:00Z'}                               | ${(e: Entry) => e.lastModifiedDateTime > '2026-02-01T20:00:00Z'}
  ${'lastModifiedDateTime gt 2026-02-01T21:00:00+01:00'}                          | ${(e: Entry) => e.lastModifiedDateTime > '2026-02-01T20:00:00Z'}
`('takes the filter $filter', async ({ filter, keeps }) => {
  const bench = await startBc({ customers: 60 });
  const all = (await bench.get(`${bench.custom}/customerLedgerEntries`)).body.value;
  const url = `${bench.custom}/customerLedgerEntries?$filter=${encodeURIComponent(filter)}&$count=true`;
  const { status, body } = await bench.get(url);
  expect(status).toBe(200);
  const wanted = all.filter(keeps);
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.length).toBeLessThan(all.length);
  expect(body.value).toEqual(wanted);
  expect(body['@odata.count']).toBe(wanted.length);
});

interface Entry {
  readonly entryNumber: number;
  readonly open: boolean;
  readonly documentType: string;
  readonly documentNumber: string;
  readonly externalDocumentNumber: string;
  readonly customerNumber: string;
  readonly description: string;
  readonly dueDate: string;
  readonly closedAtDate: string;
  readonly lastModifiedDateTime: string;
  readonly remainingAmount: number;
}

test.each`
  query                                      | text
  ${'$select=id,nothing'}                    | ${"Could not find a property named 'nothing'"}
  ${'$orderby=nothing'}                      | ${"Could not find a property named 'nothing'"}
  ${'$orderby=dueDate up'}                   | ${'$orderby'}
  ${'$expand=nothing'}                       | ${"Could not find a property named 'nothing'"}
  ${'$expand=detailedLines($filter=x eq 1)'} | ${"Could not find a property named 'x'"}
  ${'$top=ten'}                              | ${"Invalid value 'ten'"}
  ${'$count=maybe'}                          | ${"Invalid value 'maybe'"}
  ${'$search=anything'}                      | ${"'$search' is not supported"}
  ${'$schemaversion=2.1'}                    | ${"'$schemaversion' is not supported"}
  ${'$skiptoken=nonsense'}                   | ${'skip token'}
  ${'$top=1&$top=2'}                         | ${'must be specified once'}
`('refuses the query option $query', async ({ query, text }) => {
  const bench = await startBc();
  const answer = await bench.get(`${bench.custom}/customerLedgerEntries?${query}`);
  expect([answer.status, answer.body]).toEqual([400, withMessage('BadRequest', text)]);
});

test('selects, orders and counts', async () => {
  const bench = await startBc();
  const url = `${bench.custom}/customerLedgerEntries`;
  const chosen = (await bench.get(`${url}?$select=entryNumber,dueDate&$orderby=dueDate desc, entryNumber`)).body.value;
  expect(Object.keys(chosen[0])).toEqual(['@odata.etag', 'entryNumber', 'dueDate']);
  const keys = chosen.map((entry: { dueDate: string; entryNumber: number }) => [entry.dueDate, entry.entryNumber]);
  const sorted = [...keys].sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? 1 : -1));
  expect(keys).toEqual(sorted);
  const counted = await bench.get(`${url}/$count?$filter=open eq true`);
  expect(counted.body).toBe(String(bench.bc.entries().filter((entry) => entry.open).length));
  expect((await bench.get(`${url}?$top=3&$skip=2`)).body.value).toHaveLength(3);
});

test('expands parts, with options of their own', async () => {
  const bench = await startBc({ customers: 200 });
  const partly = bench.bc.entries().find((entry) => entry.remaining !== entry.original && entry.open);
  const url = `${bench.custom}/customerLedgerEntries(${partly?.id})?$expand=`;
  const lines = (await bench.get(`${url}detailedLines,dimensionSetLines`)).body;
  expect(lines.dimensionSetLines).toEqual([]);
  expect(lines.detailedLines.map((line: { entryType: string }) => line.entryType)).toEqual([
    'Initial_x0020_Entry',
    'Application',
  ]);
  const cents = lines.detailedLines.reduce(
    (sum: number, line: { amount: number }) => sum + Math.round(line.amount * 100),
    0,
  );
  expect(cents).toBe(Math.round(lines.remainingAmount * 100));
  const applied = await bench.get(`${url}detailedLines($filter=entryType eq 'Application';$select=amount)`);
  expect(applied.body.detailedLines).toEqual([
    { '@odata.etag': expect.any(String), amount: lines.detailedLines[1].amount },
  ]);
});

test('pages by maxpagesize with a next link, and a complete walk has every entry once', async () => {
  const bench = await startBc({ customers: 80, entriesPerCustomer: 5 });
  for (const order of ['', '&$orderby=lastModifiedDateTime', '&$orderby=dueDate desc']) {
    const seen: number[] = [];
    let url: string | undefined = `${bench.custom}/customerLedgerEntries?$filter=open eq true${order}`;
    let pages = 0;
    while (url !== undefined) {
      const { body, headers }: Answered = await bench.get(url, { prefer: 'odata.maxpagesize=70' });
      expect(headers.get('preference-applied')).toBe('odata.maxpagesize=70');
      expect(body.value.length).toBeLessThanOrEqual(70);
      seen.push(...body.value.map((entry: { entryNumber: number }) => entry.entryNumber));
      url = body['@odata.nextLink'];
      pages++;
      // What changes behind the reader must neither hide an entry nor show one twice.
      if (order === '') bench.bc.control.changeEntry(seen[0] ?? 1, { onHold: `P${pages}` });
    }
    expect(pages).toBeGreaterThan(4);
    expect(seen.length).toBe(new Set(seen).size);
    const open = bench.bc.entries().filter((entry) => entry.open);
    expect([...seen].sort((a, b) => a - b)).toEqual(open.map((entry) => entry.entryNumber));
  }
});

test('gives no next link with $top, not even when the page was cut short', async () => {
  const bench = await startBc();
  const { body } = await bench.get(`${bench.custom}/customerLedgerEntries?$top=50`, { prefer: 'odata.maxpagesize=10' });
  expect(body.value).toHaveLength(10);
  expect(body).not.toHaveProperty(['@odata.nextLink']);
});

test('never serves more than 20,000 entities a page, whatever is asked for', async () => {
  const bench = await startBc({ customers: 5_001, entriesPerCustomer: 4 });
  const url = `${bench.custom}/customerLedgerEntries?$select=entryNumber`;
  for (const headers of [{}, { prefer: 'odata.maxpagesize=500000' }]) {
    const { body } = await bench.get(url, headers);
    expect(body.value).toHaveLength(20_000);
    expect(body['@odata.nextLink']).toContain('skiptoken');
  }
});
