import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { camt055Format, pain001Format, pain002Format, pain008Format } from '#channels/sepa';
import type { DescribedLine, FileFormat, Finding } from '#schemas/kit';
import { sharedReference } from '#test/shared-reference';
import { richMessages } from '../../schemas/rich-messages.ts';
import { collection, headerOf, sourceOf, write } from './sepa-kit.ts';

const formats = [pain001Format, pain002Format, pain008Format, camt055Format];
const samples = [...sharedReference('iso20022/samples', /\.xml$/), ...sharedReference('iso20022/own', /\.xml$/)].map(
  (path) => [basename(path), readFileSync(path)] as const,
);

async function describeAll(format: FileFormat, bytes: Uint8Array): Promise<readonly DescribedLine[]> {
  const lines: DescribedLine[] = [];
  for await (const line of format.describe(sourceOf(bytes), 'test.xml')) lines.push(line);
  return lines;
}

async function lintAll(format: FileFormat, bytes: Uint8Array): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const found of format.lint(sourceOf(bytes), 'test.xml')) findings.push(found);
  return findings;
}

const fieldsOf = (line: DescribedLine | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((line?.fields ?? []).map(({ name, meaning }) => [name, meaning]));

test.each(samples)('%s is recognised by the one format it is of', (name, bytes) => {
  const taken = formats.filter((format) => format.recognise(bytes.subarray(0, 8192)) !== null);
  const wanted = formats.filter(({ key }) => name.replace(/^pain(\d)/, 'pain.$1').includes(key));
  expect(taken.map(({ key }) => key)).toEqual(wanted.map(({ key }) => key));
});

test.each(['', 'BS0020000', '<html><body/></html>', '<Document><Xyz/></Document>', ':20:STARTUMSE'])(
  'no format takes "%s" for its own',
  (text) => {
    expect(formats.map((format) => format.recognise(Buffer.from(text)))).toEqual([null, null, null, null]);
  },
);

const ours = samples.flatMap(([name, bytes]) =>
  formats.flatMap((format) => (format.recognise(bytes.subarray(0, 8192)) === null ? [] : [{ name, bytes, format }])),
);

test.runIf(samples.length > 0)('there are samples of status reports and direct debits', () => {
  expect(ours.length).toBeGreaterThanOrEqual(10);
});

test.each(ours)('$name is explained: every text of it, with words for each', async ({ bytes, format }) => {
  const lines = await describeAll(format, bytes);
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) {
    expect(line.key, line.title).not.toBeNull();
    for (const field of line.fields) {
      expect(field.meaning, field.name).not.toBe('');
      expect(field.doc, field.name).not.toMatch(/^$|[A-Z][a-z]*[A-Z][a-z]+[A-Z]/);
    }
  }
  const texts = [...bytes.toString('utf8').matchAll(/>([^<>]*[^<>\s][^<>]*)<\//g)].map(([, text = '']) => text.trim());
  const told = lines.flatMap((line) => line.fields.map(({ raw }) => raw));
  expect(told.toSorted()).toEqual(texts.toSorted());
});

/** What lint says of each sample: worked out by hand from the files. */
const verdicts: Readonly<Record<string, readonly string[]>> = {
  'ch-pain.002.001.03-direct-debit-a.xml': [],
  'ch-pain.002.001.03-epo-a.xml': [],
  'ch-pain.008.001.02-musterfile.xml': [],
  'gs-pain.002.001.03-group-accepted.xml': [],
  'nordea-pain.002.001.03-group-reject.xml': [],
  'nordea-pain.002.001.03-txn-reject.xml': [],
  // The creditor’s identifier and account are invented and have wrong check digits.
  'phpsepa-pain.008.001.02.xml': ['CdtrAcct/Id/IBAN', 'CdtrSchmeId'],
  'phpsepa-pain.008.001.08.xml': ['CdtrAcct/Id/IBAN', 'CdtrSchmeId'],
  // K0999 is a code of the bank's own.
  'pain002-v03-mixed.xml': ['StsRsnInf/Rsn'],
  'pain008-v02-sdd-b2b.xml': [],
  'pain008-v08-sdd-b2b.xml': [],
};

test.each(ours)('lint of $name finds what is wrong with it, and nothing else', async ({ name, bytes, format }) => {
  const findings = await lintAll(format, bytes);
  expect(findings.map(({ field }) => field)).toEqual(verdicts[name]);
  for (const { expected, remedy, lineNumber, from, to } of findings) {
    expect([expected, remedy]).not.toContain('');
    expect(lineNumber).toBeGreaterThan(0);
    expect(to).toBeGreaterThanOrEqual(from);
  }
});

test('a refused transaction is told with its reason, and what to do', async () => {
  const text = richMessages['pain.002.001.03'] ?? '';
  const lines = await describeAll(pain002Format, Buffer.from(text));
  const transaction = lines.find(({ key }) => key === 'TxInfAndSts');
  expect(transaction?.title).toBe('a transaction of the batch');
  expect(fieldsOf(transaction)).toMatchObject({
    OrgnlEndToEndId: 'E',
    TxSts: 'rejected',
    'StsRsnInf/Rsn/Cd': 'the account is closed: stop the mandate and ask the customer',
    'StsRsnInf/Rsn/Prtry': 'K0999 (a code we do not know; the bank’s own, perhaps)',
    'OrgnlTxRef/Amt/InstdAmt': '12.34 EUR',
  });
  // The batch comes before what is in it.
  const keys = lines.map(({ key }) => key);
  expect(keys.indexOf('OrgnlPmtInfAndSts')).toBeLessThan(keys.indexOf('TxInfAndSts'));
  expect(keys.filter((key) => key === 'OrgnlPmtInfAndSts').length).toBe(1);
});

test('a broken file is explained up to the break, and the break is named', async () => {
  const text = (richMessages['pain.008.001.02'] ?? '').slice(0, -150);
  const lines = await describeAll(pain008Format, Buffer.from(text));
  expect(lines[0]?.title).toBe('pain.008.001.02: direct debits to be collected');
  expect(lines.some(({ key }) => key === 'GrpHdr')).toBe(true);
  expect(lines.at(-1)?.title).toMatch(/^here the file cannot be read further: the file ends inside/);
});

test('another message is told for what it is', async () => {
  const [line] = await describeAll(pain008Format, Buffer.from(richMessages['pain.002.001.10'] ?? ''));
  expect(line?.key).toBeNull();
  expect(line?.title).toMatch(/is no pain.008: <CstmrPmtStsRpt> of urn:iso/);
  const findings = await lintAll(pain008Format, Buffer.from(richMessages['pain.002.001.10'] ?? ''));
  expect(findings.map(({ remedy }) => remedy)).toEqual(['Check that it is the right file. Versions known: 02, 08.']);
});

describe('lint of direct debits finds', () => {
  const whole = async (): Promise<string> => {
    const given = [collection, { ...collection, endToEndId: 'E2' }];
    return (await write(headerOf(given), given)).bytes.toString('utf8');
  };

  test.each<[string, (text: string) => string, readonly string[]]>([
    ['nothing in our own file', (text) => text, []],
    ['a wrong sum', (text) => text.replace('<CtrlSum>2272.20', '<CtrlSum>2272.21'), ['GrpHdr/CtrlSum']],
    ['a wrong number', (text) => text.replace('<NbOfTxs>2<', '<NbOfTxs>3<'), ['GrpHdr/NbOfTxs']],
    ['a mandate without id', (text) => text.replace('<MndtId>M-K10010-01</MndtId>', ''), ['MndtRltdInf/MndtId']],
    [
      'a mandate without date',
      (text) => text.replace('<DtOfSgntr>2025-02-14</DtOfSgntr>', ''),
      ['MndtRltdInf/DtOfSgntr'],
    ],
    ['a mandate signed too late', (text) => text.replace('2025-02-14', '2027-02-14'), ['MndtRltdInf/DtOfSgntr']],
    ['a wrong account', (text) => text.replace('DE89', 'DE88'), ['DbtrAcct/Id/IBAN']],
    ['a date without settlement', (text) => text.replace('2026-12-01', '2026-12-25'), ['ReqdColltnDt']],
    ['an id twice', (text) => text.replace('E2<', 'K10010-103021<'), ['PmtId/EndToEndId']],
    ['another currency', (text) => text.replace('Ccy="EUR"', 'Ccy="DKK"'), ['InstdAmt/@Ccy']],
    ['an unknown scheme', (text) => text.replace('<Cd>CORE</Cd>', '<Cd>COR1</Cd>'), ['PmtTpInf/LclInstrm/Cd']],
    ['no sequence', (text) => text.replace('<SeqTp>RCUR</SeqTp>', ''), ['PmtTpInf/SeqTp']],
    ['charges shared', (text) => text.replace('SLEV', 'SHAR'), ['ChrgBr']],
    ['a name of another set', (text) => text.replace('Beispiel', 'Bæspiel'), ['Dbtr/Nm']],
    ['no name', (text) => text.replace('<Nm>Beispiel GmbH</Nm>', ''), ['Dbtr/Nm']],
    ['a wrong creditor identifier', (text) => text.replace('DK93ZZZ', 'DK94ZZZ'), ['CdtrSchmeId']],
    [
      'an amendment without details',
      (text) => text.replace('</DtOfSgntr>', '</DtOfSgntr><AmdmntInd>true</AmdmntInd>'),
      ['MndtRltdInf/AmdmntInd'],
    ],
    ['two texts', (text) => text.replace('</Ustrd>', '</Ustrd><Ustrd>more</Ustrd>'), ['RmtInf']],
    [
      'an empty element',
      (text) => text.replace('<Ustrd>Invoice 103021</Ustrd>', '<Ustrd></Ustrd>'),
      ['CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf/RmtInf/Ustrd'],
    ],
    [
      'elements out of order',
      (text) =>
        text.replace(
          '<PmtMtd>DD</PmtMtd><BtchBookg>true</BtchBookg>',
          '<BtchBookg>true</BtchBookg><PmtMtd>DD</PmtMtd>',
        ),
      ['CstmrDrctDbtInitn/PmtInf/BtchBookg', 'CstmrDrctDbtInitn/PmtInf/PmtMtd'],
    ],
    ['a break', (text) => text.replace('</Dbtr>', '</Debtor>'), ['xml']],
  ])('%s', async (_what, change, fields) => {
    const findings = await lintAll(pain008Format, Buffer.from(change(await whole())));
    expect(findings.map(({ field }) => field)).toEqual(fields);
  });

  test('Core and B2B in one file', async () => {
    const given = [collection, { ...collection, endToEndId: 'E2', paymentInfoId: 'B-2' }];
    const { bytes } = await write(headerOf(given), given);
    const mixed = bytes.toString('utf8').replace(/CORE(?![^]*CORE)/, 'B2B');
    expect((await lintAll(pain008Format, Buffer.from(mixed))).map(({ expected }) => expected)).toEqual([
      'CORE, as in the batches before',
    ]);
  });
});

test.each<[string, FileFormat, string, (text: string) => string, readonly string[]]>([
  [
    'an unknown status',
    pain002Format,
    'pain.002.001.10',
    (text) => text.replace('<TxSts>RJCT', '<TxSts>ZZZZ'),
    ['TxSts'],
  ],
  [
    'counts that do not add up',
    pain002Format,
    'pain.002.001.10',
    (text) => text.replace('<OrgnlNbOfTxs>1<', '<OrgnlNbOfTxs>9<'),
    ['OrgnlNbOfTxs'],
  ],
  [
    'a rejection without reason',
    pain002Format,
    'pain.002.001.10',
    (text) => text.replace(/(<TxSts>RJCT<\/TxSts>)(<StsRsnInf>.*?<\/StsRsnInf>)+/s, '$1'),
    ['StsRsnInf'],
  ],
  [
    'an accepted transaction of a rejected batch',
    pain002Format,
    'pain.002.001.10',
    (text) => text.replace('<PmtInfSts>PART', '<PmtInfSts>RJCT').replace('<TxSts>RJCT', '<TxSts>ACCP'),
    ['TxSts'],
  ],
  [
    'a wrong number',
    camt055Format,
    'camt.055.001.08',
    (text) => text.replace('<NbOfTxs>1<', '<NbOfTxs>2<'),
    ['CtrlData/NbOfTxs'],
  ],
  [
    'a transaction without name',
    camt055Format,
    'camt.055.001.01',
    (text) => text.replace(/<OrgnlInstrId>I<.*?<\/OrgnlEndToEndId>/s, ''),
    ['TxInf/OrgnlEndToEndId'],
  ],
  [
    'an unknown cause',
    camt055Format,
    'camt.055.001.08',
    (text) =>
      text.replace(/CUST(?=<\/Cd><\/Rsn><AddtlInf>a<\/AddtlInf><\/CxlRsnInf>[^]*<OrgnlTxRef>)(?![^]*<TxInf>)/, 'ZZZZ'),
    ['CxlRsnInf/Rsn/Cd'],
  ],
  [
    'a wrong sum',
    pain001Format,
    'pain.001.001.09',
    (text) => text.replace('<CtrlSum>12.34', '<CtrlSum>12.35').replace('<NbOfTxs>1<', '<NbOfTxs>2<'),
    ['GrpHdr/CtrlSum'],
  ],
  [
    'a wrong account',
    pain001Format,
    'pain.001.001.03',
    (text) => text.replace('<NbOfTxs>1<', '<NbOfTxs>2<').replace(/DK50(?![^]*DK50)/, 'DK51'),
    ['CdtrAcct/Id/IBAN'],
  ],
])('lint finds %s', async (_what, format, name, change, fields) => {
  const text = change(richMessages[name] ?? '');
  expect(text).not.toBe(richMessages[name]);
  const findings = (await lintAll(format, Buffer.from(text))).filter(({ value }) => value !== 'K0999');
  expect(findings.map(({ field }) => field)).toEqual(fields);
});
