import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distribute, takenBack } from '#payments';

const shares = (...minors: readonly number[]) => minors.map((minor, i) => ({ claimId: i + 1, minor }));

test.each`
  what                                     | effect | asked              | given
  ${'the exact amount'}                    | ${300} | ${[100, 200]}      | ${[[1, 100], [2, 200]]}
  ${'the exact amount with a credit memo'} | ${250} | ${[100, 200, -50]} | ${[[1, 100], [2, 200], [3, -50]]}
  ${'less, in the order given'}            | ${150} | ${[100, 200]}      | ${[[1, 100], [2, 50]]}
  ${'less than the first'}                 | ${40}  | ${[100, 200]}      | ${[[1, 40]]}
  ${'less, with a credit memo used up'}    | ${150} | ${[100, 200, -50]} | ${[[1, 100], [2, 100], [3, -50]]}
  ${'more: the rest on account'}           | ${350} | ${[100, 200]}      | ${[[1, 100], [2, 200], [null, 50]]}
  ${'nothing to apply to'}                 | ${350} | ${[]}              | ${[[null, 350]]}
  ${'money paid out'}                      | ${-50} | ${[-30, -20]}      | ${[[1, -30], [2, -20]]}
  ${'money paid out, less'}                | ${-40} | ${[-30, -20]}      | ${[[1, -30], [2, -10]]}
  ${'nothing'}                             | ${0}   | ${[100]}           | ${[]}
`('spreads $what', ({ effect, asked, given }) => {
  expect(distribute(effect, shares(...asked)).map(({ claimId, minor }) => [claimId, minor])).toEqual(given);
});

test('the parts always sum to the amount, and no claim gets more than it asks', () => {
  const amount = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(
    fc.property(amount, fc.array(amount, { maxLength: 8 }), (effect, asked) => {
      const open = shares(...asked);
      const given = distribute(effect, open);
      expect(given.reduce((sum, { minor }) => sum + minor, 0)).toBe(effect);
      for (const { claimId, minor } of given) {
        const most = open.find((share) => share.claimId === claimId)?.minor;
        if (most !== undefined)
          expect(Math.abs(minor) <= Math.abs(most) && Math.sign(minor) === Math.sign(most)).toBe(true);
      }
      expect(takenBack(given).reduce((sum, { minor }) => sum + minor, 0)).toBe(effect === 0 ? 0 : -effect);
    }),
  );
});
