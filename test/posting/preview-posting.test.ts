import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { previewPosting } from '#posting';
import { march } from './books.ts';
import { by, rehearsedOffice, type RehearsedOffice, today } from './rehearsed-office.ts';

/** The report before posting: it tells what a real run then does, and changes nothing itself. */
let office: RehearsedOffice;
beforeAll(async () => void (office = await rehearsedOffice({ writeOffAccount: '9150' })));
afterAll(() => office.close());

const preview = (allowed?: { from: null; to: ReturnType<typeof march> }) =>
  previewPosting({ companyId: 1 }, { database: office.database, moment: today, by, ...(allowed ? { allowed } : {}) });

/** Everything that a run could leave behind. */
const trace = async () => {
  const { rows } = await sql`
    select (select count(*) from event) as events, (select count(*) from posting) as postings,
      (select count(*) from exception) as exceptions, (select count(*) from outbox) as works`.execute(
    office.database.db,
  );
  return rows[0];
};

async function paid(count: number, share: { writeOff?: number } = {}): Promise<readonly string[]> {
  const customers = await office.customers(count);
  for (const customer of customers) {
    const line = await office.line([office.invoice(customer, { minor: 10_000 })]);
    const minor = 10_000 - (share.writeOff ?? 0);
    const allocations = [{ claimId: line.claims[0]?.id ?? 0, minor, ...share }];
    await office.pay({ line, effect: minor, allocations, isWithoutLine: true });
  }
  return customers;
}

test('it tells kinds, counts and amounts, what is known to be refused, and leaves no trace', async () => {
  await paid(2, { writeOff: 10 });
  const [blocked = ''] = await paid(1);
  await sql`update customer set blocked = 'All' where number = ${blocked}`.execute(office.database.db);
  const [closed = ''] = await paid(1);
  await sql`update claim set is_open = false where customer_number = ${closed}`.execute(office.database.db);
  const before = await trace();
  const told = await preview();
  expect(await trace()).toEqual(before);
  expect(told).toEqual({
    wouldPost: [
      { kind: 'payment', currency: 'DKK', count: 2, minor: 19_980 },
      { kind: 'writeOff', currency: 'DKK', count: 2, minor: 20 },
    ],
    wouldBeRefused: [
      { kind: 'payment', currency: 'DKK', count: 1, minor: 10_000, reason: 'customer blocked' },
      { kind: 'payment', currency: 'DKK', count: 1, minor: 10_000, reason: 'entry closed' },
    ],
    notPossible: 0,
    waiting: 0,
    blocked: 0,
  });
  expect(await preview({ from: null, to: march(1) })).toMatchObject({
    wouldPost: [],
    wouldBeRefused: expect.arrayContaining([
      { kind: 'payment', currency: 'DKK', count: 3, minor: 29_980, reason: 'posting date' },
      { kind: 'writeOff', currency: 'DKK', count: 2, minor: 20, reason: 'posting date' },
    ]),
  });
});

test('what it says would be posted is what a run then posts', async () => {
  await sql`update customer set blocked = ''`.execute(office.database.db);
  const told = await preview();
  const count = told.wouldPost.reduce((sum, one) => sum + one.count, 0);
  const known = told.wouldBeRefused.reduce((sum, one) => sum + one.count, 0);
  expect(await office.proposeAndPost()).toMatchObject({ posted: count + known, refused: 0 });
  expect(await preview()).toMatchObject({ wouldPost: [], wouldBeRefused: [] });
});
