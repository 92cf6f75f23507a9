import { sql } from 'kysely';
import type { Chain, ChainNode } from '#posting';
import type { Db } from '#store';

/**
 * What hangs together in the books, found in another way than the product does: every table is read whole, and everything
 * that names something else is joined with it. Nodes are told as the chain tells them: `kind key`.
 */
export interface Books {
  /** The nodes of the item that a node belongs to, sorted; without what many items share. */
  readonly partsFrom: (node: string) => readonly string[];
  /** Something that a person may hold in the hand, and the node that it means. */
  readonly randomItem: (roll: (below: number) => number) => { readonly what: string; readonly node: string };
  readonly randomRecord: (roll: (below: number) => number) => SentRecord;
  readonly counts: () => Readonly<Record<string, number>>;
}

export interface SentRecord {
  readonly line: { readonly reference: string; readonly customer: string; readonly agreementId: number };
  readonly deliveryId: number;
  readonly fileName: string;
  readonly from: number;
  readonly to: number;
  readonly lineFrom: number;
  readonly lineTo: number;
}

const compared: ReadonlySet<ChainNode['kind']> = new Set([
  'entry',
  'line',
  'sentRecord',
  'paymentRecord',
  'payment',
  'allocation',
  'posting',
  'postedEntry',
]);

/** The same of a chain that was traced. */
export const partsOf = ({ nodes }: Chain): readonly string[] =>
  nodes
    .filter(({ kind }) => compared.has(kind))
    .map(({ kind, key }) => `${kind} ${key}`)
    .sort();

interface Item {
  readonly node: string;
  readonly whats: readonly string[];
}

export async function loadBooks(db: Db): Promise<Books> {
  const union = unionFind();
  const items: Record<string, Item[]> = {};
  const add = (
    kind: string,
    key: string | number,
    whats: readonly string[],
    joined: readonly (string | null)[],
  ): void => {
    const node = `${kind} ${key}`;
    (items[kind] ??= []).push({ node, whats: [node, ...whats] });
    union.add(node);
    for (const other of joined) if (other !== null) union.join(node, other);
  };

  const entryOf = new Map<number, string>();
  const claims = await sql<{ id: number; entry: number; document: string }>`
    select id, entry_number as entry, document_number as document from claim`.execute(db);
  for (const { id, entry, document } of claims.rows) {
    entryOf.set(id, `entry ${entry}`);
    add('entry', entry, [`document ${document}`, document], []);
  }
  const lineOf = new Map<number, SentRecord['line']>();
  const lines = await sql<{ id: number } & SentRecord['line']>`
    select id, reference, customer_number as customer, agreement_id as "agreementId" from collection_line`.execute(db);
  for (const { id, ...line } of lines.rows) {
    lineOf.set(id, line);
    add('line', line.reference, [line.reference, line.reference.toLowerCase()], []);
  }
  const nodeOfLine = (id: number | null): string | null => (id === null ? null : `line ${lineOf.get(id)?.reference}`);
  const nodeOfEntry = (id: number | null): string | null => (id === null ? null : (entryOf.get(id) ?? null));
  const shares = await sql<{ l: number; c: number }>`select line_id as l, claim_id as c from line_claim`.execute(db);
  for (const { l, c } of shares.rows) union.join(nodeOfLine(l) ?? '', nodeOfEntry(c) ?? '');

  const records: SentRecord[] = [];
  const placed = await sql<
    Omit<SentRecord, 'line'> & { l: number }
  >`select r.line_id as l, r.delivery_id as "deliveryId",
    d.file_name as "fileName", r.byte_from as from, r.byte_to as to, r.line_from as "lineFrom", r.line_to as "lineTo"
    from delivery_record r join delivery d on d.id = r.delivery_id`.execute(db);
  for (const { l, ...place } of placed.rows) {
    const line = lineOf.get(l);
    if (!line) throw new Error('A record of no line');
    records.push({ ...place, line });
    const { deliveryId, fileName, from, lineFrom } = place;
    const whats = [`delivery ${deliveryId}@${from}`, `${fileName}@${from}`, `${fileName} line ${lineFrom}`];
    (items['sentRecord'] ??= []).push({ node: `sentRecord ${deliveryId}@${from}`, whats });
    union.add(`sentRecord ${deliveryId}@${from}`);
    union.join(`sentRecord ${deliveryId}@${from}`, nodeOfLine(l) ?? '');
  }

  const payments = await sql<{
    id: number;
    l: number | null;
    reverses: number | null;
    key: string;
    place: string;
    name: string;
    at: number;
    line: number;
  }>`
    select p.id, p.line_id as l, p.reverses_id as reverses, p.payment_key as key, p.file_id || '#' || p.line_number as place,
      f.file_name as name, r.byte_from as at, p.line_number as line
    from payment p join inbound_file f on f.id = p.file_id
    join file_record r on r.file_id = p.file_id and r.line_number = p.line_number order by p.id`.execute(db);
  const byKey = new Map<string, string>();
  for (const { id, l, reverses, key, place, name, at, line } of payments.rows) {
    const first = byKey.get(key) ?? null;
    byKey.set(key, `payment ${id}`);
    add('payment', id, [`key ${key}`, key], [nodeOfLine(l), reverses === null ? null : `payment ${reverses}`, first]);
    (items['paymentRecord'] ??= []).push({
      node: `paymentRecord ${place}`,
      whats: [`file ${place}`, `${name}#${line}`, `file ${name} byte ${at + 5}`],
    });
    union.add(`paymentRecord ${place}`);
    union.join(`paymentRecord ${place}`, `payment ${id}`);
  }
  const allocations = await sql<{ id: number; p: number; l: number | null; c: number | null }>`
    select id, payment_id as p, line_id as l, claim_id as c from allocation`.execute(db);
  for (const { id, p, l, c } of allocations.rows) {
    add('allocation', id, [], [`payment ${p}`, nodeOfLine(l), nodeOfEntry(c)]);
  }
  const entries = new Set(claims.rows.map(({ entry }) => entry));
  const postings = await sql<{
    id: number;
    p: number;
    original: number | null;
    key: string;
    entry: number;
    document: string;
  }>`
    select id, payment_id as p, original_id as original, idempotency_key as key, bc_entry_number as entry,
      document_number as document from posting`.execute(db);
  for (const { id, p, original, key, entry, document } of postings.rows) {
    add('posting', id, [`posting ${key}`, key], [`payment ${p}`, original === null ? null : `posting ${original}`]);
    add('postedEntry', entry, [], [`posting ${id}`, entries.has(entry) ? `entry ${entry}` : null]);
    items['postedEntry']?.pop();
    (items['postedEntry'] ??= []).push({
      node: `postedEntry ${entry}`,
      whats: [`posted ${entry}`, `document ${document}`],
    });
  }

  const parts = union.parts();
  const kinds = Object.keys(items);
  const pick = <T>(from: readonly T[], roll: (below: number) => number): T => {
    const found = from[roll(from.length)];
    if (found === undefined) throw new Error('Nothing to pick from');
    return found;
  };
  return {
    partsFrom: (node) => parts(node),
    randomItem: (roll) => {
      const { node, whats } = pick(items[pick(kinds, roll)] ?? [], roll);
      return { node, what: pick(whats, roll) };
    },
    randomRecord: (roll) => pick(records, roll),
    counts: () => Object.fromEntries(Object.entries(items).map(([kind, { length }]) => [kind, length])),
  };
}

/** Which things belong together, by joining two and two. */
function unionFind() {
  const parent = new Map<string, string>();
  const rootOf = (node: string): string => {
    let root = node;
    for (let up = parent.get(root) ?? root; up !== root; up = parent.get(root) ?? root) root = up;
    for (let at = node; at !== root; ) {
      const up = parent.get(at) ?? root;
      parent.set(at, root);
      at = up;
    }
    return root;
  };
  return {
    add: (node: string): void => {
      if (!parent.has(node)) parent.set(node, node);
    },
    join: (one: string, other: string): void => {
      parent.set(rootOf(one), rootOf(other));
    },
    /** Gathers all sets once. @returns the sorted set of a node */
    parts: (): ((node: string) => readonly string[]) => {
      const sets = new Map<string, string[]>();
      for (const node of parent.keys()) {
        const root = rootOf(node);
        const set = sets.get(root);
        if (set) set.push(node);
        else sets.set(root, [node]);
      }
      return (node) => (sets.get(rootOf(node)) ?? []).sort();
    },
  };
}
