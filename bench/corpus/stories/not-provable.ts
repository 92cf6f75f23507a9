import { dayOf, type Desk } from '../desk.ts';
import { type DraftClaim, onAccount, type Payer, share, type Told, wholly } from '../drafts.ts';
import { explanationsOf, isOnlyWay } from '../explain.ts';
import type { Story } from '../plan.ts';
import { drawDay, idOf, isPerClaim, refused } from './refuse.ts';
import { about } from './wrong-identity.ts';

/** Several claims of one price, and money for one or two of them. */
export const equalPrices: Story = (desk) => {
  const customer = desk.customer();
  const minor = desk.amount();
  const claims = Array.from({ length: desk.random.between(2, 4) }, () => desk.claim(customer, { minor }));
  const paid = desk.random.shuffled(claims).slice(0, desk.random.between(1, claims.length - 1));
  const payer = desk.payer(customer, 'known');
  const why = 'his open claims are of one price, and nothing says which he pays';
  return [{ day: drawDay(desk), tell: () => refused(desk, 'equal prices', payer, wholly(paid, dayOf(0)), why) }];
};

/** One claim is as much as two others together. */
export const severalSets: Story = (desk) => {
  const customer = desk.customer();
  const [a, b] = [desk.claim(customer), desk.claim(customer)];
  const both = desk.claim(customer, { minor: a.openMinor + b.openMinor });
  desk.claims(customer, desk.random.between(0, 3));
  const paid = desk.random.chance(0.5) ? [both] : [a, b];
  const payer = desk.payer(customer, 'known');
  const why = 'one claim is as much as two others, and nothing says which he pays';
  return [{ day: drawDay(desk), tell: () => refused(desk, 'several sets', payer, wholly(paid, dayOf(0)), why) }];
};

/** The customer is known by his number, and still his claims are of one price. */
export const equalPricesCustomerId: Story = (desk) => {
  if (isPerClaim(desk)) return equalPrices(desk);
  const customer = desk.customer();
  const minor = desk.amount();
  const claims = Array.from({ length: desk.random.between(2, 4) }, () => desk.claim(customer, { minor }));
  const target = desk.random.pick(claims);
  const payer = desk.payer(customer, desk.random.pick(['known', 'named', 'unnamed']));
  const tell = (): Told => {
    const why = 'the number says who; his open claims are of one price, and nothing says which he pays';
    return refused(desk, 'equal prices, customer id', payer, [share(target)], why, { ids: [idOf(desk, target)] });
  };
  return [{ day: drawDay(desk), tell }];
};

/** An account that pays for two customers, and money that fits a claim of one of them. */
export const sharedPayer: Story = about('shared', (desk, _, { target, payer }) => {
  const why = 'his account paid for several customers, and nothing says for whom this is';
  return refused(desk, 'shared payer, no text', payer, [share(target)], why);
});

/** A part, or too much, and not a word. */
export const explainsNothing: Story = about('known', (desk, view, { target, payer, day }) => {
  const { random } = desk;
  const isPart = random.chance(0.6);
  const minor = isPart
    ? Math.max(1, Math.floor((target.openMinor * random.between(20, 90)) / 100))
    : target.openMinor + random.between(100, 9_000);
  const shares = isPart
    ? [share(target, minor)]
    : [share(target), onAccount(target.customer, minor - target.openMinor)];
  // A part that other claims explain is for everybody a payment of those.
  if (explanationsOf(minor, view.openOf(target.customer, target.currency), dayOf(day)).length > 0) return null;
  const why = 'no set of his claims is of this amount, and nothing is said';
  return refused(desk, 'explains nothing', payer, shares, why);
});

export const unknownPayer: Story = (desk) =>
  about(desk.random.pick(['unnamed', 'stranger'] as const), (d, _, { target, payer }) => {
    const why = 'nothing says who pays or what; that the amount fits a claim is no proof';
    return refused(d, 'unknown payer, nothing', payer, [share(target)], why);
  })(desk);

/** A name like a customer's, and the amount of his claim: never enough alone. */
export const onlyName: Story = about('named', (desk, view, { target, payer, day }) => {
  if (!isOnlyWay(target.openMinor, view.openOf(target.customer, target.currency), dayOf(day))) return null;
  return refused(desk, 'only a name', payer, [share(target)], 'names are not proof: others have the same');
});

export const silently = (desk: Desk, payer: Payer, target: DraftClaim): Told => ({
  ...refused(
    desk,
    'no text, one claim',
    payer,
    [share(target)],
    'his account paid for this customer only, and one set explains the amount',
  ),
  group: 'mixed',
  expect: 'settle',
});
