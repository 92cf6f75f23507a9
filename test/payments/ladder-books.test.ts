import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openMinorOf } from '#claims';
import { knownDate } from '#kernel';
import { decideWaiting, matchingOf, rungAccounts } from '#payments';
import { matching } from '#schemas/settings';
import { numberForms } from '../../src/payments/ladder/document-numbers.ts';
import { lowerBound } from '../../src/payments/precision.ts';
import { ibanOf, type LadderWorld, openLadderWorld } from './ladder-world.ts';

let world: LadderWorld;
beforeAll(async () => {
  world = await openLadderWorld();
});
afterAll(async () => {
  await world.close();
});

const setMatching = (settings: object) =>
  world.db
    .updateTable('company')
    .set({ matching: JSON.stringify(matching.parse(settings)) })
    .execute();

test('the database finds a document number under the very forms that the rules ask for', async () => {
  const signs = 'A Z a z 0 5 9 - / . _ # Æ æ Ø ø Å å Ł ł Ó ó Ż ż É ß Ð þ'.split(' ').concat(' ');
  const random = fc.sample(
    fc.array(fc.constantFrom(...signs), { maxLength: 20 }).map((text) => text.join('')),
    { numRuns: 2000, seed: 4 },
  );
  const texts = ['', '0', '00', 'FA-0010023', 'FV 12/01/2026', 'INV00012', '10023', '*', ...random];
  const { rows } = await sql<{ whole: string; digits: string }>`
    select canonical_number(v) as whole, number_digits(v) as digits
    from unnest(${texts}::text[]) with ordinality as u(v, n) order by n`.execute(world.db);
  for (const [i, text] of texts.entries()) {
    const { whole = '', digits = '' } = rows[i] ?? {};
    expect([text, [whole, digits].filter((form) => form !== '')]).toEqual([text, numberForms(text)]);
  }
});

test('money that is posted still counts until the claim was read after it', async () => {
  await world.addCustomer('K1', { name: 'Randers Regnskab' });
  const claim = await world.claimOf('K1', 'FA-10001', 50_000);
  const [paid] = await world.receive([{ amount: '300.00', name: 'Randers Regnskab', texts: ['FA-10001'] }]);
  expect(paid?.state).toBe('matched');
  const open = async (): Promise<number | undefined> => {
    const { rows } = await sql<{ minor: number }>`
      select ${openMinorOf} as minor from claim c where c.id = ${claim}`.execute(world.db);
    return rows[0]?.minor;
  };
  expect(await open()).toBe(20_000);
  const lastEvent = async (): Promise<number> => {
    const { rows } = await sql<{ id: number }>`select max(id) as id from event`.execute(world.db);
    return rows[0]?.id ?? 0;
  };
  const read = async (remaining: number, after: number) =>
    world.db
      .updateTable('claim')
      .set({ remaining_minor: remaining, read_after_event: after })
      .where('id', '=', claim)
      .execute();
  await read(50_000, await lastEvent());
  await sql`
    with made as (
      insert into posting (company_id, payment_id, kind, idempotency_key, customer_number, amount_minor, currency,
        posting_date, applications, state)
      values (1, ${paid?.id ?? 0}, 'payment', 'k1', 'K1', 30000, 'DKK', '2026-02-10', '[]', 'confirmed') returning id)
    insert into event (company_id, stream, stream_id, type, patch, done_by, at)
    select 1, 'posting', id, 'confirm', '{"state": "confirmed"}', 'test', now() from made`.execute(world.db);
  // Business Central has posted it, and what we read of the claim is older.
  expect(await open()).toBe(20_000);
  await read(20_000, await lastEvent());
  expect(await open()).toBe(20_000);
  await sql`update claim set is_open = false where id = ${claim}`.execute(world.db);
  expect(await open()).toBe(0);
});

test('nothing is settled by claims that were read too long ago; once they are read, it is', async () => {
  await world.addCustomer('K2', { name: 'Silkeborg Sejl' });
  await world.claimOf('K2', 'FA-20001', 12_300);
  await setMatching({ staleAfterHours: 24 });
  const transfer = { amount: '123.00', name: 'Silkeborg Sejl', texts: ['FA-20001'] };
  const [waits] = await world.receive([transfer]);
  expect(waits).toMatchObject({ state: 'parked', code: 'CLAIMS_STALE', went: null });
  expect((await decideWaiting({ companyId: 1 }, world.partsAt())).matched).toBe(0);
  await world.db.updateTable('company').set({ claims_read_at: world.partsAt().moment.at }).execute();
  expect((await decideWaiting({ companyId: 1 }, world.partsAt())).matched).toBe(1);
  await setMatching({});
});

test('what a person undid is never applied again by the machine, in whatever file it comes', async () => {
  await world.addCustomer('K3', { name: 'Nyborg Net' });
  await world.claimOf('K3', 'FA-30001', 45_600);
  const transfer = { amount: '456.00', name: 'Nyborg Net', from: ibanOf(3), texts: ['FA-30001'] };
  const [paid] = await world.receive([transfer]);
  expect(paid?.state).toBe('matched');
  await world.undo(paid?.id ?? 0);
  await sql`update payment set state = 'parked' where id = ${paid?.id ?? 0}`.execute(world.db);
  expect((await decideWaiting({ companyId: 1 }, world.partsAt())).matched).toBe(0);
  // Other money of the same account is doubted as well: the account said nothing right about this customer.
  const [other] = await world.receive([{ ...transfer, bankReference: 'another' }]);
  expect(other).toMatchObject({ state: 'parked', code: 'PAYER_DIFFERS' });
});

test('a rung in shadow moves nothing, and its account says how often people agreed', async () => {
  await setMatching({ rungs: { 'document numbers': 'shadow' } });
  await world.addCustomer('K4', { name: 'Faaborg Fisk' });
  await world.claimOf('K4', 'FA-40001', 10_100);
  await world.claimOf('K4', 'FA-40002', 20_200);
  const shadowed = await world.receive([
    { amount: '101.00', name: 'Faaborg Fisk', texts: ['FA-40001'] },
    { amount: '202.00', name: 'Faaborg Fisk', texts: ['FA-40002'] },
  ]);
  expect(shadowed.map(({ state, went }) => [state, went])).toEqual([
    ['parked', null],
    ['parked', null],
  ]);
  const [first] = shadowed;
  await sql`insert into allocation (company_id, payment_id, claim_id, customer_number, amount_minor, rung, explanation)
    select 1, ${first?.id ?? 0}, id, 'K4', 10100, 'a person', '{}' from claim where document_number = 'FA-40001'`.execute(
    world.db,
  );
  const accounts = await rungAccounts(world.db, 1, { from: knownDate('2026-01-01'), to: knownDate('2026-12-31') });
  const of = (rung: string) => accounts.find((account) => account.rung === rung);
  expect(of('document numbers')).toMatchObject({
    hit: 3,
    undone: 1,
    shadow: { tried: 2, agreed: 1, disagreed: 0, open: 1, precisionAtLeast: lowerBound(1, 1) },
  });
  expect(of('document numbers')?.precisionAtLeast).toBeCloseTo(lowerBound(2, 3), 10);
  expect(of('line reference')).toMatchObject({ tried: 6, hit: 0 });
  const none = await rungAccounts(world.db, 1, { from: knownDate('2025-01-01'), to: knownDate('2025-12-31') });
  expect(none.every(({ tried, hit }) => tried === 0 && hit === 0)).toBe(true);
  await setMatching({});
});

test('a company’s policy is its settings over what every company begins with', async () => {
  await setMatching({ rungs: { 'unique subset': 'off' }, convention: 'oldest first', smallDifference: { DKK: 100 } });
  const { policyFor } = await matchingOf(world.db, 1);
  expect(policyFor('DKK')).toMatchObject({
    rungs: { 'payment id': 'on', 'unique subset': 'off' },
    convention: 'oldest first',
    smallDifferenceMinor: 100,
  });
  expect(policyFor('EUR').smallDifferenceMinor).toBe(0);
  await setMatching({});
  expect(matching.safeParse({ rungs: { 'a guess': 'on' } }).success).toBe(false);
});

test.each`
  right  | tried   | bound
  ${0}   | ${0}    | ${0}
  ${299} | ${299}  | ${0.99}
  ${1}   | ${1}    | ${0.05}
  ${9}   | ${10}   | ${0.606}
  ${950} | ${1000} | ${0.937}
`('$right right of $tried prove at least $bound', ({ right, tried, bound }) => {
  expect(lowerBound(Number(right), Number(tried))).toBeCloseTo(Number(bound), 2);
});
