import { danishAmount, minor } from '#kernel';
import type { ChainLink, ChainNode, Facts, NodeKind } from './chain.ts';
import { nodeKinds } from './chain.ts';
import type { ChainRows, NodeRow } from './chain-query.ts';

/** Rows as people read them: with keys that can be asked for again, in the order of the money, the same from any start. */
export function tellChain(rows: ChainRows): {
  readonly nodes: readonly ChainNode[];
  readonly links: readonly ChainLink[];
} {
  const byId = new Map(rows.nodes.map((row) => [`${row.kind} ${row.id}`, nodeOf(row)]));
  const links = rows.links.flatMap(({ fromKind, fromId, how, toKind, toId }): readonly ChainLink[] => {
    const from = byId.get(`${fromKind} ${fromId}`);
    const to = byId.get(`${toKind} ${toId}`);
    if (!from || !to || from === to) return [];
    return [{ from: { kind: from.kind, key: from.key }, to: { kind: to.kind, key: to.key }, how }];
  });
  return { nodes: [...byId.values()].sort(inOrder), links: links.sort(linkOrder) };
}

const collator = new Intl.Collator('en', { numeric: true });
const places = new Map(nodeKinds.map((kind, place) => [kind, place]));
const placeOf = (kind: NodeKind): number => places.get(kind) ?? 0;

const inOrder = (a: Pick<ChainNode, 'kind' | 'key'>, b: Pick<ChainNode, 'kind' | 'key'>): number =>
  placeOf(a.kind) - placeOf(b.kind) || collator.compare(a.key, b.key);

const linkOrder = (a: ChainLink, b: ChainLink): number =>
  inOrder(a.from, b.from) || inOrder(a.to, b.to) || collator.compare(a.how, b.how);

function nodeOf({ kind, id, facts }: NodeRow): ChainNode {
  const key = keyOf[kind]?.(facts) ?? id;
  return { kind, key, label: labelOf[kind](facts, key), what: whatOf[kind](key), facts };
}

/** Where people know it by another number than our own. */
const keyOf: Readonly<Partial<Record<NodeKind, (facts: Facts) => string>>> = {
  entry: (facts) => textIn(facts, 'entryNumber'),
  line: (facts) => textIn(facts, 'reference'),
};

const whatOf: Readonly<Record<NodeKind, (key: string) => string>> = {
  entry: (key) => `entry ${key}`,
  line: (key) => `line ${key}`,
  sentRecord: (key) => `delivery ${key}`,
  delivery: (key) => `delivery ${key}`,
  answer: (key) => `file ${key}`,
  paymentRecord: (key) => `file ${key}`,
  file: (key) => `file ${key}`,
  payment: (key) => `payment ${key}`,
  allocation: (key) => `allocation ${key}`,
  posting: (key) => `posting ${key}`,
  batch: (key) => `batch ${key}`,
  postedEntry: (key) => `posted ${key}`,
};

const labelOf: Readonly<Record<NodeKind, (facts: Facts, key: string) => string>> = {
  entry: (f, key) =>
    `ledger entry ${key}: ${textIn(f, 'documentType') || 'entry'} ${textIn(f, 'documentNumber')}, ${money(f, 'originalMinor')}, customer ${textIn(f, 'customerNumber')}`,
  line: (f, key) =>
    `collection line ${key}: ${money(f, 'minor')} on ${textIn(f, 'paymentDate')}, customer ${textIn(f, 'customerNumber')}, ${textIn(f, 'state')}`,
  sentRecord: (f) =>
    `${textIn(f, 'purpose') === 'stop' ? 'records that stop it' : 'records sent'}: ${place(f)} of ${textIn(f, 'fileName')}`,
  delivery: (f, key) => `delivery ${key}: ${textIn(f, 'fileName')}, ${textIn(f, 'state')}`,
  answer: (f) => `${textIn(f, 'outcome')}: ${textIn(f, 'layout')}, ${place(f)} of ${textIn(f, 'fileName')}`,
  paymentRecord: (f) => `record ${textIn(f, 'recordCode')}: ${place(f)} of ${textIn(f, 'fileName')}`,
  file: (f, key) => `file ${key}: ${textIn(f, 'fileName')}, ${textIn(f, 'format')}`,
  payment: (f, key) =>
    `payment ${key}: ${textIn(f, 'kind')} ${money(f, 'actualMinor')}, customer ${textIn(f, 'customerNumber') || 'not told'}, ${textIn(f, 'state')}`,
  allocation: (f, key) =>
    `allocation ${key}: ${money(f, 'minor')}${f['isOnAccount'] === true ? ' on account' : ''} by ${textIn(f, 'rung')}${f['isUndone'] === true ? ', undone' : ''}`,
  posting: (f, key) =>
    `posting ${key}: ${textIn(f, 'kind')} of ${money(f, 'minor')} on ${textIn(f, 'postingDate')}, ${textIn(f, 'state')}`,
  batch: (f, key) => `posting batch ${key}: ${textIn(f, 'lines')} postings, ${textIn(f, 'state')}`,
  postedEntry: (f, key) => `posted entry ${key} in Business Central, document ${documents(f)}`,
};

const textIn = (facts: Facts, name: string): string => {
  const value = facts[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

const money = (facts: Facts, name: string): string => {
  const value = facts[name];
  const currency = textIn(facts, 'currency');
  return typeof value === 'number' ? `${danishAmount(minor(value))}${currency === '' ? '' : ` ${currency}`}` : '-';
};

const documents = ({ documentNumbers }: Facts): string =>
  Array.isArray(documentNumbers) ? documentNumbers.filter((one) => typeof one === 'string').join(', ') : '';

/** Lines where a file has them, and always bytes: the end is not included. */
function place(facts: Facts): string {
  const bytes = rangeIn(facts, 'bytes');
  const lines = rangeIn(facts, 'lines');
  const line = textIn(facts, 'lineNumber');
  const where = lines ? `lines ${lines.from} to ${lines.to}, ` : line === '' ? '' : `line ${line}, `;
  return `${where}bytes ${bytes?.from ?? 0} to ${bytes?.to ?? 0}`;
}

/** A stretch of a file, as a node's facts hold it. */
export function rangeIn(facts: Facts, name: string): { readonly from: number; readonly to: number } | null {
  const range = facts[name];
  if (typeof range !== 'object' || range === null || !('from' in range) || !('to' in range)) return null;
  return typeof range.from === 'number' && typeof range.to === 'number' ? { from: range.from, to: range.to } : null;
}
