import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ListBatch, MandateFact, RemarkFact } from '#channels';
import { read0603, read0621 } from '#channels/betalingsservice';
import { addDays, inCopenhagen, isBankingDay, knownDate } from '#kernel';
import { afterAll, describe, expect, test } from 'vitest';
import {
  createRehearsalNets,
  type MandateRates,
  type NetsAgreement,
  type NetsFaults,
} from '../../../src/rehearsal/nets/index.ts';
import { asBytes, type Asked, basisAgreement, delivery, mandate, put, totalAgreement } from './delivery-0601.ts';

/** Deliveries 0603 and 0621, and mandates that come and go. */
const base = mkdtempSync(join(tmpdir(), 'tilgode-nets-lists-'));
afterAll(() => rmSync(base, { recursive: true }));

const allPaid: NetsFaults = { forPayment: () => 'none', forFile: () => [] };
const nothingChanges: MandateRates = { registered: 0, ended: 0, electronicSlip: 0 };
const group = '00001';
let worlds = 0;

interface Options {
  readonly seed?: number;
  readonly agreement?: NetsAgreement;
  readonly mandated?: readonly string[];
  readonly candidates?: readonly string[];
  readonly rates?: Partial<MandateRates>;
  readonly faults?: NetsFaults;
  readonly stateFolder?: string | null;
  readonly folder?: string;
}

/** Begins on Tuesday 6 January 2026. */
function world(options: Options = {}) {
  const folder = options.folder ?? join(base, `root-${++worlds}`);
  const stateFolder = options.stateFolder === undefined ? join(base, `state-${worlds}`) : options.stateFolder;
  let now = new Date('2026-01-06T09:15:00Z');
  const mandated = options.mandated ?? ['K1', 'K2'];
  const nets = createRehearsalNets({
    seed: options.seed ?? 7,
    folder,
    stateFolder,
    now: () => now,
    today: () => inCopenhagen(now).date,
    agreement: options.agreement ?? basisAgreement,
    mandates: () =>
      mandated.map((customer, i) => ({
        ...mandate(customer, String(i + 1).padStart(9, '0')),
        validFrom: knownDate('2024-03-01'),
      })),
    faults: options.faults ?? allPaid,
    information: {
      candidates: () => (options.candidates ?? []).map((customerNumber) => ({ debtorGroup: group, customerNumber })),
      rates: { ...nothingChanges, ...options.rates },
    },
  });
  const taken = new Map<string, Buffer>();
  let deliveries = 0;
  return {
    folder,
    nets,
    taken,
    restart: () => world({ ...options, folder, stateFolder }),
    send: async (lines: readonly string[]) => {
      await nets.poll();
      writeFileSync(join(folder, `upload-${++deliveries}`), asBytes(lines));
      await nets.poll();
      return (await nets.ledger()).deliveries.at(-1)!;
    },
    run: async (until: string) => {
      for (let day = inCopenhagen(now).date; day <= until; day = addDays(day, 1)) {
        now = new Date(`${day}T09:15:00Z`);
        await nets.poll();
        await nets.endOfDay(day);
        now = new Date(`${addDays(day, 1)}T09:15:00Z`);
        for (const name of readdirSync(folder)) {
          taken.set(name, readFileSync(join(folder, name)));
          rmSync(join(folder, name));
        }
      }
      return taken;
    },
  };
}

async function* stream(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += 113) yield bytes.subarray(from, from + 113);
}

/** Reads to the end; nothing may be wrong with the file. */
async function factsOf<F>(batches: AsyncIterable<ListBatch<F>>): Promise<F[]> {
  const facts: F[] = [];
  for await (const batch of batches) {
    expect([...batch.problems, ...batch.fatal]).toEqual([]);
    facts.push(...batch.facts);
  }
  return facts;
}

const filesOf = (files: Map<string, Buffer>, type: string): [string, Buffer][] =>
  [...files].filter(([name]) => name.includes(`-${type}.`)).sort(([a], [b]) => (a < b ? -1 : 1));

async function mandates(files: Map<string, Buffer>): Promise<MandateFact[]> {
  const all: MandateFact[] = [];
  for (const [name, bytes] of filesOf(files, '603')) all.push(...(await factsOf(read0603(stream(bytes), name))));
  return all;
}

async function remarks(files: Map<string, Buffer>): Promise<RemarkFact[]> {
  const all: RemarkFact[] = [];
  for (const [name, bytes] of filesOf(files, '621')) all.push(...(await factsOf(read0621(stream(bytes), name))));
  return all;
}

const paid = (files: Map<string, Buffer>): string[] =>
  filesOf(files, '602')
    .flatMap(([, bytes]) => bytes.toString('latin1').split('\r\n'))
    .filter((line) => line.startsWith('BS042'))
    .map((line) => `${line.slice(13, 17)} ${line.slice(25, 40).replace(/^0+/, '')}`);

const asked = (customerNumber: string, mandateNumber: string, change: Partial<Asked> = {}): Asked => ({
  customerNumber,
  mandateNumber,
  paymentDate: '02022026',
  amount: 125_000,
  ...change,
});
const basis = (list: readonly Asked[], id?: string) => delivery(list, { kind: 'basis', ...(id ? { id } : {}) });

describe('delivery 0621', () => {
  test('confirms a delivery the day it was registered: counts and amounts are those that were sent', async () => {
    const { send, run } = world({ agreement: totalAgreement });
    const sent = await send(
      delivery([
        asked('K1', '000000000'),
        asked('S1', '000000000', { amount: 200 }),
        asked('K2', '000000000', { paymentDate: '03022026', amount: 50 }),
        asked('S2', '000000000', { sign: '0', amount: 0 }),
      ]),
    );
    const files = await run('2026-01-07');
    const found = filesOf(files, '621');
    expect(found.map(([name]) => name)).toEqual(['D3826010671-621.BS1']);
    expect(found[0]?.[1].toString('latin1').split('\r\n')).toEqual([
      `BS00212345674BS106213826010671${' '.repeat(19)}060126`,
      `BS012012345600120   00001${' '.repeat(29)}060126`,
      `BS022012345600280001${group}${' '.repeat(15)}${'0'.repeat(15)}0${'0'.repeat(14)}020226000000000000001000000001${'125000'.padStart(13, '0')}`,
      `BS022012345600280002${group}${'0'.repeat(33)}${'125000'.padStart(13, '0')}${'PROVEBANK'.padEnd(43)}210100`,
      `BS022012345600280001${group}${' '.repeat(15)}${'0'.repeat(15)}2${'0'.repeat(14)}020226060126000000002000000002${'200'.padStart(13, '0')}`,
      `BS022012345600280002${group}${'0'.repeat(33)}${'200'.padStart(13, '0')}${' '.repeat(43)}210300`,
      `BS022012345600280001${group}${' '.repeat(15)}${'0'.repeat(15)}0${'0'.repeat(14)}030226000000000000001000000001${'50'.padStart(13, '0')}`,
      `BS022012345600280002${group}${'0'.repeat(33)}${'50'.padStart(13, '0')}${'PROVEBANK'.padEnd(43)}210100`,
      `BS092012345600120000${'6'.padStart(11, '0')}${'0'.repeat(37)}`,
      `BS99212345674BS10621${'1'.padStart(11, '0')}${'6'.padStart(11, '0')}${'0'.repeat(37)}`,
      '',
    ]);
    const receipts = (await remarks(files)).filter(({ kind, count }) => kind === 'receipt' && count !== null);
    expect(receipts.reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(sent.amounts);
    expect(receipts.reduce((sum, { amount }) => sum + amount, 0)).toBe(sent.net);
    await run('2026-01-20');
    expect(filesOf(files, '621')).toHaveLength(1);
  });

  test('is not sent for a delivery that was refused', async () => {
    const { send, run } = world();
    await send(put(basis([asked('K1', '000000001')]), 'BS992', 43, '000000000000001'));
    expect(filesOf(await run('2026-01-08'), '621')).toEqual([]);
  });

  test('names a single record that is refused, and nothing comes of it', async () => {
    const refusing: NetsFaults = { ...allPaid, rates: { refusedRecord: 1 } };
    const { send, run } = world({ faults: refusing });
    const sent = await send(basis([asked('K1', '000000001'), asked('K2', '000000002')]));
    expect(sent).toMatchObject({ isAccepted: true, amounts: 2 });
    expect(sent.refused.map(({ customerNumber, reason }) => [customerNumber, reason])).toEqual([
      ['K1', 'accountClosed'],
      ['K2', 'accountClosed'],
    ]);
    const files = await run('2026-02-20');
    const found = (await remarks(files)).filter(({ kind }) => kind === 'error');
    expect(
      found.map(({ customerNumber, mandateNumber, date, code }) => [customerNumber, mandateNumber, date, code]),
    ).toEqual([
      ['K1', '000000001', '2026-02-02', '230903'],
      ['K2', '000000002', '2026-02-02', '230903'],
    ]);
    expect(paid(files)).toEqual([]);
  });

  test('a refused record may be delivered again', async () => {
    let isRefusing = true;
    const faults: NetsFaults = {
      ...allPaid,
      rates: {
        get refusedRecord() {
          return isRefusing ? 1 : 0;
        },
      },
    };
    const { send, run } = world({ faults });
    await send(basis([asked('K1', '000000001')]));
    isRefusing = false;
    expect(await send(basis([asked('K1', '000000001')], '0000000043'))).toMatchObject({ findings: [], refused: [] });
    expect(paid(await run('2026-02-20'))).toEqual(['0236 K1']);
  });

  test('money to somebody without a mandate is listed, and not paid out', async () => {
    const { send, run } = world({ agreement: totalAgreement });
    const sent = await send(delivery([asked('S1', '000000000', { sign: '2' })]));
    expect(sent.refused.map(({ reason }) => reason)).toEqual(['nobodyToPayOut']);
    expect((await remarks(await run('2026-02-20'))).map(({ kind, code }) => [kind, code])).toEqual([
      ['remark', '220904'],
    ]);
  });

  test('without it nothing of all this happens', async () => {
    const folder = join(base, 'plain');
    const now = new Date('2026-01-15T09:15:00Z');
    const nets = createRehearsalNets({
      seed: 7,
      folder,
      stateFolder: null,
      now: () => now,
      today: () => inCopenhagen(now).date,
      agreement: basisAgreement,
      mandates: () => [mandate('K1', '000000001')],
      faults: { ...allPaid, rates: { refusedRecord: 1 } },
    });
    await nets.poll();
    writeFileSync(join(folder, 'upload'), asBytes(basis([asked('K1', '000000001')])));
    await nets.poll();
    await nets.endOfDay(knownDate('2026-01-15'));
    expect((await nets.ledger()).deliveries[0]).toMatchObject({ isAccepted: true, refused: [] });
    expect(readdirSync(folder).filter((name) => name.startsWith('D'))).toEqual([]);
  });
});

describe('delivery 0603', () => {
  test('lists all mandates on the 15th, or the next banking day', async () => {
    const { run } = world();
    const files = await run('2026-02-28');
    expect(filesOf(files, '603').map(([name]) => name)).toEqual(['D3826011561-603.BS1', 'D3826021661-603.BS1']);
    expect(filesOf(files, '603')[0]?.[1].toString('latin1').split('\r\n')).toEqual([
      `BS00212345674BS106033826011561${' '.repeat(19)}150126`,
      `BS012012345600210   ${group}${' '.repeat(24)}150126`,
      `BS042012345600230000${group}${'K1'.padStart(15, '0')}000000001010324000000`,
      `BS042012345600230000${group}${'K2'.padStart(15, '0')}000000002010324000000`,
      `BS092012345600210000${group}${' '.repeat(6)}00000000002${'0'.repeat(26)}${' '.repeat(15)}${'0'.repeat(11)}`,
      `BS99212345674BS10603${'1'.padStart(11, '0')}${'2'.padStart(11, '0')}${'0'.repeat(86)}`,
      '',
    ]);
    expect((await mandates(files)).map(({ kind, customerNumber }) => [kind, customerNumber])).toEqual([
      ['active', 'K1'],
      ['active', 'K2'],
      ['active', 'K1'],
      ['active', 'K2'],
    ]);
  });

  const many = Array.from({ length: 80 }, (_, i) => `K${i + 100}`);
  const others = Array.from({ length: 80 }, (_, i) => `N${i + 100}`);
  const busy = { registered: 0.02, ended: 0.02, electronicSlip: 0.01 };

  test.each`
    kind       | agreement         | hasSlips
    ${'total'} | ${totalAgreement} | ${true}
    ${'basis'} | ${basisAgreement} | ${false}
  `('tells the changes of every day, $kind', async ({ agreement, hasSlips }) => {
    const { run, nets } = world({ agreement, mandated: many, candidates: others, rates: busy });
    const files = await run('2026-02-13');
    const { mandateChanges } = await nets.ledger();
    const facts = (await mandates(files)).filter(({ kind }) => kind !== 'active');
    expect(facts).toHaveLength(mandateChanges.length);
    expect(facts.filter(({ kind }) => kind === 'cancelled').length).toBeGreaterThan(20);
    expect(new Set(facts.map(({ endedBy }) => endedBy))).toEqual(new Set([null, 'debtor', 'creditor', 'channel']));
    expect(facts.some(({ isElectronicSlip }) => isElectronicSlip)).toBe(hasSlips);
    for (const fact of facts) {
      const known = mandateChanges.find(
        (one) =>
          one.customerNumber === fact.customerNumber &&
          one.mandateNumber === fact.mandateNumber &&
          (one.endDate === null) === (fact.validTo === null),
      );
      expect(known).toMatchObject({ validFrom: fact.validFrom, endDate: fact.validTo });
    }
    const days = filesOf(files, '603').map(([name]) => `20${name.slice(3, 5)}-${name.slice(5, 7)}-${name.slice(7, 9)}`);
    expect(days.every((day) => isBankingDay(knownDate(day)))).toBe(true);
    expect(new Set(days).size).toBe(days.length);
    const numbers = mandateChanges
      .filter(({ kind, mandateNumber }) => kind === 'registered' && mandateNumber !== '999999999')
      .map(({ mandateNumber }) => mandateNumber);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('the list of the 15th is what the changes before it make of the first mandates', async () => {
    const { run, nets } = world({ agreement: totalAgreement, mandated: many, candidates: others, rates: busy });
    const files = await run('2026-01-15');
    const { mandateChanges } = await nets.ledger();
    const gone = new Set(
      mandateChanges
        .filter(({ endDate }) => endDate !== null && endDate <= '2026-01-15')
        .map(({ mandateNumber }) => mandateNumber),
    );
    const wanted = [
      ...many.map((customer, i) => [customer, String(i + 1).padStart(9, '0')]),
      ...mandateChanges
        .filter(({ kind }) => kind === 'registered')
        .map(({ customerNumber, mandateNumber }) => [customerNumber, mandateNumber]),
    ].filter(([, number = '']) => !gone.has(number));
    const listed = (await mandates(files))
      .filter(({ kind }) => kind === 'active')
      .map(({ customerNumber, mandateNumber }) => [customerNumber, mandateNumber]);
    const inOrder = (list: string[][]) => list.map((one) => one.join(' ')).toSorted();
    expect(gone.size).toBeGreaterThan(3);
    expect(inOrder(listed)).toEqual(inOrder(wanted));
  });

  test('an ended mandate is not collected on: refused with Basis, a slip with Total', async () => {
    const ending = { mandated: many, rates: { ended: 0.03 } };
    for (const agreement of [basisAgreement, totalAgreement]) {
      const { run, send, nets } = world({ ...ending, agreement });
      await run('2026-01-16');
      const { mandateChanges } = await nets.ledger();
      const ended = mandateChanges.find(({ endDate }) => endDate !== null && endDate <= '2026-01-17')!;
      const standing = many.find((customer) =>
        mandateChanges.every(({ customerNumber }) => customerNumber !== customer),
      )!;
      const number = (customer: string): string =>
        agreement.kind === 'total' ? '000000000' : String(many.indexOf(customer) + 1).padStart(9, '0');
      const list = [ended.customerNumber, standing].map((customer) => asked(customer, number(customer)));
      const sent = await send(agreement.kind === 'total' ? delivery(list) : basis(list));
      expect(sent).toMatchObject({ isAccepted: true, findings: [] });
      expect(sent.refused.map(({ customerNumber, reason }) => [customerNumber, reason])).toEqual(
        agreement.kind === 'basis' ? [[ended.customerNumber, 'mandateEnded']] : [],
      );
      const slips = sent.dateTotals.filter(({ isSlip }) => isSlip);
      expect(slips.map(({ count }) => count)).toEqual(agreement.kind === 'total' ? [1] : []);
    }
  });

  test('what was delivered before its mandate ended is cancelled (0238)', async () => {
    const { run, send, nets } = world({ mandated: many, rates: { ended: 0.02 } });
    await send(basis(many.map((customer, i) => asked(customer, String(i + 1).padStart(9, '0')))));
    const files = await run('2026-02-06');
    const { mandateChanges } = await nets.ledger();
    const ended = new Set(
      mandateChanges
        .filter(({ endDate }) => endDate !== null && endDate <= '2026-02-02')
        .map(({ customerNumber }) => customerNumber),
    );
    const cancelled = paid(files)
      .filter((line) => line.startsWith('0238'))
      .map((line) => line.slice(5));
    expect(cancelled.length).toBeGreaterThan(10);
    // Whoever was told as paid a day or two before the due date stays paid.
    for (const customer of cancelled) expect(ended).toContain(customer);
    const completed = paid(files)
      .filter((line) => line.startsWith('0236'))
      .map((line) => line.slice(5));
    expect(cancelled.length + completed.length).toBe(many.length);
    const early = mandateChanges.filter(({ endDate }) => endDate !== null && endDate <= '2026-01-29');
    for (const { customerNumber } of early) expect(completed).not.toContain(customerNumber);
  });

  test('a new mandate can be collected on from its first day', async () => {
    const { run, send, nets } = world({ mandated: ['K1'], candidates: others, rates: { registered: 0.2 } });
    await run('2026-01-16');
    const { mandateChanges } = await nets.ledger();
    const usable = mandateChanges.find(({ validFrom }) => validFrom <= '2026-02-02')!;
    const early = mandateChanges.find(({ validFrom }) => validFrom > '2026-02-02')!;
    const sent = await send(basis([usable, early].map((one) => asked(one.customerNumber, one.mandateNumber))));
    expect(sent.refused.map(({ customerNumber, reason }) => [customerNumber, reason])).toEqual([
      [early.customerNumber, 'mandateNotYet'],
    ]);
    expect(paid(await run('2026-02-20'))).toEqual([`0236 ${usable.customerNumber}`]);
  });

  test('whoever gave a new mandate is collected on by its number; the old one is refused for its record alone', async () => {
    const { run, send, nets } = world({ mandated: many, candidates: many, rates: { ended: 0.1, registered: 0.5 } });
    await run('2026-01-16');
    const { mandateChanges } = await nets.ledger();
    const ofOld = (customer: string): string => String(many.indexOf(customer) + 1).padStart(9, '0');
    const renewed = mandateChanges.filter(
      ({ kind, customerNumber, validFrom }) =>
        kind === 'registered' &&
        validFrom <= '2026-02-02' &&
        mandateChanges.filter((one) => one.customerNumber === customerNumber).length === 2,
    );
    const [one, other] = renewed;
    if (!one || !other) throw new Error('some gave a new mandate');
    const sent = await send(
      basis([asked(one.customerNumber, one.mandateNumber), asked(other.customerNumber, ofOld(other.customerNumber))]),
    );
    expect(sent).toMatchObject({ isAccepted: true, findings: [] });
    expect(sent.refused.map(({ customerNumber, reason }) => [customerNumber, reason])).toEqual([
      [other.customerNumber, 'mandateEnded'],
    ]);
  });

  test('a number that never was this customer’s still costs the whole delivery', async () => {
    const { send } = world();
    expect(await send(basis([asked('K1', '000000002')]))).toMatchObject({
      isAccepted: false,
      findings: [{ rule: 'is not the mandate of this customer' }],
    });
  });

  test('comes again under another name when files come twice', async () => {
    const { run } = world({ faults: { ...allPaid, forFile: () => ['fileTwice'] } });
    const files = filesOf(await run('2026-01-15'), '603');
    expect(files.map(([name]) => name)).toEqual(['D3826011561-603.BS1', 'D3826011562-603.BS1']);
    expect(files[0]?.[1].equals(files[1]?.[1] ?? Buffer.alloc(0))).toBe(true);
  });

  test('gives the same files and changes after a restart every day', async () => {
    const options = { agreement: totalAgreement, mandated: many, candidates: others, rates: busy };
    const steady = world(options);
    const files = await steady.run('2026-01-30');
    let restarted = world(options);
    const found = new Map<string, Buffer>();
    for (let day = knownDate('2026-01-06'); day <= '2026-01-30'; day = addDays(day, 1)) {
      restarted = restarted.restart();
      await restarted.nets.endOfDay(day);
      await restarted.nets.endOfDay(day);
      for (const name of readdirSync(restarted.folder)) {
        found.set(name, readFileSync(join(restarted.folder, name)));
        rmSync(join(restarted.folder, name));
      }
    }
    expect(found).toEqual(files);
    expect(found.size).toBeGreaterThan(10);
    expect((await restarted.nets.ledger()).mandateChanges).toEqual((await steady.nets.ledger()).mandateChanges);
    expect((await world({ ...options, seed: 8 }).nets.ledger()).mandateChanges).toEqual([]);
  });
});
