import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cmkvFormat, readCmkv, readCmkxksx } from '#channels/statements';
import { readAll, sourceOf } from './mt940-kit.ts';

const amountText = (minor: number): string =>
  `${minor < 0 ? '-' : '+'}${Math.floor(Math.abs(minor) / 100)}.${String(Math.abs(minor) % 100).padStart(2, '0')}`;

const row = (amount: number, balance: number, text = 'Tekst', account = '3001123456'): string =>
  `"CMKV",2602030600,2602030001,${account},020226,020226,${amountText(amount)},"${text}",${amountText(balance)}`;

const running = (amounts: readonly number[], opening: number): readonly string[] => {
  let balance = opening;
  return amounts.map((amount) => row(amount, (balance += amount)));
};

const amounts = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 12 });

test('a running balance ties, oldest first and newest first', async () => {
  await fc.assert(
    fc.asyncProperty(
      amounts,
      fc.integer({ min: -5000, max: 5000 }),
      fc.boolean(),
      async (moved, opening, isNewestFirst) => {
        const lines = running(moved, opening);
        const bytes = Buffer.from((isNewestFirst ? lines.toReversed() : lines).join('\r\n'), 'latin1');
        const read = await readAll(readCmkv, bytes, 100);
        expect(read.problems).toEqual([]);
        const sum = moved.reduce((all, amount) => all + amount, 0);
        expect(read.statements).toMatchObject([{ movements: sum, entries: moved.length, isTied: true }]);
        const told = read.statements[0];
        expect((told?.opening ?? Number.NaN) + sum).toBe(told?.closing);
        expect(new Set(read.facts.map(({ paymentKey }) => paymentKey)).size).toBe(moved.length);
      },
    ),
    { numRuns: 200 },
  );
});

test('a line that is missing is told where the balance jumps, and the others are kept', async () => {
  const lines = running([100, 200, 300, 400], 0).filter((_, i) => i !== 2);
  const read = await readAll(readCmkv, Buffer.from(lines.join('\n')));
  expect(read.facts.map(({ effect }) => effect)).toEqual([100, 200, 400]);
  expect(read.problems).toMatchObject([
    {
      code: 'STATEMENT_NOT_TIED',
      context: { lineNumber: 3, openingMinor: 300, movementsMinor: 400, closingMinor: 1000 },
    },
  ]);
  expect(read.statements[0]?.isTied).toBe(false);
});

test('each account is a statement of its own', async () => {
  const lines = [row(100, 100), row(5, 5, 'x', '3009999999'), row(6, 11, 'x', '3009999999')];
  const read = await readAll(readCmkv, Buffer.from(lines.join('\n')));
  expect(read.statements.map(({ account, isTied }) => [account, isTied])).toEqual([
    ['3001123456', true],
    ['3009999999', true],
  ]);
});

test('a line that states the balance before it ties alone', async () => {
  const line = (amount: number, opening: number, balance: number): string =>
    `"CMKXKSX",2602030600,1,3001123456,020226,020226,"DKK",${amountText(amount)},"",,"t","",${amountText(opening)},${amountText(balance)}"`;
  const apart = [line(100, 0, 100), line(50, 700, 750)].join('\n');
  expect((await readAll(readCmkxksx, Buffer.from(apart))).problems).toEqual([]);
  const wrong = [line(100, 0, 100), line(50, 700, 751)].join('\n');
  expect((await readAll(readCmkxksx, Buffer.from(wrong))).problems.map(({ code }) => code)).toEqual([
    'STATEMENT_NOT_TIED',
  ]);
});

test('describe gives every column its place and meaning, and names what is wrong', async () => {
  const bytes = Buffer.from(`${row(-16_716, 1000)}\n${row(1, 1).replace('020226', '310226')}`);
  const fields: string[][] = [];
  for await (const line of cmkvFormat.describe(sourceOf(bytes), 'x')) {
    fields.push(line.fields.map(({ name, from, to, meaning }) => `${name} ${from}-${to}: ${meaning}`));
  }
  expect(fields[0]).toContain('amount 55-61: -167,16 DKK, money out');
  expect(fields[0]).toContain('bookingDate 41-46: 2 February 2026');
  expect(fields[1]).toContain('bookingDate 41-46: not a date as ddMMyy');
});
