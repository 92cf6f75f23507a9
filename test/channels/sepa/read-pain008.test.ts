import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { minor } from '#kernel';
import { sharedReference } from '#test/shared-reference';
import { collection, headerOf, read008, write } from './sepa-kit.ts';

const samples = [...sharedReference('iso20022/samples', /pain\.008/), ...sharedReference('iso20022/own', /pain008/)];
const named = new Map(samples.map((path) => [basename(path), readFileSync(path)]));

test.runIf(samples.length > 0)('foreign files are read: php-sepa, in both versions', async () => {
  for (const version of ['02', '08']) {
    const read = await read008(named.get(`phpsepa-pain.008.001.${version}.xml`) ?? Buffer.alloc(0));
    expect([read.problems, read.fatal]).toEqual([[], []]);
    expect(read.variant).toBe(`pain.008.001.${version}`);
    expect(read.group).toMatchObject({ messageId: 'OurMessageIdentification', statedCount: '1', statedTotal: 1234 });
    expect(read.batches).toMatchObject([
      {
        paymentInfoId: 'OurPaymentInfo',
        sequence: 'OOFF',
        localInstrument: 'CORE',
        collectionDate: '2025-08-19',
        creditor: { account: 'BG87200500001234567890', id: 'BG40ZZZ507778', bic: 'BANKBGFFXXX' },
        count: 1,
        total: 1234,
      },
    ]);
    expect(read.transactions).toMatchObject([
      {
        endToEndId: 'SomethingUnique',
        amount: 1234,
        currency: 'EUR',
        mandateId: 'SomeOtherUniqueThing',
        signedOn: '2025-08-19',
        debtor: { name: 'John Doe', account: 'DE87200500001234567890', bic: 'BANKDEFFXXX', country: 'BG' },
        texts: ['OurCorp Billing'],
      },
    ]);
  }
});

test.runIf(samples.length > 0)('the Swiss file, of another scheme and without mandates, is read as well', async () => {
  const read = await read008(named.get('ch-pain.008.001.02-musterfile.xml') ?? Buffer.alloc(0));
  expect([read.problems, read.fatal]).toEqual([[], []]);
  expect(read.batches).toMatchObject([
    { serviceLevel: 'CHDD', localInstrument: 'DDCOR1', statedCount: '', total: 450 },
  ]);
  expect(
    read.transactions.map(({ endToEndId, amount, currency, mandateId }) => [endToEndId, amount, currency, mandateId]),
  ).toEqual([
    ['E2EId-CHDD-1', 150, 'CHF', ''],
    ['E2EId-CHDD-2', 300, 'CHF', ''],
  ]);
});

test.each([...named].filter(([name]) => name.startsWith('pain008')))(
  '%s: references and amendments',
  async (_name, bytes) => {
    const read = await read008(bytes);
    expect([read.problems, read.fatal]).toEqual([[], []]);
    expect(read.transactions).toMatchObject([
      { endToEndId: 'K10010-103021', instructionId: 'COL-000042-0001', amount: 113_610, amendment: null },
      {
        endToEndId: 'K10020-103022',
        amount: 37_525,
        creditorReference: 'RF332348236',
        amendment: { originalMandateId: 'M-K10020-01' },
      },
    ]);
    expect(read.transactions.map(({ byteFrom, byteTo }) => bytes.toString('utf8', byteFrom, byteTo))).toEqual([
      expect.stringMatching(/^<DrctDbtTxInf>[^]*K10010-103021[^]*<\/DrctDbtTxInf>$/),
      expect.stringMatching(/^<DrctDbtTxInf>[^]*K10020-103022[^]*<\/DrctDbtTxInf>$/),
    ]);
  },
);

const whole = async (): Promise<string> => {
  const given = [collection, { ...collection, endToEndId: 'E2', amount: minor(1) }];
  return (await write(headerOf(given), given)).bytes.toString('utf8');
};

test.each<[string, (text: string) => string, readonly string[]]>([
  [
    'an amount changed',
    (text) => text.replace('>0.01<', '>0.02<'),
    ['PmtInf COL20261201-000042-1/CtrlSum', 'GrpHdr/CtrlSum'],
  ],
  [
    'a transaction lost',
    (text) => text.replace(/<DrctDbtTxInf>.*E2.*\n/, ''),
    ['PmtInf COL20261201-000042-1/NbOfTxs', 'PmtInf COL20261201-000042-1/CtrlSum', 'GrpHdr/NbOfTxs', 'GrpHdr/CtrlSum'],
  ],
  [
    'another number at the head',
    (text) => text.replace('<NbOfTxs>2</NbOfTxs>', '<NbOfTxs>3</NbOfTxs>'),
    ['GrpHdr/NbOfTxs'],
  ],
])('%s makes the totals wrong', async (_what, change, fields) => {
  const { fatal } = await read008(Buffer.from(change(await whole())));
  expect(fatal.map((found) => (found.code === 'TOTALS_WRONG' ? found.context.field : found.code))).toEqual(fields);
});

test.each<[string, (text: string) => string, string, string]>([
  ['a third decimal', (text) => text.replace('>0.01<', '>0.011<'), 'LINE_UNREADABLE', 'InstdAmt'],
  [
    'a currency we do not know',
    (text) => text.replace('Ccy="EUR">0.01', 'Ccy="JPY">0.01'),
    'LINE_UNREADABLE',
    'InstdAmt',
  ],
  ['no amount', (text) => text.replace('<InstdAmt Ccy="EUR">0.01</InstdAmt>', ''), 'LINE_UNREADABLE', 'DrctDbtTxInf'],
  ['a date that is none', (text) => text.replace('2025-02-14', '2025-02-30'), 'LINE_UNREADABLE', 'DtOfSgntr'],
])('%s is a problem of its place; everything beside it is read', async (_what, change, code, field) => {
  const { transactions, problems, fatal } = await read008(Buffer.from(change(await whole())));
  expect(transactions.length).toBe(2);
  expect(problems).toMatchObject([{ code, context: { field } }]);
  expect(fatal).toEqual([]);
});

test.each<[string, (text: string) => string | Buffer, string]>([
  ['nothing', () => '', 'FILE_EMPTY'],
  ['half a file', (text) => text.slice(0, -60), 'FILE_INCOMPLETE'],
  ['a broken tag', (text) => text.replace('</PmtInf>', '</PmtInfo>'), 'LINE_UNREADABLE'],
  ['another message', (text) => text.replaceAll('CstmrDrctDbtInitn', 'CstmrPmtStsRpt'), 'FILE_UNKNOWN'],
])('%s is fatal', async (_what, change, code) => {
  const { fatal } = await read008(Buffer.from(change(await whole())));
  expect(fatal.map((found) => found.code)).toContain(code);
});
