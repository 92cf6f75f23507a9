import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEnumName, encodeEnumName } from '#schemas/bc';
import { sharedReference } from '#test/shared-reference';

test.each`
  name                     | encoded
  ${''}                    | ${'_x0020_'}
  ${'Invoice'}             | ${'Invoice'}
  ${'Credit Memo'}         | ${'Credit_x0020_Memo'}
  ${'Finance Charge Memo'} | ${'Finance_x0020_Charge_x0020_Memo'}
  ${'G/L Account'}         | ${'G_x002F_L_x0020_Account'}
  ${'Positive Adjmt.'}     | ${'Positive_x0020_Adjmt_x002E_'}
  ${'a_x0020_b'}           | ${'a_x005F_x0020_b'}
  ${'5 days'}              | ${'_x0035__x0020_days'}
  ${'Rykker æøå'}          | ${'Rykker_x0020_æøå'}
`('the enum name "$name" travels as $encoded, and back', ({ name, encoded }) => {
  expect(encodeEnumName(name)).toBe(encoded);
  expect(decodeEnumName(encoded)).toEqual({ ok: true, value: name });
});

test('any name comes back as it went', () => {
  const blank = ' ';
  const names = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[_xX0-9A-F ]{0,12}$/));
  fc.assert(
    fc.property(names, (name) => {
      fc.pre(name !== blank);
      const encoded = encodeEnumName(name);
      expect(encoded).toMatch(/^[\p{L}\p{Nd}_]+$/u);
      expect(decodeEnumName(encoded)).toEqual({ ok: true, value: name });
    }),
    { numRuns: 400 },
  );
});

test.each(['', 'Credit Memo', 'Credit_x0020_Memo.', 'a_x0041_b', ' ', 'a/b'])(
  'refuses "%s", which Business Central would not have written',
  (encoded) => {
    expect(decodeEnumName(encoded).ok).toBe(false);
  },
);

test('spells every enum value of the standard API as the reference does', () => {
  const [file] = sharedReference('bc', /^apiv2-entities\.json$/);
  if (file === undefined) return;
  const entities = JSON.parse(readFileSync(file, 'utf8')) as readonly {
    readonly fields: readonly { readonly enumValues?: readonly string[]; readonly jsonValues?: readonly string[] }[];
  }[];
  const pairs = entities.flatMap(({ fields }) =>
    fields.flatMap(({ enumValues = [], jsonValues = [] }) =>
      jsonValues.map((json, i) => [enumValues[i]!, json] as const),
    ),
  );
  expect(pairs.length).toBeGreaterThan(500);
  for (const [name, json] of pairs) expect(encodeEnumName(name === ' ' ? '' : name)).toBe(json);
});
