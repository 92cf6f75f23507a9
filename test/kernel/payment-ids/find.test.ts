import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkArrived, findPaymentIds, paymentIdSchemes, type WantedScheme } from '#kernel';

const polish = { bankSortCode: '11401081', clientMask: '1234' };
const all: readonly WantedScheme[] = [
  { scheme: 'fik-71' },
  { scheme: 'fik-75' },
  { scheme: 'rf' },
  { scheme: 'pl-virtual', settings: polish },
  { scheme: 'kid', settings: { modulus: 11, lengths: [9] } },
  { scheme: 'iban' },
];

test.each`
  text                                                     | scheme          | value                             | from  | to
  ${'026840149965328'}                                     | ${'fik-71'}     | ${'026840149965328'}              | ${0}  | ${15}
  ${'Faktura 1001, id 0268 4014 9965 328. Tak'}            | ${'fik-71'}     | ${'026840149965328'}              | ${17} | ${35}
  ${'betalt paa +71<026840149965328+80882939< den 3.'}     | ${'fik-71'}     | ${'026840149965328'}              | ${11} | ${40}
  ${'REF.026840149965328'}                                 | ${'fik-71'}     | ${'026840149965328'}              | ${4}  | ${19}
  ${'RF18 5390 0754 7034 TAK'}                             | ${'rf'}         | ${'RF18539007547034'}             | ${0}  | ${19}
  ${'vedr. rf18539007547034, mange tak'}                   | ${'rf'}         | ${'RF18539007547034'}             | ${6}  | ${22}
  ${'wplata na PL18 1140 1081 1234 0000 0000 0042 za maj'} | ${'pl-virtual'} | ${'PL18114010811234000000000042'} | ${10} | ${44}
  ${'rach. 18114010811234000000000042'}                    | ${'pl-virtual'} | ${'PL18114010811234000000000042'} | ${6}  | ${32}
  ${'fra DK50 0040 0440 1162 43'}                          | ${'iban'}       | ${'DK5000400440116243'}           | ${4}  | ${26}
  ${'2026-02-02 026840149965328'}                          | ${'fik-71'}     | ${'026840149965328'}              | ${11} | ${26}
`('finds the $scheme in "$text"', ({ text, scheme, value, from, to }) => {
  const found = findPaymentIds(text, all).filter((one) => one.scheme === scheme);
  expect(found).toEqual([{ scheme, value, from, to, text: text.slice(from, to) }]);
});

test.each([
  'nothing here',
  '026840149965327', // the check digit is wrong
  'X026840149965328', // part of something else
  '026840149965328A',
  '0268401499653281',
  '1.026840149965328', // an amount
  '026840149965328,00',
  'RF19539007547034',
  'XRF18539007547034',
  'PL19114010811234000000000042',
  '0268 4014  9965 328', // two blanks are two numbers
  '',
])('finds nothing in "%s"', (text) => {
  expect(
    findPaymentIds(
      text,
      all.filter(({ scheme }) => scheme !== 'iban'),
    ),
  ).toEqual([]);
});

test('the line of a slip is that slip and nothing else', () => {
  const text = '+04<0000000001030105+1234567<';
  const found = findPaymentIds(text, [{ scheme: 'fik-04' }, { scheme: 'fik-75' }]);
  expect(found.map(({ scheme, value }) => [scheme, value])).toEqual([['fik-04', '0000000001030105']]);
});

test('a KID with a hyphen for its check sign is found', () => {
  const { kid } = paymentIdSchemes;
  const settings = { modulus: 11 as const, lengths: [9], dash: 'write' as const };
  const dashed = Array.from({ length: 40 }, (_, n) => kid.make(String(10_000_100 + n), settings)).flatMap((made) =>
    made.ok && made.value.endsWith('-') ? [made.value] : [],
  );
  expect(dashed.length).toBeGreaterThan(0);
  for (const value of dashed) {
    expect(findPaymentIds(`KID ${value} takk`, [{ scheme: 'kid', settings }]).map((one) => one.value)).toEqual([value]);
  }
});

test('every number that is made is found in any text around it, in one piece and as it is printed', () => {
  const words = fc.array(fc.constantFrom('tak', 'faktura', 'dziekuje', 'for', 'nr.', ',', '/', 'ÆØÅ'), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(
      words,
      words,
      fc.constantFrom(...all.slice(0, 4)),
      fc.integer({ min: 1, max: 9_999_999_999 }),
      (before, after, wanted, n) => {
        const scheme = paymentIdSchemes[wanted.scheme];
        const made = scheme.make(String(n), wanted.settings);
        if (!made.ok) throw new Error(made.error);
        const value = scheme.read(made.value) ?? '';
        for (const written of [made.value, scheme.printed(made.value)]) {
          const text = [...before, written, ...after].join(' ');
          const found = findPaymentIds(text, [wanted]).filter((one) => one.value === value);
          expect([text, found.length]).toEqual([text, 1]);
          expect(found[0]?.text).toBe(written);
        }
      },
    ),
  );
});

test('any text at all is looked through quickly and without complaint, and positions are true', () => {
  const noise = fc.oneof(fc.string({ maxLength: 300 }), fc.stringMatching(/^[0-9 +<RFPL-]{0,300}$/));
  fc.assert(
    fc.property(noise, (text) => {
      for (const { from, to, text: written, scheme, value } of findPaymentIds(text, all)) {
        expect(text.slice(from, to)).toBe(written);
        expect(paymentIdSchemes[scheme].read(written, { modulus: 11 })).toBe(value);
      }
    }),
  );
  expect(findPaymentIds('2 '.repeat(20_000), [{ scheme: 'fik-71' }])).toEqual([]);
  expect(findPaymentIds('RF18 '.repeat(5000), all).length).toBeLessThan(20_000);
});

test.each`
  kind       | value                           | scheme          | normalised                        | warns
  ${'71'}    | ${'000000001030105'}            | ${'fik-71'}     | ${'000000001030105'}              | ${false}
  ${'71'}    | ${'000000000030154'}            | ${'fik-71'}     | ${'000000000030154'}              | ${true}
  ${'+75'}   | ${'0000000000000018'}           | ${'fik-75'}     | ${'0000000000000018'}             | ${false}
  ${'73'}    | ${'000000000000000'}            | ${'fik-73'}     | ${''}                             | ${false}
  ${'15'}    | ${'0000000000000019'}           | ${'fik-15'}     | ${'0000000000000019'}             | ${false}
  ${'SCOR'}  | ${'RF18 5390 0754 7034'}        | ${'rf'}         | ${'RF18539007547034'}             | ${false}
  ${'SCOR'}  | ${'RF19539007547034'}           | ${'rf'}         | ${'RF19539007547034'}             | ${true}
  ${'SCOR'}  | ${'1234561'}                    | ${null}         | ${'1234561'}                      | ${false}
  ${'RF'}    | ${'RF18539007547034'}           | ${'rf'}         | ${'RF18539007547034'}             | ${false}
  ${'KID'}   | ${'12344'}                      | ${'kid'}        | ${'12344'}                        | ${false}
  ${'KID'}   | ${'12343'}                      | ${'kid'}        | ${'12343'}                        | ${false}
  ${'KID'}   | ${'12345'}                      | ${'kid'}        | ${'12345'}                        | ${true}
  ${'OCR'}   | ${''}                           | ${'ocr'}        | ${''}                             | ${false}
  ${'fi'}    | ${'RF34 1234 561'}              | ${'fi'}         | ${'1234561'}                      | ${false}
  ${'NRB'}   | ${'19114010811234000000000042'} | ${'pl-virtual'} | ${'PL19114010811234000000000042'} | ${true}
  ${'other'} | ${' whatever it is '}           | ${null}         | ${'whatever it is'}               | ${false}
`('a reference $kind $value that arrived is taken as $normalised; warned about: $warns', (row) => {
  const arrived = checkArrived({ kind: row.kind, value: row.value });
  expect({ ...arrived, warning: arrived.warning !== null }).toEqual({
    scheme: row.scheme,
    normalised: row.normalised,
    warning: row.warns,
  });
});

test('the warning tells what is wrong and what would be right', () => {
  const { warning } = checkArrived({ kind: '71', value: '000000000030154' });
  expect(warning).toEqual({
    code: 'PAYMENT_ID_CHECK_DIGIT_WRONG',
    context: {
      scheme: 'FIK +71',
      value: '000000000030154',
      why: 'the check digit is 4 and should be 5',
      expected: '000000000030155',
    },
  });
});
