import { expect, test } from 'vitest';
import { externalDocumentNumber } from '#posting';
import { earlierKeys, movementKey, revisionOf } from '../../src/posting/movement-key.ts';

const source = {
  channel: 'betalingsservice' as const,
  creditorNumber: '01234560',
  deliveryNumber: '0000000042',
  fileSha256: 'a'.repeat(64),
  lineNumber: 7,
  paymentKey: 'K1|2026-03-02|10000',
};

test('the identity of a movement names its delivery and line, and is the same whenever it is asked', () => {
  expect(movementKey(source, 1)).toMatch(/^BS:01234560:0000000042:7:[A-Z2-7]{16}$/);
  expect(movementKey({ ...source }, 1)).toBe(movementKey(source, 1));
});

test.each`
  what                | change
  ${'another file'}   | ${{ fileSha256: 'b'.repeat(64) }}
  ${'another line'}   | ${{ lineNumber: 8 }}
  ${'another fact'}   | ${{ paymentKey: 'K2|2026-03-02|10000' }}
  ${'another number'} | ${{ deliveryNumber: '0000000043' }}
  ${'no number'}      | ${{ deliveryNumber: null }}
`('$what is another identity', ({ change }) => {
  expect(movementKey({ ...source, ...change }, 1)).not.toBe(movementKey(source, 1));
});

test('the longest key fits, and so does the document number that follows from it', () => {
  const longest = movementKey({ ...source, lineNumber: 99_999_999 }, 99);
  expect(longest.length).toBeLessThanOrEqual(60);
  expect(externalDocumentNumber(longest)).toMatch(/^BS[A-Z2-7]{20}$/);
});

test('a corrected movement goes under the next revision, which knows the ones before', () => {
  const third = movementKey(source, 3);
  expect(revisionOf(third)).toBe(3);
  expect(earlierKeys(third)).toEqual([movementKey(source, 2), movementKey(source, 1)]);
  expect(earlierKeys(movementKey(source, 1))).toEqual([]);
});

// RFC 4648, section 10, through the only door there is: the base 32 of a SHA-256 that Python's base64.b32encode gives.
test('the document number is the base 32 of the key’s SHA-256', () => {
  expect(externalDocumentNumber('BS:1:2:3')).toBe('BSMAO3WPKQ5VTOKEUIHIAW');
});
