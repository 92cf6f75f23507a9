import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { delimitedFormat, readCmkv, readDelimited, readFi0, readMt940 } from '#channels/statements';
import { bzwbkComma, elixir0 } from '#schemas/statements';
import { inOwnProcess } from '#test/own-process';
import { explainAsEvery } from './every-format.ts';
import { readAll } from './mt940-kit.ts';

const golden = fileURLToPath(new URL('../../golden/', import.meta.url));
const count = 100_000;
const above = (least: number) => expect.toSatisfy((number) => number > least);

test.each(['MT940', 'MT942', 'FI0', 'CMKV', 'CMKXKSX', 'Elixir-0', 'BZ WBK', 'BPH'])(
  '100,000 mutants of %s: never a crash, never money that is not there',
  async (name) => {
    const read = await inOwnProcess('test/channels/statements/mutants-of-kind.ts', [name, String(count)]);
    // The good lines beside the bad ones are read.
    expect(read).toEqual({ good: above(count / 2), bad: above(count / 4) });
  },
  300_000,
);

test('one damaged line of a statement costs that line and no other', async () => {
  const bytes = readFileSync(`${golden}mt940/danske-pages/input.sta`);
  const whole = await readAll(readMt940(), bytes);
  const text = bytes.toString('latin1');
  for (const { byteFrom } of whole.facts) {
    const damaged = `${text.slice(0, byteFrom + 4)}XX${text.slice(byteFrom + 6)}`;
    const read = await readAll(readMt940(), Buffer.from(damaged, 'latin1'));
    expect(read.facts.map((fact) => fact.byteFrom)).toEqual(
      whole.facts.map((fact) => fact.byteFrom).filter((from) => from !== byteFrom),
    );
    expect(read.problems[0]?.code).toBe('LINE_UNREADABLE');
  }
});

const odd: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['NUL bytes', Buffer.alloc(1_000_000)],
  ['one line of three megabytes', Buffer.alloc(3_000_000, ':61:260101C1,NTRF')],
  ['line ends', Buffer.alloc(100_000, '\r\n')],
  ['tags without content', Buffer.from(':20:\n:25:\n:28C:\n:60F:\n:61:\n:86:\n:62F:\n'.repeat(1000))],
  ['entries without a statement', Buffer.from(':61:260101C1,NTRF\n:86:x\n'.repeat(1000))],
  ['separators', Buffer.alloc(100_000, ',|";')],
  ['quotes that never close', Buffer.from('"CMKV","'.repeat(500))],
  [
    'amounts beyond what is exact',
    Buffer.from(
      `:20:X\n:25:1\n:28C:1\n:60F:C260101EUR0,\n${':61:260101C999999999999,99NTRFX\n'.repeat(200)}:62F:C260101EUR0,\n`,
    ),
  ],
  ['a packed file', Buffer.from([0x50, 0x4b, 0x03, 0x04, ...Array.from({ length: 500 }, (_, i) => i % 256)])],
];
const readers = {
  mt940: readMt940(),
  fi0: readFi0,
  cmkv: readCmkv,
  elixir: readDelimited(elixir0),
  wbk: readDelimited(bzwbkComma),
};

test.each(odd)('%s: nothing breaks, and nothing is settled that is not there', async (_name, bytes) => {
  for (const reader of Object.values(readers)) {
    const read = await readAll(reader, bytes, 65_536);
    expect(read.facts.every(({ effect }) => Number.isSafeInteger(effect))).toBe(true);
    expect(read.problems.length + read.fatal.length).toBeGreaterThanOrEqual(read.facts.length > 0 ? 0 : 1);
  }
  await explainAsEvery(bytes, [delimitedFormat(bzwbkComma)]);
});

const crashers = fileURLToPath(new URL('../../crashers/statements/', import.meta.url));

test('every file that once broke a reader, or is of a kind that breaks readers, is tried for ever', async () => {
  const names = existsSync(crashers) ? readdirSync(crashers).sort() : [];
  expect(names.length).toBeGreaterThan(4);
  for (const name of names) {
    const bytes = readFileSync(`${crashers}${name}`);
    for (const reader of Object.values(readers)) await readAll(reader, bytes, 1000);
    await explainAsEvery(bytes);
  }
});
