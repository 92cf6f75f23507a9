import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type DeliveryAction,
  deliveryMachine,
  journalMachine,
  journalStarts,
  type LineAction,
  lineMachine,
  lineStarts,
  moveDeliveries,
  moveLines,
} from '#journal';
import { lineReference } from '#kernel';
import { insertWithEvents, updateWithEvents } from '#store';
import { companyId, type CompanyBooks, expectBooksToReplay, openCompanyBooks, paymentDate } from '#test/company-books';

const actor = { by: 'a test', at: new Date('2026-01-15T09:00:00Z') };
let books: CompanyBooks;

beforeAll(async () => {
  books = await openCompanyBooks();
  await insertWithEvents(books.db, 'journal', [journalRow], 'ordered', actor);
});
afterAll(() => books.close());

const journalRow = {
  company_id: companyId,
  agreement_id: 1,
  section: '0112',
  payment_date: paymentDate,
  due_from: '2026-01-01',
  due_to: '2026-02-28',
  state: 'building',
  command_key: 'states',
  built_to: '',
  open_count: 0,
  open_minor: 0,
  chosen_count: 0,
  chosen_minor: 0,
  left_out_count: 0,
  left_out_minor: 0,
  built_by: 'a test',
  created_at: actor.at,
};

/** A machine written down once more, by hand: a row a state, a column an action, a point where it is not allowed. */
function cells(
  text: string,
): readonly { readonly from: string; readonly action: string; readonly to: string | null }[] {
  const [head = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([from = '', ...ways]) =>
    ways.map((to, i) => ({ from, action: head[i + 1] ?? '', to: to === '.' ? null : to })),
  );
}

const lineTable = cells(`
state         passCheck  failCheck  approve   export    acknowledge   refuse   pay   reject    chargeBack   undoPayment   resend    withdraw
built         validated  faulty     .         .         .             .        .     .         .            .             .         withdrawn
faulty        validated  faulty     .         .         .             .        .     .         .            .             .         withdrawn
validated     validated  faulty     approved  .         .             .        .     .         .            .             .         withdrawn
approved      .          .          .         exported  .             .        .     .         .            .             .         withdrawn
exported      .          .          .         .         acknowledged  refused  paid  rejected  chargedBack  .             .         withdrawn
acknowledged  .          .          .         .         .             .        paid  rejected  chargedBack  .             .         withdrawn
refused       .          .          .         .         .             .        .     .         .            .             approved  withdrawn
paid          .          .          .         .         .             .        .     .         chargedBack  acknowledged  .         .
rejected      .          .          .         .         .             .        paid  .         .            .             .         .
chargedBack   .          .          .         .         .             .        paid  .         .            .             .         .
withdrawn     .          .          .         .         .             .        .     .         .            .             .         .
`);

/** In these the claims may be collected by another line. */
const isFree = (state: string): boolean => ['rejected', 'chargedBack', 'withdrawn'].includes(state);

test('the line’s table names every state and every action there is', () => {
  expect(new Set(lineTable.map((cell) => cell.from))).toEqual(new Set(Object.keys(lineMachine)));
  const named = Object.values(lineMachine).flatMap((row) => Object.keys(row));
  expect(new Set(lineTable.map((cell) => cell.action))).toEqual(new Set(named));
  expect(lineStarts).toEqual(['built']);
});

let number = 0;

async function lineIn(state: string): Promise<number> {
  number += 1;
  const customer = `K${number}`;
  const claimId = await books.addClaim({ customer, minor: 100 });
  const row = {
    company_id: companyId,
    journal_id: 1,
    agreement_id: 1,
    reference: lineReference(number),
    customer_number: customer,
    debtor_group: '00001',
    payment_date: paymentDate,
    direction: 'collect',
    amount_minor: 100,
    currency: 'DKK',
    state,
    paid_minor: 0,
  };
  const [made] = await insertWithEvents(books.db, 'collection_line', [row], 'built', actor);
  const id = made?.id ?? 0;
  await books.db
    .insertInto('line_claim')
    .values({ line_id: id, claim_id: claimId, amount_minor: 100, is_live: !isFree(state) })
    .execute();
  return id;
}

const stateAndClaim = async (id: number) => {
  const { rows } = await sql<{ state: string; live: boolean; events: number }>`
    select l.state, c.is_live as live,
      (select count(*) from event where stream = 'collection_line' and stream_id = l.id) as events
    from collection_line l join line_claim c on c.line_id = l.id where l.id = ${id}`.execute(books.db);
  return rows[0];
};

test.each(lineTable)('a line that is $from, asked to $action, becomes $to', async ({ from, action, to }) => {
  const id = await lineIn(from);
  const moved = await moveLines(books.db, action as LineAction, sql`r.id = ${id}`, actor);
  expect(moved).toEqual(to === null ? [] : [id]);
  const state = to ?? from;
  expect(await stateAndClaim(id)).toEqual({ state, live: !isFree(state), events: to === null ? 1 : 2 });
});

test('one call moves lines of several states, and leaves the others be', async () => {
  const ids = [await lineIn('exported'), await lineIn('rejected'), await lineIn('approved'), await lineIn('paid')];
  const moved = await moveLines(books.db, 'pay', sql`r.id = any(${ids})`, actor, { paid_minor: 100 });
  expect(new Set(moved)).toEqual(new Set(ids.slice(0, 2)));
  const { rows } = await sql<{ state: string; paid: number }>`
    select state, paid_minor as paid from collection_line where id = any(${ids}) order by id`.execute(books.db);
  expect(rows.map(({ state, paid }) => [state, paid])).toEqual([
    ['paid', 100],
    ['paid', 100],
    ['approved', 0],
    ['paid', 0],
  ]);
});

const deliveryTable = cells(`
state      upload     rename    arrive  lose     receive   accept    refuse
frozen     uploading  .         .       .        .         .         .
uploading  uploading  renaming  sent    .        .         .         .
renaming   .          renaming  sent    unknown  received  accepted  refused
unknown    .          .         sent    .        received  accepted  refused
sent       .          .         .       .        received  accepted  refused
received   .          .         .       .        .         accepted  refused
accepted   .          .         .       .        .         .         .
refused    .          .         .       .        .         .         .
`);

let deliveries = 0;

async function deliveryIn(state: string): Promise<number> {
  deliveries += 1;
  const row = {
    company_id: companyId,
    agreement_id: 1,
    journal_id: 1,
    purpose: 'collect',
    delivery_number: deliveries,
    file_name: `out-${deliveries}`,
    sha256: 'x',
    size: 1,
    state,
    sections: 1,
    records: 1,
    collections: 1,
    texts: 0,
    addresses: 0,
    net_minor: 100,
    created_at: actor.at,
  };
  const [made] = await insertWithEvents(books.db, 'delivery', [row], 'frozen', actor);
  return made?.id ?? 0;
}

test('the delivery’s table names every state and every action there is', () => {
  expect(new Set(deliveryTable.map((cell) => cell.from))).toEqual(new Set(Object.keys(deliveryMachine)));
  const named = Object.values(deliveryMachine).flatMap((row) => Object.keys(row));
  expect(new Set(deliveryTable.map((cell) => cell.action))).toEqual(new Set(named));
});

test.each(deliveryTable)('a delivery that is $from, asked to $action, becomes $to', async ({ from, action, to }) => {
  const id = await deliveryIn(from);
  const moved = await moveDeliveries(books.db, action as DeliveryAction, sql`r.id = ${id}`, actor);
  expect(moved).toEqual(to === null ? [] : [id]);
  const row = await books.db.selectFrom('delivery').select('state').where('id', '=', id).executeTakeFirstOrThrow();
  expect(row.state).toBe(to ?? from);
});

test('the journal’s machine is the table of its life', () => {
  const found = Object.entries(journalMachine).flatMap(([from, row]) =>
    Object.entries(row).map(([action, to]) => `${from} ${action} ${to}`),
  );
  expect(found).toEqual([
    'building finishBuilding built',
    'building withdraw withdrawn',
    'built validate validated',
    'built withdraw withdrawn',
    'validated validate validated',
    'validated approve approved',
    'validated withdraw withdrawn',
    'approved export exported',
    'approved withdraw withdrawn',
    'exported export exported',
  ]);
  expect(journalStarts).toEqual(['building']);
});

test('the books of a line that went its whole way replay', async () => {
  const fresh = await openCompanyBooks();
  try {
    await insertWithEvents(fresh.db, 'journal', [journalRow], 'ordered', actor);
    const own = books;
    books = fresh;
    const id = await lineIn('built');
    books = own;
    const way: readonly LineAction[] = ['failCheck', 'passCheck', 'approve', 'export', 'refuse', 'resend', 'export'];
    for (const action of [...way, 'acknowledge', 'pay', 'chargeBack', 'pay', 'undoPayment'] as const) {
      expect(await moveLines(fresh.db, action, sql`r.id = ${id}`, actor)).toEqual([id]);
    }
    await expectBooksToReplay(fresh);
    await updateWithEvents(fresh.db, 'collection_line', { state: 'built' }, sql`r.id = ${id}`, 'x', actor);
    await expect(expectBooksToReplay(fresh)).rejects.toThrow('to deeply equal []');
  } finally {
    await fresh.close();
  }
});
