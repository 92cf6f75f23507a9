import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage, encodeMessage, isQueueName, poisonQueueOf } from '../../../src/app/queues/index.ts';

test('every text survives being stored', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeMessage(encodeMessage(text))).toBe(text);
    }),
  );
});

test.each`
  stored               | text
  ${'eyJpZCI6MX0='}    | ${'{"id":1}'}
  ${'eyJp\nZCI6 MX0='} | ${'{"id":1}'}
  ${''}                | ${''}
  ${'{"id":1}'}        | ${undefined}
  ${'abc'}             | ${undefined}
  ${'ab=c'}            | ${undefined}
  ${'a-_b'}            | ${undefined}
  ${'===='}            | ${undefined}
`('the host would read $stored as $text', ({ stored, text }) => {
  expect(decodeMessage(stored)).toBe(text);
});

test.each`
  name              | isOne
  ${'jobs'}         | ${true}
  ${'jobs-poison'}  | ${true}
  ${'a1b'}          | ${true}
  ${'a'.repeat(63)} | ${true}
  ${'ab'}           | ${false}
  ${'a'.repeat(64)} | ${false}
  ${'Jobs'}         | ${false}
  ${'jobs_1'}       | ${false}
  ${'-jobs'}        | ${false}
  ${'jobs-'}        | ${false}
  ${'jobs--1'}      | ${false}
`('$name is a queue name: $isOne', ({ name, isOne }) => {
  expect(isQueueName(name)).toBe(isOne);
});

test('a poison queue has no poison queue', () => {
  expect(poisonQueueOf('jobs')).toBe('jobs-poison');
  expect(poisonQueueOf('jobs-poison')).toBeUndefined();
});
