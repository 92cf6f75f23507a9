import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { openWorld, type TestLine, type World } from './world.ts';
import { delivery0602, type Told } from './write-0602.ts';

let world: World;
const lines: TestLine[] = [];
const states = [
  'acknowledged',
  'exported',
  'rejected',
  'withdrawn',
  'refused',
  'approved',
  'acknowledged',
  'exported',
] as const;
const customers = 24;
beforeAll(async () => {
  world = await openWorld();
  for (let i = 0; i < customers; i++) {
    const state = states[i % states.length] ?? 'acknowledged';
    lines.push(
      await world.addLine({ customer: `R${i}`, shares: i % 3 === 0 ? [80_00, 30_00, -10_00] : [100_00], state }),
    );
  }
});
afterAll(() => world.database.close());

const told = fc.record({
  whose: fc.nat({ max: customers + 1 }),
  reference: fc.constantFrom('own', 'own', 'own', 'none', 'foreign', 'other'),
  code: fc.constantFrom('paid', 'paid', 'paid', 'rejected', 'cancelled', 'chargedBack'),
  means: fc.constantFrom('automatic', 'automatic', 'slip'),
  actual: fc.constantFrom(undefined, undefined, 99_99, 0, 250_00),
  archiveReference: fc.constantFrom('A', 'B'),
});

type Drawn = typeof told extends fc.Arbitrary<infer T> ? T : never;

const toldOf = ({ whose, reference, actual, ...rest }: Drawn): Told => {
  const references: Readonly<Record<string, string | undefined>> = {
    own: lines[whose]?.reference,
    other: lines[(whose + 1) % customers]?.reference,
    foreign: 'FA-1',
  };
  const amount = actual === undefined ? {} : { actual };
  return { ...rest, ...amount, customer: `R${whose}`, asked: 100_00, reference: references[reference] ?? '' };
};

test('whatever Nets tells, in any order: each payment ends once, and no line or claim gets money that is not there', async () => {
  let files = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(told, { minLength: 1, maxLength: 40 }), async (drawn) => {
      files += 1;
      const bytes = delivery0602(drawn.map(toldOf), { deliveryNumber: String(files) });
      const { fileId, ingested, outcome, settled } = await world.receive(bytes, `D${files}.BS1`);
      expect([outcome, ingested]).toEqual(['new', 'ingested']);
      expect(settled.matched + settled.noted + settled.parked).toBe(drawn.length);
      const left = await sql`select id from payment where state = 'received'`.execute(world.db);
      expect(left.rows).toEqual([]);
      const held = await sql<{ minor: number }>`
        select coalesce(sum(effect_minor), 0) as minor from payment where file_id = ${fileId}`.execute(world.db);
      const file = await world.db
        .selectFrom('inbound_file')
        .selectAll()
        .where('id', '=', fileId)
        .executeTakeFirstOrThrow();
      expect(file.effect_minor).toBe(held.rows[0]?.minor);
      await expectPaidLinesCovered();
      await world.expectSoundBooks();
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

/** What lies allocated on a line is what its state says: all of it when it is paid, nothing when it is not. */
async function expectPaidLinesCovered(): Promise<void> {
  const uneven = await sql`
    select l.id, l.state, l.paid_minor, coalesce(sum(a.amount_minor), 0) as allocated
    from collection_line l left join allocation a on a.line_id = l.id and not a.is_undone
    group by l.id having coalesce(sum(a.amount_minor), 0) <> case l.state when 'paid' then l.amount_minor else 0 end`.execute(
    world.db,
  );
  expect(uneven.rows).toEqual([]);
}
