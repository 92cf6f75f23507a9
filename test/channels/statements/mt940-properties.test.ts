import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mt940Format, readMt940 } from '#channels/statements';
import { readAll, sourceOf } from './mt940-kit.ts';
import { bookedOn, effectOf, entries, entryLines, valueDateOf, writeStatement } from './mt940-writer.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

test('what was written is read back, and the statement ties, over any number of pages and with any line end', async () => {
  await fc.assert(
    fc.asyncProperty(
      entries(),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom('\n', '\r\n'),
      async (written, pages, lineEnd) => {
        const read = await readAll(readMt940(), bytesOf(writeStatement(written, pages, lineEnd)));
        expect(read.problems).toEqual([]);
        expect(read.fatal).toEqual([]);
        const inOrder = Array.from({ length: pages }, (_, page) =>
          written.filter((_one, i) => i % pages === page),
        ).flat();
        const told = read.facts.map((fact) => [
          fact.actualDate,
          fact.bookkeepingDate,
          fact.actualAmount,
          fact.effect,
          fact.bank?.bankReference,
          fact.bank?.texts.join(''),
        ]);
        expect(told).toEqual(
          inOrder.map((one) => [
            valueDateOf(one),
            bookedOn(one),
            one.minor,
            effectOf(one),
            one.bankReference,
            one.text,
          ]),
        );
        expect(read.statements).toHaveLength(1);
        expect(read.statements[0]?.isTied).toBe(true);
        expect(read.statements[0]?.movements).toBe(written.reduce((sum, one) => sum + effectOf(one), 0));
      },
    ),
    { numRuns: 300 },
  );
});

test('cut anywhere, a file reads the same', async () => {
  await fc.assert(
    fc.asyncProperty(entries(5), fc.integer({ min: 1, max: 200 }), async (written, size) => {
      const bytes = bytesOf(writeStatement(written, 2));
      expect(await readAll(readMt940(), bytes, size)).toEqual(await readAll(readMt940(), bytes));
    }),
    { numRuns: 100 },
  );
});

test('every payment of a file has its own key, equal ones too; and the same ones in another file', async () => {
  await fc.assert(
    fc.asyncProperty(entries(6), fc.integer({ min: 1, max: 3 }), async (written, times) => {
      const repeated = Array.from({ length: times }, () => written).flat();
      const first = await readAll(readMt940(), bytesOf(writeStatement(repeated)));
      const keys = first.facts.map(({ paymentKey }) => paymentKey);
      expect(new Set(keys).size).toBe(keys.length);
      const intraday = [
        ':20:X',
        ':25:PL12114010100000500600700800',
        ':28C:1',
        ':34F:PLN0',
        ...repeated.flatMap(entryLines),
        '-',
      ];
      const second = await readAll(readMt940(), bytesOf(intraday.join('\n')));
      expect(second.facts.map(({ paymentKey }) => paymentKey)).toEqual(keys);
    }),
    { numRuns: 100 },
  );
});

test('a balance that is off by one grosz is told, and the payments are kept', async () => {
  await fc.assert(
    fc.asyncProperty(entries(6), async (written) => {
      const right = writeStatement(written);
      const wrong = right.replace(
        /(:62F:.*,)(\d\d)/,
        (_, before: string, digits: string) => `${before}${digits === '00' ? '01' : '00'}`,
      );
      const read = await readAll(readMt940(), bytesOf(wrong));
      expect(read.problems.map(({ code }) => code)).toEqual(['STATEMENT_NOT_TIED']);
      expect(read.statements[0]?.isTied).toBe(false);
      expect(read.facts).toHaveLength(written.length);
      const remedies: string[] = [];
      for await (const found of mt940Format.lint(sourceOf(bytesOf(wrong)), 'x'))
        remedies.push(`${found.severity} ${found.field}`);
      expect(remedies).toEqual(['fault balance']);
    }),
    { numRuns: 50 },
  );
});

test('a page that does not open where the one before closed is told', async () => {
  const text = writeStatement([], 2)
    .replace(/:60M:C260101PLN1,00/, ':60M:C260101PLN2,00')
    .replace(/:62F:C260101PLN1,00/, ':62F:C260101PLN2,00');
  const read = await readAll(readMt940(), bytesOf(text));
  expect(read.problems.map(({ code }) => code)).toEqual(['STATEMENT_NOT_TIED']);
});

test.each`
  value       | entry     | booked
  ${'261231'} | ${'0102'} | ${'2027-01-02'}
  ${'270102'} | ${'1231'} | ${'2026-12-31'}
  ${'280301'} | ${'0229'} | ${'2028-02-29'}
  ${'991231'} | ${'0101'} | ${'2000-01-01'}
`('an entry of $entry on a value date of $value was booked on $booked', async ({ value, entry, booked }) => {
  const text = `:20:X\n:25:1\n:28C:1\n:60F:C260101EUR0,\n:61:${value}${entry}C1,NTRFNONREF\n:62F:C260101EUR1,\n`;
  const { facts, problems } = await readAll(readMt940(), bytesOf(text));
  expect(problems).toEqual([]);
  expect(facts.map(({ bookkeepingDate }) => bookkeepingDate)).toEqual([booked]);
});

const statement = (details: string): Buffer =>
  bytesOf(`:20:X\n:25:1\n:28C:1\n:60F:C260101EUR0,\n:61:260101C1,NTRFNONREF\n:86:${details}\n:62F:C260101EUR1,\n`);

test('tildes and a separator are read only when they are set', async () => {
  const tildes = statement('020~00Przelew~20tytul~32NAZWA');
  expect((await readAll(readMt940(), tildes)).facts[0]?.bank?.payerName).toBe('');
  const set = await readAll(readMt940({ dialect: 'tildes' }), tildes);
  expect(set.facts[0]?.bank).toMatchObject({ payerName: 'NAZWA', texts: ['tytul'], bankCode: 'NTRF/020' });
  const parted = await readAll(readMt940({ dialect: { separator: '^' } }), statement('tytul^NAZWA'));
  expect(parted.facts[0]?.bank?.texts).toEqual(['tytul', 'NAZWA']);
});

test('a code that the settings name as a return makes a debit a charge back, and a credit no payment', async () => {
  const text = (mark: string): Buffer =>
    bytesOf(
      `:20:X\n:25:1\n:28C:1\n:60F:C260101EUR9,\n:61:260101${mark}1,NMSCNONREF\n:86:109?00X?20Y\n:62F:C260101EUR${mark === 'D' ? 8 : 10},\n`,
    );
  const kindOf = async (mark: string, codes: readonly string[]): Promise<string | undefined> =>
    (await readAll(readMt940({ returnCodes: new Set(codes) }), text(mark))).facts[0]?.kind;
  expect(await kindOf('D', [])).toBe('other');
  expect(await kindOf('D', ['109'])).toBe('chargedBack');
  expect(await kindOf('C', ['109'])).toBe('other');
  expect(await kindOf('C', [])).toBe('paid');
});

test('a tag 86 behind an unreadable entry belongs to it, never to the entry before', async () => {
  const text =
    ':20:X\n:25:1\n:28C:1\n:60F:C260101EUR0,\n:61:260101C1,NTRFNONREF\n:61:26XX01C1,NTRFNONREF\n:86:of the bad one\n:62F:C260101EUR1,\n';
  const { facts, problems } = await readAll(readMt940(), bytesOf(text));
  expect(facts.map(({ bank }) => bank?.texts)).toEqual([[]]);
  expect(problems.map(({ code }) => code)).toEqual(['LINE_UNREADABLE']);
});

test.each`
  what                                   | text
  ${'no closing balance at the end'}     | ${':20:X\n:25:1\n:28C:1\n:60F:C260101EUR0,\n:61:260101C1,NTRFNONREF\n'}
  ${'the second report without its end'} | ${':20:X\n:25:1\n:34F:EUR0,\n:61:260101C1,NTRFA\n-\n:20:Y\n:25:1\n:34F:EUR0,\n:61:260101C1,NTRFB\n'}
`('$what: the file is cut short, and nothing of it may be settled', async ({ text }) => {
  expect((await readAll(readMt940(), bytesOf(String(text)))).fatal.map(({ code }) => code)).toEqual([
    'FILE_INCOMPLETE',
  ]);
});

test('no more than the last lines are kept in memory: a field without end is cut, and the next one is read', async () => {
  const text = `:20:X\n:25:1\n:28C:1\n:60F:C260101EUR0,\n:61:260101C1,NTRFA\n:86:${'x'.repeat(60)}\n${`${'y'.repeat(60)}\n`.repeat(50_000)}:61:260101C1,NTRFB\n:62F:C260101EUR2,\n`;
  const { facts, problems } = await readAll(readMt940(), bytesOf(text), 65_536);
  expect(problems).toEqual([]);
  expect(facts).toHaveLength(2);
  expect(facts[0]?.bank?.texts.join('').length).toBeLessThan(17_000);
});
