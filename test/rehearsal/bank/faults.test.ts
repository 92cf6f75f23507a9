import { describe, expect, test } from 'vitest';
import { type CollectionFault, troubledBankRates } from '../../../src/rehearsal/bank/index.ts';
import { validateXsd } from '#test/xsd';
import { pain008 } from './pain-008.ts';
import { balancesOf, entriesIn, type SeenEntry, statusOf } from './seen.ts';
import { allPaid, quietRates, world } from './world.ts';

/** One transaction with a fate, beside one that is paid; told in short, up to a day. */
async function story(fault: CollectionFault | 'none', options: { scheme?: 'CORE' | 'B2B'; seed?: number } = {}) {
  const { scheme = 'CORE', seed = 7 } = options;
  const given = world({
    scheme,
    seed,
    stateFolder: null,
    faults: { ...allPaid, forCollection: ({ endToEndId }) => (endToEndId === 'E-1' ? fault : 'none') },
  });
  await given.bank.poll();
  given.upload('a.xml', pain008([{ asked: [{ number: 1 }, { number: 2 }] }], { scheme }));
  const files = await given.run('2026-12-11');
  const told = entriesIn(files, 'CAMT054').filter(
    ({ transactions }) => !transactions.every((one) => one.startsWith('E-2')),
  );
  const booked = entriesIn(files, 'CAMT053');
  const ledger = await given.bank.ledger();
  const mine = ledger.collections.find(({ endToEndId }) => endToEndId === 'E-1')!;
  const refusals = [...files]
    .filter(([name]) => name.startsWith('PAIN002'))
    .flatMap(([name, bytes]) => statusOf(bytes).transactions.map((one) => `${name.slice(8, 16)} ${one}`));
  return { files, told, booked, ledger, mine, refusals };
}

const numbers = Array.from({ length: 25 }, (_, at) => at + 1);

/** Many transactions of one fate, until all is told. */
async function many(fault: CollectionFault, scheme: 'CORE' | 'B2B' = 'CORE') {
  const given = world({ scheme, stateFolder: null, faults: { ...allPaid, forCollection: () => fault } });
  await given.bank.poll();
  given.upload('a.xml', pain008([{ asked: numbers.map((number) => ({ number })) }], { scheme }));
  const files = await given.run('2027-01-27');
  const ledger = await given.bank.ledger();
  expect(ledger.outstanding).toBe(0);
  return { files, ledger };
}

const amounts = (entries: readonly SeenEntry[]): number[] => entries.map(({ amount }) => amount);

describe('each way a collection can end', () => {
  test('paid', async () => {
    const { told, booked, mine } = await story('none');
    expect(told.map(({ transactions }) => transactions)).toEqual([['E-1 10000', 'E-2 10100']]);
    expect(amounts(booked)).toEqual([20_100]);
    expect(mine).toMatchObject({ state: 'settled', settled: 10_000, returned: 0, reason: null });
  });

  test('rejected: told on the first evening or the settlement day before, and never booked', async () => {
    const { files, ledger } = await many('rejected');
    expect([...entriesIn(files, 'CAMT054'), ...entriesIn(files, 'CAMT053')]).toEqual([]);
    const told = [...files]
      .filter(([name]) => /^PAIN002_.*_S/.test(name))
      .map(([name, bytes]) => [name.slice(8, 16), statusOf(bytes).transactions] as const);
    expect(told.map(([day]) => day)).toEqual(['20261124', '20261130']);
    const refusals = told.flatMap(([, transactions]) => transactions);
    expect(refusals.map((one) => one.split(' ').slice(0, 2).join(' ')).sort()).toEqual(
      numbers.map((number) => `E-${number} RJCT`).sort(),
    );
    const reasons = new Map(refusals.map((one) => [one.split(' ')[0], one.split(' ')[2]]));
    expect(new Set(reasons.values()).size).toBeGreaterThan(4);
    for (const reason of reasons.values()) expect(reason).toMatch(/^(AC01|AC04|AC06|AM04|MD01|MS02|MS03|SL01)$/);
    for (const one of ledger.collections) {
      expect(one).toMatchObject({ state: 'rejected', settled: 0, reason: reasons.get(one.endToEndId) });
    }
  });

  test('returned: paid first, then taken back with a reason, by the same end-to-end id', async () => {
    const { files, ledger } = await many('returned');
    const [paid, ...back] = entriesIn(files, 'CAMT054');
    expect(paid!.transactions).toEqual(
      ledger.collections.map(({ endToEndId, amount }) => `${endToEndId} ${amount}`).sort(),
    );
    expect(back).toHaveLength(numbers.length);
    const reasons = new Map(
      back.map(({ transactions }) => [transactions[0]!.split(' ')[0]!, transactions[0]!.split(' ')[2]!]),
    );
    expect(new Set(reasons.values())).toContain('MD06');
    for (const one of back) {
      expect(one).toMatchObject({ status: 'BOOK', code: 'PMNT/IDDT/UPDD' });
      expect(one.transactions[0]).toMatch(/^E-\d+ \d+ (AC04|AM04|MD01|MD06|MS02|MS03|SL01)$/);
      expect(one.amount).toBe(-Number(one.transactions[0]!.split(' ')[1]));
      const isRefund = one.transactions[0]!.endsWith('MD06');
      expect(one.bookedOn > '2026-12-01' && one.bookedOn <= (isRefund ? '2027-01-26' : '2026-12-08')).toBe(true);
    }
    const short = ({ amount, reference }: SeenEntry) => [amount, reference];
    expect(entriesIn(files, 'CAMT053').map(short)).toEqual([paid!, ...back].map(short));
    for (const { endToEndId, amount, ...one } of ledger.collections) {
      expect(one).toMatchObject({
        state: 'returned',
        settled: amount,
        returned: amount,
        reason: reasons.get(endToEndId),
      });
    }
  });

  test('B2B has no refunds: it comes back within three settlement days, and never at the wish of the debtor', async () => {
    const { files } = await many('returned', 'B2B');
    const [, ...back] = entriesIn(files, 'CAMT054');
    expect(back).toHaveLength(numbers.length);
    for (const one of back) {
      expect(one.bookedOn <= '2026-12-04').toBe(true);
      expect(one.transactions[0]).not.toContain('MD06');
    }
  });

  test('returned without payment: money goes that never came', async () => {
    const { booked, mine } = await story('returnedWithoutPayment', { scheme: 'B2B' });
    expect(amounts(booked)).toEqual([10_100, -10_000]);
    expect(mine).toMatchObject({ state: 'returned', settled: 0, returned: 10_000 });
  });

  test('returned for a reason nobody knows', async () => {
    const { files } = await many('unknownReason');
    const [, ...back] = entriesIn(files, 'CAMT054');
    const reasons = new Set(back.map(({ transactions }) => transactions[0]!.split(' ')[2]));
    expect(reasons).toEqual(new Set(['K0612', 'K0653', 'ZZ99']));
    for (const [name, bytes] of files) {
      if (name.startsWith('CAMT054')) expect(validateXsd('camt.054.001.02', bytes)).toEqual([]);
    }
  });

  test('paid with another amount', async () => {
    const { told, booked, mine } = await story('amountDiffers');
    expect(mine.settled).not.toBe(10_000);
    expect(told[0]!.transactions[0]).toBe(`E-1 ${mine.settled}`);
    expect(amounts(booked)).toEqual([10_100 + mine.settled]);
  });

  test('told with an end-to-end id that is not ours', async () => {
    const { told, ledger } = await story('foreignEndToEndId');
    expect(told[0]!.transactions[0]).toMatch(/^NOTOURS-\d{12} 10000$/);
    expect(ledger.told).toContainEqual(
      expect.objectContaining({ endToEndId: 'E-1', toldEndToEndId: told[0]!.transactions[0]!.split(' ')[0] }),
    );
  });

  test('told twice: again in a later file, with the same reference and booking day, and booked once', async () => {
    const { told, booked } = await story('toldTwice');
    const [first, again] = told;
    expect(again).toMatchObject({
      status: 'BOOK',
      amount: 10_000,
      bookedOn: '2026-12-01',
      transactions: ['E-1 10000'],
    });
    expect(again!.file > first!.file).toBe(true);
    const mine = first!.transactions.findIndex((one) => one.startsWith('E-1 '));
    expect(again!.references).toEqual([first!.references[mine]]);
    expect(amounts(booked)).toEqual([20_100]);
  });

  test('told as information only: an entry that is never booked', async () => {
    const { told, booked, mine, refusals } = await story('informedOnly');
    expect(told).toMatchObject([{ status: 'INFO', amount: 10_000, code: 'PMNT/IDDT/UPDD' }]);
    expect(told[0]!.transactions[0]).toMatch(/^E-1 10000 \w{4}$/);
    expect(amounts(booked)).toEqual([10_100]);
    expect(refusals).toEqual([]);
    expect(mine).toMatchObject({ state: 'notCollected', settled: 0 });
  });

  test('told as pending first: booked the next settlement day under the same reference', async () => {
    const { told, booked, mine } = await story('pendingFirst');
    expect(told).toMatchObject([
      { status: 'PDNG', amount: 10_000, bookedOn: '2026-12-01' },
      { status: 'BOOK', amount: 10_000, bookedOn: '2026-12-02' },
    ]);
    expect(told[0]!.reference).toBe(told[1]!.reference);
    expect(booked).toMatchObject([
      { amount: 10_100 },
      { amount: 10_000, reference: told[1]!.reference, bookedOn: '2026-12-02' },
    ]);
    expect(mine).toMatchObject({ state: 'settled', settled: 10_000 });
  });
});

test('a batch is booked as one, unless each is asked for', async () => {
  const given = world();
  await given.bank.poll();
  const asked = [{ number: 1 }, { number: 2 }];
  const more = [{ number: 3 }, { number: 4 }];
  given.upload('a.xml', pain008([{ asked }, { asked: more, batchBooking: false }]));
  const files = await given.run('2026-12-01');
  const seen = (kind: 'CAMT053' | 'CAMT054') =>
    entriesIn(files, kind).map(({ amount, reference }) => [amount, reference]);
  expect(amounts(entriesIn(files, 'CAMT053'))).toEqual([20_100, 10_200, 10_300]);
  expect(seen('CAMT053')).toEqual(seen('CAMT054'));
});

/** The files of the day the collections are due, and of the days after. */
async function faultyDay(...faults: Parameters<typeof fileFault>[0]) {
  const given = world({ faults: fileFault(faults) });
  await given.bank.poll();
  given.upload('a.xml', pain008([{ asked: [{ number: 1 }, { number: 2 }] }]));
  const until = async (date: string) =>
    new Map([...(await given.run(date))].filter(([name]) => name.startsWith('CAMT') && name.includes('_20261201_')));
  return { ...given, until };
}

type FileFault = NonNullable<ReturnType<NonNullable<(typeof allPaid)['forFile']>>>[number];
const fileFault = (faults: readonly FileFault[]) => ({
  ...allPaid,
  forFile: (day: string) => (day === '2026-12-01' ? faults : []),
});

describe('each way a file can be wrong', () => {
  const [right, statement] = ['CAMT054_20261201_001.xml', 'CAMT053_20261201_001.xml'];

  test('twice: the same bytes under another name', async () => {
    const { until } = await faultyDay('fileTwice');
    const files = await until('2026-12-01');
    expect([...files.keys()]).toEqual([statement, right, 'CAMT054_20261201_052.xml']);
    expect(files.get('CAMT054_20261201_052.xml')).toEqual(files.get(right));
  });

  test('truncated: it breaks off, and comes whole later', async () => {
    const { until, bank } = await faultyDay('truncatedFile');
    const first = await until('2026-12-01');
    expect([...first.keys()]).toEqual([statement, right]);
    const files = await until('2026-12-10');
    const whole = files.get('CAMT054_20261201_051.xml')!;
    expect(validateXsd('camt.054.001.02', whole)).toEqual([]);
    expect(whole.subarray(0, first.get(right)!.length)).toEqual(first.get(right));
    expect(whole.length).toBeGreaterThan(first.get(right)!.length);
    const { told } = await bank.ledger();
    expect(new Set(told.map(({ fileName }) => fileName))).toEqual(new Set(['CAMT054_20261201_051.xml']));
  });

  test('with a DOCTYPE: the right one lies beside it', async () => {
    const { until } = await faultyDay('doctypeFile');
    const files = await until('2026-12-01');
    const wrong = files.get('CAMT054_20261201_053.xml')!.toString('utf8');
    expect(wrong).toMatch(/^<\?xml [^>]*\?><!DOCTYPE Document \[<!ENTITY/);
    expect(wrong.replace(/<!DOCTYPE.*?\]>/, '')).toBe(files.get(right)!.toString('utf8'));
  });

  test('in ISO-8859-1, as it declares, with signs of Danish', async () => {
    const { until } = await faultyDay('latin1File');
    const files = await until('2026-12-01');
    for (const name of [right, statement]) {
      const text = files.get(name)!.toString('latin1');
      expect(text).toContain('encoding="ISO-8859-1"');
      expect(text).toContain('opkrævninger');
      expect(files.get(name)!.includes(Buffer.from('æ', 'latin1'))).toBe(true);
      expect(validateXsd(name === right ? 'camt.054.001.02' : 'camt.053.001.02', files.get(name)!)).toEqual([]);
    }
  });

  test('with a balance that does not tie: the right statement comes later', async () => {
    const { until } = await faultyDay('wrongBalance');
    const first = await until('2026-12-01');
    expect([...first.keys()]).toEqual([statement, right]);
    const files = await until('2026-12-10');
    const moved = (name: string, from = files) => {
      const { opening, closing } = balancesOf(from.get(name)!);
      return closing - opening;
    };
    expect(moved(statement, first)).not.toBe(20_100);
    expect(moved('CAMT053_20261201_002.xml')).toBe(20_100);
  });

  test('signed by a stranger, tampered with: only where files are signed', async () => {
    const { until } = await faultyDay('strangerSigned', 'tamperedFile');
    expect([...(await until('2026-12-01')).keys()]).toEqual([statement, right]);
  });
});

test('other movements: each kind is booked, told in the ledger, and no collection', async () => {
  const rates = {
    ...troubledBankRates,
    ...quietRates,
    charge: 1,
    interest: 1,
    customerTransfer: 1,
    referenceTransfer: 1,
    strangerTransfer: 1,
  };
  const given = world({ faults: { rates, forFile: () => [] } });
  const files = await given.run('2026-12-31');
  const { movements, balance, openingBalance } = await given.bank.ledger();
  const kinds = new Map<string, number>();
  for (const { kind } of movements) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  // 24 November to 31 December has 27 settlement days.
  expect(Object.fromEntries(kinds)).toEqual({
    charge: 27,
    interest: 1,
    customerTransfer: 27,
    referenceTransfer: 27,
    strangerTransfer: 27,
  });
  const booked = entriesIn(files, 'CAMT053');
  expect(booked.map(({ reference, amount }) => [reference, amount])).toEqual(
    movements.map(({ reference, amount }) => [reference, amount]),
  );
  expect(balance).toBe(openingBalance + movements.reduce((sum, { amount }) => sum + amount, 0));
  expect(entriesIn(files, 'CAMT054')).toEqual([]);
  for (const [name, bytes] of files) expect([name, validateXsd('camt.053.001.02', bytes)]).toEqual([name, []]);
  const references = [...files.values()].flatMap((bytes) =>
    [...bytes.toString('utf8').matchAll(/<Ref>(RF\d+)<\/Ref>/g)].map(([, found]) => found!),
  );
  expect(references).toHaveLength(27);
  for (const found of references) expect(BigInt(`${found.slice(4)}2715${found.slice(2, 4)}`) % 97n).toBe(1n);
});
