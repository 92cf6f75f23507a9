import { sql } from 'kysely';
import { danishAmount, minor } from '#kernel';
import type { Db, Tx } from '#store';
import {
  allocationSums,
  type ChainScope,
  fileSums,
  journalSums,
  leftOutSums,
  lineSums,
  paymentSums,
  postingSums,
  shareSums,
  type Sum,
  toldSums,
} from './chain-sums.ts';
import { type TotalsStop, totalsStops } from './totals/tell-gaps.ts';

export const chainNames = [
  'open',
  'chosen',
  'leftOut',
  'journal',
  'withheld',
  'unsent',
  'file',
  'accepted',
  'refused',
  'awaiting',
  'payments',
  'matched',
  'parked',
  'noted',
  'posted',
  'awaitingPosting',
] as const;

export type ChainName = (typeof chainNames)[number];

export interface Tie {
  readonly name: string;
  readonly left: Sum;
  readonly right: Sum;
  /** Left less right. */
  readonly gap: Sum;
  readonly ok: boolean;
  /** For people: that both agree, or what is missing where. */
  readonly explain: string;
}

/** The chain in one currency. */
export interface ChainTotals {
  readonly currency: string;
  /** Signed amounts in minor units: what comes to us is positive. */
  readonly chain: readonly (Sum & { readonly name: ChainName })[];
  readonly ties: readonly Tie[];
  readonly tied: boolean;
}

export interface ControlTotals {
  readonly currencies: readonly ChainTotals[];
  readonly tied: boolean;
  /** What the checks before posting have stopped, and why; whatever the period. */
  readonly blocking: readonly TotalsStop[];
}

/**
 * The totals of the whole chain (product: B3), from open ledger entry to posted payment, in count and in minor
 * units, one chain for each currency that is collected in.
 *
 * The two sides of a tie come from different tables that were written at different times: what a journal counted while it
 * was built against its lines, what was frozen with a file against the lines' own history, what a file was
 * counted to hold against the payments made of it. All of one moment.
 */
export async function controlTotals(db: Db, scope: Omit<ChainScope, 'currency'>): Promise<ControlTotals> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const currencies = await chainsOf(tx, scope);
      const blocking = await totalsStops(tx, scope.companyId);
      return { currencies, tied: currencies.every(({ tied }) => tied), blocking };
    });
}

/** One chain for each currency, of the caller's moment. */
export async function chainsOf(tx: Tx, scope: Omit<ChainScope, 'currency'>): Promise<readonly ChainTotals[]> {
  // Money may come in a currency that nothing is collected in.
  const { rows } = await sql<{ currency: string }>`
    select currency from channel_agreement where company_id = ${scope.companyId}
    union select currency from payment where company_id = ${scope.companyId} order by currency`.execute(tx);
  const currencies: ChainTotals[] = [];
  for (const { currency } of rows) currencies.push(await chainIn(tx, { ...scope, currency }));
  return currencies;
}

async function chainIn(tx: Tx, scope: ChainScope): Promise<ChainTotals> {
  const sums = {
    ...(await journalSums(tx, scope)),
    ...(await leftOutSums(tx, scope)),
    ...(await shareSums(tx, scope)),
    ...(await lineSums(tx, scope)),
    ...(await fileSums(tx, scope)),
    ...(await toldSums(tx, scope)),
    ...(await paymentSums(tx, scope)),
    ...(await allocationSums(tx, scope)),
    ...(await postingSums(tx, scope)),
  };
  const ties = [
    tie('open = chosen + leftOut', sums.open, add(sums.chosen, sums.leftOut)),
    tie('chosen = shares in lines', sums.chosen, sums.shares),
    tie('shares in lines = lines', sums.sharedLines, sums.lines),
    tie('journal = file + unsent', sums.journal, add(sums.file, sums.unsent)),
    tie('file = accepted + refused + awaiting', sums.file, add(sums.accepted, sums.refused, sums.awaiting)),
    tie('files received = payments read', sums.told, sums.kept),
    tie('payments = matched + parked + noted', sums.payments, add(sums.matched, sums.parked, sums.noted)),
    tie('matched = posted + awaitingPosting', sums.matched, add(sums.posted, sums.awaitingPosting)),
  ];
  return {
    currency: scope.currency,
    chain: chainNames.map((name) => ({ name, ...sums[name] })),
    ties,
    tied: ties.every(({ ok }) => ok),
  };
}

const add = (...sums: readonly Sum[]): Sum => ({
  count: sums.reduce((total, { count }) => total + count, 0),
  minor: minor(sums.reduce((total, sum) => total + sum.minor, 0)),
});

function tie(name: string, left: Sum, right: Sum): Tie {
  const gap = { count: left.count - right.count, minor: minor(left.minor - right.minor) };
  const ok = gap.count === 0 && gap.minor === 0;
  const explain = ok
    ? `${name}: ${left.count} with ${danishAmount(minor(left.minor))} on both sides`
    : `${name} does not hold: ${shown(left)} on the left, ${shown(right)} on the right, a gap of ${shown(gap)}`;
  return { name, left, right, gap, ok, explain };
}

const shown = ({ count, minor: amount }: Sum): string => `${count} with ${danishAmount(minor(amount))}`;
