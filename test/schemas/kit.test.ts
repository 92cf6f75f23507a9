import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparableCustomerNumber, knownDate, minor } from '#kernel';
import {
  amount,
  at,
  count,
  customerNumber,
  ddmmyy,
  ddmmyyOrNone,
  ddmmyyyy,
  digits,
  eachLine,
  filler,
  isLatin1,
  lineBlocks,
  lineBlocksOf,
  literal,
  longestLine,
  oneOf,
  optionalDigits,
  printable,
  record,
  text,
  toLatin1,
} from '#schemas/kit';

test.each`
  what                                    | fields                                          | says
  ${'a gap'}                              | ${{ a: at(1, 2, digits), b: at(4, 5, digits) }} | ${/b starts at 4, the field before ends at 2/}
  ${'an overlap'}                         | ${{ a: at(1, 3, digits), b: at(3, 5, digits) }} | ${/b starts at 3, the field before ends at 3/}
  ${'a record that is too short'}         | ${{ a: at(1, 4, digits) }}                      | ${/ends at 4, its width is 5/}
  ${'a record that is too long'}          | ${{ a: at(1, 6, digits) }}                      | ${/ends at 6, its width is 5/}
  ${'a literal of another width'}         | ${{ a: at(1, 5, literal('042')) }}              | ${/does not fill 5/}
  ${'a date of another width'}            | ${{ a: at(1, 5, ddmmyy) }}                      | ${/does not fill 5/}
  ${'a code of another width'}            | ${{ a: at(1, 5, oneOf({ one: '1' })) }}         | ${/does not fill 5/}
  ${'a field that ends before it starts'} | ${{ a: at(1, 0, digits), b: at(1, 5, digits) }} | ${/ends before it starts/}
`('$what stops the program at start', ({ fields, says }) => {
  expect(() => record('test', 5, 'a record', fields)).toThrow(says);
});

const sample = record('test.sample', 60, 'a sample', {
  kind: at(1, 2, literal('BS')),
  customerNo: at(3, 17, customerNumber('left')),
  due: at(18, 25, ddmmyyyy),
  sign: at(26, 26, oneOf({ none: '0', collect: '1' })),
  amount: at(27, 39, amount),
  note: at(40, 49, text),
  account: at(50, 55, optionalDigits('zeros')),
  lines: at(56, 58, count(1, 5)),
  rest: at(59, 60, filler('blanks')),
});
const good = {
  customerNo: 'K10001',
  due: knownDate('2026-02-02'),
  sign: 'collect',
  amount: minor(125_000),
  note: 'Æblegrød',
  account: null,
  lines: 3,
} as const;

test('a record is written to the letter', () => {
  expect(sample.format(good)).toEqual({
    ok: true,
    value: 'BSK10001         0202202610000000125000Æblegrød  000000003',
  });
});

test.each`
  what                               | change                            | field
  ${'an amount of 14 digits'}        | ${{ amount: 10_000_000_000_000 }} | ${'amount'}
  ${'a negative amount'}             | ${{ amount: -1 }}                 | ${'amount'}
  ${'half an øre'}                   | ${{ amount: 0.5 }}                | ${'amount'}
  ${'no number at all'}              | ${{ amount: Number.NaN }}         | ${'amount'}
  ${'a text of 11 signs'}            | ${{ note: 'x'.repeat(11) }}       | ${'note'}
  ${'a sign outside latin1'}         | ${{ note: '10 €' }}               | ${'note'}
  ${'a line end'}                    | ${{ note: 'a\nb' }}               | ${'note'}
  ${'a customer number of 16 signs'} | ${{ customerNo: 'K'.repeat(16) }} | ${'customerNo'}
  ${'digits that are too few'}       | ${{ account: '123' }}             | ${'account'}
  ${'zeros that would mean none'}    | ${{ account: '000000' }}          | ${'account'}
  ${'a count out of bounds'}         | ${{ lines: 6 }}                   | ${'lines'}
  ${'an unknown choice'}             | ${{ sign: 'disburse' }}           | ${'sign'}
`('refuses to write $what', ({ change, field }) => {
  const written = sample.format({ ...good, ...change });
  expect(
    written.ok ? [] : written.error.map((found) => [found.code, 'field' in found.context && found.context.field]),
  ).toEqual([['FIELD_NOT_WRITABLE', field]]);
});

test('every unwritable field of a record is told', () => {
  const written = sample.format({ ...good, note: 'x'.repeat(99), lines: 9 });
  expect(written.ok ? 0 : written.error.length).toBe(2);
});

test('a year outside 20yy does not fit two digits', () => {
  const layout = record('test.date', 6, 'a date', { day: at(1, 6, ddmmyy) });
  expect(layout.format({ day: knownDate('1999-12-31') }).ok).toBe(false);
  expect(layout.format({ day: knownDate('2099-12-31') })).toEqual({ ok: true, value: '311299' });
});

test.each`
  paper       | read
  ${'290224'} | ${'2024-02-29'}
  ${'290226'} | ${undefined}
  ${'000000'} | ${null}
  ${'311399'} | ${undefined}
  ${'01 126'} | ${undefined}
`('the date $paper reads as $read', ({ paper, read: wanted }) => {
  const layout = record('test.date', 6, 'a date', { day: at(1, 6, ddmmyyOrNone) });
  const read = layout.parse(paper);
  expect(read.ok ? read.value.day : undefined).toBe(wanted);
});

test('reading names every faulty field with its place, its value and what was expected', () => {
  const read = sample.parse('BSK10001         3102202670000000125000Æblegrød  000000003');
  expect(read).toEqual({
    ok: false,
    error: [
      { field: 'due', from: 18, to: 25, value: '31022026', expected: 'a date as ddmmyyyy' },
      { field: 'sign', from: 26, to: 26, value: '7', expected: 'one of 0 (none), 1 (collect)' },
    ],
  });
});

test('a filler may hold anything when read, and is told when described', () => {
  const line = 'BSK10001         0202202610000000125000Æblegrød  000000003xy';
  expect(sample.parse(line).ok).toBe(true);
  expect(sample.describe(line).find((field) => field.fault)).toMatchObject({
    name: 'rest',
    fault: { severity: 'warning' },
  });
});

test('signs behind the end of a record are a fault: the record is shifted', () => {
  const line = 'BSK10001         0202202610000000125000Æblegrød  000000003  0';
  expect(sample.parse(line)).toMatchObject({ ok: false, error: [{ field: 'surplus', from: 61 }] });
  expect(sample.parse('BSK10001         0202202610000000125000Æblegrød  000000003    ').ok).toBe(true);
});

test('customer numbers are read from either side in the form of the kernel', () => {
  const layout = record('test.customer', 15, 'a customer', { customerNo: at(1, 15, customerNumber('right')) });
  const field = fc.stringMatching(/^[ -~ÆØÅæøåé]{15}$/);
  fc.assert(
    fc.property(field, (raw) => {
      const read = layout.parse(raw);
      expect(read.ok ? read.value.customerNo : undefined).toBe(comparableCustomerNumber(raw));
    }),
    { numRuns: 2000 },
  );
  expect(layout.format({ customerNo: 'K1' })).toEqual({ ok: true, value: '0000000000000K1' });
  expect(layout.format({ customerNo: '' })).toEqual({ ok: true, value: '' });
});

test.each`
  written               | latin1
  ${'“Æble” – ‘grød’…'} | ${`"Æble" - 'grød'...`}
  ${'10 €'}             | ${'10 EUR'}
  ${'a\u00a0b\tc'}      | ${'a b c'}
  ${'Łódź Kraków'}      | ${'Lódz Kraków'}
  ${'e\u0301t\u00e9'}   | ${'été'}
  ${'Hej 👋🏽 du'}        | ${'Hej  du'}
  ${'Иванов'}           | ${'Иванов'}
  ${'½ × ß µ'}          | ${'½ × ß µ'}
`('toLatin1 writes $written as $latin1', ({ written, latin1 }) => {
  expect(toLatin1(written)).toBe(latin1);
});

test('toLatin1 changes nothing twice, and leaves only signs it cannot replace', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (any) => {
      const once = toLatin1(any);
      expect(toLatin1(once)).toBe(once);
      for (const sign of once) expect(isLatin1(sign) || toLatin1(sign) === sign).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('what is shown of a file has no control characters and an end', () => {
  expect(printable('a\u0000b\u009fc')).toBe('a·b·c');
  expect(printable('x'.repeat(500), 10)).toBe(`${'x'.repeat(10)}…`);
});

interface Line {
  readonly text: string;
  readonly at: number;
  readonly number: number;
}

async function linesOf(chunks: readonly Buffer[]): Promise<readonly Line[]> {
  const lines: Line[] = [];
  async function* source() {
    yield* chunks;
  }
  for await (const block of lineBlocks(source())) {
    eachLine(block, (start, end, number) => {
      lines.push({ text: block.text.slice(start, end), at: block.offset + start, number });
    });
  }
  return lines;
}

test('lines are the same however the stream is cut, with CR LF, LF or no last line end', async () => {
  const line = fc
    .string({ unit: fc.constantFrom('a', 'Æ', ' ', '\r', '0'), maxLength: 12 })
    .map((s) => s.replace(/\r+$/, ''));
  const ends = fc.constantFrom('\n', '\r\n');
  const cuts = fc.array(fc.nat(9), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(line, ends), { maxLength: 20 }),
      fc.boolean(),
      cuts,
      async (lines, isOpen, sizes) => {
        let whole = '';
        const expected: Line[] = [];
        lines.forEach(([text, end], i) => {
          expected.push({ text, at: whole.length, number: i + 1 });
          whole += text + (isOpen && i === lines.length - 1 ? '' : end);
        });
        if (isOpen && lines.at(-1)?.[0] === '') expected.pop();
        const bytes = Buffer.from(whole, 'latin1');
        const chunks: Buffer[] = [];
        for (let from = 0, i = 0; from < bytes.length; i++) {
          const size = (sizes[i % sizes.length] ?? 0) + 1;
          chunks.push(bytes.subarray(from, from + size));
          from += size;
        }
        expect(await linesOf(chunks)).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});

test('a line without end is cut, counted once, and costs no memory', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const lines = await linesOf([
    Buffer.from('first\n'),
    ...Array.from({ length: 64 }, () => chunk),
    Buffer.from('\nlast'),
  ]);
  expect(lines.map(({ text, number }) => [text.length, number])).toEqual([
    [5, 1],
    [longestLine, 2],
    [4, 3],
  ]);
  expect(lines.at(-1)?.at).toBe(6 + 64 * 64 * 1024 + 1);
});

test('bytes at hand give the same blocks as a stream', () => {
  const found: string[] = [];
  for (const block of lineBlocksOf(Buffer.from('a\r\nb\nc'))) {
    eachLine(block, (start, end) => found.push(block.text.slice(start, end)));
  }
  expect(found).toEqual(['a', 'b', 'c']);
});
