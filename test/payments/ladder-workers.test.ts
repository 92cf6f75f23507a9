import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actOnException } from '#exceptions';
import { decideWaiting, ingestFile, matchPayments, paymentHandlers } from '#payments';
import type { Database } from '#store';
import { type LadderWorld, openLadderWorld } from './ladder-world.ts';
import type { Transfer } from './transfers.ts';

let world: LadderWorld;
beforeAll(async () => {
  world = await openLadderWorld();
});
afterAll(async () => {
  await world.expectSound();
  await world.close();
});

/** Takes a file in, and leaves its matching to the test. */
async function takeIn(transfers: readonly Transfer[]) {
  const { bytes, name } = world.fileOf(transfers);
  const { fileId } = await world.register(bytes, name);
  expect(await ingestFile({ fileId }, world.partsAt())).toBe('ingested');
  return fileId;
}

const match = (fileId: number, database: Database = world.database) =>
  matchPayments({ fileId, fromLine: 1, toLine: 1_000_000 }, { ...world.partsAt(), database });

const allocatedTo = async (claimId: number): Promise<number> => {
  const { rows } = await sql<{ minor: number }>`
    select coalesce(sum(amount_minor), 0)::bigint as minor from allocation where claim_id = ${claimId} and not is_undone`.execute(
    world.db,
  );
  return rows[0]?.minor ?? 0;
};

test('two workers at two files that name the same claims pay each claim once', async () => {
  await world.addCustomer('K1', { name: 'Kolding Kontorservice' });
  // More than one round: in the first, one worker may be done before the other has its connection.
  for (const round of [1, 2, 3]) {
    const claims: number[] = [];
    const numbers = Array.from({ length: 20 }, (_, i) => `FA-7${round}${String(i).padStart(3, '0')}`);
    for (const number of numbers) claims.push(await world.claimOf('K1', number, 10_000));
    const told = (bank: string) =>
      numbers.map((number, i) => ({
        amount: '100.00',
        name: 'Kolding Kontorservice',
        texts: [number],
        bankReference: `${bank}${round}-${i}`,
      }));
    const [one, other] = [await takeIn(told('A')), await takeIn(told('B').toReversed())];
    const settled = await Promise.all([match(one), match(other)]);
    expect(settled.map(({ matched, parked }) => matched + parked)).toEqual([20, 20]);
    expect(settled.reduce((sum, { matched }) => sum + matched, 0)).toBe(20);
    for (const claim of claims) expect(await allocatedTo(claim)).toBe(10_000);
  }
});

test('two workers at the same file settle each payment once', async () => {
  await world.addCustomer('K2', { name: 'Vejle Vognmand' });
  const claim = await world.claimOf('K2', 'FA-80001', 10_000);
  const fileId = await takeIn([{ amount: '100.00', name: 'Vejle Vognmand', texts: ['FA-80001'] }]);
  const settled = await Promise.all([match(fileId), match(fileId), match(fileId)]);
  expect(settled.reduce((sum, { matched }) => sum + matched, 0)).toBe(1);
  expect(await allocatedTo(claim)).toBe(10_000);
});

test('a person who assigns money and a worker who wants the same claim at the same moment pay it once', async () => {
  for (let round = 1; round <= 5; round++) {
    const [customer, number] = [`K3${round}`, `FA-81${round}00`];
    await world.addCustomer(customer, { name: `Horsens Have ${round}` });
    const claim = await world.claimOf(customer, number, 10_000);
    const [waits] = await world.receive([{ amount: '100.00', bankReference: `P${round}` }]);
    const entry = await world.db
      .selectFrom('exception')
      .select('id')
      .where('subject', '=', 'payment')
      .where('subject_id', '=', waits?.id ?? 0)
      .executeTakeFirstOrThrow();
    const fileId = await takeIn([{ amount: '100.00', name: `Horsens Have ${round}`, texts: [number] }]);
    const assign = actOnException(
      {
        exceptionId: entry.id,
        action: 'assign',
        reason: 'he called',
        target: { customerNumber: customer, claimIds: [claim] },
      },
      { ...world.partsAt(), handlers: paymentHandlers },
    );
    const [person, machine] = await Promise.all([assign, match(fileId)]);
    // Whoever came second found nothing left of the claim: the person is told, or the machine's money waits.
    expect(Number(person.ok) + machine.matched).toBe(1);
    expect(await allocatedTo(claim)).toBe(10_000);
  }
});

test('a stretch that is cut short anywhere settles nothing, and everything once when it runs again', async () => {
  await world.addCustomer('K4', { name: 'Odense Optik' });
  const claim = await world.claimOf('K4', 'FA-82001', 10_000);
  const fileId = await takeIn([
    { amount: '100.00', name: 'Odense Optik', texts: ['FA-82001'] },
    { amount: '55.55', bankReference: 'nobody' },
  ]);
  const statements = await countStatements(fileId);
  for (let left = 0; left < statements; left += 3) {
    await expect(match(fileId, mortal(world.database, left))).rejects.toThrow('the database went away');
    expect(await allocatedTo(claim)).toBe(0);
  }
  expect(await match(fileId)).toEqual({ matched: 1, noted: 0, parked: 1 });
  expect(await match(fileId)).toEqual({ matched: 0, noted: 0, parked: 0 });
  expect(await allocatedTo(claim)).toBe(10_000);
});

test('what the machine parked is decided again when claims were read, quietly', async () => {
  const [early] = await world.receive([
    { amount: '321.00', name: 'Skive Smede', texts: ['FA-83001'], bankReference: 'S1' },
  ]);
  const [other] = await world.receive([{ amount: '654.00', name: 'Thy Turist', bankReference: 'S2' }]);
  expect([early?.code, other?.code]).toEqual(['PAYMENT_UNIDENTIFIED', 'PAYMENT_UNIDENTIFIED']);
  const before = await countEvents();
  await decideWaiting({ companyId: 1 }, world.partsAt());
  expect(await countEvents()).toBe(before);
  await world.addCustomer('K5', { name: 'Skive Smede' });
  await world.claimOf('K5', 'FA-83001', 32_100);
  expect((await decideWaiting({ companyId: 1 }, world.partsAt())).matched).toBe(1);
  const [now] = await world.standing(sql`p.id = ${early?.id ?? 0}`);
  expect(now).toMatchObject({ state: 'matched', code: null, went: ['K5 FA-83001 32100 document numbers'] });
});

const countEvents = async (): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from event`.execute(world.db);
  return rows[0]?.count ?? 0;
};

/** How many statements it takes to match a file; nothing of it is kept. */
async function countStatements(fileId: number): Promise<number> {
  let count = 0;
  const undone = new Error('not to be kept');
  const counted = mortal(world.database, Number.POSITIVE_INFINITY, () => (count += 1), undone);
  await expect(match(fileId, counted)).rejects.toThrow(undone);
  return count;
}

/** A database that answers so many statements of a transaction, and then no more. */
function mortal(whole: Database, statements: number, seen = () => 0, atTheEnd?: Error): Database {
  let left = statements;
  const db = new Proxy(whole.db, {
    get(target, name) {
      if (name !== 'transaction') return bound(target, name);
      return () => ({
        execute: (run: (tx: unknown) => Promise<unknown>) =>
          target.transaction().execute(async (tx) => {
            const done = await run(dying(tx));
            if (atTheEnd) throw atTheEnd;
            return done;
          }),
      });
    },
  });
  const dying = <T extends object>(tx: T): T =>
    new Proxy(tx, {
      get(target, name) {
        if (name !== 'getExecutor') return bound(target, name);
        return () => {
          seen();
          left -= 1;
          if (left < 0) throw new Error('the database went away');
          return call(target, name);
        };
      },
    });
  return { ...whole, db };
}

const call = (target: object, name: string | symbol): unknown => {
  const method = bound(target, name);
  return typeof method === 'function' ? method() : undefined;
};

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === 'function' ? value.bind(target) : value;
}
