import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, type CalendarDate, inCopenhagen, isBankingDay, knownDate } from '#kernel';
import { afterAll, describe, expect, test } from 'vitest';
import {
  createRehearsalNets,
  type FileFault,
  type NetsAgreement,
  type NetsFaults,
  type NetsMandate,
  type PaymentFault,
  type RehearsalNets,
  troubledRates,
} from '../../../src/rehearsal/nets/index.ts';
import { asBytes, type Asked, basisAgreement, delivery, mandate, totalAgreement } from './delivery-0601.ts';

const base = mkdtempSync(join(tmpdir(), 'tilgode-nets-'));
afterAll(() => rmSync(base, { recursive: true }));

const sent = new Date('2025-12-15T09:15:00Z');
const dueDate = '02012026';
const allPaid: NetsFaults = { forPayment: () => 'none', forFile: () => [] };
let worlds = 0;

interface World {
  readonly folder: string;
  readonly nets: RehearsalNets;
  readonly upload: (name: string, bytes: Buffer | readonly string[]) => void;
  readonly restart: () => World;
  /** Moves the clock and lets Nets end each day up to and with the last; what was laid out is taken away. */
  readonly run: (until: string, polls?: number) => Promise<Map<string, Buffer>>;
}

interface Options {
  readonly seed?: number;
  readonly faults?: NetsFaults;
  readonly agreement?: NetsAgreement;
  readonly mandates?: readonly NetsMandate[] | null;
  readonly stateFolder?: string | null;
  readonly folder?: string;
}

function world(options: Options = {}): World {
  const folder = options.folder ?? join(base, `root-${++worlds}`);
  const stateFolder = options.stateFolder === undefined ? join(base, `state-${worlds}`) : options.stateFolder;
  let now = sent;
  const nets = createRehearsalNets({
    seed: options.seed ?? 7,
    folder,
    stateFolder,
    now: () => now,
    today: () => inCopenhagen(now).date,
    agreement: options.agreement ?? totalAgreement,
    mandates: () =>
      options.mandates === undefined ? [mandate('K1', '000000001'), mandate('K2', '000000002')] : options.mandates,
    faults: options.faults ?? allPaid,
  });
  const taken = new Map<string, Buffer>();
  return {
    folder,
    nets,
    upload: (name, bytes) => {
      writeFileSync(join(folder, `.${name}.tmp`), Buffer.isBuffer(bytes) ? bytes : asBytes(bytes));
      renameSync(join(folder, `.${name}.tmp`), join(folder, name));
    },
    restart: () => world({ ...options, folder, stateFolder }),
    run: async (until, polls = 1) => {
      for (let day = inCopenhagen(now).date; day <= until; day = addDays(day, 1)) {
        now = new Date(`${day}T09:15:00Z`);
        for (let poll = 0; poll < polls; poll++) await nets.poll();
        await nets.endOfDay(day);
        for (const name of readdirSync(folder)
          .filter((found) => /^[TVFD]\d/.test(found))
          .sort()) {
          taken.set(name, readFileSync(join(folder, name)));
          rmSync(join(folder, name));
        }
      }
      return taken;
    },
  };
}

const asked = (customerNumber: string, change: Partial<Asked> = {}): Asked => ({
  customerNumber,
  paymentDate: dueDate,
  amount: 125_000,
  reference: `T000${customerNumber}`.padEnd(9, 'X'),
  ...change,
});

const namesIn = (folder: string): string[] => readdirSync(folder).sort();
const dataLines = (files: Map<string, Buffer>): string[] =>
  [...files]
    .filter(([name]) => name.startsWith('D'))
    .flatMap(([, bytes]) => bytes.toString('latin1').split('\r\n'))
    .filter((line) => line.startsWith('BS042'));

describe('a delivery', () => {
  test('is taken, answered with T and V at once, and settled', async () => {
    const { nets, folder, upload, run } = world();
    await nets.poll();
    upload('BS0601-42.txt', delivery([asked('K1'), asked('S1')]));
    expect(await nets.poll()).toBe(1);
    expect(namesIn(folder)).toEqual(['T3700000000.BS1', 'V3700000000-601.BS1']);
    expect(readFileSync(join(folder, 'T3700000000.BS1'), 'latin1')).toMatch(
      /^PBCNET40BS1[0-9A-F]{11} {6}251215101500\+PN00DATA ACCEPTERET\r\n$/,
    );
    const receipt = readFileSync(join(folder, 'V3700000000-601.BS1'), 'latin1');
    expect(receipt).toContain('+BS00 LEVERANCE ACCEPTERET');
    expect(receipt).toContain('* LEVERANCE                1              2              2            2.500,00 *');

    const files = await run('2026-02-15');
    const [automatic, slip, ...more] = dataLines(files);
    expect(more).toEqual([]);
    expect(automatic).toBe(
      `BS042012345600236000000010000000000000K100000000102012610000000125000T000K1XXX${' '.repeat(25)}0201260201260000000125000`,
    );
    expect(slip?.slice(0, 81)).toBe(
      [
        'BS042',
        '01234560',
        '0297',
        '000',
        '00001',
        '0000',
        'S1'.padStart(15, '0'),
        '71',
        '0',
        '00000',
        '020126',
        '1',
        '0000000125000',
        'T000S1XXX',
      ].join(''),
    );
    expect(slip?.slice(81)).toMatch(/^\d{22}\d{12}0000000125000$/);
    expect(slip).toHaveLength(128);
  });

  test('that breaks a rule is refused with what is wrong, and nothing of it is settled', async () => {
    const { nets, folder, upload, run } = world();
    await nets.poll();
    upload('BS0601-42.txt', delivery([asked('K1'), asked('S1', { sign: '0' })]));
    await nets.poll();
    const receipt = readFileSync(join(folder, 'V3700000000-601.BS1'), 'latin1');
    expect(receipt.split('\r\n')[0]).toMatch(/-BS99 LEVERANCE AFVIST$/);
    expect(receipt).toContain('LINIE 11: amount "0000000125000" must be zeros without a sign');
    const files = await run('2026-02-15');
    expect(dataLines(files)).toEqual([]);
    const { deliveries } = await nets.ledger();
    expect(deliveries).toMatchObject([{ deliveryId: '0000000042', isAccepted: false, findingCount: 1 + 2 }]);
  });

  test('whose number was used before is refused, also when the first was refused', async () => {
    const { nets, upload } = world();
    await nets.poll();
    upload('a.txt', delivery([asked('K1', { paymentDate: '03012026' })]));
    await nets.poll();
    upload('b.txt', delivery([asked('K1')]));
    upload('c.txt', delivery([asked('K1')], { id: '0000000043' }));
    upload('d.txt', delivery([asked('K1')], { id: '0000000044' }));
    await nets.poll();
    const { deliveries } = await nets.ledger();
    expect(deliveries.map((found) => found.isAccepted)).toEqual([false, false, true, false]);
    expect(deliveries.map((found) => found.findings[0]?.rule ?? '')).toEqual([
      'must be a banking day',
      'was used before',
      '',
      'such a collection was delivered before',
    ]);
  });

  test('of bytes nobody understands is answered by the transfer system', async () => {
    const { nets, folder, upload } = world();
    await nets.poll();
    upload('strange.bin', Buffer.from([0, 1, 2, 3]));
    upload('empty.txt', Buffer.alloc(0));
    await nets.poll();
    expect(namesIn(folder)).toEqual(['empty.txt.ERROR', 'strange.bin.ERROR']);
    expect((await nets.ledger()).deliveries).toEqual([]);
  });

  test('under a temporary name is left alone, and so are files of Nets itself', async () => {
    const { nets, folder } = world();
    await nets.poll();
    const names = ['.BS0601-42.txt.tmp', 'D3800000000-602.BS1', 'T3700000000.BS1', 'x.OK'];
    for (const name of names) writeFileSync(join(folder, name), asBytes(delivery([asked('K1')])));
    expect(await nets.poll()).toBe(0);
    expect(namesIn(folder)).toEqual([...names].sort());
  });

  test('may be replaced or stopped with a Basis agreement', async () => {
    const mandates = [mandate('K1', '000000001'), mandate('K2', '000000002')];
    const { nets, upload, run } = world({ agreement: basisAgreement, mandates });
    const of = (customerNumber: string, mandateNumber: string, change: Partial<Asked> = {}) =>
      asked(customerNumber, { mandateNumber, ...change });
    await nets.poll();
    upload('a.txt', delivery([of('K1', '000000001'), of('K2', '000000002')], { kind: 'basis' }));
    await nets.poll();
    const changes = [
      of('K1', '000000001', { section: '0113', amount: 99_900 }),
      of('K2', '000000002', { section: '0113', amount: 0, sign: '0' }),
    ];
    upload('b.txt', delivery(changes, { kind: 'basis', id: '0000000043' }));
    await nets.poll();
    const lines = dataLines(await run('2026-01-15'));
    expect((await nets.ledger()).deliveries.map((found) => found.findings)).toEqual([[], []]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('0000000099900');
  });
});

const story = (byCustomer: Readonly<Record<string, PaymentFault>>): NetsFaults => ({
  forPayment: ({ customerNumber }) => byCustomer[customerNumber] ?? 'none',
  forFile: () => [],
});

/** Transaction, customer, actual date, amount and what was paid: what a creditor sees. */
const told = (line: string): string => {
  const isSlip = line.slice(13, 17) >= '0297';
  const customer = (isSlip ? line.slice(29, 44) : line.slice(25, 40)).replace(/^0+/, '');
  return `${line.slice(13, 17)} ${customer} ${Number(line.slice(115))}`;
};

describe('each way a payment can end', () => {
  test.each([
    ['K1', 'rejected', ['0237 K1 0']],
    ['K1', 'rejectedLate', ['0236 K1 125000', '0237 K1 125000']],
    ['K1', 'cancelled', ['0238 K1 0']],
    ['K1', 'chargedBack', ['0236 K1 125000', '0239 K1 125000']],
    ['K1', 'chargeBackWithoutPayment', ['0239 K1 125000']],
    ['K1', 'doublePayment', ['0236 K1 125000', '0236 K1 125000']],
    ['K1', 'wrongCustomer', ['0236 K2 125000']],
    ['S1', 'neverPaid', []],
    ['S1', 'paidLate', ['0297 S1 125000']],
    ['S1', 'chargedBack', ['0297 S1 125000', '0299 S1 125000']],
    ['S1', 'chargeBackWithoutPayment', ['0299 S1 125000']],
    ['S1', 'doublePayment', ['0297 S1 125000', '0297 S1 125000']],
  ] as const)('%s is %s', async (customerNumber, fault, expected) => {
    const { nets, upload, run } = world({ faults: story({ [customerNumber]: fault, K2: 'chargedBack' }) });
    await nets.poll();
    upload('a.txt', delivery([asked(customerNumber), asked('K2', { amount: 200 })]));
    const lines = dataLines(await run('2026-03-31'));
    expect(lines.map(told).filter((line) => !line.endsWith(' 200'))).toEqual(expected);
  });

  test('an unknown customer is one that no collection names', async () => {
    const { nets, upload, run } = world({ faults: story({ S1: 'unknownCustomer' }) });
    await nets.poll();
    upload('a.txt', delivery([asked('S1')]));
    const lines = dataLines(await run('2026-01-31'));
    expect(lines.map(told)).toEqual([expect.stringMatching(/^0297 UKENDT\d{5} 125000$/)]);
    expect((await nets.ledger()).told).toMatchObject([
      { customerNumber: 'S1', truth: 'told with an unknown customer' },
    ]);
  });

  test('another amount is positive and not the one asked', async () => {
    const customers = Array.from({ length: 50 }, (_, at) => `S${at}`);
    const { nets, upload, run } = world({ faults: { forPayment: () => 'amountDiffers', forFile: () => [] } });
    await nets.poll();
    upload('a.txt', delivery(customers.map((name, at) => asked(name, { amount: at + 1 }))));
    await run('2026-01-31');
    const { told: payments } = await nets.ledger();
    expect(payments).toHaveLength(50);
    for (const { amount, actualAmount } of payments) {
      expect(actualAmount).toBeGreaterThan(0);
      expect(actualAmount).not.toBe(amount);
    }
  });

  test('a mandate that ended before the due date cancels the collection', async () => {
    const ended = { ...mandate('K1', '000000001'), validTo: knownDate('2026-01-01') };
    const { nets, upload, run } = world({ mandates: [ended] });
    await nets.poll();
    upload('a.txt', delivery([asked('K1')]));
    expect(dataLines(await run('2026-01-31')).map(told)).toEqual(['0238 K1 0']);
  });

  test('money is paid out to those with a mandate only', async () => {
    const { nets, upload, run } = world();
    await nets.poll();
    upload('a.txt', delivery([asked('K1', { sign: '2' }), asked('S1', { sign: '2' })]));
    const lines = dataLines(await run('2026-01-31'));
    expect(lines.map(told)).toEqual(['0236 K1 125000']);
    expect(lines[0]?.slice(55, 56)).toBe('2');
  });
});

describe('time', () => {
  test('automatic payments are told one or two banking days before they are due, slips on their booking day', async () => {
    const customers = [
      ...Array.from({ length: 40 }, (_, at) => `K${at}`),
      ...Array.from({ length: 40 }, (_, at) => `S${at}`),
    ];
    const mandates = customers
      .filter((name) => name.startsWith('K'))
      .map((name, at) => mandate(name, String(at + 1).padStart(9, '0')));
    const { nets, upload, run } = world({ mandates });
    await nets.poll();
    upload('a.txt', delivery(customers.map((name) => asked(name))));
    const files = await run('2026-02-28');
    const toldOn = new Map<string, Set<string>>();
    for (const [name, bytes] of files) {
      if (!name.startsWith('D')) continue;
      const day = `20${name.slice(3, 5)}-${name.slice(5, 7)}-${name.slice(7, 9)}`;
      expect(isBankingDay(knownDate(day))).toBe(true);
      for (const line of bytes
        .toString('latin1')
        .split('\r\n')
        .filter((found) => found.startsWith('BS042'))) {
        const days = toldOn.get(line.slice(13, 17)) ?? new Set();
        toldOn.set(line.slice(13, 17), days.add(day));
        if (line.slice(13, 17) === '0297')
          expect(`20${line.slice(113, 115)}-${line.slice(111, 113)}-${line.slice(109, 111)}`).toBe(day);
      }
    }
    expect([...toldOn.get('0236')!].sort()).toEqual(['2025-12-29', '2025-12-30']);
    expect(toldOn.get('0297')!.size).toBeGreaterThan(2);
  });

  test('the totals of every file agree with its records', async () => {
    const { files } = await month({ seed: 3 });
    let checked = 0;
    for (const [name, bytes] of files) {
      if (!name.startsWith('D')) continue;
      const lines = bytes
        .toString('latin1')
        .trimEnd()
        .split('\r\n')
        .map((line) => line.padEnd(128));
      const payments = lines.filter((line) => line.startsWith('BS042'));
      const end = lines.at(-1)!;
      expect(Number(end.slice(31, 42))).toBe(payments.length);
      expect(Number(end.slice(42, 57))).toBe(payments.reduce((sum, line) => sum + Number(line.slice(115, 128)), 0));
      checked++;
    }
    expect(checked).toBeGreaterThan(5);
  });
});

const fileFault = (date: string, ...faults: FileFault[]): NetsFaults => ({
  forPayment: () => 'none',
  forFile: (day: CalendarDate) => (day === date ? faults : []),
});

/** Twenty customers with mandates, all told on two days; the first is 2025-12-29. */
async function faultyDay(...faults: FileFault[]) {
  const mandates = Array.from({ length: 20 }, (_, at) => mandate(`K${at}`, String(at + 1).padStart(9, '0')));
  const { nets, upload, run } = world({ faults: fileFault('2025-12-29', ...faults), mandates });
  await nets.poll();
  upload('a.txt', delivery(mandates.map(({ customerNumber }) => asked(customerNumber))));
  const until = async (date: string) =>
    new Map([...(await run(date))].filter(([name]) => name.startsWith('D38251229')));
  return { nets, until };
}

describe('each way a file can be wrong', () => {
  const name = 'D3825122901-602.BS1';
  const again = 'D3825122951-602.BS1';

  test('late: the file comes some days later', async () => {
    const { until } = await faultyDay('lateFile');
    expect([...(await until('2025-12-29')).keys()]).toEqual([]);
    expect([...(await until('2026-01-09')).keys()]).toEqual([name]);
  });

  test('twice: the same bytes come under another name', async () => {
    const { until } = await faultyDay('fileTwice');
    const files = await until('2025-12-29');
    expect([...files.keys()]).toEqual([name, again]);
    expect(files.get(again)).toEqual(files.get(name));
  });

  test('truncated: the file breaks off, and comes whole later', async () => {
    const { nets, until } = await faultyDay('truncatedFile');
    const first = await until('2025-12-29');
    expect([...first.keys()]).toEqual([name]);
    expect(first.get(name)!.toString('latin1')).not.toContain('BS992');
    const files = await until('2026-01-09');
    expect([...files.keys()]).toEqual([name, again]);
    expect(files.get(again)!.subarray(0, first.get(name)!.length)).toEqual(first.get(name));
    expect(files.get(again)!.toString('latin1')).toContain('BS992');
    expect(new Set((await nets.ledger()).told.map(({ fileName }) => fileName))).toContain(again);
  });

  test('wrong totals: the right file comes later under a new delivery number', async () => {
    const { until } = await faultyDay('wrongTotals');
    const files = await until('2026-01-09');
    expect([...files.keys()]).toEqual([name, 'D3825122902-602.BS1']);
    const [wrong, right] = [...files.values()].map((bytes) => bytes.toString('latin1'));
    expect(Number(end(wrong!).slice(42, 57)) - Number(end(right!).slice(42, 57))).toBe(100);
    expect([wrong!.slice(20, 30), right!.slice(20, 30)]).toEqual(['3825122901', '3825122902']);
    expect(wrong!.split('\r\n').slice(1, -2)).toEqual(right!.split('\r\n').slice(1, -2));
  });

  test('an unreadable line: one due date is none, and the totals hold', async () => {
    const { nets, until } = await faultyDay('unreadableLine');
    const text = (await until('2026-01-09')).get(name)!.toString('latin1');
    expect(text.match(/3X13\?\?/g)).toHaveLength(1);
    const customer = /BS042.{20}(.{15}).{9}3X13/.exec(text)![1]!.replace(/^0+/, '');
    const { told: payments } = await nets.ledger();
    expect(payments.filter(({ isUnreadable }) => isUnreadable).map(({ customerNumber }) => customerNumber)).toEqual([
      customer,
    ]);
  });

  test('an unknown record: it stands beside the others and is not counted', async () => {
    const { until } = await faultyDay('unknownRecord');
    const text = (await until('2026-01-09')).get(name)!.toString('latin1');
    expect(text.match(/^BS072/gm)).toHaveLength(1);
    expect(Number(end(text).slice(31, 42))).toBe(text.match(/^BS042/gm)!.length);
  });
});

const end = (text: string): string => text.trimEnd().split('\r\n').at(-1)!;

/** Two hundred customers through a month with all faults; the totals of deliberately wrong files are left out. */
async function month(options: Options & { polls?: number } = {}) {
  const mandates = Array.from({ length: 100 }, (_, at) => mandate(`K${at}`, String(at + 1).padStart(9, '0')));
  const faults = options.faults ?? { rates: { ...troubledRates, wrongTotals: 0, truncatedFile: 0 } };
  const made = world({ mandates, ...options, faults });
  await made.nets.poll();
  made.upload(
    'a.txt',
    delivery(mandates.map(({ customerNumber }, at) => asked(customerNumber, { amount: 10_000 + at }))),
  );
  made.upload(
    'b.txt',
    delivery(
      mandates.map((_, at) => asked(`S${at}`, { amount: 20_000 + at })),
      { id: '0000000043' },
    ),
  );
  const files = await made.run('2026-02-28', options.polls ?? 1);
  return { ...made, files };
}

describe('the same seed', () => {
  test('gives the same files, however often it is polled, with or without a memory', async () => {
    const faults = { rates: troubledRates };
    const first = await month({ faults });
    expect((await month({ faults, polls: 3 })).files).toEqual(first.files);
    expect((await month({ faults, stateFolder: null })).files).toEqual(first.files);
    expect((await month({ faults, seed: 8 })).files).not.toEqual(first.files);
  });

  test('gives the same files after a restart every day', async () => {
    const faults = { rates: troubledRates };
    const undisturbed = await month({ faults });
    const mandates = Array.from({ length: 100 }, (_, at) => mandate(`K${at}`, String(at + 1).padStart(9, '0')));
    let made = world({ mandates, faults });
    await made.nets.poll();
    made.upload(
      'a.txt',
      delivery(mandates.map(({ customerNumber }, at) => asked(customerNumber, { amount: 10_000 + at }))),
    );
    made.upload(
      'b.txt',
      delivery(
        mandates.map((_, at) => asked(`S${at}`, { amount: 20_000 + at })),
        { id: '0000000043' },
      ),
    );
    const files = new Map<string, Buffer>();
    for (let day = knownDate('2025-12-15'); day <= '2026-02-28'; day = addDays(day, 1)) {
      made = made.restart();
      for (const [name, bytes] of await made.run(day)) files.set(name, bytes);
    }
    expect(files).toEqual(undisturbed.files);
  });

  test('the same day twice changes nothing', async () => {
    const { nets, folder } = await month();
    const before = await nets.ledger();
    expect(await nets.endOfDay(knownDate('2026-01-05'))).toEqual([]);
    expect(await nets.ledger()).toEqual(before);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('the ledger adds up: each told payment stands in its file, once', async () => {
    const { nets, files } = await month({ faults: { rates: troubledRates } });
    const { told: payments, outstanding } = await nets.ledger();
    expect(outstanding).toBe(0);
    const count = new Map<string, number>();
    for (const { fileName } of payments) count.set(fileName, (count.get(fileName) ?? 0) + 1);
    for (const [name, records] of count) {
      expect(
        files
          .get(name)!
          .toString('latin1')
          .match(/^BS042/gm),
      ).toHaveLength(records);
    }
    expect(new Set(payments.map(({ truth }) => truth)).size).toBeGreaterThan(5);
  });
});

describe('a kill', () => {
  test('between taking an upload away and noting it does not swallow a second one of the same name and bytes', async () => {
    const stateFolder = join(base, 'swallowed');
    const made = world({ stateFolder });
    await made.nets.poll();
    made.upload('a.txt', delivery([asked('K1')]));
    await made.nets.poll();
    const log = join(stateFolder, 'nets.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').replace(/.*"taken".*\n$/, ''));
    const again = made.restart();
    await again.nets.poll();
    again.upload('a.txt', delivery([asked('K1')]));
    await again.nets.poll();
    const { deliveries } = await again.nets.ledger();
    expect(deliveries.map(({ isAccepted }) => isAccepted)).toEqual([true, false]);
    expect(namesIn(again.folder)).toContain('V3700000001-601.BS1');
  });

  /** The memory as it was after each entry: cut off behind one of its lines, or in the middle of the next. */
  test('after any entry of the memory is made good by the next calls', async () => {
    const stateFolder = join(base, 'killed-state');
    const whole = await month({ stateFolder, faults: story({ K1: 'chargedBack' }) });
    const log = readFileSync(join(stateFolder, 'nets.jsonl'), 'utf8').trimEnd().split('\n');
    const uploads = {
      'a.txt': asBytes(delivery(Array.from({ length: 100 }, (_, at) => asked(`K${at}`, { amount: 10_000 + at })))),
      'b.txt': asBytes(
        delivery(
          Array.from({ length: 100 }, (_, at) => asked(`S${at}`, { amount: 20_000 + at })),
          { id: '0000000043' },
        ),
      ),
    };
    for (let kept = 1; kept < log.length; kept += kept < 8 ? 1 : 5) {
      const again = world({
        stateFolder: join(base, `killed-${kept}`),
        faults: story({ K1: 'chargedBack' }),
        mandates: Array.from({ length: 100 }, (_, at) => mandate(`K${at}`, String(at + 1).padStart(9, '0'))),
      });
      await again.nets.poll();
      for (const [name, bytes] of Object.entries(uploads)) {
        const isTaken = log.slice(0, kept).some((line) => line.includes('"taken"') && line.includes(name));
        if (!isTaken) again.upload(name, bytes);
      }
      // Files are staged before the entry that names them, so a kill finds at least those.
      const staged = join(base, `killed-${kept}`, 'staged');
      for (const [name, bytes] of whole.files) if (name.includes('-602')) writeFileSync(join(staged, name), bytes);
      writeFileSync(
        join(base, `killed-${kept}`, 'nets.jsonl'),
        `${log.slice(0, kept).join('\n')}\n${log[kept]!.slice(0, 9)}`,
      );
      const restarted = again.restart();
      await restarted.run('2026-02-28');
      expect(await restarted.nets.ledger(), `killed after entry ${kept}`).toEqual(await whole.nets.ledger());
      expect(await restarted.restart().nets.ledger(), `read again after entry ${kept}`).toEqual(
        await whole.nets.ledger(),
      );
      expect(existsSync(join(again.folder, 'a.txt'))).toBe(false);
    }
  });
});
