import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addDays, knownDate } from '#kernel';
import { validateXsd } from '#test/xsd';
import { type BankFaults, type BankLedger, troubledBankRates } from '../../../src/rehearsal/bank/index.ts';
import { camt055, mandate, pain008 } from './pain-008.ts';
import { balancesOf, entriesIn, statusOf } from './seen.ts';
import { allPaid, base, type Options, world, type World } from './world.ts';

const numbers = Array.from({ length: 120 }, (_, at) => at + 1);
/** Everything that may happen happens to some; no file is left out, because the months are compared file by file. */
const eventful: BankFaults = {
  rates: {
    ...troubledBankRates,
    rejected: 0.1,
    informedOnly: 0.05,
    returnedWithoutPayment: 0.05,
    returned: 0.1,
    unknownReason: 0.05,
    amountDiffers: 0.05,
    foreignEndToEndId: 0.05,
    toldTwice: 0.05,
    pendingFirst: 0.05,
    customerTransfer: 0.5,
  },
};

const options: Options = { seed: 8, faults: eventful, mandates: numbers.map((number) => mandate(number)) };
const last = '2027-01-05';

/** Three messages and a request to cancel, on different days. */
const uploads: Readonly<Record<string, readonly [name: string, text: string]>> = {
  '2026-11-24': ['a.xml', pain008([{ asked: numbers.slice(0, 50).map((number) => ({ number })) }])],
  '2026-11-26': [
    'b.xml',
    pain008(
      [
        { dueDate: '2026-12-03', asked: numbers.slice(50, 90).map((number) => ({ number })) },
        { dueDate: '2026-12-04', batchBooking: false, asked: [{ number: 91 }, { number: 92, signedOn: '2020-01-01' }] },
      ],
      { id: 'MSG-2' },
    ),
  ],
  '2026-11-27': ['c.xml', camt055(['E-1', 'E-2', 'E-51'])],
  '2026-12-05': [
    'd.xml',
    pain008([{ dueDate: '2026-12-08', asked: numbers.slice(92).map((number) => ({ number })) }], { id: 'MSG-3' }),
  ],
};

interface Month {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly ledger: BankLedger;
  readonly made: World;
}

async function month(given: Options = {}, change: { polls?: number; restarts?: boolean } = {}): Promise<Month> {
  let made = world({ ...options, ...given });
  await made.bank.poll();
  const files = new Map<string, Buffer>();
  for (let day = knownDate('2026-11-24'); day <= last; day = addDays(day, 1)) {
    if (change.restarts) made = made.restart();
    made.at(day);
    const upload = uploads[day];
    if (upload) made.upload(...upload);
    for (const [name, bytes] of await made.run(day, change.polls)) files.set(name, bytes);
  }
  return { files, ledger: await made.bank.ledger(), made };
}

let once: Promise<Month> | null = null;
/** The month as it is by itself; made once. */
const plainMonth = (): Promise<Month> => (once ??= month());

const wrongFile = /truncatedFile|wrongBalance|doctypeFile|fileTwice/;

describe('a month of everything', () => {
  test('its right files are valid by their schemas, and its balances go from day to day', async () => {
    const { files, ledger } = await plainMonth();
    const wrong = new Set(ledger.files.filter(({ fault }) => wrongFile.test(fault)).map(({ name }) => name));
    const messages = { PAIN002: 'pain.002.001.03', CAMT054: 'camt.054.001.02', CAMT053: 'camt.053.001.02' };
    let checked = 0;
    for (const [name, bytes] of files) {
      if (wrong.has(name)) continue;
      expect([name, validateXsd(messages[name.slice(0, 7) as keyof typeof messages], bytes)]).toEqual([name, []]);
      checked++;
    }
    expect(checked).toBeGreaterThan(45);
    let balance = ledger.openingBalance;
    const right = [...files]
      .filter(([name]) => name.startsWith('CAMT053') && !wrong.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, bytes] of right) {
      const booked = entriesIn(new Map([[name, bytes]]), 'CAMT053').reduce((sum, { amount }) => sum + amount, 0);
      expect([name, balancesOf(bytes)]).toEqual([name, { opening: balance, closing: balance + booked }]);
      balance += booked;
    }
    expect(balance).toBe(ledger.balance);
    expect(right.length).toBeGreaterThan(25);
  });

  test('the ledger is what the files say: money, once, and what it is of', async () => {
    const { files, ledger } = await plainMonth();
    const wrong = new Set(ledger.files.filter(({ fault }) => wrongFile.test(fault)).map(({ name }) => name));
    const right = new Map([...files].filter(([name]) => !wrong.has(name)));
    const settled = ledger.collections.reduce((sum, one) => sum + one.settled, 0);
    const returned = ledger.collections.reduce((sum, one) => sum + one.returned, 0);
    const others = ledger.movements.reduce((sum, { amount }) => sum + amount, 0);
    expect(ledger.balance - ledger.openingBalance).toBe(settled - returned + others);
    const told = new Map<string, number>();
    for (const { file, transactions } of entriesIn(right, 'CAMT054'))
      told.set(file, (told.get(file) ?? 0) + transactions.length);
    const byLedger = new Map<string, number>();
    for (const { fileName, what } of ledger.told) {
      if (what !== 'reject') byLedger.set(fileName, (byLedger.get(fileName) ?? 0) + 1);
    }
    expect(byLedger).toEqual(told);
    const states = new Set(ledger.collections.map(({ state }) => state));
    expect([...states].sort()).toEqual([
      'cancelled',
      'notCollected',
      'refused',
      'rejected',
      'returned',
      'settled',
      'waiting',
    ]);
    expect(new Set(ledger.told.map(({ truth }) => truth)).size).toBe(10);
    const refused = [...files]
      .filter(([name]) => /^PAIN002_.*_S/.test(name))
      .flatMap(([, bytes]) => statusOf(bytes).transactions.map((one) => one.split(' ')[0]));
    const expected = ledger.collections.filter(({ state }) => ['refused', 'rejected', 'cancelled'].includes(state));
    expect(new Set(refused)).toEqual(new Set(expected.map(({ endToEndId }) => endToEndId)));
    expect(refused).toHaveLength(expected.length);
  });

  test('is the same however often it is polled, with or without a memory, restarted every day', async () => {
    const first = await plainMonth();
    for (const again of [
      await month({}, { polls: 3 }),
      await month({ stateFolder: null }),
      await month({}, { restarts: true }),
    ]) {
      expect(again.files).toEqual(first.files);
      expect(again.ledger).toEqual(first.ledger);
    }
    expect((await month({ seed: 9, stateFolder: null })).files).not.toEqual(first.files);
  });

  test('the same day twice changes nothing', async () => {
    const { made, ledger } = await plainMonth();
    expect(await made.bank.endOfDay(knownDate('2026-12-01'))).toEqual([]);
    expect(await made.bank.ledger()).toEqual(ledger);
  });

  test('a day that is left out is made good on the next: nothing is lost', async () => {
    const made = world({ ...options, faults: { ...eventful, forCollection: () => 'none', forFile: () => [] } });
    await made.bank.poll();
    made.upload(...uploads['2026-11-24']!);
    await made.run('2026-11-24');
    await made.bank.endOfDay(knownDate('2026-12-05'));
    expect(entriesIn(made.fetch(), 'CAMT054')).toEqual([]);
    await made.bank.endOfDay(knownDate('2026-12-07'));
    expect(entriesIn(made.fetch(), 'CAMT054')).toMatchObject([{ bookedOn: '2026-12-07', amount: 622_500 }]);
  });
});

test('what should have been told on two days is told on one, still under one reference', async () => {
  for (const fault of ['toldTwice', 'pendingFirst'] as const) {
    const made = world({ stateFolder: null, faults: { ...allPaid, forCollection: () => fault } });
    await made.bank.poll();
    made.upload('a.xml', pain008([{ asked: [{ number: 1 }] }]));
    await made.run('2026-11-24');
    await made.bank.endOfDay(knownDate('2026-12-10'));
    const files = made.fetch();
    const references = entriesIn(files, 'CAMT054').flatMap((entry) => entry.references);
    expect([fault, references.length, new Set(references).size]).toEqual([fault, 2, 1]);
    expect(entriesIn(files, 'CAMT053').map(({ amount }) => amount)).toEqual([10_000]);
  }
});

describe('what is uploaded', () => {
  test('is left alone while it is on its way, and files of the bank itself always', async () => {
    const { bank, folder } = world();
    await bank.poll();
    const names = [
      '.hidden',
      'a.xml.filepart',
      'a.xml.inprocess',
      'a.xml.tmp',
      'a.xml.temp',
      'a.xml.uploading',
      'CAMT053_20261201_001.xml',
    ];
    for (const name of names) writeFileSync(join(folder, name), uploads['2026-11-24']![1]);
    expect(await bank.poll()).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([...names].sort());
  });

  test('is fetched from one folder and answered in the other, where they are two', async () => {
    const { bank, folder, upload, fetch } = world({ folders: true });
    await bank.poll();
    expect(readdirSync(folder).sort()).toEqual(['Inbox', 'Outbox']);
    upload(...uploads['2026-11-24']!);
    expect(await bank.poll()).toBe(1);
    expect(readdirSync(join(folder, 'Outbox'))).toEqual([]);
    expect([...fetch().keys()]).toEqual(['PAIN002_20261124_R00001.xml']);
  });
});

describe('a kill', () => {
  /** What lay in the folders and in the memory as it was after each entry, or in the middle of the next. */
  test('after any entry of the memory is made good by the next calls: the same files, each once', async () => {
    const faults: BankFaults = {
      ...eventful,
      forFile: (day) => (day === '2026-12-01' ? ['truncatedFile', 'wrongBalance'] : []),
    };
    const text = pain008([{ asked: numbers.slice(0, 10).map((number) => ({ number })) }]);
    const days = ['2026-11-24', '2026-11-30', '2026-12-01', '2026-12-04'].map(knownDate);
    const run = async (made: World, from: number, files: Map<string, Buffer>): Promise<void> => {
      for (const day of days.slice(from)) {
        made.at(day);
        await made.bank.poll();
        await made.bank.endOfDay(day);
        for (const [name, bytes] of made.fetch()) {
          expect([name, files.has(name) && !files.get(name)!.equals(bytes)]).toEqual([name, false]);
          files.set(name, bytes);
        }
      }
    };
    const first = world({ ...options, faults });
    await first.bank.poll();
    first.upload('a.xml', text);
    const expected = new Map<string, Buffer>();
    await run(first, 0, expected);
    const ledger = await first.bank.ledger();
    const log = readFileSync(join(first.stateFolder!, 'bank.jsonl'));
    const ends = [...log].flatMap((byte, at) => (byte === 0x0a ? [at + 1] : []));
    expect(ends.length).toBeGreaterThan(12);
    expect(expected.size).toBeGreaterThan(6);

    for (const cut of [0, ...ends, ...ends.filter((_, at) => at % 4 === 1).map((end) => end - 3)]) {
      const stateFolder = join(base, `cut-${cut}`);
      mkdirSync(join(stateFolder, 'staged'), { recursive: true });
      writeFileSync(join(stateFolder, 'bank.jsonl'), log);
      truncateSync(join(stateFolder, 'bank.jsonl'), cut);
      // What was staged and not laid out before the kill is there still; what was staged later is not.
      const entries = log
        .subarray(0, cut)
        .toString('utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
      const published = new Set(entries.filter(({ kind }) => kind === 'published').map(({ name }) => name));
      const staged = entries
        .flatMap(({ files }) => files ?? [])
        .filter(({ name }: { name: string }) => !published.has(name));
      for (const { name } of staged) writeFileSync(join(stateFolder, 'staged', name), expected.get(name)!);
      const folder = join(base, `cut-root-${cut}`);
      mkdirSync(folder);
      if (!entries.some(({ kind }) => kind === 'taken')) writeFileSync(join(folder, 'a.xml'), text);
      const closed = entries.filter(({ kind }) => kind === 'day').length;

      const again = world({ ...options, faults, stateFolder, folder });
      const files = new Map([...published].map((name) => [name, expected.get(name)!]));
      // The day that was under way is gone through again.
      await run(again, Math.max(0, closed - 1), files);
      expect([cut, new Set(files.keys())]).toEqual([cut, new Set(expected.keys())]);
      expect(files).toEqual(expected);
      expect(await again.bank.ledger()).toEqual(ledger);
      expect(existsSync(join(folder, 'a.xml'))).toBe(false);
      rmSync(folder, { recursive: true });
    }
  });

  test('between taking an upload away and noting it does not swallow a second one of the same name and bytes', async () => {
    const made = world(options);
    await made.bank.poll();
    made.upload(...uploads['2026-11-24']!);
    await made.bank.poll();
    const log = join(made.stateFolder!, 'bank.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').replace(/.*"taken".*\n$/, ''));
    const again = made.restart();
    await again.bank.poll();
    again.upload(...uploads['2026-11-24']!);
    await again.bank.poll();
    const { messages } = await again.bank.ledger();
    expect(messages.map(({ refusals }) => refusals.map(({ code }) => code))).toEqual([[], ['AM05']]);
  });
});
