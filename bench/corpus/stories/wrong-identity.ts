import { failingSlips, passingSlips, readingsOf } from '../arrive.ts';
import { dayOf, type Desk } from '../desk.ts';
import { digitParts } from '../document-style.ts';
import { type DraftClaim, type DraftCustomer, type Payer, share, type Told, wholly } from '../drafts.ts';
import { explanationsOf } from '../explain.ts';
import type { Plan, Story } from '../plan.ts';
import type { Random } from '../random.ts';
import type { BlockRow, PayerKind } from '../rows.ts';
import { slipsOf } from '../slips.ts';
import type { View } from '../view.ts';
import { blockOf } from './id-came-back.ts';
import { drawDay, idOf, isPerClaim, mayBeTaken, naming, refused } from './refuse.ts';
import { pickOpen } from './with-text.ts';

/** A slip that passes the check digit, or the wrong slip taken: the number is right, and it is somebody else's. */
export const neighbourId = (family: string, kind: PayerKind, isSamePrice: boolean): Story =>
  about(kind, (desk, view, { target, payer }) => {
    const victim = victimOf(desk, view, target, isSamePrice);
    if (victim === null || mayBeTaken(payer, victim.customer)) return null;
    const why = `the number is of ${victim.documentNumber} of another customer, and the payer is not him`;
    return refused(desk, family, payer, [share(target)], why, { ids: [idOf(desk, victim)] });
  });

function victimOf(desk: Desk, view: View, target: DraftClaim, isSamePrice: boolean): DraftClaim | null {
  const fits = (claim: DraftClaim): boolean =>
    claim.customer !== target.customer &&
    claim.openMinor > 0 &&
    claim.currency === target.currency &&
    (claim.ownId !== null || claim.customer.ownId !== null) &&
    (!isSamePrice || claim.openMinor === target.openMinor);
  const { random } = desk;
  const byDigit = slippedTo(view, target, blockOf(desk).scheme).filter(fits);
  if (byDigit.length > 0) return random.pick(byDigit);
  // No slip hits anybody: he took the slip of somebody else.
  return someClaim(random, view, fits);
}

/** Claims that a wrong digit of this one's number leads to. */
function slippedTo(view: View, { ownId, customer }: DraftClaim, scheme: BlockRow['scheme']): readonly DraftClaim[] {
  const value = ownId ?? customer.ownId;
  if (value === null) return [];
  return passingSlips(scheme, value).flatMap((slip) => {
    const owner = view.byOwnId(slip);
    return owner === null ? [] : owner.claim === null ? owner.customer.claims : [owner.claim];
  });
}

/** One digit wrong and the check digit as it was, and nobody we know pays. */
export const wrongDigitStranger: Story = about('stranger', (desk, view, { target, payer }) => {
  const { scheme } = blockOf(desk);
  const value = target.ownId ?? target.customer.ownId;
  // Money for an account that does not exist does not arrive.
  if (scheme === 'pl-virtual' || value === null) return null;
  const slipped = desk.random.pick(failingSlips(scheme, value));
  const owners = readingsOf(scheme, slipped).flatMap((one) => view.byOwnId(one)?.customer ?? []);
  if (owners.some((customer) => mayBeTaken(payer, customer))) return null;
  const ids = [{ ...idOf(desk, target), value: slipped }];
  const why = 'the check digit is wrong, and the payer is nobody who could be meant';
  return refused(desk, 'id with a wrong digit, stranger', payer, [share(target)], why, { ids });
});

/** He took the slip of another of his own invoices and wrote this one’s amount on it. */
export const ownOtherId: Story = (desk) =>
  isPerClaim(desk)
    ? about(
        'known',
        (d, view, { target, payer }) => {
          const other = view
            .openOf(target.customer, target.currency)
            .find(({ openMinor }) => openMinor > 0 && openMinor !== target.openMinor);
          if (other === undefined) return null;
          const why = 'the number is of one claim, the amount is exactly another’s';
          return refused(d, 'own other id', payer, [share(target)], why, { ids: [idOf(d, other)] });
        },
        2,
      )(desk)
    : [];

/** One slip used to pay two invoices: it adds up with one other claim only, and still nobody said so. */
export const idOfOneForSeveral: Story = (desk) =>
  isPerClaim(desk)
    ? about(
        'known',
        (d, view, { target, payer, day }) => {
          const open = view.openOf(target.customer, target.currency);
          const paid = [target, ...open.filter((claim) => claim !== target).slice(0, 1)];
          const minor = paid.reduce((sum, { openMinor }) => sum + openMinor, 0);
          if (paid.length < 2 || explanationsOf(minor, open, dayOf(day)).length !== 1) return null;
          const why = 'the number is of one claim, the amount that of this and one other';
          const more = { ids: [idOf(d, target)], expect: 'either' } as const;
          return refused(d, 'id of one, amount of several', payer, wholly(paid, dayOf(day)), why, more);
        },
        2,
      )(desk)
    : [];

/** Somebody pays another's invoice, all right; a neighbour’s slip would look the same. */
export const rightIdStranger: Story = about('stranger', (desk, _, { target, payer }) => {
  const why = 'the number is right, and the payer is nobody we know to pay for this customer';
  return refused(desk, 'right id, stranger', payer, [share(target)], why, { ids: [idOf(desk, target)] });
});

export const rightNumber = (family: string, kind: PayerKind): Story =>
  about(kind, (desk, view, { target, payer }) => {
    const texts = naming(desk, view, [target], target.openMinor);
    if (texts === null || mayBeTaken(payer, target.customer)) return null;
    const why = 'the document number is right, and the payer is nobody we know to pay for this customer';
    return refused(desk, family, payer, [share(target)], why, { texts });
  });

/** A right number of our block that nobody has. */
export const neverGivenOut: Story = (desk) =>
  about(desk.random.pick(['named', 'unnamed', 'stranger'] as const), (d, view, { target, payer }) => {
    const { scheme } = blockOf(d);
    const free = passingSlips(scheme, idOf(d, target).value).filter((value) => view.byOwnId(value) === null);
    if (free.length === 0) return null;
    const ids = [{ ...idOf(d, target), value: d.random.pick(free) }];
    return refused(d, 'number never given out', payer, [share(target)], 'we gave this number to nobody', { ids });
  })(desk);

/** A slip in a document number that names somebody else's open claim. */
export const neighbourNumber = (family: string, kind: PayerKind): Story =>
  about(kind, (desk, view, { target, payer }) => {
    const all = [...slipsOf(target.number.running), ...slipsOf(digitParts(target.number).join(''))];
    const victims = all
      .flatMap(view.byDigits)
      .filter(({ customer, openMinor }) => customer !== target.customer && openMinor > 0);
    if (victims.length === 0) return null;
    const victim = desk.random.pick(victims);
    const texts = naming(desk, view, [victim], target.openMinor);
    if (texts === null || mayBeTaken(payer, victim.customer)) return null;
    const why = `the text names ${victim.documentNumber} of another customer, and the payer is not him`;
    return refused(desk, family, payer, [share(target)], why, { texts });
  });

/** The text names one of his claims, the amount is exactly another's. */
export const namesOnePaysAnother: Story = about(
  'known',
  (desk, view, { target, payer }) => {
    const named = view
      .openOf(target.customer, target.currency)
      .find(({ openMinor }) => openMinor > 0 && openMinor !== target.openMinor);
    const texts = named === undefined ? null : naming(desk, view, [named], target.openMinor);
    if (texts === null) return null;
    const why = 'the text names one claim, the amount is exactly another’s';
    return refused(desk, 'names one, pays another', payer, [share(target)], why, { texts });
  },
  2,
);

export const idsContradict: Story = about('known', (desk, view, { target, payer }) => {
  const other = strangersClaim(desk, view, target.customer);
  if (other === null) return null;
  const ids = desk.random.shuffled([idOf(desk, target), idOf(desk, other)]);
  return refused(desk, 'ids contradict', payer, [share(target)], 'two numbers of two customers', { ids });
});

export const idAgainstNumber: Story = (desk) =>
  about(desk.random.pick(['known', 'named'] as const), (d, view, { target, payer }) => {
    const other = strangersClaim(d, view, target.customer);
    const texts = other === null ? null : naming(d, view, [other], target.openMinor);
    if (texts === null) return null;
    const why = 'the id is of one customer, the text names a claim of another';
    return refused(d, 'id against number', payer, [share(target)], why, { ids: [idOf(d, target)], texts });
  })(desk);

function strangersClaim({ random }: Desk, view: View, customer: DraftCustomer): DraftClaim | null {
  const isOthers = (claim: DraftClaim): boolean =>
    claim.customer !== customer && claim.openMinor > 0 && claim.nature === 'principal';
  return someClaim(random, view, isOthers);
}

/** One of the company's claims that fits, by lot; null where a few hundred draws find none. */
function someClaim(random: Random, { claims }: View, fits: (claim: DraftClaim) => boolean): DraftClaim | null {
  for (let i = 0; i < 300; i++) {
    const claim = random.pick(claims);
    if (fits(claim)) return claim;
  }
  return null;
}

interface Case {
  readonly target: DraftClaim;
  readonly payer: Payer;
  readonly day: 0 | 1;
}

/** A customer, one of his open claims, a payer of a kind, and one payment of it. */
export function about(kind: PayerKind, tell: (desk: Desk, view: View, of: Case) => Told | null, least = 1): Story {
  return (desk): readonly Plan[] => {
    const customer = desk.household(least);
    const target = pickOpen(desk, customer);
    const payer = desk.payer(customer, kind);
    const day = drawDay(desk);
    return [{ day, tell: (view) => tell(desk, view, { target, payer, day }) }];
  };
}
