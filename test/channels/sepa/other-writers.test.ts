import fc from 'fast-check';
import { SWIFTCreditPaymentInitiation } from 'iso20022.js';
import { expect, test, vi } from 'vitest';
import {
  type Cancellation,
  type CancellationHeader,
  cancellationReasons,
  checkPayOut,
  type PayOut,
  type PayOutAgreement,
  writeCamt055,
  writePain001,
} from '#channels/sepa';
import { knownDate, minor, ProblemError } from '#kernel';
import { at, childrenOf, readXml, textAt } from '#schemas/xml';
import { validateXsd } from '#test/xsd';
import { agreement } from './sepa-kit.ts';

const request: CancellationHeader = {
  agreement,
  version: '01',
  requestId: 'CXL7',
  createdAt: new Date('2026-11-25T09:00:00Z'),
  original: { messageId: 'COL42', messageName: 'pain.008.001.02' },
};

const cancellation: Cancellation = {
  cancellationId: 'CXL7-1',
  paymentInfoId: 'COL42-1',
  endToEndId: 'K1',
  amount: minor(1999),
  collectionDate: knownDate('2026-12-01'),
  reason: 'customer',
  text: '',
};

const problemIn = async (write: () => unknown): Promise<unknown> => {
  try {
    await write();
    return null;
  } catch (error) {
    return error instanceof ProblemError ? error.problem : error;
  }
};

test.each(['01', '08'] as const)(
  'cancellations of every reason are valid by the schema (camt.055.001.%s)',
  (version) => {
    const all = (Object.keys(cancellationReasons) as (keyof typeof cancellationReasons)[]).map((reason, i) => ({
      ...cancellation,
      cancellationId: `CXL7-${i}`,
      reason,
      text: i % 2 === 0 ? '' : 'Kunden på Ærø 😀',
    }));
    const bytes = writeCamt055({ ...request, version }, all);
    expect(validateXsd(`camt.055.001.${version}`, bytes)).toEqual([]);
    const read = readXml(bytes);
    const inner = read.ok ? at(read.value, 'CstmrPmtCxlReq') : undefined;
    expect(textAt(inner, 'CtrlData', 'NbOfTxs')).toBe('6');
    expect(textAt(inner, 'CtrlData', 'CtrlSum')).toBe('119.94');
    const told = childrenOf(at(inner, 'Undrlyg', 'OrgnlPmtInfAndCxl'), 'TxInf').map((one) =>
      textAt(one, 'CxlRsnInf', 'Rsn', 'Cd'),
    );
    expect(told).toEqual(Object.values(cancellationReasons));
  },
);

test.each<[string, Partial<CancellationHeader>, readonly Cancellation[], string]>([
  ['no cancellation', {}, [], 'NbOfTxs'],
  ['an id of 36 signs', { requestId: 'x'.repeat(36) }, [cancellation], 'Id'],
  ['an amount of zero', {}, [{ ...cancellation, amount: minor(0) }], 'CtrlSum'],
  ['a note of 106 signs', {}, [{ ...cancellation, text: 'x'.repeat(106) }], 'AddtlInf'],
  [
    'a batch that comes twice',
    {},
    [cancellation, { ...cancellation, paymentInfoId: 'B' }, { ...cancellation, endToEndId: 'K3' }],
    'OrgnlPmtInfId',
  ],
])('a request with %s is refused', async (_what, change, given, field) => {
  const problem = await problemIn(() => writeCamt055({ ...request, ...change }, given));
  expect(problem).toMatchObject({ code: 'FIELD_NOT_WRITABLE', context: { field } });
});

const payer: PayOutAgreement = {
  name: 'Eksempel ApS',
  iban: 'DK5000400440116243',
  bic: 'DABADKKK',
  initiatingParty: { name: 'Eksempel ApS', id: '12345678' },
  currency: 'EUR',
  serviceLevel: 'SEPA',
};
const header = { agreement: payer, messageId: 'REF42', createdAt: new Date('2026-11-24T07:15:09Z') };

const payOut: PayOut = {
  endToEndId: 'R1',
  amount: minor(115),
  executionDate: knownDate('2026-11-25'),
  creditor: { name: 'Beispiel GmbH', iban: 'DE89370400440532013000', bic: 'DEUTDEFF', country: 'DE' },
  text: '',
};

/** Amounts the library's floats get wrong when they are read (danske-iso20022.md section 3.4), and every cent up to 20.00. */
test('every amount comes out to the cent, in text as it should be', async () => {
  const amounts = [...Array.from({ length: 2000 }, (_, i) => i + 1), 29_990, 435, 99_999_999_999, 123_456_789_01];
  for (let from = 0; from < amounts.length; from += 250) {
    const some = amounts.slice(from, from + 250);
    const bytes = await writePain001(
      header,
      some.map((amount, i) => ({ ...payOut, endToEndId: `R${i}`, amount: minor(amount) })),
    );
    const written = [...bytes.toString('utf8').matchAll(/<InstdAmt Ccy="EUR">([\d.]+)</g)].map(([, text = '']) => text);
    const asCents = written.map((text) => {
      const [whole = '', fraction = ''] = text.split('.');
      return Number(whole + fraction.padEnd(2, '0'));
    });
    expect(asCents).toEqual(some);
  }
});

test('whatever passes the check is written, valid by its schema, with leading zeros where they were', async () => {
  const payOuts = fc.uniqueArray(
    fc.record({
      endToEndId: fc.stringMatching(/^[0-9]{1,35}$/),
      amount: fc.integer({ min: 1, max: 99_999_999_999 }).map((value) => minor(value)),
      executionDate: fc.constant(knownDate('2026-11-25')),
      creditor: fc.record({
        name: fc.oneof(
          fc.string({ unit: 'binary', minLength: 1, maxLength: 70 }),
          fc.string({ unit: fc.constantFrom(...Array.from('abcÆøåüßéłąΩЖ &<>\'"–')), minLength: 1, maxLength: 40 }),
        ),
        iban: fc.constantFrom('DE89370400440532013000', 'DK5000400440116243'),
        bic: fc.option(fc.constant('DEUTDEFF')),
        country: fc.constantFrom('DE', 'DK', 'PL'),
      }),
      text: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.stringMatching(/^0{1,10}\d{1,20}$/)),
    }),
    { selector: ({ endToEndId }) => endToEndId, minLength: 1, maxLength: 5 },
  );
  let written = 0;
  await fc.assert(
    fc.asyncProperty(payOuts, fc.constantFrom('SEPA' as const, 'NURG' as const), async (drawn, serviceLevel) => {
      const agreed = { ...payer, serviceLevel };
      const fit = drawn.filter((one) => checkPayOut(one, agreed).length === 0);
      if (fit.length === 0) return;
      written += fit.length;
      const bytes = await writePain001({ ...header, agreement: agreed }, fit);
      expect(validateXsd('pain.001.001.03', bytes)).toEqual([]);
      expect(bytes.toString('utf8')).not.toMatch(/<(\w+)\/>|<(\w+)><\/\2>/);
    }),
  );
  expect(written).toBeGreaterThan(20);
});

test.each<[string, Partial<PayOut>, string]>([
  ['nothing', { amount: minor(0) }, 'amount'],
  ['a wrong account', { creditor: { ...payOut.creditor, iban: 'DE88370400440532013000' } }, 'creditor.iban'],
  ['a name in another alphabet', { creditor: { ...payOut.creditor, name: '東京' } }, 'creditor.name'],
  ['a country that is none', { creditor: { ...payOut.creditor, country: 'Denmark' } }, 'creditor.country'],
  ['a text of 141 signs', { text: 'x'.repeat(141) }, 'text'],
  ['an id with a slash in front', { endToEndId: '/1' }, 'endToEndId'],
])('a pay-out of %s is refused', async (_what, change, field) => {
  expect(checkPayOut({ ...payOut, ...change }, payer).map((found) => found.field)).toEqual([field]);
  const problem = await problemIn(() => writePain001(header, [{ ...payOut, ...change }]));
  expect(problem).toMatchObject({ code: 'FIELD_NOT_WRITABLE', context: { field } });
});

test.each<[string, () => unknown, string]>([
  ['two pay-outs of one id', () => writePain001(header, [payOut, payOut]), 'PmtInfId'],
  ['no pay-out', () => writePain001(header, []), 'NbOfTxs'],
  ['SEPA in kroner', () => writePain001({ ...header, agreement: { ...payer, currency: 'DKK' } }, [payOut]), 'Ccy'],
  [
    'a wrong own account',
    () => writePain001({ ...header, agreement: { ...payer, iban: 'DK1' } }, [payOut]),
    'DbtrAcct',
  ],
])('%s is refused', async (_what, write, field) => {
  expect(await problemIn(write)).toMatchObject({ code: 'FIELD_NOT_WRITABLE', context: { field } });
});

test.each<[string, (xml: string) => string, string]>([
  ['an amount a cent too low', (xml) => xml.replace('>1.15<', '>1.14<'), 'InstdAmt'],
  ['an amount with a float’s tail', (xml) => xml.replace('>1.15<', '>1.1499999999999999<'), 'InstdAmt'],
  ['another currency', (xml) => xml.replace('Ccy="EUR"', 'Ccy="DKK"'), 'InstdAmt'],
  ['a lost zero', (xml) => xml.replaceAll('>0001<', '>1<'), 'EndToEndId'],
  ['another account', (xml) => xml.replace('DE89370400440532013000', 'DE02120300000000202051'), 'CdtrAcct'],
  ['another day', (xml) => xml.replaceAll('2026-11-25', '2026-11-24'), 'ReqdExctnDt'],
  ['another name', (xml) => xml.replace('Beispiel GmbH', 'Beispiel'), 'Cdtr'],
  ['a payment too few', (xml) => xml.replace(/<PmtInf>[^]*<\/PmtInf>/, ''), 'NbOfTxs'],
  ['no XML', () => 'nothing', 'xml'],
])('if the library wrote %s, nothing would be written', async (_what, spoil, field) => {
  const { value } = Object.getOwnPropertyDescriptor(SWIFTCreditPaymentInitiation.prototype, 'serialize') ?? {};
  const serialize = value as (this: SWIFTCreditPaymentInitiation) => string;
  const spoiled = vi.spyOn(SWIFTCreditPaymentInitiation.prototype, 'serialize');
  spoiled.mockImplementation(function (this: SWIFTCreditPaymentInitiation) {
    return spoil(serialize.call(this));
  });
  try {
    const problem = await problemIn(() => writePain001(header, [{ ...payOut, endToEndId: '0001' }]));
    expect(problem).toMatchObject({ code: 'FIELD_NOT_WRITABLE', context: { field } });
  } finally {
    spoiled.mockRestore();
  }
});
