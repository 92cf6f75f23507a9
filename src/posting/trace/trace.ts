import { sql } from 'kysely';
import { fail, ok, type Problem, problem, type Result } from '#kernel';
import type { Db, Tx } from '#store';
import type { Chain, Seed, WalkKind } from './chain.ts';
import { type ChainRows, readChain } from './chain-query.ts';
import { findStarts, mostStarts, type Start } from './find-starts.ts';
import { listItems, type Shared } from './list-items.ts';
import { meaningsOf } from './recognise.ts';
import { tellChain } from './tell-chain.ts';

/** What somebody holds in the hand: a number, a reference, a key, a file with a place in it. */
export interface TraceQuestion {
  readonly what: string;
  /** Which kind of thing it is, where the text alone leaves that open. */
  readonly as?: string | undefined;
  /** The page of a delivery's, a file's or a batch's items that comes after. */
  readonly after?: string | undefined;
}

/** Ledger entries, lines, payments, allocations and postings of one chain; one item has ten, a lump sum has hundreds. */
export const mostWalked = 2000;

/**
 * The lineage of anything in the books, both ways (capability B4): ledger entry, line, the bytes sent, receipt, payment
 * record, payment, allocation, posting, posted entry. Wherever in a chain one starts, the nodes and links are the same.
 *
 * Deliveries, files and batches of postings are shared by many items: a chain ends there, and started there, their items
 * are listed page by page.
 *
 * @returns `NOT_FOUND`, `TRACE_AMBIGUOUS` with what it could be, or `INPUT_WRONG`
 */
export async function trace(
  db: Db,
  companyId: number,
  question: TraceQuestion | string,
): Promise<Result<Chain, Problem>> {
  const { what, as, after } = typeof question === 'string' ? { what: question } : question;
  const meanings = meaningsOf(what, as);
  if (!meanings.ok) return meanings;
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await lookUpOnly(tx);
      const starts = await findStarts(tx, companyId, meanings.value);
      const [first] = starts;
      if (!first) return fail(problem('NOT_FOUND', { what: as ?? 'item', id: what.trim() }));
      return starts.length === 1 ? ok(await tell(tx, first, after)) : tellSeveral(tx, what, starts);
    });
}

/**
 * Every step is a look-up by an index, whatever the statistics say of tables that have grown since: a plan that reads a
 * table through, and compiling it first, would take a hundred times as long.
 */
async function lookUpOnly(tx: Tx): Promise<void> {
  await sql`select set_config(name, 'off', true)
    from unnest(array['jit', 'enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) name`.execute(tx);
}

async function tell(tx: Tx, start: Start, after: string | undefined): Promise<Chain> {
  const shared = sharedOf(start);
  if (shared === null) return chainOf(start.what, await readChain(tx, { seeds: seedsOf([start]) }, mostWalked));
  const rows = await readChain(tx, { [`${shared.kind}Id`]: shared.id }, mostWalked);
  return { ...chainOf(start.what, rows), items: await listItems(tx, shared, after) };
}

/** Several things go by what was asked: they are one item's chain, or a list of one kind, or it was not clear. */
async function tellSeveral(tx: Tx, what: string, starts: readonly Start[]): Promise<Result<Chain, Problem>> {
  const [first] = starts;
  if (first && sharedOf(first) === null && starts.every((start) => sharedOf(start) === null)) {
    const rows = await readChain(tx, { seeds: seedsOf([first]) }, mostWalked);
    const walked = new Set(rows.nodes.map(({ kind, id }) => `${kind} ${id}`));
    if (starts.every(({ kind, id }) => walked.has(`${kind} ${id}`))) return ok(chainOf(first.what, rows));
  }
  if (new Set(starts.map(({ word }) => word)).size > 1) {
    const choices = starts.slice(0, mostStarts).map((start) => `${start.what} (${start.label})`);
    return fail(problem('TRACE_AMBIGUOUS', { what: what.trim(), choices: choices.join('; ') }));
  }
  const items = starts.slice(0, mostStarts).map((start) => ({ what: start.what, label: start.label }));
  const isWhole = starts.length <= mostStarts;
  return ok({ start: what.trim(), nodes: [], links: [], isWhole, items: { items, next: null } });
}

const chainOf = (start: string, rows: ChainRows): Chain => ({
  start,
  ...tellChain(rows),
  isWhole: rows.walked <= mostWalked,
  items: null,
});

const sharedOf = ({ kind, id }: Start): Shared | null =>
  kind === 'delivery' || kind === 'file' || kind === 'batch' ? { kind, id } : null;

const isWalked = (kind: Start['kind']): kind is WalkKind => kind !== 'delivery' && kind !== 'file' && kind !== 'batch';

const seedsOf = (starts: readonly Start[]): readonly Seed[] =>
  starts.flatMap(({ kind, id }) => (isWalked(kind) ? [{ kind, id }] : []));
