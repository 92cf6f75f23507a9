import type { ClaimDecision } from '../../src/payments/ladder/index.ts';
import type { PaymentRow, TruthRow } from '../corpus/rows.ts';
import { type Judged, rankOfTruth } from './compare.ts';

/** Payments of one kind: how many there are, and what became of them. */
export interface Count {
  payments: number;
  minor: number;
  right: number;
  rightMinor: number;
  wrong: number;
  convention: number;
  waits: number;
}

/** One payment with all that is needed to see what became of it and why. */
export interface Judgement {
  readonly payment: PaymentRow;
  readonly truth: TruthRow;
  readonly decision: ClaimDecision;
  readonly why: string;
}

/** The account of one or several runs. */
export interface Tally {
  readonly all: Count;
  readonly by: Readonly<Record<'group' | 'expect' | 'family' | 'damage' | 'payer' | 'rung', Map<string, Count>>>;
  readonly ranks: Map<string, number>;
  readonly wrong: Judgement[];
  /** Payments that could have been proven and wait. */
  readonly missed: Judgement[];
  itemsMeant: number;
  itemsClosed: number;
  ambiguous: number;
  seconds: number;
}

export const emptyTally = (): Tally => ({
  all: emptyCount(),
  by: {
    group: new Map(),
    expect: new Map(),
    family: new Map(),
    damage: new Map(),
    payer: new Map(),
    rung: new Map(),
  },
  ranks: new Map(),
  wrong: [],
  missed: [],
  itemsMeant: 0,
  itemsClosed: 0,
  ambiguous: 0,
  seconds: 0,
});

const emptyCount = (): Count => ({ payments: 0, minor: 0, right: 0, rightMinor: 0, wrong: 0, convention: 0, waits: 0 });

/** No more are kept than anybody reads. */
const mostKept = 1_000;

export function take(
  tally: Tally,
  payment: PaymentRow,
  truth: TruthRow,
  decision: ClaimDecision,
  judged: Judged,
): void {
  const count = (into: Count): void => {
    into.payments += 1;
    into.minor += Math.max(0, payment.minor);
    into[judged.verdict] += 1;
    if (judged.verdict === 'right') into.rightMinor += payment.minor;
  };
  count(tally.all);
  count(countOf(tally.by.group, truth.group));
  count(countOf(tally.by.expect, truth.expect));
  count(countOf(tally.by.family, `${truth.group}: ${truth.family}`));
  count(countOf(tally.by.payer, `${truth.group}: ${truth.payer}`));
  if (truth.group !== 'impossible') {
    for (const damage of truth.damage.length === 0 ? ['none'] : truth.damage) count(countOf(tally.by.damage, damage));
  }
  if (judged.verdict === 'waits') {
    const { outcome } = decision.explanation;
    if (outcome === 'ambiguous') tally.ambiguous += 1;
    const rank = rankOfTruth(decision, truth);
    const place =
      rank === 0
        ? decision.suggestions.length === 0
          ? 'nothing suggested'
          : 'not among them'
        : rank > 3
          ? 'later'
          : `${rank}`;
    tally.ranks.set(place, (tally.ranks.get(place) ?? 0) + 1);
  } else count(countOf(tally.by.rung, decision.explanation.rung));
  const isMissed = judged.verdict === 'waits' && truth.expect === 'settle';
  const list = judged.verdict === 'wrong' ? tally.wrong : isMissed ? tally.missed : null;
  if (list && list.length < mostKept) list.push({ payment, truth, decision, why: judged.why });
}

function countOf(counts: Map<string, Count>, key: string): Count {
  const there = counts.get(key) ?? emptyCount();
  counts.set(key, there);
  return there;
}
