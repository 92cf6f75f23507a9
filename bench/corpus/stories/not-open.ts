import { dayOf, type Desk } from '../desk.ts';
import { type DraftClaim, onAccount, type Payer, share, type Told } from '../drafts.ts';
import { explanationsOf } from '../explain.ts';
import type { Plan, Story } from '../plan.ts';
import type { PayerKind } from '../rows.ts';
import type { View } from '../view.ts';
import { drawDay, idOf, isPerClaim, naming, refused } from './refuse.ts';
import { silently } from './not-provable.ts';

/** The same invoice paid twice, by the same payer: the first settles, the second has nothing left to pay. */
export const paidAgain =
  (how: 'id' | 'number' | 'no text'): Story =>
  (desk) => {
    const { random } = desk;
    const customer = desk.customer();
    const target = desk.claim(customer);
    const payer = desk.payer(customer, how === 'no text' ? 'known' : random.pick(['known', 'named'] as const));
    const isSameDay = random.chance(0.5);
    const why = 'the claim was paid before';
    const again = (view: View): Told | null => {
      const more = evidence(desk, view, target, how);
      const shares = [onAccount(customer, target.openMinor)];
      return more === null ? null : refused(desk, `paid again, ${how}`, payer, shares, why, more);
    };
    // Two silent payments in one file are alike: which of them is the second, nobody can say.
    const first = (view: View): Told | null => {
      const more = evidence(desk, view, target, how);
      if (more === null) return null;
      if (how === 'no text')
        return isSameDay ? { ...silently(desk, payer, target), expect: 'either' } : silently(desk, payer, target);
      const group = how === 'id' ? 'id' : 'mixed';
      const family = how === 'number' ? 'one number' : isPerClaim(desk) ? 'id of a claim' : 'id of a customer, one';
      const settled = { ...more, group, expect: 'settle' } as const;
      return refused(desk, family, payer, [share(target)], 'the claim is identified and paid exactly', settled);
    };
    return [
      { day: 0, tell: first },
      { day: isSameDay ? 0 : 1, tell: again },
    ];
  };

function evidence(desk: Desk, view: View, target: DraftClaim, how: 'id' | 'number' | 'no text'): Partial<Told> | null {
  if (how === 'no text') return {};
  if (how === 'id') return { ids: [idOf(desk, target)] };
  const texts = naming(desk, view, [target], target.originalMinor);
  return texts === null ? null : { texts };
}

/** Somehow it was paid long ago. */
export const closedClaim =
  (how: 'id' | 'number'): Story =>
  (desk) => {
    if (how === 'id' && !isPerClaim(desk)) return closedClaim('number')(desk);
    const customer = desk.household();
    const closed = desk.claim(customer, { isClosed: true });
    const payer = desk.payer(customer, desk.random.pick(['known', 'named'] as const));
    const day = drawDay(desk);
    const tell = (view: View): Told | null => {
      const open = view.openOf(customer, closed.currency);
      if (explanationsOf(closed.originalMinor, open, dayOf(day)).length > 0) return null;
      const more = evidence(desk, view, closed, how);
      const shares = [onAccount(customer, closed.originalMinor)];
      return more === null ? null : refused(desk, `closed claim, ${how}`, payer, shares, 'the claim is closed', more);
    };
    return [{ day, tell }];
  };

/** Last month's text with this month's money, or last month's invoice a second time: they look the same. */
export const lastMonthAgain: Story = (desk) => {
  const customer = desk.customer();
  const target = desk.claim(customer);
  const closed = desk.claim(customer, { isClosed: true, minor: target.openMinor });
  const payer = desk.payer(customer, 'known');
  const tell = (view: View): Told | null => {
    const texts = naming(desk, view, [closed], target.openMinor);
    const why = 'the text names a closed claim of the same amount as the open one';
    return texts === null ? null : refused(desk, 'last month again', payer, [share(target)], why, { texts });
  };
  return [{ day: drawDay(desk), tell }];
};

/** Every proof but the currency. */
export const wrongCurrency: Story = (desk) =>
  withProof('known', (d, _, target, payer, more) => {
    const currency = d.shop.row.currency === 'EUR' ? 'SEK' : 'EUR';
    const shares = [onAccount(target.customer, target.openMinor)];
    return refused(d, 'wrong currency', payer, shares, 'the money is of another currency', { ...more, currency });
  })(desk);

/** Gone, blocked for privacy, or insolvent: a person decides about his money. */
export const closedCustomer: Story = withProof('known', (desk, _, target, payer, more) => {
  target.customer.isClosed = true;
  return refused(desk, 'closed customer', payer, [share(target)], 'the customer is closed', more);
});

/** A person took this payment from this customer before; it was another's. */
export const undonePayment: Story = (desk) => {
  const other = desk.customer();
  desk.claim(other);
  return withProof('known', (d, _, target, payer, more) => {
    const shares = [onAccount(other, target.openMinor)];
    const why = 'a person undid this payment for this customer';
    return refused(d, 'undone payment', payer, shares, why, { ...more, undoneFor: [target.customer.number] });
  })(desk);
};

export const undonePayer: Story = withProof('undone', (desk, _, target, payer, more) =>
  refused(
    desk,
    'undone payer',
    payer,
    [share(target)],
    'a person undid a payment of this account for this customer',
    more,
  ),
);

/** Nothing, or less: a fault of a file, or a reversal that lost its way. */
export const notAboveZero: Story = withProof('known', (desk, _, target, payer, more) => {
  const minor = desk.random.chance(0.5) ? 0 : -target.openMinor;
  return refused(desk, 'not above zero', payer, [], 'no money came', { ...more, minor });
});

/** A refund of ours that the other bank sent back. */
export const returnedMoney: Story = (desk) => {
  const customer = desk.household();
  const closed = desk.claim(customer, { isClosed: true });
  const payer: Payer = { kind: 'unnamed', name: '', account: '', damage: [] };
  const tell = (view: View): Told | null => {
    if (view.strays([closed.documentNumber], [closed]).length > 0) return null;
    const texts = [
      desk.random.pick(['RETURN AC04', 'RETUR', 'ZWROT', 'RUECKUEBERWEISUNG']),
      `REFUND ${closed.documentNumber}`,
    ];
    const why = 'our own refund came back; nobody paid anything';
    return refused(desk, 'returned money', payer, [onAccount(customer, closed.originalMinor)], why, { texts });
  };
  return [{ day: drawDay(desk), tell }];
};

/** One open claim, and one of the three proofs that would settle it. */
function withProof(
  kind: PayerKind,
  tell: (desk: Desk, view: View, target: DraftClaim, payer: Payer, more: Partial<Told>) => Told | null,
): Story {
  return (desk): readonly Plan[] => {
    const how = desk.random.pick(['id', 'number', 'no text'] as const);
    const customer = desk.customer();
    const target = desk.claim(customer);
    const payer = desk.payer(customer, kind);
    const day = drawDay(desk);
    const told = (view: View): Told | null => {
      const more = evidence(desk, view, target, how);
      return more === null ? null : tell(desk, view, target, payer, more);
    };
    return [{ day, tell: told }];
  };
}
