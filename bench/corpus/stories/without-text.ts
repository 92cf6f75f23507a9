import { dayOf, type Desk } from '../desk.ts';
import { type DraftClaim, sumOf, type Told, wholly } from '../drafts.ts';
import { chanceOfCoincidence, isOnlyWay } from '../explain.ts';
import { drawDay, type Plan, type Story } from '../plan.ts';
import type { Expect } from '../rows.ts';
import { emptySentence } from '../text.ts';
import type { View } from '../view.ts';

/** An account that paid for one customer before, and no word about what it pays now. */
export const oneClaim: Story = (desk) => silent(desk, 1, ({ random }, open) => [random.pick(open)]);
export const allOpen: Story = (desk) => silent(desk, 2, (_, open) => open);
export const someClaims: Story = (desk) =>
  silent(desk, 3, ({ random }, open) => random.shuffled(open).slice(0, random.between(2, open.length - 1)));

/** Above this, the amounts are so few and so alike that an only way may be chance. */
const clearlyNoChance = 0.001;

function silent(
  desk: Desk,
  least: number,
  choose: (desk: Desk, open: readonly DraftClaim[]) => readonly DraftClaim[],
): readonly Plan[] {
  const customer = desk.household(least);
  const payer = desk.payer(customer, 'known');
  const day = drawDay(desk);
  // A credit memo among the open claims: paid with the others, or left standing.
  if (least > 1 && desk.random.chance(0.15))
    desk.claim(customer, { nature: 'credit', minor: -desk.random.between(500, 7_000) });
  const tell = (view: View): Told | null => {
    const open = view.openOf(customer, desk.shop.row.currency);
    const paid = choose(desk, open);
    const shares = wholly(paid, dayOf(day));
    const minor = sumOf(shares);
    if (minor <= 0) return null;
    const isOnly = isOnlyWay(minor, open, dayOf(day));
    const isPlain = paid.length === 1 || paid.length === open.length;
    const expect: Expect = !isOnly
      ? 'refuse'
      : isPlain || chanceOfCoincidence(open) < clearlyNoChance
        ? 'settle'
        : 'either';
    return {
      minor,
      currency: desk.shop.row.currency,
      payer,
      texts: emptySentence(desk.random, desk.shop.row.country),
      group: isOnly ? 'mixed' : 'impossible',
      family: isOnly
        ? `no text, ${paid.length === 1 ? 'one claim' : isPlain ? 'all open' : 'some'}`
        : 'several sets fit',
      expect,
      shares,
      why: isOnly
        ? 'his account paid for this customer only, and one set explains the amount'
        : 'several sets of the customer’s claims explain the amount',
    };
  };
  return [{ day, tell }];
}
