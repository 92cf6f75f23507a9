import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasModulus10, hasModulus11, modulus10 } from '#kernel';

/** The vectors of nets-formats.md section 12. */
test.each`
  digits              | check
  ${'02684014996532'} | ${8}
  ${'00000000000002'} | ${6}
  ${'160698826'}      | ${7}
  ${'0'}              | ${0}
`('the check digit of payment id $digits is $check', ({ digits, check }) => {
  expect(modulus10(digits)).toBe(check);
  expect(hasModulus10(`${digits}${check}`)).toBe(true);
});

test('a payment id of which one digit is wrong is found out', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{14}$/), fc.nat(13), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
      const id = `${digits}${modulus10(digits)}`;
      const wrong = `${id.slice(0, at)}${(Number(id[at]) + by) % 10}${id.slice(at + 1)}`;
      expect([hasModulus10(id), hasModulus10(wrong)]).toEqual([true, false]);
    }),
  );
});

test.each(['', '7', '12a4', ' 026840149965328', '026840149965327'])('"%s" is no payment id', (text) => {
  expect(hasModulus10(text)).toBe(false);
});

test('a check digit of something else than digits is a bug', () => {
  expect(() => modulus10('12x')).toThrow('Broken assumption');
});

test.each`
  cvr            | isRight
  ${'13585628'}  | ${true}
  ${'29349444'}  | ${true}
  ${'03985644'}  | ${true}
  ${'02408503'}  | ${true}
  ${'81131945'}  | ${true}
  ${'00607525'}  | ${true}
  ${'13585629'}  | ${false}
  ${'1358562'}   | ${false}
  ${'135856281'} | ${false}
  ${'1358562a'}  | ${false}
`('CVR number $cvr passes modulus 11: $isRight', ({ cvr, isRight }) => {
  expect(hasModulus11(cvr)).toBe(isRight);
});
