import { afterAll, beforeAll, expect, test } from 'vitest';
import { ingestFile, matchPayments } from '#payments';
import { openWorld, type TestLine, type World } from './world.ts';
import { delivery0602, type Told } from './write-0602.ts';

let world: World;
let files = 0;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.expectSoundBooks();
  await world.database.close();
});

/** Sends payments in a file of their own and says what became of each. */
async function tell(...told: readonly Told[]) {
  files += 1;
  const fileName = `D0${files}-602.BS1`;
  const { fileId } = await world.receive(delivery0602(told, { deliveryNumber: String(1000 + files) }), fileName);
  const payments = (await world.payments()).filter((payment) => payment.file_id === fileId);
  const exceptions = await world.exceptions();
  const allocations = await world.allocations();
  return payments.map((payment) => ({
    id: payment.id,
    state: payment.state,
    lineId: payment.line_id,
    reversesId: payment.reverses_id,
    codes: exceptions
      .filter(
        (one) =>
          (one.subject === 'payment' && one.subject_id === payment.id) ||
          one.dedupe_key.endsWith(`:payment:${payment.id}`),
      )
      .map((one) => `${one.code} ${one.state}`),
    allocations: allocations
      .filter((one) => one.payment_id === payment.id)
      .map((one) => [one.claim_id, one.amount_minor]),
    explanation: payment.explanation,
  }));
}

const lineState = async (id: number) => {
  const { state, paid_minor: paid } = await world.line(id);
  return { state, paid };
};

test('a payment by reference pays its line and each of its claims', async () => {
  const line = await world.addLine({ customer: 'K100', shares: [100_00, 50_00, -25_00] });
  const [payment] = await tell({ customer: 'K100', reference: line.reference, asked: 125_00 });
  const [first, second, credit] = line.claimIds;
  expect(payment).toMatchObject({
    state: 'matched',
    lineId: line.id,
    codes: [],
    allocations: [
      [first, 100_00],
      [second, 50_00],
      [credit, -25_00],
    ],
    explanation: null,
  });
  expect(await lineState(line.id)).toEqual({ state: 'paid', paid: 125_00 });
  const [kept] = (await world.allocations()).filter((one) => one.payment_id === payment?.id);
  expect(kept).toMatchObject({ rung: 'line reference', explanation: { reference: line.reference, whyNot: null } });
});

test('a payment without reference pays the one line of its customer, group and date', async () => {
  const line = await world.addLine({ customer: 'K101', shares: [80_00] });
  const [payment] = await tell({ customer: 'K101', asked: 80_00 });
  expect(payment).toMatchObject({ state: 'matched', lineId: line.id });
});

test('a slip carries nine signs of reference, and pays although the line was rejected', async () => {
  const line = await world.addLine({ customer: 'K102', shares: [70_00], state: 'rejected' });
  const [payment] = await tell({ customer: 'K102', means: 'slip', reference: line.reference, asked: 70_00 });
  expect(payment).toMatchObject({ state: 'matched', lineId: line.id });
  expect(await lineState(line.id)).toEqual({ state: 'paid', paid: 70_00 });
});

test('a disbursement is paid out', async () => {
  const line = await world.addLine({ customer: 'K103', shares: [-40_00], direction: 'disburse' });
  const [payment] = await tell({ customer: 'K103', reference: line.reference, asked: 40_00, direction: 'disburse' });
  expect(payment).toMatchObject({ state: 'matched', allocations: [[line.claimIds[0], -40_00]] });
});

test('the same payment twice in one file, and again in another, is one effect and one finding each', async () => {
  const line = await world.addLine({ customer: 'K104', shares: [10_00] });
  const told = { customer: 'K104', reference: line.reference, asked: 10_00 };
  const [first, second] = await tell(told, told);
  const [third] = await tell(told);
  expect([first?.state, second?.state, third?.state]).toEqual(['matched', 'parked', 'parked']);
  expect([first?.codes, second?.codes, third?.codes]).toEqual([
    [],
    ['DUPLICATE_PAYMENT open'],
    ['DUPLICATE_PAYMENT open'],
  ]);
  expect(await lineState(line.id)).toEqual({ state: 'paid', paid: 10_00 });
});

test('two payments of their own for one line in one file: the first pays, the second is doubted', async () => {
  const line = await world.addLine({ customer: 'K105', shares: [10_00] });
  const told = { customer: 'K105', reference: line.reference, asked: 10_00, means: 'slip' as const };
  const [first, second] = await tell({ ...told, archiveReference: 'A1' }, { ...told, archiveReference: 'A2' });
  expect([first?.state, second?.state, second?.codes]).toEqual(['matched', 'parked', ['ALREADY_PAID open']]);
});

test.each`
  what                                       | state             | told                                             | code
  ${'another amount'}                        | ${'acknowledged'} | ${{ asked: 10_01 }}                              | ${'AMOUNT_DIFFERS'}
  ${'a slip paid with another amount'}       | ${'acknowledged'} | ${{ means: 'slip', asked: 10_00, actual: 9_00 }} | ${'AMOUNT_DIFFERS'}
  ${'the reference of another customer'}     | ${'acknowledged'} | ${{ asked: 10_00, customer: 'K101' }}            | ${'WRONG_CUSTOMER'}
  ${'the reference of another debtor group'} | ${'acknowledged'} | ${{ asked: 10_00, group: '00002' }}              | ${'WRONG_CUSTOMER'}
  ${'a paid line'}                           | ${'paid'}         | ${{ asked: 10_00 }}                              | ${'ALREADY_PAID'}
  ${'a withdrawn line'}                      | ${'withdrawn'}    | ${{ asked: 10_00 }}                              | ${'PAYMENT_FOR_STOPPED_LINE'}
  ${'a refused line'}                        | ${'refused'}      | ${{ asked: 10_00 }}                              | ${'PAYMENT_FOR_STOPPED_LINE'}
  ${'a faulty line'}                         | ${'faulty'}       | ${{ asked: 10_00 }}                              | ${'PAYMENT_FOR_STOPPED_LINE'}
  ${'a line never sent'}                     | ${'approved'}     | ${{ asked: 10_00 }}                              | ${'PAYMENT_FOR_STOPPED_LINE'}
`('a payment for $what is parked with its reason, and the line stays', async ({ state, told, code }) => {
  const customer = `K2${files}`;
  const line = await world.addLine({ customer, shares: [10_00], state });
  const [payment] = await tell({ customer, reference: line.reference, ...told });
  expect(payment).toMatchObject({ state: 'parked', codes: [`${code} open`], allocations: [] });
  expect(payment?.explanation).toMatchObject({ whyNot: expect.any(String) });
  expect((await lineState(line.id)).state).toBe(state);
});

test('a customer nobody knows, and a customer without such a collection', async () => {
  await world.addCustomer('K300');
  const [unknown, known, blank] = await tell(
    { customer: 'K299', asked: 10_00, reference: 'T999' },
    { customer: '', asked: 10_00, means: 'slip' },
    { customer: 'K300', asked: 10_00 },
  );
  // The slip stands in a section of its own, behind the automatic payments.
  const codes = [unknown, known, blank].map((one) => one?.codes);
  expect(codes).toEqual([['UNKNOWN_CUSTOMER open'], ['NO_COLLECTION open'], ['UNKNOWN_CUSTOMER open']]);
});

test('a charge back takes back what was paid, claim by claim, and asks what to do about the line', async () => {
  const line = await world.addLine({ customer: 'K400', shares: [10_00, 5_00] });
  const told = { customer: 'K400', reference: line.reference, asked: 15_00 };
  const [paid] = await tell(told);
  const [back] = await tell({ ...told, code: 'chargedBack' });
  const [first, second] = line.claimIds;
  expect(back).toMatchObject({
    state: 'matched',
    reversesId: paid?.id,
    codes: ['CHARGED_BACK open'],
    allocations: [
      [first, -10_00],
      [second, -5_00],
    ],
  });
  expect(await lineState(line.id)).toEqual({ state: 'chargedBack', paid: 0 });
  const [again] = await tell({ ...told, code: 'chargedBack', actualDate: '2026-02-09' });
  expect(again).toMatchObject({ state: 'parked', codes: ['DUPLICATE_PAYMENT open'] });
});

test('a payment and its charge back in one file', async () => {
  const line = await world.addLine({ customer: 'K401', shares: [10_00] });
  const told = { customer: 'K401', reference: line.reference, asked: 10_00 };
  const [paid, back] = await tell(told, { ...told, code: 'chargedBack' });
  expect([paid?.state, back?.state, back?.reversesId]).toEqual(['matched', 'matched', paid?.id]);
  expect(await lineState(line.id)).toEqual({ state: 'chargedBack', paid: 0 });
});

test('a rejection that states money takes the payment back', async () => {
  const line = await world.addLine({ customer: 'K402', shares: [10_00] });
  const told = { customer: 'K402', reference: line.reference, asked: 10_00 };
  await tell(told);
  const [back] = await tell({ ...told, code: 'rejected', actual: 10_00 });
  expect(back).toMatchObject({ state: 'matched', codes: ['CHARGED_BACK open'] });
});

test('a slip that is charged back', async () => {
  const line = await world.addLine({ customer: 'K403', shares: [10_00] });
  const told = {
    customer: 'K403',
    reference: line.reference,
    asked: 10_00,
    means: 'slip' as const,
    archiveReference: 'A',
  };
  await tell(told);
  const [back] = await tell({ ...told, code: 'chargedBack' });
  expect(back).toMatchObject({ state: 'matched', codes: ['CHARGED_BACK open'] });
});

test('a charge back without payment posts nothing, and settles itself when the payment comes', async () => {
  const line = await world.addLine({ customer: 'K404', shares: [10_00] });
  const told = { customer: 'K404', reference: line.reference, asked: 10_00 };
  const [back] = await tell({ ...told, code: 'chargedBack' });
  expect(back).toMatchObject({ state: 'parked', codes: ['CHARGED_BACK_WITHOUT_PAYMENT open'], allocations: [] });
  expect(await lineState(line.id)).toEqual({ state: 'chargedBack', paid: 0 });
  const [paid] = await tell(told);
  const settled = (await world.payments()).find((one) => one.id === back?.id);
  expect(paid?.state).toBe('matched');
  expect(settled).toMatchObject({ state: 'matched', reverses_id: paid?.id });
  expect(await lineState(line.id)).toEqual({ state: 'chargedBack', paid: 0 });
  const open = (await world.exceptions()).filter(
    (one) => one.state === 'open' && one.code === 'CHARGED_BACK_WITHOUT_PAYMENT',
  );
  expect(open).toEqual([]);
});

test('a charge back that could mean either of two payments waits', async () => {
  const line = await world.addLine({ customer: 'K405', shares: [10_00] });
  const told = { customer: 'K405', reference: line.reference, asked: 10_00, means: 'slip' as const };
  await tell({ ...told, archiveReference: 'A1' }, { ...told, archiveReference: 'A2' });
  const [back] = await tell({ ...told, code: 'chargedBack', archiveReference: 'A3' });
  expect(back).toMatchObject({ state: 'parked', codes: ['CHARGE_BACK_UNCLEAR open'] });
  expect((await lineState(line.id)).state).toBe('paid');
});

test('a payment told twice is still one payment to the charge back that follows', async () => {
  for (const isOneFile of [true, false]) {
    const customer = `K406${isOneFile}`.toUpperCase();
    const line = await world.addLine({ customer, shares: [10_00] });
    const told = { customer, reference: line.reference, asked: 10_00 };
    if (!isOneFile) await tell(told, told);
    const rest = [{ ...told, code: 'chargedBack' as const }];
    const back = (await tell(...(isOneFile ? [told, told, ...rest] : rest))).at(-1);
    expect(back).toMatchObject({ state: 'matched', codes: ['CHARGED_BACK open'] });
  }
});

test.each(['rejected', 'cancelled'] as const)(
  'a collection that is %s is noted, and its claims are free again',
  async (code) => {
    const customer = `K41${code.length}`;
    const line = await world.addLine({ customer, shares: [10_00] });
    const [payment] = await tell({ customer, reference: line.reference, asked: 10_00, code });
    expect(payment).toMatchObject({
      state: 'noted',
      lineId: line.id,
      codes: ['COLLECTION_REJECTED open'],
      allocations: [],
    });
    expect((await lineState(line.id)).state).toBe('rejected');
    const shares = await world.db.selectFrom('line_claim').select('is_live').where('line_id', '=', line.id).execute();
    expect(shares).toEqual([{ is_live: false }]);
  },
);

test('a rejection of a line told as paid, without money, is doubted', async () => {
  const line = await world.addLine({ customer: 'K420', shares: [10_00] });
  const told = { customer: 'K420', reference: line.reference, asked: 10_00 };
  await tell(told);
  const [rejected] = await tell({ ...told, code: 'rejected' });
  expect(rejected).toMatchObject({ state: 'parked', codes: ['REJECTED_AFTER_PAYMENT open'] });
});

test('a completed payment of nothing is noted and pays nothing', async () => {
  const line = await world.addLine({ customer: 'K421', shares: [10_00] });
  const [payment] = await tell({ customer: 'K421', reference: line.reference, asked: 0, direction: 'none' });
  expect(payment).toMatchObject({ state: 'noted', codes: [] });
  expect((await lineState(line.id)).state).toBe('acknowledged');
});

test('a line rejected and then paid by slip in the same file goes through both, in that order', async () => {
  const other = await world.addLine({ customer: 'K424', shares: [10_00] });
  const line = await world.addLine({ customer: 'K422', shares: [10_00] });
  const told = { customer: 'K422', reference: line.reference, asked: 10_00 };
  const [first, rejected, paid] = await tell(
    { customer: 'K424', reference: other.reference, asked: 10_00 },
    { ...told, code: 'rejected' },
    { ...told, means: 'slip' },
  );
  expect([first?.state, rejected?.state, paid?.state]).toEqual(['matched', 'noted', 'matched']);
  expect(await lineState(line.id)).toEqual({ state: 'paid', paid: 10_00 });
  const shares = await world.db.selectFrom('line_claim').select('is_live').where('line_id', '=', line.id).execute();
  expect(shares).toEqual([{ is_live: true }]);
});

test('money for a rejected line whose claims another line collects now waits', async () => {
  const line = await world.addLine({ customer: 'K423', shares: [10_00], state: 'rejected' });
  await world.addLine({ customer: 'K423', shares: [10_00], due: '2026-03-02', claimIds: line.claimIds });
  const [payment] = await tell({ customer: 'K423', reference: line.reference, asked: 10_00, means: 'slip' });
  expect(payment).toMatchObject({ state: 'parked', codes: ['CLAIM_COLLECTED_ELSEWHERE open'] });
  expect((await lineState(line.id)).state).toBe('rejected');
});

test('two workers at the same stretch settle each payment once', async () => {
  const lines: TestLine[] = [];
  for (let i = 0; i < 20; i++) lines.push(await world.addLine({ customer: `K5${i}`, shares: [10_00] }));
  const told = lines.map((line, i) => ({ customer: `K5${i}`, reference: line.reference, asked: 10_00 }));
  const { fileId } = await world.register(delivery0602(told, { deliveryNumber: '7001' }), 'D7001.BS1');
  await ingestFile({ fileId }, world.parts);
  const stretch = { fileId, fromLine: 1, toLine: 1000 };
  const settled = await Promise.all([1, 2, 3, 4].map(() => matchPayments(stretch, world.parts)));
  expect(settled.reduce((sum, one) => sum + one.matched, 0)).toBe(20);
  expect((await world.payments()).filter((one) => one.file_id === fileId && one.state !== 'matched')).toEqual([]);
});

test('two workers with two payments of one line pay it once', async () => {
  const lines: TestLine[] = [];
  for (let i = 0; i < 20; i++) lines.push(await world.addLine({ customer: `K6${i}`, shares: [10_00] }));
  const told = (archiveReference: string) =>
    lines.map((line, i) => ({
      customer: `K6${i}`,
      reference: line.reference,
      asked: 10_00,
      means: 'slip' as const,
      archiveReference,
    }));
  const fileIds: number[] = [];
  for (const [number, archive] of [
    ['7002', 'A'],
    ['7003', 'B'],
  ] as const) {
    const { fileId } = await world.register(delivery0602(told(archive), { deliveryNumber: number }), `D${number}.BS1`);
    await ingestFile({ fileId }, world.parts);
    fileIds.push(fileId);
  }
  const settled = await Promise.all(
    fileIds.map((fileId) => matchPayments({ fileId, fromLine: 1, toLine: 1000 }, world.parts)),
  );
  expect(settled.reduce((sum, one) => sum + one.matched, 0)).toBe(20);
  expect(settled.reduce((sum, one) => sum + one.parked, 0)).toBe(20);
});
