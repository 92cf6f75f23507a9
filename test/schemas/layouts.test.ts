import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FieldSpec, Layout } from '#schemas/kit';
import * as nets from '#schemas/nets';
import { sharedReference } from '#test/shared-reference';

interface ReferenceField {
  readonly from: number;
  readonly to: number;
  readonly type: string;
  readonly key: string;
  readonly rule: string;
}
type Reference = Readonly<Record<string, { readonly width: number; readonly fields: readonly ReferenceField[] }>>;

const named = `
  0601.002 0601.012.0112 0601.012.0113 0601.012.0117 0601.012.0118 0601.022.name 0601.022.post 0601.022.extra
  0601.042.0280 0601.042.0283 0601.042.0285 0601.042.0286 0601.052 0601.062
  0601.092.0112 0601.092.0113 0601.092.0117 0601.092.0118 0601.992
  0602.002 0602.012.0211 0602.012.0215 0602.042.auto 0602.042.slip 0602.022.0290 0602.052.0295
  0602.092.0211 0602.092.0215 0602.992
  0603.002 0603.012.0210 0603.012.0212 0603.012.0217 0603.012.0219 0603.042.mandate 0603.042.0295
  0603.092.0210 0603.092.0212 0603.092.0217 0603.092.0219 0603.992
  0605.002 0605.012.0126 0605.042.0257
  0621.002 0621.012.0120 0621.022.0280.001 0621.022.0280.002 0621.092.0120 0621.992
  ls.in.000 ls.in.001 ls.in.510 ls.in.540 ls.in.580 ls.in.585 ls.in.595 ls.in.999
  ls.0690.002 ls.0690.0900 ls.0690.0910 ls.0690.0920 ls.0690.0930
  ls.0602.002 ls.0602.payment ls.0602.0500 ls.x.992
  ls.30.mandate ls.30.999
  pbcnet.40 pbcnet.41 pbcnet.00 pbcnet.90`
  .trim()
  .split(/\s+/);

/** Records the reference describes in words only: nets-formats.md 3.8 with 6, 7 and 11.4. */
const inWords = ['0605.092.0126', '0605.992', '0621.022', 'ls.30.001'];

const isLayout = (value: unknown): value is Layout =>
  typeof value === 'object' && value !== null && 'key' in value && 'fields' in value && 'describe' in value;

const ours = new Map(
  Object.values<unknown>(nets)
    .filter(isLayout)
    .map((layout) => [layout.key, layout]),
);

/** Fields the reference calls blank, zeros or unknown in so many words, not by a constant: we read past them. */
const blankInWords = /^(blank|2010 guide: blank|as above$|zeros$|zeros \(creditor number is 8 wide|not documented$)/;

function constantOf(field: ReferenceField): string | null {
  const width = field.to - field.from + 1;
  if (!field.rule.startsWith('=')) return null;
  const constant = field.rule.slice(1);
  return constant === 'BLANK' ? ' '.repeat(width) : constant === 'ZERO' ? '0'.repeat(width) : constant;
}

const shapeOf = (field: FieldSpec) => ({ from: field.from, to: field.to, type: field.type, key: field.name });

test('every layout the product needs is declared, and no other', () => {
  expect([...ours.keys()].sort()).toEqual([...named, ...inWords].sort());
});

const paths = sharedReference('nets', /^layouts\.json$/);

test.runIf(paths.length > 0)('every declared position, type, width and constant is that of the reference', () => {
  const reference = JSON.parse(readFileSync(paths[0]!, 'utf8')) as Reference;
  let fields = 0;
  for (const key of named) {
    const theirs = reference[key];
    const layout = ours.get(key);
    expect(theirs, `the reference has ${key}`).toBeDefined();
    expect(layout?.width, key).toBe(theirs?.width);
    expect(layout?.fields.map(shapeOf), key).toEqual(
      theirs?.fields.map(({ from, to, type, key: name }) => ({ from, to, type, key: name })),
    );
    theirs?.fields.forEach((field, i) => {
      const spec = layout!.fields[i]!;
      const constant = constantOf(field);
      const isUnused = spec.role === 'filler' && blankInWords.test(field.rule);
      if (constant !== null) expect(spec.constant, `${key}.${field.key}`).toBe(constant);
      else if (!isUnused) expect(spec.role, `${key}.${field.key} carries a value`).toBe('value');
      fields += 1;
    });
  }
  expect(fields).toBeGreaterThan(700);
});

test.runIf(paths.length > 0)('every code the reference names for a field is one we read, and no other', () => {
  const reference = JSON.parse(readFileSync(paths[0]!, 'utf8')) as Reference;
  const compared: string[] = [];
  for (const key of named) {
    reference[key]?.fields.forEach((field, i) => {
      const codes = ours.get(key)?.fields[i]?.codes;
      if (!codes) return;
      const width = field.to - field.from + 1;
      const stated = field.rule.match(new RegExp(`\\b\\d{${width}}\\b`, 'g')) ?? [];
      expect(Object.values(codes).sort(), `${key}.${field.key}: ${field.rule}`).toEqual([...new Set(stated)].sort());
      compared.push(`${key}.${field.key}`);
    });
  }
  expect(compared).toContain('0602.042.auto.transactionCode');
  expect(compared).toContain('0602.042.slip.transactionCode');
  expect(compared).toContain('0601.042.0280.signCode');
  expect(compared).toContain('0603.042.mandate.transactionCode');
  expect(compared).toContain('ls.0602.payment.transactionCode');
  expect(compared).toContain('ls.30.mandate.recordType');
  expect(compared).toContain('ls.x.992.deliveryType');
});

test('the grammar of a section takes every record of its kinds for what it is', () => {
  for (const delivery of Object.values(nets.deliveries)) {
    for (const section of Object.values(delivery.sections)) {
      for (const { layout } of section.records) {
        const line = Buffer.from(
          layout.fields.map((f) => f.constant ?? firstCode(f) ?? '1'.repeat(f.to - f.from + 1)).join(''),
          'latin1',
        );
        expect(section.records.find((rule) => rule.layout.matches(line, 0))?.layout.key).toBe(layout.key);
      }
    }
  }
});

const firstCode = (field: FieldSpec): string | undefined => Object.values(field.codes ?? {})[0];
