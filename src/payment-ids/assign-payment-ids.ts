import { sql } from 'kysely';
import { openExceptions } from '#exceptions';
import { comparableCustomerNumber, fail, type Moment, ok, type Problem, problem, type Result } from '#kernel';
import { type Actor, alone, type Database, type DbOrTx, insertWithEvents } from '#store';
import { findPaymentIdBlock, type PaymentIdBlock } from './blocks.ts';
import { counterNumbers, numberDigits, type Owner, ownDigits, paymentIdWith } from './numbers.ts';
import { nextOwners, type OwnerFilter, type OwnerPlace, sharedDigits } from './owners.ts';

export interface AssignParts {
  readonly database: Database;
  readonly moment: Moment;
  readonly by: string;
  readonly progress?: ((done: number) => void) | undefined;
}

export interface AssignOrder {
  readonly companyId: number;
  readonly blockKey: string;
  /** Said again by whoever asks, so that nobody numbers invoices and means customers. */
  readonly who: 'customers' | 'claims';
  readonly filter?: OwnerFilter | undefined;
}

/** An owner whose own number another one has too, or had: it got a number of the counter. */
export interface Collision {
  readonly customerNumber: string;
  readonly entryNumber: number;
  readonly ownNumber: string;
}

export interface AssignReport {
  readonly assigned: number;
  readonly fromOwnNumber: number;
  readonly fromCounter: number;
  readonly collisions: number;
  /** The first of them. */
  readonly collided: readonly Collision[];
  /** Why it ended before its end. */
  readonly problem: Problem | null;
}

const ownersAChunk = 5000;
const mostCollided = 100;

/**
 * Gives a payment id to every customer or claim that has none of the block: its own number with a check digit where that
 * is free and gives nobody away, else the next of the counter.
 *
 * A number is given out once, for ever. Chunks of some thousand are one transaction each, so it may be killed anywhere and
 * run again: who has a number keeps it, and the end is the same.
 */
export async function assignPaymentIds(order: AssignOrder, parts: AssignParts): Promise<Result<AssignReport, Problem>> {
  const { db, pool } = parts.database;
  const run = await alone(pool, `payment-ids:${order.companyId}`, async () => {
    const found = await findPaymentIdBlock(db, order.companyId, order.blockKey);
    if (!found.ok) return found;
    const refused = refusal(found.value, order, parts.moment);
    return refused ? fail(refused) : ok(await assignAll(found.value, order.filter ?? {}, parts));
  });
  return run?.value ?? fail(notNow(order.blockKey, 'busy'));
}

function refusal(block: PaymentIdBlock, { who }: AssignOrder, { today }: Moment): Problem | null {
  const wanted = block.per === 'customer' ? 'customers' : 'claims';
  if (who !== wanted) return problem('INPUT_WRONG', { field: 'who', value: who, expected: wanted });
  if (block.validFrom !== null && today < block.validFrom) return notNow(block.key, `valid from ${block.validFrom}`);
  return block.validTo !== null && today > block.validTo ? notNow(block.key, `valid until ${block.validTo}`) : null;
}

const notNow = (key: string, state: string): Problem =>
  problem('NOT_ALLOWED_IN_STATE', { what: 'payment id block', id: key, state, action: 'assign' });

async function assignAll(block: PaymentIdBlock, given: OwnerFilter, parts: AssignParts): Promise<AssignReport> {
  const { db } = parts.database;
  const filter = { ...given, customerNumbers: given.customerNumbers?.map(comparableCustomerNumber) };
  const shared = await sharedDigits(db, block);
  const report = { assigned: 0, fromOwnNumber: 0, fromCounter: 0, collisions: 0, collided: [] as Collision[] };
  let after: OwnerPlace | null = null;
  for (;;) {
    const page = await nextOwners(db, block, filter, after, ownersAChunk);
    if (page === null) return { ...report, problem: null };
    const chunk = await db.transaction().execute((tx) => assignChunk(tx, block, page.owners, shared, parts));
    report.assigned += chunk.assigned;
    report.fromCounter += chunk.fromCounter;
    report.fromOwnNumber += chunk.assigned - chunk.fromCounter;
    report.collisions += chunk.collided.length;
    report.collided.push(...chunk.collided.slice(0, mostCollided - report.collided.length));
    parts.progress?.(report.assigned);
    if (chunk.problem) return { ...report, problem: chunk.problem };
    after = page.last;
  }
}

interface Chunk {
  readonly assigned: number;
  readonly fromCounter: number;
  readonly collided: readonly Collision[];
  readonly problem: Problem | null;
}

interface Choice {
  readonly owner: Owner;
  readonly value: string;
}

async function assignChunk(
  tx: DbOrTx,
  block: PaymentIdBlock,
  owners: readonly Owner[],
  shared: ReadonlySet<string>,
  { moment, by }: AssignParts,
): Promise<Chunk> {
  const actor: Actor = { by, at: moment.at };
  const wishes = owners.map((owner) => wishOf(block, owner, shared));
  const taken = await takenOf(
    tx,
    block.companyId,
    wishes.flatMap(({ value }) => value ?? []),
  );
  const choices: Choice[] = [];
  const waiting: Owner[] = [];
  const collided: Collision[] = [];
  for (const { owner, value, isShared } of wishes) {
    const isFree = value !== null && !taken.has(value);
    if (isFree) {
      taken.add(value);
      choices.push({ owner, value });
    } else {
      waiting.push(owner);
      if (isShared || value !== null) collided.push(collisionOf(owner));
    }
  }
  const drawn = await draw(tx, block, waiting, taken);
  const rows = [...choices, ...drawn].map(({ owner, value }) => rowOf(block, owner, value, moment, by));
  await insertWithEvents(tx, 'payment_id', rows, 'assign', actor);
  const isUsedUp = drawn.length < waiting.length;
  const found = isUsedUp ? await tellUsedUp(tx, block, actor) : null;
  return { assigned: rows.length, fromCounter: drawn.length, collided, problem: found };
}

const collisionOf = ({ customerNumber, entryNumber, ownNumber }: Owner): Collision => ({
  customerNumber,
  entryNumber,
  ownNumber,
});

/** The payment id an owner's own number would give. */
function wishOf(
  block: PaymentIdBlock,
  owner: Owner,
  shared: ReadonlySet<string>,
): { readonly owner: Owner; readonly value: string | null; readonly isShared: boolean } {
  const digits = ownDigits(block, block.derive, owner);
  const isShared = digits !== null && shared.has(digits);
  return { owner, value: digits === null || isShared ? null : paymentIdWith(block, digits, owner), isShared };
}

/** Which of these numbers were given out before, in whatever block and to whomever. */
async function takenOf(tx: DbOrTx, companyId: number, values: readonly string[]): Promise<Set<string>> {
  if (values.length === 0) return new Set();
  const { rows } = await sql<{ value: string }>`
    select value from payment_id where company_id = ${companyId} and value = any(${[...values]})`.execute(tx);
  return new Set(rows.map(({ value }) => value));
}

/** Numbers of the counter for all of these owners, or for as many as there are numbers left. */
async function draw(
  tx: DbOrTx,
  block: PaymentIdBlock,
  owners: readonly Owner[],
  taken: Set<string>,
): Promise<readonly Choice[]> {
  if (owners.length === 0) return [];
  const { next_number: from } = await tx
    .selectFrom('payment_id_block')
    .select('next_number')
    .where('id', '=', block.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const counter = drawer(block, from);
  const drawn: Choice[] = [];
  let waiting = owners;
  while (waiting.length > 0 && !counter.isUsedUp()) {
    const tried = waiting.flatMap((owner) => counter.next(owner) ?? []);
    const before = await takenOf(
      tx,
      block.companyId,
      tried.map(({ value }) => value),
    );
    const isFree = ({ value }: Choice): boolean => !before.has(value) && !taken.has(value);
    for (const choice of tried.filter(isFree)) {
      taken.add(choice.value);
      drawn.push(choice);
    }
    const served = new Set(drawn.map(({ owner }) => owner));
    waiting = waiting.filter((owner) => !served.has(owner));
  }
  await tx
    .updateTable('payment_id_block')
    .set({ next_number: counter.position() })
    .where('id', '=', block.id)
    .execute();
  return drawn;
}

/** Draws from the counter. A number that gives no payment id, such as a KID that would end in a hyphen, is passed over. */
function drawer(block: PaymentIdBlock, from: number) {
  const numbers = counterNumbers(block, from);
  let position = from;
  let isUsedUp = false;
  return {
    next: (owner: Owner): Choice | null => {
      for (let number = numbers.next(); !number.done; number = numbers.next()) {
        position = number.value.next;
        const value = paymentIdWith(block, number.value.digits, owner);
        if (value !== null) return { owner, value };
      }
      isUsedUp = true;
      return null;
    },
    position: () => position,
    isUsedUp: () => isUsedUp,
  };
}

const rowOf = (block: PaymentIdBlock, owner: Owner, value: string, { at, today }: Moment, by: string) => ({
  company_id: block.companyId,
  block_id: block.id,
  scheme: block.scheme,
  value,
  customer_number: owner.customerNumber,
  customer_bc_id: owner.customerBcId,
  entry_number: owner.entryNumber,
  state: 'active',
  valid_from: today,
  assigned_by: by,
  assigned_at: at,
});

async function tellUsedUp(tx: DbOrTx, block: PaymentIdBlock, actor: Actor): Promise<Problem> {
  const found = problem('PAYMENT_IDS_USED_UP', {
    block: block.key,
    scheme: block.scheme,
    digits: numberDigits(block),
  });
  const finding = {
    problem: found,
    subject: 'company' as const,
    subjectId: block.companyId,
    dedupeKey: `payment-ids:${block.id}`,
  };
  await openExceptions(tx, block.companyId, [finding], actor);
  return found;
}
