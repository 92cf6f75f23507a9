import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkDanskeCollections,
  type CollectionRecord,
  type DanskeCollection,
  danskeColFormat,
  danskeColFormatWith,
  formatCollectionRecord,
  mergeDanskeCollections,
  readDanskeCollections,
  writeDanskeCollections,
} from '#channels/danske-bank';
import { ProblemError, dateOf, knownDate, minor } from '#kernel';
import { collectionTables } from '#schemas/danske';
import { mutant, seeded } from '../mutants.ts';
import { madeUp, madeUpInput } from './made-up-tables.ts';

const golden = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../golden/danske-col/${name}`, import.meta.url)));
const settings = { tables: madeUp, betalingsserviceTypes: ['BS'] };
const line: DanskeCollection = {
  collectionType: 'BS',
  customerNumber: 'K1',
  dueDate: knownDate('2027-02-01'),
  amount: minor(10_000),
  reference: 'K1-1',
};

async function* chunksOf(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function readAll(bytes: Buffer, tables = madeUp, size = 7): Promise<readonly CollectionRecord[]> {
  const records: CollectionRecord[] = [];
  for await (const batch of readDanskeCollections(chunksOf(bytes, size), 'a.txt', tables)) records.push(...batch);
  return records;
}

async function allOf<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of source) found.push(item);
  return found;
}

describe('writing', () => {
  test('the golden file, byte for byte', () => {
    const input: DanskeCollection[] = JSON.parse(golden('collection/input.json').toString('utf8'));
    expect(checkDanskeCollections(input, settings)).toEqual([]);
    expect(Buffer.concat([...writeDanskeCollections(input, settings)])).toEqual(golden('collection/expected.txt'));
  });

  test('without the bank’s table nothing is written, and nothing is guessed', () => {
    const none = { tables: {}, betalingsserviceTypes: [] };
    expect(checkDanskeCollections([line], none)).toMatchObject([{ code: 'COLUMNS_NOT_CONFIGURED' }]);
    expect(() => [...writeDanskeCollections([line], none)]).toThrow(/COLUMNS_NOT_CONFIGURED/);
    expect(() => [...writeDanskeCollections([], none)]).toThrow(/COLUMNS_NOT_CONFIGURED/);
    expect(formatCollectionRecord('COLDEBMOD', { customerNumber: 'K1' }, madeUp)).toMatchObject({
      ok: false,
      error: [{ code: 'COLUMNS_NOT_CONFIGURED', context: { record: 'COLDEBMOD' } }],
    });
  });

  test.each`
    what                                   | change                                | field
    ${'a quote'}                           | ${{ text: 'a"b' }}                    | ${'9 Text'}
    ${'a line end'}                        | ${{ text: 'a\nb' }}                   | ${'9 Text'}
    ${'a sign outside Windows-1252'}       | ${{ text: 'Łódź' }}                   | ${'9 Text'}
    ${'a text of 71 signs'}                | ${{ text: 'x'.repeat(71) }}           | ${'9 Text'}
    ${'an empty debtor'}                   | ${{ customerNumber: '' }}             | ${'3 Debtor'}
    ${'a debtor of 16 signs'}              | ${{ customerNumber: 'x'.repeat(16) }} | ${'3 Debtor'}
    ${'an account of 15 digits'}           | ${{ debtorAccount: '1'.repeat(15) }}  | ${'7 Account'}
    ${'a value that no column could hold'} | ${{ taxNumber: '12345678' }}          | ${'taxNumber'}
  `('$what is refused, never cut or left out', ({ change, field }) => {
    const collection = { ...line, ...change };
    expect(checkDanskeCollections([collection], settings)).toMatchObject([
      { code: 'FIELD_NOT_WRITABLE', context: { record: 'COLLECTION', field } },
    ]);
    expect(() => [...writeDanskeCollections([collection], settings)]).toThrow(ProblemError);
  });

  test.each`
    what                                        | lines                                                      | fields
    ${'a second collection of debtor and date'} | ${[line, { ...line, reference: 'K1-2' }]}                  | ${['dueDate']}
    ${'another type on that date'}              | ${[line, { ...line, collectionType: 'LS' }]}               | ${[]}
    ${'another date'}                           | ${[line, { ...line, dueDate: '2027-03-01' }]}              | ${[]}
    ${'a credit of 20,000.00 by BS'}            | ${[{ ...line, amount: -2_000_000 }]}                       | ${[]}
    ${'a credit of 20,000.01 by BS'}            | ${[{ ...line, amount: -2_000_001 }]}                       | ${['amount']}
    ${'a credit of 20,000.01 by another type'}  | ${[{ ...line, collectionType: 'LS', amount: -2_000_001 }]} | ${[]}
    ${'nothing to collect'}                     | ${[{ ...line, amount: 0 }]}                                | ${['amount']}
  `('$what: faults in $fields', ({ lines, fields }) => {
    const found = checkDanskeCollections(lines, settings);
    expect(found.map(({ context }) => 'field' in context && context.field)).toEqual(fields);
    expect(found.every(({ code }) => code === 'LINE_FAULTY')).toBe(true);
    const writing = () => [...writeDanskeCollections(lines, settings)];
    if (fields.length > 0) expect(writing).toThrow(/LINE_FAULTY/);
    else expect(writing().length).toBe(lines.length);
  });

  test('what would be refused as a second collection is merged before: amounts added, texts joined', () => {
    const merged = mergeDanskeCollections([
      { ...line, text: 'Faktura 1' },
      { ...line, amount: minor(-2_500), reference: 'K1-2', text: 'Kreditnota 2' },
      { ...line, collectionType: 'LS' },
    ]);
    expect(merged).toEqual([
      { ...line, amount: 7_500, text: 'Faktura 1 Kreditnota 2' },
      { ...line, collectionType: 'LS' },
    ]);
    expect(checkDanskeCollections(merged, settings)).toEqual([]);
  });
});

describe('column tables', () => {
  const change = (at: number, with_: object) => ({
    ...madeUpInput,
    COLLECTION: (madeUpInput.COLLECTION ?? []).map((column, i) => (i === at ? { ...column, ...with_ } : column)),
  });
  test.each([
    ['a gap in the numbers', change(3, { no: 40 })],
    ['a first column that is not the message', change(0, { meaning: 'text' })],
    ['a date without its format', change(3, { format: undefined })],
    ['an amount in the format of a date', change(4, { format: 'YYYYMMDD' })],
    ['digits with a decimal sign', change(4, { kind: 'n' })],
    ['one meaning in two columns', change(9, { meaning: 'text' })],
    ['no column for the amount', change(4, { meaning: undefined, format: undefined })],
    ['no column for the debtor', change(2, { meaning: undefined })],
    ['a constant longer than its column', change(5, { constant: 'KRONER' })],
    ['no source', change(1, { source: '' })],
    ['an unknown word', change(1, { colour: 'red' })],
  ])('%s is refused', (_what, input) => {
    expect(collectionTables.safeParse(input).success).toBe(false);
  });

  test('the program brings no table along', () => {
    expect(collectionTables.parse({})).toEqual({});
  });
});

describe('reading', () => {
  test('each record of the golden file is read, and the broken ones cost no other', async () => {
    const records = await readAll(golden('status/input.txt'));
    expect(records.map(({ values, amount, dueDate }) => [values.customerNumber, amount, dueDate])).toEqual([
      ['K10001', 125_000, '2027-02-01'],
      ['K10002', null, null],
      ['K10003', null, null],
      ['', 1, null],
    ]);
    expect(records[0]?.values.statusText).toBe('Betalt; æ, ok');
    expect(records.map(({ problems }) => problems.map(({ context }) => 'field' in context && context.field))).toEqual([
      [],
      [],
      ['record', '4 Amount', '6 Due'],
      ['2 Debtor'],
    ]);
    expect(records.map(({ lineNumber }) => lineNumber)).toEqual([1, 2, 2, 3]);
  });

  test('without a table the fields are given as they are', async () => {
    const [record] = await readAll(Buffer.from('"COLLACK","x",12,"";\r\n'), {});
    expect(record).toMatchObject({ message: 'COLLACK', fields: ['COLLACK', 'x', '12', ''], values: {}, problems: [] });
  });

  test('what is written is read back equal, however it is cut into chunks', async () => {
    const texts = fc.string({ unit: fc.constantFrom(...'aZ09 ,;:.-/æøåÆØÅé€&'.split('')), maxLength: 70 });
    const one = fc.record({
      collectionType: fc.constantFrom('BS', 'LS'),
      customerNumber: fc.string({ unit: fc.constantFrom(...'K0123456789;,'.split('')), minLength: 1, maxLength: 15 }),
      dueDate: fc.tuple(
        fc.integer({ min: 2026, max: 2099 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
      ),
      amount: fc.integer({ min: -2_000_000, max: 9_999_999_999 }).filter((amount) => amount !== 0),
      reference: texts.map((text) => text.slice(0, 35)),
      text: texts,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 20 }), fc.integer({ min: 1, max: 400 }), async (made, size) => {
        const lines = mergeDanskeCollections(
          made.map(({ dueDate: [year, month, day], amount, ...rest }) => {
            const date = dateOf(year, month, day);
            return { ...rest, dueDate: date.ok ? date.value : knownDate('2027-01-01'), amount: minor(amount) };
          }),
        ).filter((found) => checkDanskeCollections([found], settings).length === 0);
        const bytes = Buffer.concat([...writeDanskeCollections(lines, settings)]);
        const records = await readAll(bytes, madeUp, size);
        expect(records.flatMap(({ problems }) => problems)).toEqual([]);
        expect(
          records.map(({ values, dueDate, amount }) => [
            values.collectionType,
            values.customerNumber,
            dueDate,
            amount,
            values.reference,
            values.text,
          ]),
        ).toEqual(
          lines.map((found) => [
            found.collectionType,
            found.customerNumber,
            found.dueDate,
            found.amount,
            found.reference,
            found.text ?? '',
          ]),
        );
        for (const { byteFrom, byteTo, fields } of records) {
          expect(bytes.subarray(byteFrom, byteTo).toString('latin1')).toMatch(/^"COLLECTION",.*;$/s);
          expect(fields.length).toBe(10);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('100,000 mutants are read to their end: nothing throws, and every record lies within its file', async () => {
    const random = seeded(20_270_201);
    const originals = [golden('status/input.txt'), golden('collection/expected.txt')];
    const broken: string[] = [];
    for (let i = 0; i < 100_000; i++) {
      const bytes = mutant(originals[i % originals.length] ?? Buffer.alloc(0), random);
      let last = 0;
      for await (const batch of readDanskeCollections(chunksOf(bytes, 1000), 'm', madeUp)) {
        for (const { byteFrom, byteTo } of batch) {
          if (byteFrom < last || byteTo <= byteFrom || byteTo > bytes.length)
            broken.push(`${i}: ${byteFrom}-${byteTo}`);
          last = byteTo;
        }
      }
    }
    expect(broken).toEqual([]);
  }, 120_000);
});

describe('the format', () => {
  test.each([
    ['"COLLECTION","BS";', true],
    ['COLSTATUS,1;', true],
    ['\r\n "COLLACK";', true],
    ['"CRECSF", 1', true],
    ['"COLLECTIONS",1;', false],
    ['COLLECTION without a comma', false],
    ['"CMKV","0101",1', false],
    ['BS002', false],
    ['<?xml version="1.0"?>', false],
    ['', false],
  ])('%j is recognised: %s', (head, expected) => {
    expect(danskeColFormat.recognise(Buffer.from(head)) !== null).toBe(expected);
  });

  test('a record is described by the names of the table, and by position without one', async () => {
    const bytes = golden('collection/expected.txt');
    const [named] = await allOf(danskeColFormatWith(madeUp).describe(chunksOf(bytes), 'a'));
    expect(named?.key).toBe('COLLECTION');
    expect(named?.fields.map(({ name }) => name).slice(1, 5)).toEqual(['Type', 'Debtor', 'Due', 'Amount']);
    expect(named?.fields[3]).toMatchObject({ from: 28, to: 35, raw: '20270201' });
    expect(named?.raw.slice(27, 35)).toBe('20270201');
    const [plain] = await allOf(danskeColFormat.describe(chunksOf(bytes), 'a'));
    expect(plain?.fields.map(({ name }) => name).slice(0, 3)).toEqual(['message', 'field 2', 'field 3']);
    expect(plain?.title).toContain('not configured');
  });

  test('lint names what is wrong: framing without a table, columns with one', async () => {
    const of = async (text: string, format = danskeColFormatWith(madeUp)) =>
      (await allOf(format.lint(chunksOf(Buffer.from(text, 'latin1')), 'a'))).map(
        ({ severity, lineNumber, from, to, field, expected }) => [severity, lineNumber, from, to, field, expected],
      );
    expect(await of(golden('collection/expected.txt').toString('latin1'))).toEqual([]);
    expect(await of('"COLSTATUS","K1","r",1,1,"","";\r\n')).toEqual([]);
    expect(await of('"COLSTATUS",K1,"r",1,1,"","x"y;')).toEqual([
      ['fault', 1, 30, 30, 'record', 'a comma after the quote'],
      ['fault', 1, 13, 14, '2 Debtor', 'a text in quotes'],
    ]);
    expect(await of('"COLSTATUS","K1"')).toEqual(
      expect.arrayContaining([['fault', 1, 16, 16, 'record', 'a semicolon at the end of the record']]),
    );
    expect(await of('"COLSTATUS","K1","r",1,1,"","","more";')).toEqual([['fault', 1, 32, 37, 'record', '7 fields']]);
    expect(await of('"NOTHING";')).toMatchObject([
      ['fault', 1, 1, 9, 'message', expect.stringContaining('COLLECTION')],
    ]);
    expect(await of('"COLLACK","x";')).toEqual([['warning', 1, 1, 14, 'COLLACK', 'a configured column table']]);
  });

  test('a file of any size streams: records without an end of line among them', async () => {
    let records = 0;
    async function* many(): AsyncGenerator<Buffer> {
      const block = Buffer.from('"COLLACK","x",1;'.repeat(1000), 'latin1');
      for (let i = 0; i < 200; i++) yield block;
    }
    for await (const batch of readDanskeCollections(many(), 'a', {})) records += batch.length;
    expect(records).toBe(200_000);
    // One record that never ends is cut, not kept.
    async function* endless(): AsyncGenerator<Buffer> {
      for (let i = 0; i < 500; i++) yield Buffer.alloc(100_000, 'x');
    }
    const [only] = await allOf(danskeColFormat.lint(endless(), 'a'));
    expect(only?.lineNumber).toBe(1);
  });
});
