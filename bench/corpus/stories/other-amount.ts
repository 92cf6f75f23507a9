import { dayOf, type Desk } from '../desk.ts';
import { type DraftClaim, onAccount, type Payer, share, sumOf, type Told } from '../drafts.ts';
import { explanationsOf } from '../explain.ts';
import { drawDay, type Plan, type Story } from '../plan.ts';
import type { TruthShare } from '../rows.ts';
import { writeNumber } from '../text.ts';
import type { View } from '../view.ts';
import { clearly, pickOpen, textTold } from './with-text.ts';

/** One claim named and less money: a part, or a discount taken when its day had passed. */
export const partNamed: Story = (desk) => {
  const { random, shop } = desk;
  const customer = desk.household();
  const isTooLate = shop.row.sector === 'trade' && random.chance(0.3);
  const target = isTooLate ? desk.claim(customer, { discount: 'too late' }) : pickOpen(desk, customer);
  const percent = random.between(15, 85);
  const part = isTooLate ? target.openMinor - (target.discount?.minor ?? 0) : partOf(target, percent);
  return other(desk, target, isTooLate ? 'discount too late' : 'part of a named one', () => [share(target, part)]);
};

/** One claim named and more money: what the rest is for, nobody said. */
export const moreNamed: Story = (desk) => {
  const customer = desk.household();
  const target = pickOpen(desk, customer);
  const rest = desk.random.between(100, 40_000);
  return other(desk, target, 'more than a named one', () => [share(target), onAccount(customer, rest)]);
};

const partOf = ({ openMinor }: DraftClaim, percent: number): number =>
  Math.max(1, Math.floor((openMinor * percent) / 100));

function other(desk: Desk, target: DraftClaim, family: string, shares: What['shares']): readonly Plan[] {
  const payer = surePayer(desk, target);
  const day = drawDay(desk);
  const isMore = family === 'more than a named one';
  const why = isMore
    ? 'the claim is named; that the rest goes on account is a convention'
    : 'a part of the one claim that is named';
  return [{ day, tell: (view) => namedTold(desk, payer, view, target, { family, shares, day, why, isMore }) }];
}

/** A claim paid in two parts, each naming it; the second is all that is left. */
export const inTwoParts: Story = (desk) => {
  const { random } = desk;
  const target = pickOpen(desk, desk.household());
  const payer = surePayer(desk, target);
  const first = partOf(target, random.between(20, 80));
  const parts = [first, target.openMinor - first];
  const days = random.chance(0.5) ? ([0, 1] as const) : ([0, 0] as const);
  if (parts.some((minor) => minor <= 0)) return [];
  return parts.map((minor, i) => {
    const day = days[i] ?? 0;
    const what = {
      family: 'in two parts',
      shares: () => [share(target, minor)],
      day,
      why: `part ${i + 1} of 2`,
      isMore: false,
    };
    return { day, tell: (view) => namedTold(desk, payer, view, target, what) };
  });
};

const surePayer = (desk: Desk, { customer }: DraftClaim): Payer =>
  desk.payer(customer, desk.random.chance(0.75) ? 'known' : 'named');

interface What {
  readonly family: string;
  /** Claims have their ids only when the payment is told. */
  readonly shares: () => readonly TruthShare[];
  readonly day: number;
  readonly why: string;
  readonly isMore: boolean;
}

function namedTold(
  desk: Desk,
  payer: Payer,
  view: View,
  target: DraftClaim,
  { family, shares: meant, day, why, isMore }: What,
): Told | null {
  const shares = meant();
  const open = view.openOf(target.customer, target.currency);
  // An amount that other claims explain would be indistinguishable from a payment of those.
  if (explanationsOf(sumOf(shares), open, dayOf(day)).length > 0) return null;
  const written = clearly(writeNumber(desk.random, target, view, desk.shop.row.country), target);
  return textTold(desk, payer, view, [target], [written], {
    family,
    expect: isMore ? 'either' : 'settle',
    shares,
    why,
  });
}
