/**
 * One item's chain (capability B4): everything between a ledger entry and the bytes it was collected with, what came back,
 * and what was posted. Whoever holds any end of it, or anything in the middle, gets the same nodes and links.
 */
export interface Chain {
  /** How what was asked was understood; asked again, it gives the same answer. */
  readonly start: string;
  readonly nodes: readonly ChainNode[];
  readonly links: readonly ChainLink[];
  /** False: more hangs together than is told at once; another start shows other parts of it. */
  readonly isWhole: boolean;
  /** What lies in a delivery, a file or a batch of postings; null where the chain of one item is told. */
  readonly items: ChainItems | null;
}

/** In the way of the money: the order in which a chain is told. */
export const nodeKinds = [
  'entry',
  'line',
  'sentRecord',
  'delivery',
  'answer',
  'paymentRecord',
  'file',
  'payment',
  'allocation',
  'posting',
  'batch',
  'postedEntry',
] as const;

export type NodeKind = (typeof nodeKinds)[number];

export interface ChainNode {
  readonly kind: NodeKind;
  readonly key: string;
  /** For people. */
  readonly label: string;
  /** What to ask for to start from here. */
  readonly what: string;
  readonly facts: Facts;
}

export type Facts = Readonly<Record<string, unknown>>;

export interface NodeRef {
  readonly kind: NodeKind;
  readonly key: string;
}

/** From what was first to what followed from it. */
export interface ChainLink {
  readonly from: NodeRef;
  readonly to: NodeRef;
  /** Reads between the two: an entry `is collected by` a line. */
  readonly how: string;
}

export interface ChainItems {
  readonly items: readonly ChainItem[];
  /** Asked for with `after`, it gives the next page; null: this was the last. */
  readonly next: string | null;
}

export interface ChainItem {
  readonly what: string;
  readonly label: string;
}

/** The kinds that many items share: a chain ends there, and what lies in them is told page by page. */
export const sharedKinds: ReadonlySet<NodeKind> = new Set(['delivery', 'file', 'batch']);

/** The kinds that a chain is walked along, each with its table. The others hang on one of these. */
export type WalkKind = 'entry' | 'line' | 'payment' | 'allocation' | 'posting';

export interface Seed {
  readonly kind: WalkKind;
  readonly id: number;
}
