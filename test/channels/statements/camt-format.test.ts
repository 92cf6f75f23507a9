import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { expect, test } from 'vitest';
import { camtFormats, xmlFormat } from '#channels/statements';
import type { DescribedLine, FileFormat, Finding } from '#schemas/kit';
import { sharedReference } from '#test/shared-reference';
import { balance, camt, entry, sourceOf, tx } from './camt-kit.ts';

const bytesOf = (file: Buffer | string): Buffer => (typeof file === 'string' ? Buffer.from(file) : file);
const formatOf = (file: Buffer | string): FileFormat | undefined =>
  [...camtFormats, xmlFormat].find((format) => format.recognise(bytesOf(file).subarray(0, 8192)) !== null);

async function all<T>(from: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of from) found.push(one);
  return found;
}
const describeIt = async (file: Buffer | string): Promise<readonly DescribedLine[]> =>
  all(formatOf(file)?.describe(sourceOf(bytesOf(file)), 'x') ?? (sourceOf(Buffer.alloc(0)) as never));
const lintIt = async (file: Buffer | string): Promise<readonly Finding[]> =>
  all(formatOf(file)?.lint(sourceOf(bytesOf(file)), 'x') ?? (sourceOf(Buffer.alloc(0)) as never));

test.each`
  what                 | xml                                                       | key           | name
  ${'camt.052'}        | ${camt({ kind: '052', entries: '' })}                     | ${'camt.052'} | ${'account report of the day camt.052.001.02'}
  ${'camt.053'}        | ${camt({ kind: '053', version: '08', entries: '' })}      | ${'camt.053'} | ${'account statement camt.053.001.08'}
  ${'camt.054'}        | ${camt({ kind: '054', entries: '' })}                     | ${'camt.054'} | ${'debit and credit notification camt.054.001.02'}
  ${'a strange file'}  | ${'<html xmlns="urn:h"><p/></html>'}                      | ${'xml'}      | ${'an XML file of a kind we do not know, <html> of namespace urn:h; known are pain.001'}
  ${'another message'} | ${'<Document xmlns="urn:x"><CstmrPmtStsRpt/></Document>'} | ${undefined}  | ${''}
  ${'no XML'}          | ${':20:STARTUMS'}                                         | ${undefined}  | ${''}
  ${'nothing'}         | ${''}                                                     | ${undefined}  | ${''}
`('$what is recognised by its content', ({ xml, key, name }) => {
  const format = formatOf(xml);
  expect(format?.key).toBe(key);
  expect(format?.recognise(bytesOf(xml)) ?? '').toContain(name);
});

test('everything is told in plain words', async () => {
  const parts = tx(
    '100.00',
    '<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>71/000000001030105</Ref></CdtrRefInf></Strd></RmtInf>' +
      '<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>',
  );
  const lines = await describeIt(
    camt({ kind: '053', head: balance('OPBD', '0.00'), entries: entry({ details: parts, text: 'bank' }) }),
  );
  expect(lines.map(({ title, lineNumber }) => `${lineNumber} ${title}`)).toEqual([
    '3 head of the message',
    '4 statement of one account',
    '5 balance',
    '6 entry: one amount on the account',
    '6 transaction: one payment of the entry',
    '6 entry: one amount on the account, continued',
  ]);
  const said = new Map(lines.flatMap(({ fields }) => fields.map(({ name, meaning }) => [name, meaning])));
  expect(Object.fromEntries(said)).toMatchObject({
    'Tp/CdOrPrtry/Cd': 'opening booked balance: the closing balance of the statement before',
    Amt: '100.00 DKK',
    CdtDbtInd: 'credit: into the account',
    Sts: 'booked: the money has moved',
    'BookgDt/Dt': '2026-11-23',
    'BkTxCd/Domn/Cd': 'payment',
    'BkTxCd/Domn/Fmly/Cd': 'transfer, received',
    'BkTxCd/Domn/Fmly/SubFmlyCd': 'domestic transfer',
    'RmtInf/Strd/CdtrRefInf/Ref': 'payment slip of type 71, payment id 000000001030105, check digit right',
    'RtrInf/Rsn/Cd': 'the debtor asked for the money back: reverse the posting and open a dispute',
    'Acct/Id/IBAN': 'IBAN DK5000400440116243',
  });
});

test('of a broken file everything before the break is told, and then the break', async () => {
  const lines = await describeIt(camt({ entries: entry() }).replace('</BookgDt>', '</BookgDat>'));
  expect(lines.at(-2)?.key).toBe('Ntry');
  expect(lines.at(-1)).toMatchObject({ key: null, lineNumber: 6 });
  expect(lines.at(-1)?.title).toContain('here the file cannot be read further: </BookgDat> stands where </BookgDt>');
});

test('a file of a kind we do not know is told in its own names', async () => {
  const lines = await describeIt('<a xmlns="urn:a"><b c="1">x</b><d><e>y</e></d></a>');
  expect(lines.map(({ title, fields }) => [title, fields.map(({ name, meaning }) => `${name}: ${meaning}`)])).toEqual([
    ['a of urn:a', ['b: x, c="1"']],
    ['a/d of urn:a', ['e: y']],
  ]);
  expect(await lintIt('<a xmlns="urn:a"/>')).toMatchObject([{ field: 'root', value: '<a> of urn:a' }]);
});

const good = camt({ kind: '053', head: balance('OPBD', '0.00') + balance('CLBD', '100.00'), entries: entry() });

test('a sound statement has no finding', async () => {
  expect(await lintIt(good)).toEqual([]);
});

test.each`
  what                         | change                                                                                                 | field                            | value
  ${'a wrong balance'}         | ${['>100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt>', '>100.01</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt>']}    | ${'Bal'}                         | ${'100.01'}
  ${'a wrong direction'}       | ${['<CdtDbtInd>CRDT</CdtDbtInd><Sts>', '<CdtDbtInd>IN</CdtDbtInd><Sts>']}                              | ${'Ntry/CdtDbtInd'}              | ${'IN'}
  ${'an amount of 3 decimals'} | ${['>100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>', '>100.001</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>']} | ${'Ntry/Amt'}                    | ${'100.001 DKK'}
  ${'an amount without Ccy'}   | ${['<Ntry><Amt Ccy="DKK">', '<Ntry><Amt>']}                                                            | ${'BkToCstmrStmt/Stmt/Ntry/Amt'} | ${''}
  ${'a wrong IBAN'}            | ${['DK50', 'DK51']}                                                                                    | ${'Acct/Id/IBAN'}                | ${'DK5100400440116243'}
  ${'a wrong date'}            | ${['<BookgDt><Dt>2026-11-23', '<BookgDt><Dt>23.11.2026']}                                              | ${'Ntry/BookgDt'}                | ${'23.11.2026'}
  ${'an element out of order'} | ${['<AcctSvcrRef>R1</AcctSvcrRef><BkTxCd>', '<BkTxCd>']}                                               | ${null}                          | ${''}
  ${'a status left out'}       | ${['<Sts>BOOK</Sts>', '']}                                                                             | ${'Ntry/Sts'}                    | ${''}
  ${'a version nobody knows'}  | ${['camt.053.001.02', 'camt.053.001.99']}                                                              | ${'Document/@xmlns'}             | ${'urn:iso:std:iso:20022:tech:xsd:camt.053.001.99'}
  ${'broken XML'}              | ${['</Ntry>', '</Entry>']}                                                                             | ${'xml'}                         | ${''}
`('lint says $what', async ({ change, field, value }) => {
  const [from, to] = change;
  expect(good).toContain(from);
  const findings = await lintIt(good.replace(from, to));
  if (field === null) expect(findings).toEqual([]);
  else expect(findings.map((found) => [found.field, found.value])).toContainEqual([field, value]);
  for (const { lineNumber, from: start, to: end, remedy } of findings) {
    expect([lineNumber > 0, start > 0, end >= start, remedy !== '']).toEqual([true, true, true, true]);
  }
});

const files = [
  ...sharedReference('iso20022/samples', /camt\.05[234].*\.xml$/),
  ...sharedReference('iso20022/own', /camt.*\.xml$/),
  ...sharedReference('statements', /camt.*\.xml$/),
];
const schemas = new Map(
  sharedReference('iso20022/xsd', /camt\.05[234]/).map((file) => [basename(file, '.xsd'), readFileSync(file)]),
);

test.each(files.map((file) => [basename(file), file]))(
  '%s: order and values are judged as by its schema',
  async (_, file) => {
    const bytes = readFileSync(file);
    const name = /camt\.05\d\.001\.\d\d/.exec(bytes.toString().slice(0, 600))?.[0] ?? '';
    const schema = schemas.get(name);
    const structural = (await lintIt(bytes)).filter((found) => found.field.startsWith('BkToCstmr'));
    expect((await describeIt(bytes)).every((line) => line.key !== null)).toBe(true);
    if (schema === undefined) return;
    const xsd = XsdValidator.fromDoc(XmlDocument.fromBuffer(schema));
    const document = XmlDocument.fromBuffer(bytes);
    let isValid = true;
    try {
      xsd.validate(document);
    } catch {
      isValid = false;
    }
    document.dispose();
    xsd.dispose();
    expect(structural.length === 0).toBe(isValid);
  },
);
