import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { ingestFile, matchPayments } from '#payments';
import { openWorld, type World } from './world.ts';
import { delivery0602, type Told } from './write-0602.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.agreement('other', '07654321');
});
afterAll(async () => {
  await world.expectSoundBooks();
  await world.database.close();
});

const exceptionsOf = async (fileId: number) =>
  (await world.exceptions()).filter((one) => one.subject === 'file' && one.subject_id === fileId);
const codesOf = async (fileId: number) => (await exceptionsOf(fileId)).map((one) => one.code);
const paymentsOf = async (fileId: number) => (await world.payments()).filter((one) => one.file_id === fileId);
const fileOf = (id: number) =>
  world.db.selectFrom('inbound_file').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const sample: readonly Told[] = [
  { customer: 'K1', reference: 'T1', asked: 100_00 },
  { customer: 'K2', reference: 'T2', asked: 50_00, code: 'chargedBack' },
  { customer: 'K3', reference: 'T3', asked: 25_00, code: 'cancelled' },
  { customer: 'K4', reference: 'T4', asked: 10_00, means: 'slip' },
];

test('a file becomes payments, with the place of each record and the totals of what was stored', async () => {
  const bytes = delivery0602(sample, { deliveryNumber: '1' });
  const { fileId, outcome, ingested } = await world.receive(bytes, 'D0000001-602.BS1');
  const file = await fileOf(fileId);
  expect([outcome, ingested, file.state, file.delivery_number]).toEqual(['new', 'ingested', 'ingested', '0000000001']);
  expect([file.fact_count, file.effect_minor]).toEqual([4, 100_00 - 50_00 + 10_00]);
  const [first] = await paymentsOf(fileId);
  expect(first).toMatchObject({ record_code: '0236', line_number: 3, customer_number: 'K1', effect_minor: 100_00 });
  const records = await world.db
    .selectFrom('file_record')
    .selectAll()
    .where('file_id', '=', fileId)
    .orderBy('line_number')
    .execute();
  expect(records.length).toBe(10);
  const [record] = records.filter((one) => one.line_number === 3);
  expect(bytes.subarray(record?.byte_from, record?.byte_to).toString('latin1')).toMatch(/^BS042012345600236/);
});

test('the intake orders matching for every stretch of the file, once', async () => {
  const told = Array.from({ length: 4500 }, (_, i) => ({ customer: `M${i}`, asked: 100 }));
  const { fileId } = await world.register(delivery0602(told, { deliveryNumber: '2' }), 'D0000002-602.BS1');
  await ingestFile({ fileId }, world.parts);
  expect(await ingestFile({ fileId }, world.parts)).toBe(null);
  const work = await world.db.selectFrom('outbox').select('payload').where('type', '=', 'match-payments').execute();
  const ours = work
    .map((row) => row.payload)
    .filter((payload) => JSON.stringify(payload).includes(`"fileId":${fileId}`));
  expect(ours).toEqual([
    { fileId, fromLine: 1, toLine: 2000 },
    { fileId, fromLine: 2001, toLine: 4000 },
    { fileId, fromLine: 4001, toLine: 6000 },
  ]);
  let parked = 0;
  for (const fromLine of [4001, 1, 2001]) {
    parked += (await matchPayments({ fileId, fromLine, toLine: fromLine + 1999 }, world.parts)).parked;
  }
  expect(parked).toBe(4500);
});

test('the same bytes again have no effect and one finding for each new name or new arrival', async () => {
  const bytes = delivery0602([{ customer: 'K1', reference: 'T1', asked: 1_00 }], { deliveryNumber: '3' });
  const { fileId } = await world.receive(bytes, 'D3.BS1');
  const before = await world.payments();
  expect((await world.register(bytes, 'D3.BS1')).outcome).toBe('same');
  expect(await codesOf(fileId)).toEqual([]);
  expect((await world.register(bytes, 'D3-copy.BS1')).outcome).toBe('again');
  expect((await world.register(bytes, 'D3-copy.BS1')).outcome).toBe('same');
  await world.db.updateTable('file_sighting').set({ is_taken_away: true }).where('file_id', '=', fileId).execute();
  expect((await world.register(bytes, 'D3.BS1')).outcome).toBe('again');
  expect((await world.receive(bytes, 'D3.BS1')).outcome).toBe('same');
  expect(await codesOf(fileId)).toEqual(['FILE_ALREADY_RECEIVED', 'FILE_ALREADY_RECEIVED']);
  expect(await world.payments()).toEqual(before);
});

test('other bytes under the same delivery number are set aside', async () => {
  const first = await world.receive(delivery0602([{ customer: 'K1', asked: 1_00 }], { deliveryNumber: '4' }), 'D4.BS1');
  const second = await world.receive(
    delivery0602([{ customer: 'K1', asked: 2_00 }], { deliveryNumber: '4' }),
    'D4b.BS1',
  );
  expect([first.ingested, second.ingested]).toEqual(['ingested', 'quarantined']);
  const [found] = await exceptionsOf(second.fileId);
  expect(found).toMatchObject({
    code: 'DELIVERY_ID_REUSED',
    context: { firstFileName: 'D4.BS1', deliveryNumber: '0000000004' },
  });
  expect(await paymentsOf(second.fileId)).toEqual([]);
});

test('two files under one delivery number at once: one holds', async () => {
  const files = await Promise.all(
    [1_00, 2_00].map((asked) =>
      world.register(delivery0602([{ customer: 'K1', asked }], { deliveryNumber: '5' }), `D5-${asked}.BS1`),
    ),
  );
  const outcomes = await Promise.all(files.map(({ fileId }) => ingestFile({ fileId }, world.parts)));
  expect(outcomes).toEqual(expect.arrayContaining(['ingested', 'quarantined']));
});

const sound = delivery0602(sample, { deliveryNumber: '6' });
const wholeLines = sound.toString('latin1').split('\r\n');

test.each`
  what                               | bytes                                                                         | code                 | known
  ${'totals that are one øre wrong'} | ${delivery0602(sample, { deliveryNumber: '7', wrongBy: 1 })}                  | ${'TOTALS_WRONG'}    | ${true}
  ${'a file without its end'}        | ${Buffer.from(wholeLines.slice(0, -2).join('\r\n'), 'latin1')}                | ${'FILE_INCOMPLETE'} | ${true}
  ${'a file cut within a record'}    | ${sound.subarray(0, 500)}                                                     | ${'FILE_INCOMPLETE'} | ${true}
  ${'a record missing'}              | ${Buffer.from(wholeLines.filter((_, i) => i !== 2).join('\r\n'), 'latin1')}   | ${'TOTALS_WRONG'}    | ${true}
  ${'no bytes'}                      | ${Buffer.alloc(0)}                                                            | ${'FILE_EMPTY'}      | ${false}
  ${'a zip'}                         | ${Buffer.from([0x50, 0x4b, 3, 4, 9, 9])}                                      | ${'FILE_UNKNOWN'}    | ${false}
  ${'binary rubbish'}                | ${Buffer.from([0, 1, 2, 3, 255, 254])}                                        | ${'FILE_UNKNOWN'}    | ${false}
  ${'a letter'}                      | ${Buffer.from('Dear sirs, attached is nothing.\n')}                           | ${'FILE_UNKNOWN'}    | ${false}
  ${'a slip list (0686)'}            | ${Buffer.from('BS00212345674BS106863700000001                   090126\r\n')} | ${'FILE_UNKNOWN'}    | ${false}
`('$what settles nothing and says so', async ({ what, bytes, code }) => {
  const { fileId, ingested } = await world.receive(bytes, `bad ${what}`);
  expect([ingested, (await fileOf(fileId)).state]).toEqual(['quarantined', 'quarantined']);
  expect(await codesOf(fileId)).toContain(code);
  expect(await paymentsOf(fileId)).toEqual([]);
  expect(await ingestFile({ fileId }, world.parts)).toBe(null);
});

test('a file larger than we take is set aside unread', async () => {
  const { fileId } = await world.register(Buffer.from('BS002 huge'), 'huge.BS1');
  await sql`update inbound_file set size = 2000000000 where id = ${fileId}`.execute(world.db);
  expect(await ingestFile({ fileId }, world.parts)).toBe('quarantined');
  expect(await codesOf(fileId)).toEqual(['FILE_TOO_LARGE']);
  await sql`update inbound_file set size = 10 where id = ${fileId}`.execute(world.db);
});

test('an unreadable line and an unknown record never cost a good one', async () => {
  await world.addLine({ customer: 'K700', shares: [10_00] });
  const told = [
    { customer: 'K700', asked: 10_00 },
    { customer: 'K701', asked: 20_00 },
    { customer: 'K702', asked: 0, direction: 'none' as const },
  ];
  const lines = delivery0602(told, { deliveryNumber: '8' }).toString('latin1').split('\r\n');
  const broken = lines.map((line, i) => {
    if (i === 3) return `${line.slice(0, 49)}999999${line.slice(55)}`;
    return i === 4 ? `${line.slice(0, 13)}0245${line.slice(17)}` : line;
  });
  const { fileId, ingested, settled } = await world.receive(Buffer.from(broken.join('\r\n'), 'latin1'), 'D8.BS1');
  expect([ingested, settled.matched]).toEqual(['ingested', 1]);
  const found = await exceptionsOf(fileId);
  expect(found.map((one) => [one.code, one.context])).toEqual([
    [
      'LINE_UNREADABLE',
      expect.objectContaining({ fileName: 'D8.BS1', lineNumber: 4, field: 'dueDate', from: 50, to: 55 }),
    ],
    ['RECORD_UNKNOWN', expect.objectContaining({ fileName: 'D8.BS1', lineNumber: 5 })],
  ]);
});

test('a section of a creditor that is not ours is set aside line by line; one of our other agreement is its own', async () => {
  const told = [
    { customer: 'K710', asked: 10_00, creditor: '99999999' },
    { customer: 'K711', asked: 10_00, creditor: '07654321' },
  ];
  const { fileId } = await world.receive(delivery0602(told, { deliveryNumber: '9' }), 'D9.BS1');
  expect((await paymentsOf(fileId)).map((one) => [one.customer_number, one.agreement_id])).toEqual([['K711', 2]]);
  const [found] = await exceptionsOf(fileId);
  expect(found).toMatchObject({
    code: 'LINE_UNREADABLE',
    context: { field: 'pbsNo', value: '99999999', lineNumber: 3 },
  });
});

test('cut short between chunks, the intake goes on behind the last one, and the result is the same as once', async () => {
  const told = Array.from({ length: 5000 }, (_, i) => ({ customer: `N${i}`, asked: 100 + i }));
  const bytes = delivery0602(told, { deliveryNumber: '10' });
  const { fileId } = await world.register(bytes, 'D10.BS1');
  const blocks = Math.ceil(bytes.length / (16 * 1024));
  const cursors: number[] = [];
  // The first pass over the bytes checks the totals; the second one breaks off, later each time.
  for (const left of [blocks - 3, blocks + 20, 20, blocks - 2]) {
    world.vault.failAfter(left);
    await expect(ingestFile({ fileId }, world.parts)).rejects.toThrow('the vault went away');
    cursors.push((await fileOf(fileId)).ingested_to);
  }
  world.vault.failAfter(Number.POSITIVE_INFINITY);
  expect(cursors).toEqual([0, 2000, 2000, 4000]);
  expect(await ingestFile({ fileId }, world.parts)).toBe('ingested');
  const file = await fileOf(fileId);
  const stored = await paymentsOf(fileId);
  expect([stored.length, file.fact_count]).toEqual([5000, 5000]);
  expect(file.effect_minor).toBe(told.reduce((sum, one) => sum + one.asked, 0));
  expect(stored.map((one) => one.customer_number)).toEqual(told.map((one) => one.customer));
  await matchPayments({ fileId, fromLine: 1, toLine: 10_000 }, world.parts);
});

test('the intake goes on behind the cursor, also where that stands within a chunk', async () => {
  const told = Array.from({ length: 20 }, (_, i) => ({ customer: `S${i}`, asked: 100 }));
  const { fileId } = await world.register(delivery0602(told, { deliveryNumber: '12' }), 'D12.BS1');
  await sql`update inbound_file set ingested_to = 12 where id = ${fileId}`.execute(world.db);
  await ingestFile({ fileId }, world.parts);
  expect((await paymentsOf(fileId)).map((one) => one.line_number)).toEqual([13, 14, 15, 16, 17, 18, 19, 20, 21, 22]);
  await matchPayments({ fileId, fromLine: 1, toLine: 100 }, world.parts);
});

test('two workers that take in one file store each payment once', async () => {
  const told = Array.from({ length: 3000 }, (_, i) => ({ customer: `P${i}`, asked: 100 }));
  const { fileId } = await world.register(delivery0602(told, { deliveryNumber: '11' }), 'D11.BS1');
  await Promise.all([ingestFile({ fileId }, world.parts), ingestFile({ fileId }, world.parts)]);
  expect([(await paymentsOf(fileId)).length, (await fileOf(fileId)).fact_count]).toEqual([3000, 3000]);
  await matchPayments({ fileId, fromLine: 1, toLine: 10_000 }, world.parts);
});

test('a receipt goes to the journal, once', async () => {
  const told: string[] = [];
  const applyReceipt = async (
    _tx: unknown,
    file: { readonly fileName: string },
    receipt: { readonly kind: string },
  ) => {
    told.push(`${file.fileName} ${receipt.kind}`);
    await Promise.resolve();
  };
  const line = 'PBCNET40BS1ABCDEFGHIJKLMNOPQ260203120000+PN00DATA ACCEPTERET\r\n';
  const { fileId } = await world.register(Buffer.from(line), 'T1.BS1');
  expect(await ingestFile({ fileId }, { ...world.parts, applyReceipt })).toBe('ingested');
  expect(await ingestFile({ fileId }, { ...world.parts, applyReceipt })).toBe(null);
  expect(told).toEqual(['T1.BS1 transmission']);
});

test('a receipt that cannot be read is set aside', async () => {
  const { fileId } = await world.register(Buffer.from('PBCNET40short\r\n'), 'T2.BS1');
  expect(await ingestFile({ fileId }, world.parts)).toBe('quarantined');
  expect((await codesOf(fileId)).length).toBe(1);
});
