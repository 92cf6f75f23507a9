import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { type BsCollection, check0601, check0602, type DeliveryTotals } from '#channels/betalingsservice';
import { knownDate, minor, ProblemError } from '#kernel';
import { customerDates } from '#schemas/nets';
import { sharedReference } from '#test/shared-reference';
import { agreementOf, collection, group, headerOf, sourceOf, write } from './bs-kit.ts';

const payer = { addressLines: [], city: '', country: 'DK' };

/** The deliveries of nets-formats.md 15.1 and 15.2 as collections. */
const samples: Readonly<Record<string, () => ReturnType<typeof write>>> = {
  '0601-section-0112.txt': () =>
    write(headerOf(agreementOf('total', { debtorGroups: [{ ...group, mainText: 'Testselskabet A/S' }] })), [
      {
        ...collection,
        reference: 'FA-2025-000123',
        texts: [...collection.texts, 'Abonnement januar 2026'],
        slipTexts: ['Tilmeld betalingen til Betalingsservice og spar gebyret.'],
        payer: {
          ...payer,
          name: 'Testkunde Æble ApS',
          addressLines: ['Prøvevej 1'],
          postcode: '8000',
          cprCvr: '12345674',
        },
      },
      {
        ...collection,
        customerNumber: 'K10002',
        amount: minor(49_950),
        reference: 'FA-2025-000124',
        texts: ['Faktura 2025-000124                                  499,50'],
        payer: { ...payer, name: 'Ødegård, Åse Test', addressLines: ['Havnegade 12, 2. tv'], postcode: '6700' },
      },
      {
        ...collection,
        customerNumber: 'K10003',
        direction: 'disburse',
        amount: minor(10_000),
        reference: 'KN-2025-000007',
        texts: ['Kreditnota 2025-000007                              -100,00'],
        payer: { ...payer, name: 'Kreditsaldo Test A/S', addressLines: ['Testgade 3'], postcode: '2100', country: '' },
      },
    ]),
  '0601-section-0112-basis.txt': () =>
    write(headerOf(agreementOf('basis'), { deliveryNumber: 43 }), [
      { ...collection, reference: 'FA-2025-000123', payer: null },
    ]),
  '0601-section-0117.txt': () =>
    write(headerOf(agreementOf('total'), { section: '0117', deliveryNumber: 44 }), [
      {
        ...collection,
        customerNumber: 'k10004',
        paymentDate: knownDate('2025-12-19'),
        amount: minor(159_900),
        reference: 'RY0000017',
        texts: ['Rykker 1 vedr. faktura 2025-000099', 'Rykkergebyr 100,00 kr.'],
        payer: { ...payer, name: 'Rykket Kunde Test', addressLines: ['Gl. Testvej 7'], postcode: '9000' },
      },
    ]),
};

const paths = sharedReference('nets/samples', /^0601-.*\.txt$/);

test.runIf(paths.length > 0)('every 0601 sample has its collections here', () => {
  expect(paths.map((path) => basename(path)).sort()).toEqual(Object.keys(samples).sort());
});

test.each(paths.map((path) => [basename(path), path] as const))('%s is written byte for byte', async (name, path) => {
  const written = await samples[name]!();
  expect(written.bytes.toString('latin1')).toBe(readFileSync(path).toString('latin1'));
});

test('the totals returned are those of the file, and the file passes its own check', async () => {
  const { bytes, totals } = await samples['0601-section-0112.txt']!();
  const expected: DeliveryTotals = {
    sections: 1,
    collections: 3,
    texts: 5,
    addresses: 10,
    net: minor(164_950),
    records: 22,
    bytes: bytes.length,
  };
  expect(totals).toEqual(expected);
  const checked = await check0601(sourceOf(bytes), 'ours');
  expect(checked).toMatchObject({
    isSound: true,
    unreadable: 0,
    counts: { sections: 1, count042: 3, count052: 5, count022: 10 },
  });
  expect((await check0602(sourceOf(bytes), 'ours')).fatal.map((found) => found.code)).toContain('FILE_UNKNOWN');
});

test('a net that is paid out is written without sign and returned with it', async () => {
  const { bytes, totals } = await write(headerOf(agreementOf('total')), [{ ...collection, direction: 'disburse' }]);
  expect(totals.net).toBe(-125_000);
  expect(bytes.toString('latin1')).toContain('000000000000000125000'.slice(6));
  expect((await check0601(sourceOf(bytes), 'ours')).isSound).toBe(true);
});

test('one section per debtor group, with the settings of its own', async () => {
  const debtorGroups = [
    { ...group, settlement: { registration: '9999', account: '1234567' }, userId: 'OWN' },
    { ...group, number: '00002', mainText: 'Afdeling “to”' },
  ];
  const { bytes, totals } = await write(headerOf(agreementOf('total', { debtorGroups })), [
    collection,
    { ...collection, debtorGroup: '00002' },
  ]);
  const starts = bytes
    .toString('latin1')
    .split('\r\n')
    .filter((line) => line.startsWith('BS012'));
  expect(starts).toEqual([
    'BS012012345600112     00001OWN                1512202599990001234567',
    'BS012012345600112     00002                   15122025              Afdeling "to"',
  ]);
  expect(totals.sections).toBe(2);
  expect((await check0601(sourceOf(bytes), 'ours')).isSound).toBe(true);
});

test('Basis replaces by section 0113, and stops with sign and amount zero', async () => {
  const { bytes } = await write(headerOf(agreementOf('basis'), { section: '0113' }), [
    { ...collection, payer: null, amount: minor(99) },
    { ...collection, payer: null, customerNumber: 'K2', direction: 'none', amount: minor(0), texts: [] },
  ]);
  expect(
    bytes
      .toString('latin1')
      .split('\r\n')
      .filter((line) => line.startsWith('BS042')),
  ).toEqual([
    'BS0420123456002830000000001K10001         000101529020120261' +
      '0000000000099' +
      'T0000001A' +
      ' '.repeat(21) +
      '00',
    'BS0420123456002830000000001K2             000101529020120260' +
      '0000000000000' +
      'T0000001A' +
      ' '.repeat(21) +
      '00',
  ]);
});

test('a mandate number we know goes along with Total only where the agreement says so', async () => {
  const agreement = agreementOf('total', { sendKnownMandateNumber: true });
  const mandatesIn = (bytes: Buffer): readonly string[] =>
    bytes
      .toString('latin1')
      .split('\r\n')
      .filter((line) => /^BS0[45]2/.test(line))
      .map((line) => line.slice(42, 51));
  expect(mandatesIn((await write(headerOf(agreement), [collection])).bytes)).toEqual(['000101529', '000101529']);
  expect(mandatesIn((await write(headerOf(agreementOf('total')), [collection])).bytes)).toEqual([
    '000000000',
    '000000000',
  ]);
  const slips = headerOf(agreement, { section: '0117' });
  expect(mandatesIn((await write(slips, [collection])).bytes)).toEqual(['000000000', '000000000']);
});

test('an address abroad carries its town itself, and a long one is split between words', async () => {
  const foreign = {
    ...collection.payer!,
    name: 'Det meget lange navn på en forening med mange ord i navnet',
    addressLines: ['Storgatan 1'],
    postcode: '211 20',
    city: 'Malmö',
    country: 'se',
  };
  const { bytes } = await write(headerOf(agreementOf('total')), [{ ...collection, payer: foreign }]);
  const names = bytes
    .toString('latin1')
    .split('\r\n')
    .filter((line) => line.startsWith('BS022'))
    .map((line) => line.slice(51));
  expect(names).toEqual([
    'Det meget lange navn på en forening',
    'med mange ord i navnet',
    'Storgatan 1',
    '211 20 Malmö',
    `${' '.repeat(15)}0000SE`,
  ]);
});

const problemOf = async (work: Promise<unknown>) => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  return thrown instanceof ProblemError ? thrown.problem : thrown;
};

test('a customer is not asked twice for one date, under whatever zeros and letters', async () => {
  const twice = [collection, { ...collection, customerNumber: '0k10001' }];
  expect(await problemOf(write(headerOf(agreementOf('total')), twice))).toMatchObject({
    code: 'FIELD_NOT_WRITABLE',
    context: { field: 'customerNo', value: '0K10001 2026-01-02' },
  });
  const later = { ...collection, paymentDate: knownDate('2026-01-05') };
  const other = { ...collection, debtorGroup: '00002' };
  const agreement = agreementOf('total', { debtorGroups: [group, { ...group, number: '00002' }] });
  expect((await write(headerOf(agreement), [collection, later, other])).totals.collections).toBe(3);
});

test('collections out of the order of their groups are a bug of the caller', async () => {
  const agreement = agreementOf('total', { debtorGroups: [group, { ...group, number: '00002' }] });
  const mixed = [{ ...collection, debtorGroup: '00002' }, collection];
  expect(String(await problemOf(write(headerOf(agreement), mixed)))).toMatch(/sorted by debtor group/);
  expect(String(await problemOf(write(headerOf(agreement), [])))).toMatch(/at least one collection/);
});

test('a value that was never checked stops the file by name', async () => {
  const unchecked = { ...collection, reference: 'x'.repeat(31) };
  expect(await problemOf(write(headerOf(agreementOf('total')), [unchecked]))).toMatchObject({
    code: 'FIELD_NOT_WRITABLE',
    context: { record: '0601.042.0280', field: 'reference' },
  });
});

test('a long delivery comes in chunks and still adds up', async () => {
  function* many(): Generator<BsCollection> {
    for (let i = 0; i < 3000; i++) yield { ...collection, customerNumber: `K${i}`, amount: minor(i + 1) };
  }
  const { bytes, totals, chunks } = await write(headerOf(agreementOf('total')), many());
  expect(chunks).toBeGreaterThan(10);
  expect(totals).toMatchObject({
    collections: 3000,
    texts: 3000,
    addresses: 9000,
    net: 4_501_500,
    records: 15_004,
    bytes: bytes.length,
  });
  expect(await check0601(sourceOf(bytes), 'ours')).toMatchObject({
    isSound: true,
    counts: { count042: 3000, amount: 4_501_500 },
  });
});

test('customers and dates are remembered exactly, ten thousand at a time', () => {
  const taken = customerDates();
  const expected = new Set<string>();
  const days = ['2026-01-02', '2026-02-02'].map(knownDate);
  for (let i = 0; i < 20_000; i++) {
    const number = ((i * 7919) % 12_000).toString(36).toUpperCase() + (i % 5 === 0 ? 'ÆØÅ' : '');
    const day = days[i % 2]!;
    const key = `${day} ${number.replace(/^0+(?=.)/, '')}`;
    expect(taken.add(number, day)).toBe(!expected.has(key));
    expected.add(key);
  }
  expect(taken.add('with blank', days[0]!)).toBe(true);
  expect(taken.add('with blank', days[0]!)).toBe(false);
});
