import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fikLine,
  kidParts,
  kidPayload,
  looksLikePartyNumber,
  partyNumbers,
  payerIdOf,
  type PaymentIdSchemeKey,
  paymentIdSchemes,
  type PaymentIdSettings,
  readFikLine,
} from '#kernel';

const polish: PaymentIdSettings = { bankSortCode: '11401081', clientMask: '1234' };

/** Every scheme that makes numbers, with the settings tried and the exchanges of neighbours that its algorithm promises to find. */
const promises: readonly {
  readonly key: PaymentIdSchemeKey;
  readonly settings: PaymentIdSettings;
  readonly findsExchange: (a: number, b: number) => boolean;
}[] = [
  ...(['fik-71', 'fik-75', 'fik-04', 'fik-15', 'ocr'] as const).map((key) => ({
    key,
    settings: {},
    findsExchange: notNineAndZero,
  })),
  { key: 'ocr', settings: { hasLengthDigit: true }, findsExchange: notNineAndZero },
  { key: 'kid', settings: { modulus: 10 }, findsExchange: notNineAndZero },
  { key: 'kid', settings: { modulus: 11 }, findsExchange: always },
  { key: 'fi', settings: {}, findsExchange: (a, b) => Math.abs(a - b) !== 5 },
  { key: 'fi-rf', settings: {}, findsExchange: always },
  { key: 'rf', settings: {}, findsExchange: always },
  { key: 'pl-virtual', settings: polish, findsExchange: always },
];

function notNineAndZero(a: number, b: number): boolean {
  return !(Math.min(a, b) === 0 && Math.max(a, b) === 9);
}
function always(): boolean {
  return true;
}

const payload = fc.stringMatching(/^[1-9]\d{2,11}$/);

test.each(promises)('$key $settings: what is made is right, and any one wrong digit is found', ({ key, settings }) => {
  const scheme = paymentIdSchemes[key];
  fc.assert(
    fc.property(payload, fc.nat(), fc.integer({ min: 1, max: 9 }), (digits, place, by) => {
      const made = scheme.make(digits, settings);
      // MOD11 refuses the numbers whose check sign would be a hyphen.
      fc.pre(made.ok || settings.modulus === 11);
      if (!made.ok) return;
      expect(scheme.check(made.value, settings)).toEqual({ isValid: true, why: null });
      expect(scheme.read(made.value, settings)).toBe(made.value);
      const places = made.value.split('').flatMap((sign, i) => (/\d/.test(sign) ? [i] : []));
      const at = places[place % places.length] ?? 0;
      const wrong = `${made.value.slice(0, at)}${(Number(made.value[at]) + by) % 10}${made.value.slice(at + 1)}`;
      expect([wrong, scheme.check(wrong, settings).isValid]).toEqual([wrong, false]);
    }),
  );
});

test.each(promises)(
  '$key $settings: an exchange of neighbours is found where that is promised',
  ({ key, settings, findsExchange }) => {
    const scheme = paymentIdSchemes[key];
    fc.assert(
      fc.property(payload, fc.nat(), (digits, place) => {
        const made = scheme.make(digits, settings);
        if (!made.ok) return;
        const places = made.value
          .split('')
          .flatMap((sign, i) => (/\d/.test(sign) && /\d/.test(made.value[i + 1] ?? '') ? [i] : []));
        const at = places[place % places.length] ?? 0;
        const [a = '', b = ''] = made.value.slice(at, at + 2);
        if (a === b || !findsExchange(Number(a), Number(b))) return;
        const wrong = `${made.value.slice(0, at)}${b}${a}${made.value.slice(at + 2)}`;
        expect([wrong, scheme.check(wrong, settings).isValid]).toEqual([wrong, false]);
      }),
    );
  },
);

test.each`
  scheme          | settings           | text                                      | value
  ${'fik-71'}     | ${{}}              | ${'+71<026840149965328+80882939<'}        | ${'026840149965328'}
  ${'fik-71'}     | ${{}}              | ${' + 71 < 026840149965328 + 80882939 <'} | ${'026840149965328'}
  ${'fik-71'}     | ${{}}              | ${'026840149965328'}                      | ${'026840149965328'}
  ${'fik-71'}     | ${{}}              | ${'0268 4014-9965 328'}                   | ${'026840149965328'}
  ${'fik-71'}     | ${{}}              | ${'1030105'}                              | ${'000000001030105'}
  ${'fik-71'}     | ${{}}              | ${'+75<0000000000000018+80882939<'}       | ${null}
  ${'fik-71'}     | ${{}}              | ${'0000000001030105'}                     | ${null}
  ${'fik-75'}     | ${{}}              | ${'+75<0000000000000018+80882939<'}       | ${'0000000000000018'}
  ${'rf'}         | ${{}}              | ${'rf18 5390 0754 7034'}                  | ${'RF18539007547034'}
  ${'rf'}         | ${{}}              | ${'RF18000000000539007547034'}            | ${'RF18539007547034'}
  ${'rf'}         | ${{}}              | ${'R F 18'}                               | ${null}
  ${'kid'}        | ${{ modulus: 11 }} | ${'0104-'}                                | ${'0104-'}
  ${'kid'}        | ${{ modulus: 10 }} | ${'12 34-4'}                              | ${'12344'}
  ${'fi'}         | ${{}}              | ${'00000000000001234561'}                 | ${'1234561'}
  ${'fi'}         | ${{}}              | ${'RF34 1234 561'}                        | ${'1234561'}
  ${'pl-virtual'} | ${polish}          | ${'PL18 1140 1081 1234 0000 0000 0042'}   | ${'PL18114010811234000000000042'}
  ${'pl-virtual'} | ${polish}          | ${'18-1140-1081-1234-0000-0000-0042'}     | ${'PL18114010811234000000000042'}
  ${'pl-virtual'} | ${polish}          | ${'18114010811234000000000042'}           | ${'PL18114010811234000000000042'}
  ${'pl-virtual'} | ${polish}          | ${'DE89370400440532013000'}               | ${null}
  ${'iban'}       | ${{}}              | ${'dk50 0040 0440 1162 43'}               | ${'DK5000400440116243'}
`('$scheme reads $text as $value', ({ scheme, settings, text, value }) => {
  expect(paymentIdSchemes[scheme as PaymentIdSchemeKey].read(text, settings)).toBe(value);
});

test.each`
  scheme          | settings                          | text                                | why
  ${'fik-71'}     | ${{}}                             | ${'000000000030154'}                | ${'the check digit is 4 and should be 5'}
  ${'fik-71'}     | ${{}}                             | ${'+75<0000000000000018+80882939<'} | ${'it is the line of a slip 75'}
  ${'fik-71'}     | ${{ creditorNumber: '81111111' }} | ${'+71<026840149965328+80882939<'}  | ${'the line is of creditor 80882939'}
  ${'fik-71'}     | ${{}}                             | ${'+71<026840149965328+70882939<'}  | ${'the creditor number of a slip 71 has 8 digits and begins with 8'}
  ${'fik-71'}     | ${{}}                             | ${'000000000000000'}                | ${'it is only zeros, which is no number'}
  ${'fik-71'}     | ${{}}                             | ${'A103010'}                        | ${'it has 15 digits, or fewer where zeros in front were left out'}
  ${'fik-73'}     | ${{}}                             | ${'18'}                             | ${'a slip 73 carries no payment id'}
  ${'rf'}         | ${{}}                             | ${'RF19539007547034'}               | ${'the check digit is 19 and should be 18'}
  ${'kid'}        | ${{ lengths: [7] }}               | ${'12344'}                          | ${'it has 5 digits and must have 7'}
  ${'kid'}        | ${{ modulus: 11 }}                | ${'12344'}                          | ${'the check digit is 4 and should be 3'}
  ${'kid'}        | ${{ modulus: 11 }}                | ${'1041'}                           | ${'the check digit is 1 and should be -'}
  ${'ocr'}        | ${{ hasLengthDigit: true }}       | ${'1234582'}                        | ${'its length digit is 8, but it has 7 digits'}
  ${'ocr'}        | ${{ lengths: [6, 8] }}            | ${'1234574'}                        | ${'it has 7 digits and must have 6 or 8'}
  ${'fi'}         | ${{}}                             | ${'1234562'}                        | ${'the check digit is 2 and should be 1'}
  ${'fi'}         | ${{}}                             | ${'0000012'}                        | ${'it has 4 to 20 digits, zeros in front not counted'}
  ${'fi-rf'}      | ${{}}                             | ${'RF341234562'}                    | ${'the check digit is 34 and should be 07'}
  ${'pl-virtual'} | ${polish}                         | ${'PL19114010811234000000000042'}   | ${'the check digit is 19 and should be 18'}
  ${'pl-virtual'} | ${polish}                         | ${'PL29114010810000267002001002'}   | ${'it is no account of the block 11401081 1234'}
  ${'iban'}       | ${{}}                             | ${'DK500040044011624'}              | ${'an account of DK has 18 signs, this has 17'}
  ${'pl-virtual'} | ${{}}                             | ${'PL10102012341234000000000042'}   | ${'10201234 is no sort code of a Polish bank: its check digit is wrong'}
`('$scheme says of $text: $why', ({ scheme, settings, text, why }) => {
  expect(paymentIdSchemes[scheme as PaymentIdSchemeKey].check(text, settings).why).toBe(why);
});

test.each`
  scheme          | settings                                         | payload                     | why
  ${'fik-71'}     | ${{}}                                            | ${'123456789012345'}        | ${'at most 14 digits'}
  ${'fik-71'}     | ${{}}                                            | ${'A1'}                     | ${'digits only'}
  ${'fik-71'}     | ${{}}                                            | ${'0'}                      | ${'only zeros'}
  ${'fik-73'}     | ${{}}                                            | ${'1'}                      | ${'carries no payment id'}
  ${'fik-01'}     | ${{}}                                            | ${'1'}                      | ${'carries no payment id'}
  ${'rf'}         | ${{}}                                            | ${'1234567890123456789012'} | ${'1 to 21'}
  ${'rf'}         | ${{}}                                            | ${'Ø1'}                     | ${'1 to 21'}
  ${'kid'}        | ${{ modulus: 11 }}                               | ${'104'}                    | ${'take the next number'}
  ${'kid'}        | ${{ lengths: [5] }}                              | ${'12345'}                  | ${'must have 5 digits'}
  ${'ocr'}        | ${{ lengths: [5, 7], hasLengthDigit: true }}     | ${'123456'}                 | ${'must have 5 or 7 digits'}
  ${'ocr'}        | ${{}}                                            | ${'1'.repeat(25)}           | ${'at most 25 digits'}
  ${'fi'}         | ${{}}                                            | ${'0012'}                   | ${'3 to 19 digits'}
  ${'fi'}         | ${{}}                                            | ${'1'.repeat(20)}           | ${'3 to 19 digits'}
  ${'pl-virtual'} | ${polish}                                        | ${'1234567890123'}          | ${'at most 12 digits'}
  ${'pl-virtual'} | ${{ bankSortCode: '10201234', clientMask: '1' }} | ${'1'}                      | ${'no sort code'}
  ${'pl-virtual'} | ${{ bankSortCode: '11401081' }}                  | ${'1'}                      | ${'1 to 12 digits'}
  ${'iban'}       | ${{}}                                            | ${'00400440116243'}         | ${'name a country'}
`('$scheme refuses to make one of $payload: $why', ({ scheme, settings, payload: given, why }) => {
  const made = paymentIdSchemes[scheme as PaymentIdSchemeKey].make(given, settings);
  expect(made).toEqual({ ok: false, error: expect.stringContaining(why) });
});

test('numbers of public pages come out as printed there', () => {
  expect(paymentIdSchemes.kid.make('12345670112345', { modulus: 11 })).toEqual({ ok: true, value: '123456701123458' });
  expect(paymentIdSchemes.kid.make('12345670112345', { modulus: 10 })).toEqual({ ok: true, value: '123456701123453' });
  expect(paymentIdSchemes.rf.make('539007547034')).toEqual({ ok: true, value: 'RF18539007547034' });
});

test('a KID whose check sign is a hyphen is right, and made only where that is wanted', () => {
  const { kid } = paymentIdSchemes;
  expect(kid.make('104', { modulus: 11, dash: 'write' })).toEqual({ ok: true, value: '104-' });
  expect(kid.check('104-', { modulus: 11 }).isValid).toBe(true);
  expect(kid.check('104-', { modulus: 10 }).isValid).toBe(false);
});

test('fixed lengths are filled with zeros in front, the shortest that fits', () => {
  expect(paymentIdSchemes.ocr.make('42', { lengths: [8, 6] })).toEqual({ ok: true, value: '000422' });
  expect(paymentIdSchemes.ocr.make('1234567', { lengths: [8, 6] })).toEqual({ ok: true, value: '12345674' });
  expect(paymentIdSchemes.kid.make('42', { lengths: [7] })).toEqual({ ok: true, value: '0000422' });
});

const kidAgreement: PaymentIdSettings = {
  modulus: 10,
  lengths: [13],
  structure: { customerFrom: 1, customerLength: 5, invoiceFrom: 6, invoiceLength: 7 },
};

test('a KID holds customer and invoice where the agreement says, and gives them back', () => {
  const laid = kidPayload({ customer: '42', invoice: '103010' }, kidAgreement);
  expect(laid).toEqual({ ok: true, value: '000420103010' });
  const made = paymentIdSchemes.kid.make('000420103010', kidAgreement);
  expect(made.ok && kidParts(made.value, kidAgreement)).toEqual({ customer: '42', invoice: '103010' });
  expect(kidPayload({ customer: '123456', invoice: '1' }, kidAgreement)).toMatchObject({ ok: false });
  expect(kidParts('0004201030101', kidAgreement)).toBe(null);
});

test.each`
  scheme          | settings                                                                                                    | fault
  ${'kid'}        | ${{ ...kidAgreement, lengths: [10] }}                                                                       | ${'the invoice does not stand between 1 and 9'}
  ${'kid'}        | ${{ ...kidAgreement, structure: { customerFrom: 1, customerLength: 6, invoiceFrom: 6, invoiceLength: 7 } }} | ${'overlap'}
  ${'kid'}        | ${{ structure: { customerFrom: 1, customerLength: 6, invoiceFrom: 7, invoiceLength: 0 } }}                  | ${'one fixed length'}
  ${'kid'}        | ${{ lengths: [26] }}                                                                                        | ${'4 to 25 digits, not 26'}
  ${'ocr'}        | ${{ lengths: [5, 6, 7] }}                                                                                   | ${'one or two lengths'}
  ${'ocr'}        | ${{ digits: 25 }}                                                                                           | ${'digits must be 1 to 24'}
  ${'fik-15'}     | ${{}}                                                                                                       | ${'acceptUnverified'}
  ${'fik-71'}     | ${{ creditorNumber: '12345678' }}                                                                           | ${'begins with 8'}
  ${'fik-04'}     | ${{ creditorNumber: '123456' }}                                                                             | ${'7 or 8 digits'}
  ${'fik-73'}     | ${{}}                                                                                                       | ${'carries no payment id'}
  ${'pl-virtual'} | ${{ bankSortCode: '11401082', clientMask: '1234' }}                                                         | ${'no sort code'}
  ${'pl-virtual'} | ${{ bankSortCode: '11401081', clientMask: '1234567890123' }}                                                | ${'1 to 12 digits'}
  ${'iban'}       | ${{}}                                                                                                       | ${'given out by the bank'}
`('settings of $scheme with a fault are told: $fault', ({ scheme, settings, fault }) => {
  const faults = paymentIdSchemes[scheme as PaymentIdSchemeKey].faults(settings);
  expect(faults.join('; ')).toContain(fault);
});

test('settings that are right have no faults', () => {
  const right: readonly (readonly [PaymentIdSchemeKey, PaymentIdSettings])[] = [
    ['fik-71', { creditorNumber: '80882939' }],
    ['fik-15', { acceptUnverified: true }],
    ['kid', kidAgreement],
    ['ocr', { lengths: [6, 8], hasLengthDigit: true }],
    ['fi', {}],
    ['rf', { digits: 15 }],
    ['pl-virtual', polish],
  ];
  expect(right.flatMap(([key, settings]) => paymentIdSchemes[key].faults(settings))).toEqual([]);
});

test('the line of a slip is read and written', () => {
  expect(readFikLine('+73<+80882939<')).toEqual({ cardType: '73', id: '', creditorNumber: '80882939' });
  expect(readFikLine('+99<1+80882939<')).toBe(null);
  expect(fikLine('71', '026840149965327', '80882939')).toMatchObject({ ok: false });
  expect(fikLine('73', '18', '80882939')).toMatchObject({ ok: false });
  expect(fikLine('04', '18', '1234567')).toEqual({ ok: true, value: '+04<0000000000000018+1234567<' });
});

test('the payer’s id comes out of an account of the block, and of no other', () => {
  expect(payerIdOf('18 1140 1081 1234 0000 0000 0042', polish)).toBe('000000000042');
  expect(payerIdOf('PL18114010811234000000000042', { ...polish, clientMask: '1235' })).toBe(null);
});

test.each`
  number            | looks
  ${'13585628'}     | ${true}
  ${'000013585628'} | ${true}
  ${'44051401359'}  | ${true}
  ${'5260250274'}   | ${true}
  ${'13585629'}     | ${false}
  ${'103010'}       | ${false}
`('$number looks like the number of a person or company: $looks', ({ number, looks }) => {
  expect(looksLikePartyNumber(number)).toBe(looks);
});

test('party numbers are read with blanks and hyphens; KRS has no check digit', () => {
  expect(partyNumbers.nip.check('526-025-02-74')).toBe(true);
  expect(partyNumbers.krs.check('0000012345')).toBe(true);
  expect(partyNumbers.krs.check('12345')).toBe(false);
  expect(partyNumbers.regon.check('12345678512348')).toBe(false);
});
