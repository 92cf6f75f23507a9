import type { Count, Judgement, Tally } from './tally.ts';

/** The figures that the issue asks for; a run that misses one ends with exit code 1. */
export const targets = { id: 99.5, mixed: 90, refused: 100 } as const;

export interface Finding {
  readonly what: string;
  readonly value: string;
  readonly ok: boolean;
}

/** What must hold. */
export function findingsOf(tally: Tally): readonly Finding[] {
  const { group, expect } = tally.by;
  const id = percent(group.get('id')?.right, group.get('id')?.payments);
  const mixed = percent(group.get('mixed')?.right, group.get('mixed')?.payments);
  const refuse = expect.get('refuse');
  const refused = percent(left(refuse), refuse?.payments);
  return [
    { what: 'wrong automatic allocations', value: `${tally.all.wrong}`, ok: tally.all.wrong === 0 },
    { what: `our id came back, settled (at least ${targets.id} %)`, value: `${id} %`, ok: id >= targets.id },
    { what: `bank transfers, settled (at least ${targets.mixed} %)`, value: `${mixed} %`, ok: mixed >= targets.mixed },
    {
      what: 'impossible cases, refused (100 %)',
      value: `${refused} %`,
      ok: left(refuse) === (refuse?.payments ?? 0),
    },
  ];
}

/** What a convention spreads was not proven either. */
const left = (count: Count | undefined): number => (count === undefined ? 0 : count.waits + count.convention);

/** Rounded down: 99.999 % is not 100 %. */
export const percent = (part = 0, whole = 0): number =>
  whole === 0 ? 100 : Math.floor((part / whole) * 100_000) / 1000;

/**
 * With so many wrong of so many, the true rate is below this with 95 % certainty: the upper end of the exact one-sided
 * interval of a Poisson count (none wrong: 3.0 over the number of trials).
 */
export function upperBoundPerMillion(wrong: number, of: number): number {
  if (of === 0) return 1_000_000;
  let [low, high] = [0, wrong + 10 * Math.sqrt(wrong + 1) + 10];
  for (let i = 0; i < 60; i++) {
    const rate = (low + high) / 2;
    if (atMost(wrong, rate) > 0.05) low = rate;
    else high = rate;
  }
  return (high / of) * 1_000_000;
}

/** The chance of at most so many when so many are to be expected; in logarithms, so that thousands do not vanish. */
function atMost(count: number, rate: number): number {
  let logTerm = -rate;
  for (let k = 1; k <= count; k++) logTerm += Math.log(rate / k);
  let sum = 0;
  for (let k = count; k >= 0; k--) {
    const term = Math.exp(logTerm);
    sum += term;
    if (term < sum * 1e-12 && k < rate) break;
    logTerm -= Math.log(rate / k);
  }
  return sum;
}

export function reportOf(tally: Tally): readonly string[] {
  const { all } = tally;
  const settled = all.right + all.wrong;
  const spread =
    all.convention === 0
      ? []
      : [`spread by convention              ${percent(all.convention, all.payments)} % of all payments`];
  const rate = (value: number): string => String(Math.round(value * 100) / 100);
  const expectSettle = tally.by.expect.get('settle');
  return [
    `precision of what was settled     ${percent(all.right, settled)} % (${all.wrong} wrong of ${number(settled)}; ` +
      `${rate((all.wrong / Math.max(1, settled)) * 1_000_000)} per million, below ${rate(upperBoundPerMillion(all.wrong, settled))} with 95 % certainty)`,
    `settled by payment                ${percent(all.right, all.payments)} % of ${number(all.payments)}; of those that can be proven ${percent(expectSettle?.right, expectSettle?.payments)} %`,
    `settled by open item              ${percent(tally.itemsClosed, tally.itemsMeant)} % of ${number(tally.itemsMeant)} items that were paid`,
    `settled by amount                 ${percent(all.rightMinor, all.minor)} %`,
    ...spread,
    `waits as ambiguous                ${percent(tally.ambiguous, all.payments)} % of all payments`,
    `truth among the suggestions       ${[...tally.ranks]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([place, n]) => `${place}: ${number(n)}`)
      .join(', ')}`,
    `pure matching                     ${rate(tally.seconds)} s, ${number(Math.round(all.payments / Math.max(0.001, tally.seconds)))} payments a second`,
    ...(['rung', 'group', 'expect', 'family', 'payer', 'damage'] as const).flatMap((by) => [
      '',
      ...table(by, tally.by[by]),
    ]),
  ];
}

export const number = (value: number): string => value.toLocaleString('en');

function table(by: string, counts: ReadonlyMap<string, Count>): readonly string[] {
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(by.length + 3, ...rows.map(([name]) => name.length));
  return [
    `${`by ${by}`.padEnd(width)}  payments   settled     wrong  convention   waits  settled %`,
    ...rows.map(([name, { payments, right, wrong, convention, waits }]) =>
      [
        name.padEnd(width),
        ...[payments, right, wrong, convention, waits].map((n) => number(n).padStart(8)),
        `${percent(right, payments)}`.padStart(9),
      ].join('  '),
    ),
  ];
}

/** One payment for a person to judge: what was told, what was meant, what was done and why. */
export function judgementText({ payment, truth, decision, why }: Judgement): readonly string[] {
  return [
    `${decision.act === 'park' ? 'WAITS' : 'WRONG'} ${payment.company} payment ${payment.payment} [${truth.group}: ${truth.family}; ${truth.expect}; payer ${truth.payer}] ${why}`,
    `  told   ${JSON.stringify(payment)}`,
    `  truth  ${JSON.stringify({ shares: truth.shares, damage: truth.damage, why: truth.why })}`,
    `  did    ${JSON.stringify({ shares: decision.shares, explanation: decision.explanation })}`,
  ];
}
