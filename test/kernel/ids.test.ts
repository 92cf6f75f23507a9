import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparableCustomerNumber, isLineReference, lineReference } from '#kernel';

const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const anyNumber = fc.integer({ min: 0, max: 36 ** 7 - 1 });

test('every reference has nine signs, is one of ours, and no number has another one’s', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyNumber, { minLength: 2, maxLength: 50 }), (numbers) => {
      const references = numbers.map(lineReference);
      expect(references.every((reference) => /^T[0-9A-Z]{8}$/.test(reference) && isLineReference(reference))).toBe(
        true,
      );
      expect(new Set(references).size).toBe(numbers.length);
      expect(new Set(references.map((reference) => reference.slice(0, 8))).size).toBe(numbers.length);
    }),
  );
});

test('one wrong sign is always found', () => {
  fc.assert(
    fc.property(anyNumber, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 35 }), (number, at, by) => {
      const reference = lineReference(number);
      const other = signs[(signs.indexOf(reference[at] ?? '') + by) % 36] ?? '';
      expect(isLineReference(`${reference.slice(0, at)}${other}${reference.slice(at + 1)}`)).toBe(false);
    }),
    { numRuns: 3000 },
  );
});

/** Two neighbours exchanged, or null when they are the same sign. */
const exchanged = (reference: string, at: number): string | null =>
  reference[at] === reference[at + 1]
    ? null
    : `${reference.slice(0, at)}${reference[at + 1]}${reference[at]}${reference.slice(at + 2)}`;

test('two neighbours exchanged are found in all but one case of six hundred', () => {
  let tried = 0;
  let missed = 0;
  // Every pair of signs in every place of the arithmetic: the two before them decide what is carried.
  for (let number = 0; number < 36 ** 3; number++) {
    for (const at of [5, 6, 7]) {
      const wrong = exchanged(lineReference(number), at);
      if (wrong === null) continue;
      tried++;
      if (isLineReference(wrong)) missed++;
    }
  }
  expect(tried).toBeGreaterThan(130_000);
  expect(missed / tried).toBeLessThan(1 / 600);
});

test('a number that does not fit is a bug', () => {
  for (const wrong of [-1, 0.5, 36 ** 7]) expect(() => lineReference(wrong)).toThrow('Broken assumption');
});

test.each(['', 'T', 't00000010', 'T0000001', 'X00000010', 'T000000100', 'T00 00010'])('"%s" is not ours', (text) => {
  expect(isLineReference(text)).toBe(false);
});

test.each`
  text              | comparable
  ${'K10001'}       | ${'K10001'}
  ${'00K10001'}     | ${'K10001'}
  ${' k10001 '}     | ${'K10001'}
  ${'000000000042'} | ${'42'}
  ${'0'}            | ${'0'}
  ${'000'}          | ${'0'}
  ${'æ7'}           | ${'Æ7'}
  ${''}             | ${''}
`('customer number "$text" is compared as "$comparable"', ({ text, comparable }) => {
  expect(comparableCustomerNumber(text)).toBe(comparable);
});

test('a number is compared the same however many zeros Nets puts before it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-ZÆØÅ]{1,15}$/), fc.nat(15), (number, zeros) => {
      const once = comparableCustomerNumber(number);
      expect(comparableCustomerNumber(`${'0'.repeat(zeros)}${number}`)).toBe(once);
      expect(comparableCustomerNumber(once)).toBe(once);
    }),
  );
});
