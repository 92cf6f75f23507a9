import { expect, test } from 'vitest';
import {
  type CollectingContract,
  type Collection,
  type DeliveryOrder,
  type DeliveryTotals,
  type OpenChannel,
  openChannel,
} from '#channels';
import { check0601 } from '#channels/betalingsservice';
import { ls40Format } from '#channels/leverandoerservice';
import { readPain008 } from '#channels/sepa';
import { knownCurrency, knownDate, minor, type Moment, momentOf } from '#kernel';
import { agreementOf, sourceOf } from './bs-kit.ts';
import { findingsOf, written } from './lists-kit.ts';

const bs = (kind: 'total' | 'basis', canWrite0605 = false): CollectingContract => ({
  channel: 'betalingsservice',
  ...agreementOf(kind, { canWrite0605 }),
});
const ls: CollectingContract = {
  channel: 'leverandoerservice',
  creditorNumber: '01234',
  dataSupplierNumber: '12345674',
  isTest: false,
  cutOff: '15:00',
  collectionDay: 10,
};
const sepaContract = {
  channel: 'sepa',
  scheme: 'CORE',
  version: '02',
  creditorName: 'Eksempel ApS',
  creditorIban: 'DK5000400440116243',
  creditorBic: 'DABADKKK',
  creditorId: 'DK93ZZZDBF000012345678',
  initiatingParty: { name: 'Eksempel ApS', id: '12345678' },
  batchBooking: true,
  profile: 'sepa',
  firstSequence: true,
  leadDays: 1,
  cutOff: '15:00',
  collectionDay: 10,
} as const satisfies CollectingContract;
const channels = {
  total: openChannel(bs('total')),
  basis: openChannel(bs('basis')),
  ls: openChannel(ls),
  core: openChannel(sepaContract),
  b2b: openChannel({ ...sepaContract, scheme: 'B2B' }),
} as const satisfies Readonly<Record<string, OpenChannel>>;
type Name = keyof typeof channels;
const open = (name: Name): OpenChannel => channels[name];
const names: readonly Name[] = ['total', 'basis', 'ls', 'core', 'b2b'];

/** A moment by the clock of Copenhagen, which in winter is an hour ahead of UTC and in summer two. */
function at(text: string): Moment {
  const hours = text > '2026-03-29' && text < '2026-10-25' ? 2 : 1;
  return momentOf(new Date(new Date(`${text.replace(' ', 'T')}:00Z`).getTime() - hours * 3_600_000));
}

const inTime = at('2026-02-03 09:00');

const collectionFor = (name: Name, change: Partial<Collection> = {}): Collection => ({
  reference: 'T0000001N',
  customerNumber: 'K10001',
  debtorGroup: name === 'total' || name === 'basis' ? '00001' : '',
  mandate: {
    number: name === 'core' || name === 'b2b' ? 'M-1' : '000101529',
    signedOn: knownDate('2025-06-01'),
    iban: 'DE89370400440532013000',
    bic: '',
    isFirst: false,
  },
  paymentDate: name === 'total' || name === 'basis' ? knownDate('2026-03-02') : knownDate('2026-02-10'),
  direction: 'collect',
  currency: knownCurrency(name === 'core' || name === 'b2b' ? 'EUR' : 'DKK'),
  amount: minor(12_345),
  documents: [{ type: 'Invoice', number: 'F1001', amount: minor(12_345) }],
  payer: { name: 'Testkunde ApS', addressLines: ['Prøvevej 1', ''], postcode: '8000', city: 'Aarhus C', country: 'DK' },
  ...change,
});

test.each`
  name       | sections            | group      | needs    | order      | stop
  ${'total'} | ${['0112', '0117']} | ${'00001'} | ${false} | ${'group'} | ${'why'}
  ${'basis'} | ${['0112']}         | ${'00001'} | ${true}  | ${'group'} | ${'0113'}
  ${'ls'}    | ${['40']}           | ${''}      | ${true}  | ${'date'}  | ${'40'}
  ${'core'}  | ${['pain.008']}     | ${''}      | ${true}  | ${'date'}  | ${'camt.055'}
  ${'b2b'}   | ${['pain.008']}     | ${''}      | ${true}  | ${'date'}  | ${'camt.055'}
`('$name: what it delivers, and how a sent collection is stopped', ({ name, sections, group, needs, order, stop }) => {
  const channel = open(name);
  const [section] = channel.sections;
  expect([channel.sections, channel.defaultDebtorGroup, channel.needsMandate(section), channel.order]).toEqual([
    sections,
    group,
    needs,
    order,
  ]);
  const by = channel.stopBy(section);
  expect('why' in by ? 'why' : by.section).toBe(stop);
  expect(channel.usesMandate(section)).toBe(true);
});

test('slips go without a mandate', () => {
  expect([open('total').usesMandate('0117'), open('total').needsMandate('0117')]).toEqual([false, false]);
});

test.each`
  name       | section       | now                   | first
  ${'total'} | ${'0112'}     | ${'2026-02-20 10:59'} | ${'2026-03-02'}
  ${'total'} | ${'0112'}     | ${'2026-02-20 11:00'} | ${'2026-04-01'}
  ${'ls'}    | ${'40'}       | ${'2026-02-03 14:59'} | ${'2026-02-04'}
  ${'ls'}    | ${'40'}       | ${'2026-02-03 15:00'} | ${'2026-02-05'}
  ${'ls'}    | ${'40'}       | ${'2026-02-06 15:00'} | ${'2026-02-10'}
  ${'ls'}    | ${'40'}       | ${'2026-02-07 09:00'} | ${'2026-02-10'}
  ${'ls'}    | ${'40'}       | ${'2026-04-01 14:59'} | ${'2026-04-07'}
  ${'ls'}    | ${'40'}       | ${'2026-05-13 09:00'} | ${'2026-05-18'}
  ${'ls'}    | ${'40'}       | ${'2026-04-30 09:00'} | ${'2026-05-01'}
  ${'core'}  | ${'pain.008'} | ${'2026-02-03 14:59'} | ${'2026-02-04'}
  ${'core'}  | ${'pain.008'} | ${'2026-02-03 15:00'} | ${'2026-02-05'}
  ${'core'}  | ${'pain.008'} | ${'2026-02-06 15:00'} | ${'2026-02-10'}
  ${'core'}  | ${'pain.008'} | ${'2026-04-01 14:59'} | ${'2026-04-02'}
  ${'core'}  | ${'pain.008'} | ${'2026-04-02 15:00'} | ${'2026-04-08'}
  ${'core'}  | ${'pain.008'} | ${'2026-05-13 09:00'} | ${'2026-05-14'}
  ${'core'}  | ${'pain.008'} | ${'2026-04-30 09:00'} | ${'2026-05-04'}
  ${'core'}  | ${'pain.008'} | ${'2026-12-30 09:00'} | ${'2026-12-31'}
  ${'core'}  | ${'pain.008'} | ${'2026-12-31 09:00'} | ${'2027-01-04'}
`('$name $section at $now: $first is the first date, taken, and the day before is told too late', (row) => {
  const channel = open(row.name);
  const now = at(row.now);
  expect(channel.firstDate(row.section, now)).toBe(row.first);
  expect(channel.checkDate(row.section, knownDate(row.first), now)).toEqual({ ok: true, value: row.first });
  const before = new Date(new Date(`${row.first}T12:00:00Z`).getTime() - 86_400_000).toISOString().slice(0, 10);
  expect(channel.checkDate(row.section, knownDate(before), now)).toMatchObject({
    ok: false,
    error: { code: 'DEADLINE_PASSED', context: { paymentDate: before, firstPossible: row.first } },
  });
});

test.each`
  name       | date            | next
  ${'ls'}    | ${'2026-02-14'} | ${'2026-02-16'}
  ${'core'}  | ${'2026-02-14'} | ${'2026-02-16'}
  ${'ls'}    | ${'2026-04-02'} | ${'2026-04-07'}
  ${'core'}  | ${'2026-04-02'} | ${'2026-04-02'}
  ${'core'}  | ${'2026-04-03'} | ${'2026-04-07'}
  ${'ls'}    | ${'2026-05-01'} | ${'2026-05-01'}
  ${'core'}  | ${'2026-05-01'} | ${'2026-05-04'}
  ${'ls'}    | ${'2026-06-05'} | ${'2026-06-08'}
  ${'core'}  | ${'2026-06-05'} | ${'2026-06-05'}
  ${'total'} | ${'2026-12-24'} | ${'2026-12-28'}
  ${'core'}  | ${'2026-12-24'} | ${'2026-12-24'}
`(
  '$name: money that is due on $date moves on $next, and is never asked for on a closed day',
  ({ name, date, next }) => {
    const channel = open(name);
    expect(channel.nextPaymentDay(knownDate(date))).toBe(next);
    if (date === next) return;
    const wrong = channel.checkDate(channel.sections[0], knownDate(date), at(`${date.slice(0, 8)}01 09:00`));
    if (name !== 'total') expect(wrong).toMatchObject({ ok: false });
  },
);

test.each`
  name      | date
  ${'ls'}   | ${'2026-05-05'}
  ${'core'} | ${'2027-03-02'}
`('$name: $date is further ahead than the receiver takes', ({ name, date }) => {
  const channel = open(name);
  expect(channel.checkDate(channel.sections[0], knownDate(date), inTime)).toMatchObject({
    ok: false,
    error: { code: 'INPUT_WRONG' },
  });
});

test.each`
  name       | now                   | date            | deadline        | isOpen
  ${'total'} | ${'2026-02-20 10:59'} | ${'2026-03-02'} | ${'2026-02-20'} | ${true}
  ${'total'} | ${'2026-02-20 11:00'} | ${'2026-03-02'} | ${'2026-02-20'} | ${false}
  ${'ls'}    | ${'2026-02-09 14:59'} | ${'2026-02-10'} | ${'2026-02-09'} | ${true}
  ${'ls'}    | ${'2026-02-09 15:00'} | ${'2026-03-10'} | ${'2026-03-09'} | ${true}
  ${'core'}  | ${'2026-02-09 14:59'} | ${'2026-02-10'} | ${'2026-02-09'} | ${true}
  ${'core'}  | ${'2026-02-09 15:00'} | ${'2026-03-10'} | ${'2026-03-09'} | ${true}
  ${'core'}  | ${'2026-05-04 09:00'} | ${'2026-05-11'} | ${'2026-05-08'} | ${true}
  ${'ls'}    | ${'2026-10-01 09:00'} | ${'2026-10-12'} | ${'2026-10-09'} | ${true}
`('$name at $now builds for $date until $deadline (open: $isOpen)', ({ name, now, date, deadline, isOpen }) => {
  expect(open(name).nextRegularDate(at(now))).toEqual({ paymentDate: date, deadline, isOpen });
});

test('whatever the moment of the year, the regular date can be delivered until its deadline and not after', () => {
  for (const name of ['ls', 'core'] as const) {
    const channel = open(name);
    const [section] = channel.sections;
    for (let day = 0; day < 365; day++) {
      const now = momentOf(new Date(Date.UTC(2026, 0, 1 + day, 8, 0)));
      const { paymentDate, deadline } = channel.nextRegularDate(now);
      expect(deadline >= now.today, `${name} ${now.today}`).toBe(true);
      expect(channel.checkDate(section, paymentDate, now).ok, `${name} ${now.today}`).toBe(true);
      const last = momentOf(new Date(`${deadline}T08:00:00Z`));
      const late = momentOf(new Date(`${deadline}T20:00:00Z`));
      expect(channel.checkDate(section, paymentDate, last).ok, `${name} ${deadline}`).toBe(true);
      expect(channel.checkDate(section, paymentDate, late).ok, `${name} ${deadline}`).toBe(false);
    }
  }
});

test.each(names)('%s: a collection that fits is fit, and each fault is named', (name) => {
  const channel = open(name);
  const [section] = channel.sections;
  const fieldsOf = (change: Partial<Collection>): readonly string[] =>
    channel.check(collectionFor(name, change), section, inTime).map(({ field }) => field);
  expect(fieldsOf({})).toEqual([]);
  const other = name === 'core' || name === 'b2b' ? 'DKK' : 'EUR';
  expect(fieldsOf({ currency: knownCurrency(other) })).toContain('currency');
  if (channel.needsMandate(section)) expect(fieldsOf({ mandate: null }).join()).toMatch(/mandate/i);
  expect(fieldsOf({ amount: minor(0) })).toContain('amount');
  if (name === 'core' || name === 'b2b') {
    expect(fieldsOf({ direction: 'disburse' })).toContain('direction');
    const { mandate } = collectionFor(name);
    if (!mandate) throw new Error('It has a mandate');
    expect(fieldsOf({ mandate: { ...mandate, signedOn: null } })).toEqual(['mandate']);
    expect(fieldsOf({ mandate: { ...mandate, iban: 'DE00370400440532013000' } }).length).toBe(1);
    expect(fieldsOf({ mandate: { ...mandate, number: 'M'.repeat(36) } }).length).toBe(1);
  }
  if (name !== 'core' && name !== 'b2b') expect(fieldsOf({ customerNumber: 'K'.repeat(16) }).length).toBe(1);
});

test('no two deliveries of one mailbox ever have one name, and no two messages one id', () => {
  const contracts: readonly CollectingContract[] = [
    bs('total'),
    { ...bs('basis'), ...agreementOf('basis', { pbsNumber: '07654321' }), channel: 'betalingsservice' },
    ls,
    { ...ls, creditorNumber: '04321' },
    sepaContract,
    { ...sepaContract, scheme: 'B2B' },
    { ...sepaContract, creditorIban: 'DK1495860098765432' },
    { ...sepaContract, profile: 'dk-cgi', danishCodes: { serviceLevel: 'X', localInstrument: 'Y' } },
  ];
  const fileNames: string[] = [];
  const ids: string[] = [];
  for (const contract of contracts) {
    const channel = openChannel(contract);
    const [section] = channel.sections;
    for (const deliveryNumber of [1, 2, 12, 9_999_999_999]) {
      const id = channel.messageId(deliveryNumber);
      if (id !== null) ids.push(id);
      fileNames.push(channel.fileName({ section, deliveryNumber, moment: inTime, purpose: 'collect' }));
      if (!('why' in channel.mandates)) fileNames.push(channel.mandates.fileName(deliveryNumber, inTime));
    }
  }
  expect(new Set(fileNames).size).toBe(fileNames.length);
  expect(new Set(ids).size).toBe(ids.length);
  // Some banks keep 35 signs of an id, and most systems no more than letters, digits and a few marks of a name.
  expect(ids.every((id) => id.length <= 35 && /^[A-Z0-9-]+$/.test(id))).toBe(true);
  expect(fileNames.every((name) => /^[A-Za-z0-9.-]+$/.test(name))).toBe(true);
});

async function* each(collections: readonly Collection[]): AsyncGenerator<Collection> {
  yield* collections;
}

const write = (channel: OpenChannel, collections: readonly Collection[], change: Partial<DeliveryOrder> = {}) => {
  const total = collections.reduce((sum, { amount }) => sum + amount, 0);
  const [first] = collections;
  const batch = { paymentDate: first?.paymentDate ?? knownDate('2026-02-10'), isFirst: false };
  const order: DeliveryOrder = {
    section: channel.sections[0],
    deliveryNumber: 7,
    messageId: channel.messageId(7),
    moment: inTime,
    batches: [{ ...batch, count: collections.length, total: minor(total) }],
    purpose: 'collect',
    stopped: null,
    ...change,
  };
  return written<DeliveryTotals>(channel.write(order, each(collections)));
};

/** What the channel's own reader or lint has against the bytes. */
async function faultsOf(name: Name, bytes: Buffer): Promise<readonly unknown[]> {
  if (name === 'ls') return findingsOf(ls40Format, bytes);
  if (name === 'total' || name === 'basis') return (await check0601(sourceOf(bytes), 'f')).fatal;
  const faults: unknown[] = [];
  for await (const { problems, fatal } of readPain008(sourceOf(bytes), 'f')) faults.push(...problems, ...fatal);
  return faults;
}

test.each(names)(
  '%s: what is written is counted, and the channel’s own reader has nothing against it',
  async (name) => {
    const collections = [1, 2, 3].map((n) =>
      collectionFor(name, { reference: `T000000${n}N`, customerNumber: `K1000${n}`, amount: minor(100 * n) }),
    );
    const { bytes, totals } = await write(open(name), collections);
    expect([totals.collections, totals.net]).toEqual([3, 600]);
    expect(await faultsOf(name, bytes)).toEqual([]);
    expect(await faultsOf(name, bytes.subarray(0, bytes.length - 140))).not.toEqual([]);
  },
);

test('SEPA: a cancellation names the batch that the sent bytes hold the collection in', async () => {
  const channel = open('core');
  const sent = await write(channel, [collectionFor('core')]);
  const order = { section: 'camt.055', purpose: 'stop', deliveryNumber: 8, messageId: channel.messageId(8) } as const;
  const stopped = { messageId: channel.messageId(7) ?? '', bytes: () => sourceOf(sent.bytes) };
  const stop = collectionFor('core', { direction: 'none' });
  const { bytes, totals } = await write(channel, [stop], { ...order, stopped });
  const text = bytes.toString('utf8');
  expect(text).toContain('<OrgnlMsgId>TGC-40116243-0000000007</OrgnlMsgId>');
  expect(text).toContain('<OrgnlPmtInfId>TGC-40116243-0000000007-260210R</OrgnlPmtInfId>');
  expect(text).toContain('<OrgnlEndToEndId>T0000001N</OrgnlEndToEndId>');
  expect([totals.collections, totals.net]).toEqual([1, 0]);
  const stranger = collectionFor('core', { direction: 'none', reference: 'T0000009N' });
  await expect(write(channel, [stranger], { ...order, stopped })).rejects.toThrow();
});

test('Leverandørservice: a stop is the same record with nothing to pay', async () => {
  const channel = open('ls');
  const lineOf = async (direction: 'collect' | 'none'): Promise<string> => {
    const { bytes } = await write(channel, [collectionFor('ls', { direction })]);
    return (
      bytes
        .toString('latin1')
        .split('\r\n')
        .find((line) => line.includes('K10001')) ?? ''
    );
  };
  const [collect, stop] = [await lineOf('collect'), await lineOf('none')];
  expect(stop).not.toBe(collect);
  expect(stop).toBe(collect.replace('12345', '00000'));
});

test.each`
  what                                   | contract             | kind          | faults
  ${'Betalingsservice, not confirmed'}   | ${bs('basis')}       | ${'cancel'}   | ${null}
  ${'Betalingsservice, confirmed'}       | ${bs('basis', true)} | ${'cancel'}   | ${0}
  ${'Betalingsservice, a registration'}  | ${bs('basis', true)} | ${'register'} | ${1}
  ${'Leverandørservice, a registration'} | ${ls}                | ${'register'} | ${0}
  ${'Leverandørservice, a cancellation'} | ${ls}                | ${'cancel'}   | ${0}
  ${'SEPA'}                              | ${sepaContract}      | ${'cancel'}   | ${null}
`('mandates by file: $what of a mandate ($kind)', async ({ contract, kind, faults }) => {
  const { mandates } = openChannel(contract);
  if ('why' in mandates) {
    expect([faults, mandates.why.length > 10]).toEqual([null, true]);
    return;
  }
  const order = {
    kind,
    customerNumber: 'K10001',
    debtorGroup: '00001',
    mandateNumber: '000101529',
    registration: '9999',
    account: '0001234567',
    taxNumber: '12345674',
  } as const;
  expect(mandates.check(order).length).toBe(faults);
  if (faults > 0) return;
  const { bytes, totals } = await written(mandates.write({ deliveryNumber: 3, moment: inTime }, [order]));
  expect([bytes.length > 0, totals.net]).toEqual([true, 0]);
  if (contract.channel === 'leverandoerservice') expect(await findingsOf(ls40Format, bytes)).toEqual([]);
});

test.each(names)('%s: every answer that is waited for has its state and its days', (name) => {
  const { expects } = open(name);
  expect(expects.map(({ after }) => after)).toContain('delivery');
  expect(expects.filter(({ after }) => after === 'payment date').length).toBe(1);
  for (const { what, days, while: states } of expects) {
    expect([what.length > 5, days > 0, states.length > 0]).toEqual([true, true, true]);
  }
});
