import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { euro, statusFacts } from '#channels/sepa';
import { sharedReference } from '#test/shared-reference';
import { read002 } from './sepa-kit.ts';

const samples = [...sharedReference('iso20022/samples', /pain\.002/), ...sharedReference('iso20022/own', /pain002/)];
const named = new Map(samples.map((path) => [basename(path), readFileSync(path)]));

/** What the samples say, by hand: level, code, outcome, reason codes. */
const stories: Readonly<Record<string, readonly (readonly [string, string, string, string])[]>> = {
  'ch-pain.002.001.03-direct-debit-a.xml': [
    ['group', '', 'unknown', ''],
    ['payment', 'ACCP', 'accepted', ''],
  ],
  'ch-pain.002.001.03-epo-a.xml': [['group', 'ACTC', 'received', '']],
  'gs-pain.002.001.03-group-accepted.xml': [['group', 'ACTC', 'received', '']],
  'nordea-pain.002.001.03-group-reject.xml': [['group', 'RJCT', 'rejected', 'DU01']],
  'nordea-pain.002.001.03-txn-reject.xml': [
    ['group', '', 'unknown', ''],
    ['transaction', 'RJCT', 'rejected', 'NARR'],
    ['transaction', 'RJCT', 'rejected', 'NARR'],
    ['payment', 'RJCT', 'rejected', ''],
  ],
  'pain002-v03-mixed.xml': [
    ['group', 'PART', 'partial', ''],
    ['transaction', 'RJCT', 'rejected', 'AC04 K0999'],
    ['payment', 'PART', 'partial', ''],
  ],
};

test.runIf(samples.length > 0)('every sample has its story told', () => {
  expect([...named.keys()].sort()).toEqual(Object.keys(stories).sort());
});

test.each([...named])('%s is read to its end, item by item', async (name, bytes) => {
  const { items, problems, fatal, variant } = await read002(bytes);
  expect([problems, fatal, variant]).toEqual([[], [], 'pain.002.001.03']);
  const told = items.map(({ level, code, outcome, reasons }) => [
    level,
    code,
    outcome,
    reasons.map((reason) => reason.code).join(' '),
  ]);
  expect(told).toEqual(stories[name]);
  expect(items.map((item) => item.number)).toEqual(items.map((_, i) => i + 1));
  for (const { byteFrom, byteTo } of items) {
    const raw = bytes.toString('utf8', byteFrom, byteTo);
    expect(raw).toMatch(/^<(OrgnlGrpInfAndSts|OrgnlPmtInfAndSts|TxInfAndSts)>[^]*<\/\1>$/);
  }
});

test.each([...named])('%s reads the same however its bytes are cut', async (_name, bytes) => {
  const whole = await read002(bytes);
  for (const size of [1, 7, 100]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    expect(await read002(...pieces)).toEqual(whole);
  }
});

const report = (body: string, namespace = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.03'): Buffer =>
  Buffer.from(
    `<?xml version="1.0"?><Document xmlns="${namespace}"><CstmrPmtStsRpt>${body}</CstmrPmtStsRpt></Document>`,
  );

const group = (inner: string): string =>
  `<OrgnlGrpInfAndSts><OrgnlMsgId>000099</OrgnlMsgId><OrgnlMsgNmId>PAIN.008.001.02</OrgnlMsgNmId>${inner}</OrgnlGrpInfAndSts>`;

const transaction = (inner: string): string =>
  `<TxInfAndSts><OrgnlEndToEndId>00012345</OrgnlEndToEndId>${inner}</TxInfAndSts>`;

const payment = (status: string, inner: string): string =>
  `<OrgnlPmtInfAndSts><OrgnlPmtInfId>B1</OrgnlPmtInfId>${status}${inner}</OrgnlPmtInfAndSts>`;

test.each`
  own       | batch     | file      | code      | outcome
  ${'ACSC'} | ${'RJCT'} | ${'RJCT'} | ${'ACSC'} | ${'settled'}
  ${'RJCT'} | ${'ACCP'} | ${'ACCP'} | ${'RJCT'} | ${'rejected'}
  ${''}     | ${'ACSP'} | ${'PART'} | ${'ACSP'} | ${'accepted'}
  ${''}     | ${''}     | ${'RJCT'} | ${'RJCT'} | ${'rejected'}
  ${''}     | ${''}     | ${''}     | ${''}     | ${'unknown'}
  ${'ACWC'} | ${''}     | ${''}     | ${'ACWC'} | ${'acceptedWithChange'}
  ${'PDNG'} | ${''}     | ${''}     | ${'PDNG'} | ${'pending'}
  ${'RCVD'} | ${''}     | ${''}     | ${'RCVD'} | ${'received'}
  ${''}     | ${'PART'} | ${''}     | ${'PART'} | ${'partial'}
  ${'CANC'} | ${''}     | ${'ACCC'} | ${'CANC'} | ${'cancelled'}
  ${'ZZZZ'} | ${'RJCT'} | ${''}     | ${'ZZZZ'} | ${'unknown'}
`('a transaction with "$own" in a batch with "$batch" in a file with "$file" is $outcome', async (row) => {
  const status = (name: string, code: string): string => (code === '' ? '' : `<${name}>${code}</${name}>`);
  const body =
    group(status('GrpSts', row.file)) + payment(status('PmtInfSts', row.batch), transaction(status('TxSts', row.own)));
  const { items, fatal } = await read002(report(body));
  expect(fatal).toEqual([]);
  const found = items.find(({ level }) => level === 'transaction');
  expect(found).toMatchObject({ ownCode: row.own, code: row.code, outcome: row.outcome });
  expect(found).toMatchObject({
    originalMessageId: '000099',
    originalEndToEndId: '00012345',
    originalPaymentInfoId: 'B1',
  });
});

test('statuses and reasons nobody knows are kept and told once', async () => {
  const strange =
    '<TxSts>ZZZZ</TxSts><StsRsnInf><Rsn><Prtry>K0653</Prtry></Rsn><AddtlInf>Spærret</AddtlInf></StsRsnInf>';
  const { items, problems } = await read002(
    report(group('') + payment('', transaction(strange) + transaction(strange))),
  );
  expect(items.map(({ code }) => code)).toEqual(['', 'ZZZZ', 'ZZZZ', '']);
  expect(items[1]?.reasons).toEqual([{ code: 'K0653', words: null, text: 'Spærret' }]);
  expect(problems).toMatchObject([{ code: 'RECORD_UNKNOWN', context: { value: 'status ZZZZ' } }]);
});

test('a version 10 report of cancelled debits names its debtors, whose names lie deeper', async () => {
  const inner =
    '<TxSts>CANC</TxSts><StsRsnInf><Rsn><Cd>CUST</Cd></Rsn></StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy="EUR">1.15</InstdAmt>' +
    '</Amt><ReqdColltnDt>2026-12-01</ReqdColltnDt><MndtRltdInf><MndtId>M1</MndtId></MndtRltdInf><Dbtr><Pty><Nm>Æble</Nm></Pty>' +
    '</Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct></OrgnlTxRef>';
  const body = group('') + payment('', transaction(inner));
  const { items, variant } = await read002(
    report(`<GrpHdr><MsgId>S</MsgId></GrpHdr>${body}`, 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10'),
  );
  expect(variant).toBe('pain.002.001.10');
  const [fact, ...more] = statusFacts(items, euro);
  expect(more).toEqual([]);
  expect(fact).toMatchObject({
    kind: 'cancelled',
    effect: 0,
    amount: 115,
    actualAmount: 0,
    currency: 'EUR',
    reference: '00012345',
    mandateNumber: 'M1',
    dueDate: '2026-12-01',
    bank: { payerName: 'Æble', payerAccount: 'DE89370400440532013000', returnReason: { code: 'CUST' } },
  });
});

test('a refusal told twice has one key, two refusals have two', async () => {
  const refused = (id: string): string => transaction('<TxSts>RJCT</TxSts>').replace('00012345', id);
  const read = async (...ids: readonly string[]): Promise<readonly string[]> => {
    const { items } = await read002(report(group('') + payment('', ids.map(refused).join(''))));
    return statusFacts(items, euro).map(({ paymentKey }) => paymentKey);
  };
  const [first = '', second = ''] = await read('E1', 'E2');
  expect(first).not.toBe(second);
  expect(await read('E2')).toEqual([second]);
  const [one, two] = await read('NOTPROVIDED', 'NOTPROVIDED');
  expect(one).not.toBe(two);
});

test('accepted, settled and pending transactions, and refused batches, are no facts', async () => {
  const codes = ['ACCP', 'ACSC', 'PDNG', 'ACWC', 'ZZZZ'];
  const body = codes.map((code) => transaction(`<TxSts>${code}</TxSts>`)).join('');
  const { items } = await read002(
    report(group('<GrpSts>RJCT</GrpSts>') + payment('<PmtInfSts>RJCT</PmtInfSts>', body)),
  );
  expect(statusFacts(items, euro)).toEqual([]);
});

test('an amount in a currency we do not know is a problem of its record; the record is kept', async () => {
  const inner = '<TxSts>RJCT</TxSts><OrgnlTxRef><Amt><InstdAmt Ccy="JPY">100</InstdAmt></Amt></OrgnlTxRef>';
  const { items, problems } = await read002(report(group('') + payment('', transaction(inner))));
  expect(items.length).toBe(3);
  expect(problems).toMatchObject([{ code: 'LINE_UNREADABLE', context: { field: 'InstdAmt', value: '100' } }]);
});

test('counts by status are kept as they stand', async () => {
  const counts =
    '<NbOfTxsPerSts><DtldNbOfTxs>1</DtldNbOfTxs><DtldSts>ACCP</DtldSts></NbOfTxsPerSts>' +
    '<NbOfTxsPerSts><DtldNbOfTxs>2</DtldNbOfTxs><DtldSts>RJCT</DtldSts><DtldCtrlSum>12.5</DtldCtrlSum></NbOfTxsPerSts>';
  const { items } = await read002(report(group(counts)));
  expect(items[0]?.counts).toEqual([
    { code: 'ACCP', outcome: 'accepted', count: '1', sum: null },
    { code: 'RJCT', outcome: 'rejected', count: '2', sum: 1250 },
  ]);
});

test('the bank’s Latin text is read by its declaration, not as UTF-8', async () => {
  const body = group('<GrpSts>RJCT</GrpSts><StsRsnInf><AddtlInf>Forkert beløb på Ærø</AddtlInf></StsRsnInf>');
  const text = report(body)
    .toString('utf8')
    .replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="ISO-8859-1"?>');
  const { items } = await read002(Buffer.from(text, 'latin1'));
  expect(items[0]?.reasons).toEqual([{ code: '', words: '', text: 'Forkert beløb på Ærø' }]);
});

test.each<[string, Buffer, string]>([
  ['nothing', Buffer.alloc(0), 'FILE_EMPTY'],
  ['a report that is cut short', report(group('<GrpSts>RJCT</GrpSts>')).subarray(0, 240), 'FILE_INCOMPLETE'],
  ['a report about nothing', report('<GrpHdr><MsgId>S</MsgId></GrpHdr>'), 'FILE_INCOMPLETE'],
  ['another message', Buffer.from('<Document xmlns="x"><CstmrDrctDbtInitn/></Document>'), 'FILE_UNKNOWN'],
  ['no XML', Buffer.from('BS0020000'), 'LINE_UNREADABLE'],
  [
    'a document type with entities',
    Buffer.from('<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><Document>&e;</Document>'),
    'LINE_UNREADABLE',
  ],
])('%s is fatal, and says so', async (_what, bytes, code) => {
  const { fatal } = await read002(bytes);
  expect(fatal.map((problem) => problem.code)).toEqual([code]);
});
