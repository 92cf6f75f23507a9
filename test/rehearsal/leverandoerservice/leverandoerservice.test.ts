import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ListBatch, type MandateFact, type PaymentFact, type ReadBatch, type RemarkFact } from '#channels';
import { readLs0602, readLs0690, readLsMandates, writeLsDelivery } from '#channels/leverandoerservice';
import { addDays, type CalendarDate, inCopenhagen, isBankingDay, knownDate, minor } from '#kernel';
import { afterAll, describe, expect, test } from 'vitest';
import {
  createRehearsalLs,
  lsErrorNumbers,
  type LsFaults,
  type LsMandateRates,
  type LsPaymentFault,
  lsPaymentFaults,
  troubledLsRates,
} from '../../../src/rehearsal/leverandoerservice/index.ts';
import { agreement, asBytes, type Asked, delivery, mandate, order510, order540, order595 } from './delivery-40.ts';

const base = mkdtempSync(join(tmpdir(), 'tilgode-ls-'));
afterAll(() => rmSync(base, { recursive: true }));

/** A Monday morning in winter. */
const monday = '2026-01-26T09:00:00Z';
const allPaid: LsFaults = { forPayment: () => 'none', forFile: () => 'none' };
const customers = ['K1', 'K2', 'K3', 'K4'];
let worlds = 0;

interface Options {
  readonly seed?: number;
  readonly at?: string;
  readonly faults?: LsFaults;
  readonly customers?: readonly string[];
  readonly candidates?: readonly string[];
  readonly rates?: Partial<LsMandateRates>;
  readonly folder?: string;
  readonly stateFolder?: string | null;
}

function world(options: Options = {}) {
  const folder = options.folder ?? join(base, `root-${++worlds}`);
  const stateFolder = options.stateFolder === undefined ? join(base, `state-${worlds}`) : options.stateFolder;
  let now = new Date(options.at ?? monday);
  const ls = createRehearsalLs({
    seed: options.seed ?? 7,
    folder,
    stateFolder,
    now: () => now,
    today: () => inCopenhagen(now).date,
    agreement,
    mandates: () => (options.customers ?? customers).map(mandate),
    candidates: () =>
      (options.candidates ?? []).map((customerNumber) => ({ customerNumber, taxRegistrationNumber: '12345674' })),
    mandateRates: options.rates ?? { registered: 0, ended: 0 },
    faults: options.faults ?? allPaid,
  });
  const taken = new Map<string, Buffer>();
  let uploads = 0;
  const take = (): void => {
    for (const name of readdirSync(folder).filter((found) => found.startsWith('D'))) {
      taken.set(name, readFileSync(join(folder, name)));
      rmSync(join(folder, name));
    }
  };
  return {
    folder,
    stateFolder,
    ls,
    taken,
    take,
    restart: () => world({ ...options, at: now.toISOString(), folder, stateFolder }),
    moveTo: (instant: string) => void (now = new Date(instant)),
    upload: (name: string, bytes: Buffer) => {
      writeFileSync(join(folder, `.${name}.tmp`), bytes);
      renameSync(join(folder, `.${name}.tmp`), join(folder, name));
    },
    /** Uploads, is answered, and gives back the answer's remarks. */
    send: async (asked: Asked, orders?: readonly string[]): Promise<RemarkFact[]> => {
      await ls.poll();
      const lines = delivery(asked, orders ? { orders: orders.map((order) => order.padEnd(80)) } : {});
      writeFileSync(join(folder, `LS-${++uploads}.txt`), asBytes(lines));
      expect(await ls.poll()).toBe(1);
      const [name = ''] = readdirSync(folder).filter((found) => found.includes('-690'));
      const bytes = readFileSync(join(folder, name));
      take();
      return factsOf(readLs0690(stream(bytes), name));
    },
    /** Ends each day up to and with the last; what was laid out is taken away. */
    run: async (until: string, polls = 1): Promise<Map<string, Buffer>> => {
      for (let day = inCopenhagen(now).date; day <= until; day = addDays(day, 1)) {
        if (day > inCopenhagen(now).date) now = new Date(`${day}T09:00:00Z`);
        for (let poll = 0; poll < polls; poll++) await ls.poll();
        await ls.endOfDay(day);
        take();
      }
      return taken;
    },
  };
}

async function* stream(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += 97) yield bytes.subarray(from, from + 97);
}

/** Reads to the end; nothing may be wrong with the file. */
async function factsOf<F>(batches: AsyncIterable<ListBatch<F> | (ReadBatch & { facts: readonly F[] })>): Promise<F[]> {
  const facts: F[] = [];
  for await (const batch of batches) {
    expect([...batch.problems, ...batch.fatal]).toEqual([]);
    facts.push(...batch.facts);
  }
  return facts;
}

const ordered = (files: Map<string, Buffer>, type = ''): [string, Buffer][] =>
  [...files].filter(([name]) => name.includes(type)).sort(([a], [b]) => (a < b ? -1 : 1));

const payments = async (files: Map<string, Buffer>): Promise<PaymentFact[]> => {
  const all: PaymentFact[] = [];
  for (const [name, bytes] of ordered(files, '-602')) all.push(...(await factsOf(readLs0602(stream(bytes), name))));
  return all;
};

const mandates = async (files: Map<string, Buffer>): Promise<MandateFact[]> => {
  const all: MandateFact[] = [];
  for (const [name, bytes] of ordered(files, '-030')) all.push(...(await factsOf(readLsMandates(stream(bytes), name))));
  return all;
};

const told = ({ recordCode, customerNumber, dueDate, amount }: PaymentFact) => [
  recordCode,
  customerNumber,
  dueDate,
  amount,
];
const remark = ({ kind, customerNumber, date, amount, code }: RemarkFact) => [kind, customerNumber, date, amount, code];

describe('a delivery', () => {
  test('is answered at once with what stands by payment date, and paid on its dates', async () => {
    const { send, run } = world();
    const answer = await send({
      '260202': [
        ['K1', 125_000],
        ['K2', -5_000],
      ],
      '260204': [['K1', 700]],
    });
    expect(answer.map(({ kind, date, count, amount }) => [kind, date, count, amount])).toEqual([
      ['receipt', '2026-02-02', 2, 120_000],
      ['receipt', '2026-02-04', 1, 700],
    ]);
    const files = await run('2026-02-10');
    expect((await payments(files)).map(told)).toEqual([
      ['0580', 'K1', '2026-02-02', 125_000],
      ['0585', 'K2', '2026-02-02', 5_000],
      ['0580', 'K1', '2026-02-04', 700],
    ]);
    const first =
      [...files]
        .find(([name]) => name === 'D3826020201-602.LS1')?.[1]
        .toString('latin1')
        .split('\r\n') ?? [];
    expect(first).toEqual([
      `LS00212345674   0602${' '.repeat(29)}260202`.padEnd(128),
      `LS04200054321058026020201K1${' '.repeat(13)}${' '.repeat(9)}2602021000000012500030000012345678`.padEnd(128),
      `LS04200054321058526020201K2${' '.repeat(13)}${' '.repeat(9)}2602022000000000500030000012345678`.padEnd(128),
      `LS04200054321050026020201${' '.repeat(15)}10000000125000200000000050001000000012000030000012345678`.padEnd(128),
      `LS99212345674   0602${' '.repeat(11)}00000000003`.padEnd(128),
      '',
    ]);
  });

  test('that the product writes is accepted', async () => {
    const { upload, ls } = world();
    await ls.poll();
    const parts: Buffer[] = [];
    const header = {
      agreement: { creditorNumber: '54321', dataSupplierNumber: '12345674', isTest: false, cutOff: '15:00' },
      deliveryNumber: 42,
      creationDate: knownDate('2026-01-26'),
      mandateOrders: [
        { kind: 'register', customerNumber: 'K9', registration: '3000', account: '12345678', cvr: '12345674' },
        { kind: 'cancel', customerNumber: 'K4' },
        { kind: 'change', customerNumber: 'K3', newCreditorNumber: '54321', newCustomerNumber: 'K33' },
      ],
    } as const;
    const collection = (customerNumber: string, paymentDate: string, direction: 'collect' | 'disburse') => ({
      customerNumber,
      paymentDate: knownDate(paymentDate),
      direction,
      amount: minor(4_200),
      reference: '',
    });
    const asked = [
      collection('K1', '2026-02-02', 'collect'),
      collection('K2', '2026-02-02', 'disburse'),
      collection('K1', '2026-02-03', 'collect'),
    ];
    for await (const part of writeLsDelivery(header, asked)) parts.push(part);
    upload('delivery', Buffer.concat(parts));
    await ls.poll();
    const [found] = (await ls.ledger()).deliveries;
    expect(found).toMatchObject({ isAccepted: true, findings: [], remarks: [] });
    expect(found?.payments).toHaveLength(3);
    expect(found?.changes.map(({ kind, customerNumber }) => [kind, customerNumber])).toEqual([
      ['registered', 'K9'],
      ['ended', 'K4'],
      ['ended', 'K3'],
      ['registered', 'K33'],
    ]);
  });

  test.each`
    why                                          | bytes                                                                         | text
    ${'it is something else'}                    | ${Buffer.from('BS002…')}                                                      | ${'is no delivery'}
    ${'its form is wrong, with the first fault'} | ${asBytes(delivery({ '260202': [['K1', 1]] }).map((line) => line.trimEnd()))} | ${'line 1: length "70" a record has exactly 80 signs'}
  `('is refused when $why', async ({ bytes, text }) => {
    const { upload, ls, folder } = world();
    await ls.poll();
    upload('wrong.txt', bytes);
    expect(await ls.poll()).toBe(1);
    const names = readdirSync(folder);
    expect(names).toEqual(['wrong.txt.ERROR']);
    expect(readFileSync(join(folder, 'wrong.txt.ERROR'), 'latin1')).toContain(text);
  });

  test('that is a test is answered as a test, and nothing comes of it', async () => {
    const { ls, upload, folder, run } = world();
    await ls.poll();
    upload('test', asBytes(delivery({ '260202': [['K1', 100]] }, { test: true })));
    await ls.poll();
    const [name = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, name), 'latin1').slice(45, 49)).toBe('TEST');
    expect(await payments(await run('2026-02-10'))).toEqual([]);
  });
});

describe('single records', () => {
  test.each`
    why                                                | at                        | asked                           | wanted
    ${'the payment date is no banking day'}            | ${monday}                 | ${{ '260201': [['K1', 100]] }}  | ${'noBankingDay'}
    ${'the notice is shorter than one banking day'}    | ${monday}                 | ${{ '260126': [['K1', 100]] }}  | ${'tooLate'}
    ${'the cut-off of the day before has passed'}      | ${'2026-01-26T14:00:00Z'} | ${{ '260127': [['K1', 100]] }}  | ${'tooLate'}
    ${'a disbursement has less than two banking days'} | ${monday}                 | ${{ '260127': [['K1', -100]] }} | ${'tooLate'}
    ${'it was delivered on a Sunday for Monday'}       | ${'2026-01-25T09:00:00Z'} | ${{ '260126': [['K1', 100]] }}  | ${'tooLate'}
    ${'the payment date is more than 90 days ahead'}   | ${monday}                 | ${{ '260427': [['K1', 100]] }}  | ${'tooFarAhead'}
    ${'the customer has no mandate'}                   | ${monday}                 | ${{ '260202': [['K9', 100]] }}  | ${'noMandate'}
    ${'there is nothing to stop'}                      | ${monday}                 | ${{ '260202': [['K1', 0]] }}    | ${'nothingToStop'}
    ${'the customer was asked for that date before it'} | ${monday} | ${{ '260202': [['K1', 100], ['K1', 200]] }} | ${'twiceInDelivery'}
    ${'collected and paid out on the same date'} | ${monday} | ${{ '260202': [['K1', 100], ['K1', -200]] }} | ${'twiceInDelivery'}
  `('are refused when $why', async ({ at, asked, wanted }) => {
    const { send, ls, run } = world({ at });
    const answer = await send(asked);
    const refused = answer.filter(({ kind }) => kind === 'error');
    expect(refused.map(({ code }) => code)).toEqual([lsErrorNumbers[wanted as keyof typeof lsErrorNumbers]]);
    const [found] = (await ls.ledger()).deliveries;
    expect(found?.isAccepted).toBe(true);
    expect((await payments(await run('2026-05-01'))).length).toBe(found?.payments.length);
  });

  test.each`
    what                                           | at                        | asked
    ${'a collection for the next banking day'}     | ${monday}                 | ${{ '260127': [['K1', 100]] }}
    ${'a minute before the cut-off'}               | ${'2026-01-26T13:59:00Z'} | ${{ '260127': [['K1', 100]] }}
    ${'a disbursement in two banking days'}        | ${monday}                 | ${{ '260128': [['K1', -100]] }}
    ${'after the cut-off, for the day after next'} | ${'2026-01-26T14:00:00Z'} | ${{ '260128': [['K1', 100]] }}
    ${'ninety days ahead'}                         | ${'2026-01-27T09:00:00Z'} | ${{ '260427': [['K1', 100]] }}
  `('are taken: $what', async ({ at, asked }) => {
    const answer = await world({ at }).send(asked);
    expect(answer.filter(({ kind }) => kind !== 'receipt')).toEqual([]);
  });

  test('a later delivery for the same customer and date takes the place of the earlier one', async () => {
    const { send, run } = world();
    await send({
      '260202': [
        ['K1', 100],
        ['K2', 50],
      ],
    });
    const answer = await send({ '260202': [['K1', 300]] });
    expect(answer.map(remark)).toEqual([
      ['receipt', '', '2026-02-02', 300, ''],
      ['comment', 'K1', '2026-02-02', 300, lsErrorNumbers.replaced],
    ]);
    expect((await payments(await run('2026-02-03'))).map(told)).toEqual([
      ['0580', 'K1', '2026-02-02', 300],
      ['0580', 'K2', '2026-02-02', 50],
    ]);
  });

  test('amount 0 stops the earlier one, once', async () => {
    const { send, run } = world();
    await send({ '260202': [['K1', 100]] });
    expect((await send({ '260202': [['K1', 0]] })).map(remark)).toContainEqual([
      'comment',
      'K1',
      '2026-02-02',
      0,
      lsErrorNumbers.stopped,
    ]);
    expect((await send({ '260202': [['K1', 0]] })).map(remark)).toContainEqual([
      'error',
      'K1',
      '2026-02-02',
      0,
      lsErrorNumbers.nothingToStop,
    ]);
    expect(await payments(await run('2026-02-10'))).toEqual([]);
  });
});

describe('mandates', () => {
  test('come, end and change their number by the creditor’s orders, and the next list tells of it', async () => {
    const { send, run, ls } = world();
    const answer = await send({}, [
      order510('K9'),
      order510('K1'),
      order510('K8', '12345678'),
      order540('K2'),
      order540('K7'),
      order595('K3', 'K33'),
      order595('K4', 'K1'),
    ]);
    expect(
      answer
        .filter(({ kind }) => kind === 'error')
        .map(({ customerNumber, code, text }) => [customerNumber, code, text]),
    ).toEqual([
      ['K1', lsErrorNumbers.mandateExists, expect.anything()],
      ['K8', lsErrorNumbers.wrongTaxNumber, expect.anything()],
      ['K7', lsErrorNumbers.noMandate, expect.anything()],
      ['K4', lsErrorNumbers.mandateExists, expect.anything()],
    ]);
    expect(answer.filter(({ recordCode }) => recordCode === '0930')).toHaveLength(1);
    const files = await run('2026-01-27');
    expect(
      (await mandates(files)).map(({ kind, customerNumber, validFrom, validTo }) => [
        kind,
        customerNumber,
        validFrom ?? validTo,
      ]),
    ).toEqual([
      ['registered', 'K9', '2026-01-27'],
      ['cancelled', 'K2', '2026-01-27'],
      ['cancelled', 'K3', '2026-01-27'],
      ['registered', 'K33', '2026-01-27'],
    ]);
    const after = await send({
      '260202': [
        ['K9', 1],
        ['K2', 1],
        ['K3', 1],
        ['K33', 1],
        ['K4', 1],
      ],
    });
    expect(after.filter(({ kind }) => kind === 'error').map(({ customerNumber }) => customerNumber)).toEqual([
      'K2',
      'K3',
    ]);
    expect((await ls.ledger()).mandateChanges).toHaveLength(4);
  });

  test('are listed whole on the 15th, or the next banking day', async () => {
    const { run, ls } = world({ at: '2026-02-10T09:00:00Z' });
    await ls.poll();
    const files = await run('2026-02-20');
    expect([...files.keys()]).toEqual(['D3826021661-030.LS1']);
    expect(
      (await mandates(files)).map(({ kind, customerNumber, validFrom }) => [kind, customerNumber, validFrom]),
    ).toEqual(customers.map((customer) => ['active', customer, '2025-01-01']));
  });

  test('come and go by the seed; an ended one is not collected on, and what was coming is cancelled', async () => {
    const many = Array.from({ length: 60 }, (_, i) => `K${i + 100}`);
    const { send, run, ls } = world({
      customers: many,
      candidates: Array.from({ length: 60 }, (_, i) => `N${i + 100}`),
      rates: { registered: 0.02, ended: 0.02 },
    });
    await send({ '260220': many.map((customer) => [customer, 100] as const) });
    const files = await run('2026-02-18');
    const { mandateChanges } = await ls.ledger();
    const ended = mandateChanges.filter(({ kind }) => kind === 'ended');
    expect(ended.length).toBeGreaterThan(5);
    expect(mandateChanges.length - ended.length).toBeGreaterThan(5);
    expect(mandateChanges.every(({ date }) => isBankingDay(date) || date > '2026-01-26')).toBe(true);
    const lists = await mandates(files);
    expect(
      lists
        .filter(({ kind }) => kind === 'cancelled')
        .map(({ customerNumber }) => customerNumber)
        .sort(),
    ).toEqual(ended.map(({ customerNumber }) => customerNumber).sort());
    const found = await payments(await run('2026-02-25'));
    const isEnded = new Set(
      ended.filter(({ date }) => date <= '2026-02-20').map(({ customerNumber }) => customerNumber),
    );
    expect(found).toHaveLength(60);
    for (const { recordCode, customerNumber } of found) {
      expect(recordCode).toBe(isEnded.has(customerNumber) ? '0540' : '0580');
    }
    const [gone = ''] = isEnded;
    const refused = await send({ '260303': [[gone, 100]] });
    expect(refused.filter(({ kind }) => kind === 'error').map(({ code }) => code)).toEqual([lsErrorNumbers.noMandate]);
  });
});

describe('faults', () => {
  test.each`
    fault                         | codes               | amounts                 | customers
    ${'none'}                     | ${['0580']}         | ${[10_000]}             | ${['K1']}
    ${'rejected'}                 | ${['0530']}         | ${[10_000]}             | ${['K1']}
    ${'cancelled'}                | ${['0540']}         | ${[10_000]}             | ${['K1']}
    ${'chargedBack'}              | ${['0580', '0555']} | ${[10_000, 10_000]}     | ${['K1', 'K1']}
    ${'chargeBackWithoutPayment'} | ${['0555']}         | ${[10_000]}             | ${['K1']}
    ${'toldTwice'}                | ${['0580', '0580']} | ${[10_000, 10_000]}     | ${['K1', 'K1']}
    ${'amountDiffers'}            | ${['0580']}         | ${[expect.any(Number)]} | ${['K1']}
    ${'unknownCustomer'}          | ${['0580']}         | ${[10_000]}             | ${[expect.stringMatching(/^UKENDT\d{5}$/)]}
    ${'wrongCustomer'}            | ${['0580']}         | ${[10_000]}             | ${[expect.stringMatching(/^K[234]$/)]}
  `('$fault', async ({ fault, codes, amounts, customers: wanted }) => {
    const { send, run, ls } = world({ faults: { forPayment: () => fault, forFile: () => 'none' } });
    await send({ '260202': [['K1', 10_000]] });
    const found = await payments(await run('2026-02-20'));
    expect(found.map(({ recordCode }) => recordCode)).toEqual(codes);
    expect(found.map(({ amount }) => amount)).toEqual(amounts);
    expect(found.map(({ customerNumber }) => customerNumber)).toEqual(wanted);
    if (fault === 'amountDiffers') expect(found[0]?.amount).not.toBe(10_000);
    expect((await ls.ledger()).outstanding).toBe(0);
  });

  test('a refused record is told in the answer, and nothing comes of it', async () => {
    const { send, run } = world({ faults: { forPayment: () => 'refusedRecord' } });
    const answer = await send({ '260202': [['K1', 100]] });
    expect(answer.map(({ kind, code }) => [kind, code])).toEqual([['error', lsErrorNumbers.overMaximum]]);
    expect(await payments(await run('2026-02-20'))).toEqual([]);
  });

  test.each`
    fault              | whole
    ${'lateFile'}      | ${1}
    ${'fileTwice'}     | ${2}
    ${'truncatedFile'} | ${1}
    ${'wrongCount'}    | ${1}
  `('$fault: the right file comes in the end', async ({ fault, whole }) => {
    const { send, run, ls } = world({
      faults: { forPayment: () => 'none', forFile: (date) => (date === '2026-02-02' ? fault : 'none') },
    });
    await send({ '260202': customers.map((customer) => [customer, 100] as const) });
    const files = await run('2026-02-06');
    const good = [...files].filter(
      ([, bytes]) => bytes.length === 128 * 7 + 7 * 2 && /0{10}5 *\r\n$/.test(bytes.toString('latin1')),
    );
    expect(good).toHaveLength(whole);
    const { files: known, told: facts } = await ls.ledger();
    expect(known.filter((file) => file.fault === fault)).toHaveLength(1);
    expect(known.every(({ isPublished }) => isPublished)).toBe(true);
    expect(new Set(facts.map(({ fileName }) => fileName)).size).toBe(1);
    expect(good.map(([name]) => name)).toContain(facts[0]?.fileName);
  });

  test('every payment fault happens in a bad month', async () => {
    const many = Array.from({ length: 1500 }, (_, i) => `K${i + 1000}`);
    const { send, run, ls } = world({ customers: many, faults: { rates: troubledLsRates } });
    const answer = await send({ '260202': many.map((customer) => [customer, 10_000] as const) });
    expect(answer.filter(({ code }) => code === lsErrorNumbers.overMaximum).length).toBeGreaterThan(5);
    await run('2026-02-20');
    const truths = new Set((await ls.ledger()).told.map(({ truth }) => truth));
    expect(truths.size).toBe(9);
    expect(lsPaymentFaults.every((fault: LsPaymentFault) => troubledLsRates[fault] > 0)).toBe(true);
  });
});

describe('memory', () => {
  const asked: Asked = {
    '260202': Array.from({ length: 40 }, (_, i) => [`K${i + 100}`, 10_000 + i] as const),
    '260204': Array.from({ length: 40 }, (_, i) => [`K${i + 100}`, 20_000 + i] as const),
  };
  const options: Options = {
    customers: Array.from({ length: 40 }, (_, i) => `K${i + 100}`),
    candidates: Array.from({ length: 40 }, (_, i) => `N${i + 100}`),
    rates: { registered: 0.02, ended: 0.02 },
    faults: { rates: troubledLsRates },
  };
  const shown = (files: Map<string, Buffer>) => ordered(files).map(([name, bytes]) => [name, bytes.toString('latin1')]);

  test('gives the same files, however often it is polled, with or without a memory', async () => {
    const [one, often, forgetful] = [world(options), world(options), world({ ...options, stateFolder: null })];
    for (const each of [one, often, forgetful]) await each.send(asked);
    const files = shown(await one.run('2026-03-20'));
    expect(files.length).toBeGreaterThan(8);
    expect(shown(await often.run('2026-03-20', 3))).toEqual(files);
    expect(shown(await forgetful.run('2026-03-20'))).toEqual(files);
    expect(await often.ls.ledger()).toEqual(await forgetful.ls.ledger());
  });

  test('another seed gives other fates', async () => {
    const [one, other] = [world(options), world({ ...options, seed: 8 })];
    for (const each of [one, other]) await each.send(asked);
    expect(shown(await one.run('2026-02-20'))).not.toEqual(shown(await other.run('2026-02-20')));
  });

  test('goes on after a restart every day, and the same day twice changes nothing', async () => {
    const steady = world(options);
    await steady.send(asked);
    const files = shown(await steady.run('2026-02-20'));
    let restarted = world(options);
    await restarted.send(asked);
    const found = new Map(restarted.taken);
    for (let day: CalendarDate = knownDate('2026-01-26'); day <= '2026-02-20'; day = addDays(day, 1)) {
      restarted = restarted.restart();
      restarted.moveTo(`${day}T09:00:00Z`);
      await restarted.ls.poll();
      await restarted.ls.endOfDay(day);
      await restarted.ls.endOfDay(day);
      restarted.take();
      for (const [name, bytes] of restarted.taken) found.set(name, bytes);
    }
    expect(shown(found)).toEqual(files);
  });

  test('after any entry of the memory is made good by the next calls', async () => {
    const whole = world(options);
    await whole.send(asked);
    const files = shown(await whole.run('2026-02-06'));
    const log = readFileSync(join(whole.stateFolder ?? '', 'leverandoerservice.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(log.length).toBeGreaterThan(20);
    for (let kept = 0; kept <= log.length; kept += 5) {
      // What a process killed there would have left: the log so far, half a line, and the upload still in the folder.
      const killed = world(options);
      const name = JSON.parse(log[0] ?? '').delivery.uploadName as string;
      await killed.ls.poll();
      writeFileSync(
        join(killed.stateFolder ?? '', 'leverandoerservice.jsonl'),
        `${log.slice(0, kept).join('\n')}\n{"kind":"da`.replace(/^\n/, ''),
      );
      for (const staged of stagedOf(log.slice(0, kept), files)) {
        writeFileSync(join(killed.stateFolder ?? '', 'staged', staged[0]), Buffer.from(staged[1], 'latin1'));
      }
      const again = killed.restart();
      if (kept < 3) writeFileSync(join(again.folder, name), asBytes(delivery(asked)));
      await again.ls.poll();
      again.take();
      const found = shown(await again.run('2026-02-06'));
      const names = new Set(found.map(([file]) => file));
      for (const file of found) expect(files).toContainEqual(file);
      const published = new Set(
        log.slice(0, kept).flatMap((line) => (JSON.parse(line).kind === 'published' ? [JSON.parse(line).name] : [])),
      );
      for (const [file = ''] of files) {
        if (!published.has(file) && !file.includes('-690')) expect(names).toContain(file);
      }
      expect(existsSync(join(again.folder, name))).toBe(false);
    }
  });
});

/** What was staged and not yet laid out when the log ended there. */
function stagedOf(log: readonly string[], files: readonly (readonly string[])[]): [string, string][] {
  const entries = log.map((line) => JSON.parse(line));
  const laidOut = new Set(entries.filter(({ kind }) => kind === 'published').map(({ name }) => name));
  return entries
    .flatMap(({ kind, files: staged }) => (kind === 'day' ? staged : []))
    .filter(({ name }) => !laidOut.has(name))
    .flatMap(({ name }) =>
      files.filter(([file]) => file === name).map(([file = '', bytes = '']): [string, string] => [file, bytes]),
    );
}
