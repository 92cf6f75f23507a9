import { textOf } from '../document-style.ts';
import { type DraftClaim, sumOf, type Told, wholly } from '../drafts.ts';
import { drawDay, type Story } from '../plan.ts';
import type { Expect, PayerKind } from '../rows.ts';
import { dayOf } from '../desk.ts';
import type { Written } from '../text.ts';
import { mixedPayer, textTold, withRest } from './with-text.ts';

/** Invoices written in one go and paid together: named from the first to the last, or by the ends of their numbers. */
export const numbersInARow: Story = (desk) => {
  const { random, shop } = desk;
  const customer = desk.household();
  const payer = mixedPayer(desk, customer);
  const batch = random.between(1, 0x3fffffff);
  const paid = Array.from({ length: random.between(2, 5) }, () => desk.claim(customer, { batch }));
  const day = drawDay(desk);
  const how = random.weighted({ 'from to': 50, 'from to, short': 20, ends: 30 });
  return [
    {
      day,
      tell: (view): Told | null => {
        const text = rows[how](paid);
        if (text === null) return null;
        const shares = wholly(paid, dayOf(day));
        const open = view.openOf(customer, shop.row.currency);
        const [first] = paid;
        const named = first === undefined ? [] : [first];
        const expect =
          how === 'from to'
            ? ofRange(payer.kind)
            : withRest(payer.kind, named, open, sumOf(shares), day) === 'settle'
              ? 'settle'
              : 'either';
        const why = 'the numbers are his, all in a row, and they add up';
        const written: Written = { text, damage: 'none', reads: 'clear' };
        const told = textTold(desk, payer, view, paid, [written], { family: 'numbers in a row', expect, shares, why });
        return told === null ? null : { ...told, damage: [`text: row, ${how}`] };
      },
    },
  ];
};

/** Every number of the range is his, and they add up: a person sees that at once, if he knows who pays. */
const ofRange = (payer: PayerKind): Expect => (payer === 'unnamed' ? 'either' : 'settle');

type Row = (claims: readonly DraftClaim[]) => string | null;

const rows: Readonly<Record<'from to' | 'from to, short' | 'ends', Row>> = {
  'from to': (claims) => {
    const [first, last] = [claims[0], claims.at(-1)];
    return first && last ? `${textOf(first.number)} - ${textOf(last.number)}` : null;
  },
  'from to, short': (claims) => shortened(claims, ([, last]) => `-${last ?? ''}`, true),
  ends: (claims) =>
    shortened(
      claims,
      (ends) =>
        ends
          .slice(1)
          .map((end) => `/${end}`)
          .join(''),
      false,
    ),
};

/** The first number whole, of the others the last two digits; only where the rest of the number is the same. */
function shortened(
  claims: readonly DraftClaim[],
  write: (ends: readonly string[]) => string,
  isRange: boolean,
): string | null {
  const numbers = claims.map(({ number }) => number);
  const [first] = numbers;
  const start = first?.running.slice(0, -2) ?? '';
  if (first === undefined || first.after.length > 0 || start === '') return null;
  if (numbers.some(({ running }) => running.slice(0, -2) !== start || running.length !== first.running.length))
    return null;
  const ends = numbers.map(({ running }) => running.slice(-2));
  return `${textOf(first)}${write(isRange ? [ends[0] ?? '', ends.at(-1) ?? ''] : ends)}`;
}
