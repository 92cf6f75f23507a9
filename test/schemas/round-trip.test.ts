import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateOf } from '#kernel';
import type { FieldSpec, Layout } from '#schemas/kit';
import * as nets from '#schemas/nets';

interface Typed extends Layout {
  readonly parse: (line: string) => { readonly ok: boolean; readonly value?: unknown; readonly error?: unknown };
  readonly format: (record: never) => { readonly ok: boolean; readonly value?: string; readonly error?: unknown };
  readonly write: (record: never, target: Uint8Array, at: number) => number;
}

const layouts = Object.values<unknown>(nets).filter(
  (value): value is Typed => typeof value === 'object' && value !== null && 'format' in value && 'parse' in value,
);

const latin1Sign = fc.integer({ min: 0x20, max: 0xff }).filter((code) => code < 0x7f || code > 0x9f);
const latin1 = (most: number) =>
  fc.array(latin1Sign, { maxLength: most }).map((codes) => String.fromCharCode(...codes).replace(/ +$/, ''));
const digitsText = (width: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: width, maxLength: width }).map((all) => all.join(''));
const dates = (years: readonly [number, number]) =>
  fc
    .tuple(
      fc.integer({ min: years[0], max: years[1] }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
    )
    .map(([year, month, day]) => {
      const made = dateOf(year, month, day);
      return made.ok ? made.value : '2026-01-01';
    });
const customerNumbers = fc.stringMatching(/^[1-9A-ZÆØÅ][0-9A-ZÆØÅ]{0,14}$/).filter((text) => text.length <= 15);

/** Any value a field can hold, told from what the layout says of it. */
function valueOf(field: FieldSpec): fc.Arbitrary<unknown> {
  const width = field.to - field.from + 1;
  const { expected, codes } = field;
  if (codes) return fc.constantFrom(...Object.keys(codes));
  if (expected.startsWith('a customer number')) return fc.oneof(customerNumbers, fc.constant(''));
  if (expected.startsWith('at most')) return latin1(width);
  if (expected.startsWith('an amount')) return fc.integer({ min: 0, max: Number(10n ** BigInt(width) - 1n) });
  if (expected.startsWith('a number from')) {
    const [, least = '0', most = '0'] = /from (\d+) to (\d+)/.exec(expected) ?? [];
    return fc.integer({ min: Number(least), max: Number(most) });
  }
  if (expected.startsWith('a number of')) return fc.integer({ min: 0, max: Number(10n ** BigInt(width) - 1n) });
  if (expected.startsWith('a date as')) {
    const some = dates(width === 6 ? [2000, 2099] : [1, 9999]);
    return expected.includes('zeros') ? fc.option(some) : some;
  }
  if (expected.startsWith('a time')) {
    const part = (most: number) => fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(2, '0'));
    return fc.tuple(part(23), part(59), part(59)).map((parts) => parts.join(':'));
  }
  const digits = digitsText(width);
  return expected.includes(', or') ? fc.option(digits.filter((text) => !/^0+$/.test(text))) : digits;
}

const recordOf = (layout: Layout): fc.Arbitrary<never> =>
  fc.record(
    Object.fromEntries(layout.fields.filter((f) => f.role === 'value').map((f) => [f.name, valueOf(f)])),
  ) as fc.Arbitrary<never>;

test('there are layouts to try', () => {
  expect(layouts.length).toBe(77);
});

test.each(layouts.map((layout) => [layout.key, layout] as const))('what %s writes, it reads back', (_key, layout) => {
  const room = Buffer.alloc(layout.width + 2);
  fc.assert(
    fc.property(recordOf(layout), (record) => {
      const line = layout.format(record);
      expect(line.error).toBeUndefined();
      const text = line.value ?? '';
      expect(text.length).toBeLessThanOrEqual(layout.width);
      expect(text).toBe(text.replace(/ +$/, ''));
      expect(layout.parse(text)).toEqual({ ok: true, value: record });
      const end = layout.write(record, room, 0);
      expect(room.toString('latin1', 0, end)).toBe(`${text}\r\n`);
      const padded = text.padEnd(layout.width);
      const bytes = Buffer.from(padded, 'latin1');
      expect(layout.matches(bytes, 0)).toBe(true);
      expect(layout.isReadable(bytes, padded, 0)).toBe(true);
      expect(layout.isClean(bytes, padded, 0)).toBe(true);
      expect(layout.describe(text).filter((field) => field.fault)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test.each(layouts.map((layout) => [layout.key, layout] as const))(
  'whatever stands on a line, %s reads it all ways alike',
  (_key, layout) => {
    const constants = layout.fields.map((f) => f.constant ?? '0'.repeat(f.to - f.from + 1)).join('');
    const change = fc.tuple(fc.nat(layout.width - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const bytes = Buffer.from(constants, 'latin1');
        for (const [at, byte] of changes) bytes[at] = byte;
        const line = bytes.toString('latin1');
        const parsed = layout.parse(line);
        const faults = layout.describe(line).filter((field) => field.fault?.severity === 'fault');
        expect(layout.matches(bytes, 0) && layout.isReadable(bytes, line, 0)).toBe(parsed.ok);
        expect(faults.length === 0).toBe(parsed.ok);
      }),
      { numRuns: 300 },
    );
  },
);
