import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  currencyOf,
  danishAmount,
  decimalFromMinor,
  jsonFromMinor,
  minor,
  minorFromDecimal,
  minorFromJson,
  sum,
} from '#kernel';

const largest = 999_999_999_999_999;

test.each`
  text                  | value
  ${'1250'}             | ${125_000}
  ${'1250.5'}           | ${125_050}
  ${'1250.05'}          | ${125_005}
  ${'-12.50'}           | ${-1250}
  ${'+0.01'}            | ${1}
  ${'-0.00'}            | ${0}
  ${'0000000000001.10'} | ${110}
  ${'9999999999999.99'} | ${largest}
  ${'19.99'}            | ${1999}
  ${'4.35'}             | ${435}
  ${'1.15'}             | ${115}
`('reads $text as $value minor units', ({ text, value }) => {
  const read = minorFromDecimal(text);
  expect(read).toEqual({ ok: true, value });
  expect(Object.is(read.ok && read.value, -0)).toBe(false);
});

test.each([
  ['a third decimal', '1.234'],
  ['a third decimal that is zero', '1.230'],
  ['a comma', '1,23'],
  ['nothing', ''],
  ['a point without decimals', '12.'],
  ['a point without a whole part', '.5'],
  ['an exponent', '1e3'],
  ['14 digits before the point', '12345678901234'],
  ['blanks around it', ' 12 '],
  ['two signs', '--1'],
  ['digits of another script', '१२'],
])('refuses %s', (_what, text) => {
  expect(minorFromDecimal(text).ok).toBe(false);
});

test.each`
  json                  | value
  ${19.99}              | ${1999}
  ${299.9}              | ${29_990}
  ${1250}               | ${125_000}
  ${-0}                 | ${0}
  ${0.1 + 0.2 - 0.3}    | ${null}
  ${0.1 + 0.2}          | ${null}
  ${19.999}             | ${null}
  ${1e21}               | ${null}
  ${1e-7}               | ${null}
  ${Number.NaN}         | ${null}
  ${Infinity}           | ${null}
  ${9_999_999_999_999}  | ${999_999_999_999_900}
  ${10_000_000_000_000} | ${null}
`('takes the JSON number $json through its shortest text', ({ json, value }) => {
  const read = minorFromJson(json);
  expect(read.ok ? read.value : null).toBe(value);
});

test('no øre is lost in any amount from 0.01 to 1000.00, as a text or as a JSON number', () => {
  const lost: number[] = [];
  for (let oere = 1; oere <= 100_000; oere++) {
    const text = `${Math.floor(oere / 100)}.${String(oere % 100).padStart(2, '0')}`;
    const fromText = minorFromDecimal(text);
    const fromJson = minorFromJson(JSON.parse(text) as number);
    if (!fromText.ok || fromText.value !== oere || !fromJson.ok || fromJson.value !== oere) lost.push(oere);
  }
  expect(lost).toEqual([]);
});

const anyAmount = fc.integer({ min: -largest, max: largest }).map(minor);

test('an amount written as a decimal text, or sent as a JSON number, reads back as itself', () => {
  fc.assert(
    fc.property(anyAmount, (amount) => {
      expect(minorFromDecimal(decimalFromMinor(amount))).toEqual({ ok: true, value: amount });
      const travelled = JSON.parse(JSON.stringify(jsonFromMinor(amount))) as number;
      expect(minorFromJson(travelled)).toEqual({ ok: true, value: amount });
    }),
    { numRuns: 2000 },
  );
});

test.each`
  oere            | danish
  ${0}            | ${'0,00'}
  ${5}            | ${'0,05'}
  ${-5}           | ${'-0,05'}
  ${125_005}      | ${'1.250,05'}
  ${-100_000_000} | ${'-1.000.000,00'}
  ${99_999}       | ${'999,99'}
`('writes $oere for people as $danish', ({ oere, danish }) => {
  expect(danishAmount(minor(oere))).toBe(danish);
});

test('a fraction of a minor unit, and a number that is not exact, is a bug', () => {
  for (const wrong of [0.5, Number.NaN, 2 ** 53]) expect(() => minor(wrong)).toThrow('Broken assumption');
  expect(() => sum([minor(2 ** 53 - 1), minor(1)])).toThrow('Broken assumption');
});

test('a currency we do not know, or in small letters, is refused', () => {
  expect(currencyOf('DKK').ok).toBe(true);
  for (const code of ['JPY', 'dkk', '', 'XXX']) expect(currencyOf(code).ok).toBe(false);
});
