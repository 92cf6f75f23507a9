import { dayOf, type Desk } from '../desk.ts';
import { type DraftClaim, type DraftCustomer, type Payer, share, sumOf, type Told, wholly } from '../drafts.ts';
import { chanceOfCoincidence, explanationsOf, isOnlyWay } from '../explain.ts';
import { drawDay, type Story } from '../plan.ts';
import type { Expect, PayerKind, TruthShare } from '../rows.ts';
import { payerShares } from '../shares.ts';
import { sentence, unharmed, writeNumber, type Written } from '../text.ts';
import type { View } from '../view.ts';

/** One document number in a text, whole or damaged. */
export const oneNumber: Story = (desk) => {
  const { random, shop } = desk;
  const customer = desk.household();
  const payer = mixedPayer(desk, customer);
  const day = drawDay(desk);
  const discounted = shop.row.sector === 'trade' && random.chance(0.06);
  const target = discounted ? desk.claim(customer, { discount: 'in time' }) : pickOpen(desk, customer);
  const tell = (view: View): Told | null => {
    const written = writeNumber(random, target, view, shop.row.country);
    const shares = wholly([target], dayOf(day));
    const open = view.openOf(customer, target.currency);
    const isOnly = isOnlyWay(sumOf(shares), open, dayOf(day));
    const isNearEqual = payer.kind === 'unnamed' && view.nearEquals(target).length > 0;
    const expect = expectOf(payer.kind, written.reads, isOnly, isNearEqual);
    const what = { family: 'one number', expect, shares, why: whyOf(expect, written.reads, isOnly) };
    return textTold(desk, payer, view, [target], [written], what);
  };
  return [{ day, tell }];
};

/** A lump sum over several claims of one customer, all of them named. */
export const severalNumbers: Story = (desk) => {
  const { random, shop } = desk;
  const customer = desk.household(random.between(2, 4));
  const payer = mixedPayer(desk, customer);
  const day = drawDay(desk);
  if (shop.row.sector === 'trade' && random.chance(0.1)) desk.claim(customer, { discount: 'in time' });
  const tell = (view: View): Told | null => {
    const open = view.openOf(customer, shop.row.currency);
    const paid = random.shuffled(open).slice(0, random.between(2, Math.min(6, open.length)));
    const shares = wholly(paid, dayOf(day));
    const written = atMostOneLost(
      paid.map((claim) => writeNumber(random, claim, view, shop.row.country)),
      paid,
    );
    const named = paid.filter((_, i) => written[i]?.reads === 'clear');
    const unread = paid.length - named.length;
    const expect =
      unread === 0 ? forAll(payer.kind, view, paid) : withRest(payer.kind, named, open, sumOf(shares), day);
    const lines = random.chance(0.03) ? [...written, ...written.slice(0, 1)] : written;
    const why =
      unread === 0 ? 'every claim is named, and they add up' : 'the claims that are named need a rest to add up';
    return textTold(desk, payer, view, paid, lines, { family: 'several numbers', expect, shares, why });
  };
  return [{ day, tell }];
};

/** One payer for several customers, all of their claims named. */
export const severalCustomers: Story = (desk) => {
  const { random, shop } = desk;
  const customers = Array.from({ length: random.between(2, 3) }, () => desk.household());
  const [first] = customers;
  if (first === undefined) return [];
  const paidBefore = random.chance(0.8);
  const account = desk.account();
  for (const customer of paidBefore ? customers : [first]) desk.remember(account, customer);
  const payer: Payer = { ...desk.payer(first, 'named'), kind: paidBefore ? 'shared' : 'known', account };
  const day = drawDay(desk);
  const targets = customers.map((customer) => pickOpen(desk, customer));
  const tell = (view: View): Told | null => {
    const written = targets.map((claim) => clearly(writeNumber(random, claim, view, shop.row.country), claim));
    const shares = wholly(targets, dayOf(day));
    const why = 'every claim of every customer is named, and they add up';
    const expect = paidBefore ? 'settle' : 'either';
    return textTold(desk, payer, view, targets, written, { family: 'several customers', expect, shares, why });
  };
  return [{ day, tell }];
};

/** Some claims named, and a rest that only one set of the others explains. */
export const numbersAndRest: Story = (desk) => {
  const { random, shop } = desk;
  const customer = desk.household(random.between(2, 4));
  const payer = mixedPayer(desk, customer);
  const day = drawDay(desk);
  const tell = (view: View): Told | null => {
    const open = view.openOf(customer, shop.row.currency);
    const paid = random.chance(0.6) ? open : random.shuffled(open).slice(0, random.between(2, open.length));
    const named = paid.slice(0, Math.max(1, paid.length - random.between(1, 2)));
    const shares = wholly(paid, dayOf(day));
    const expect = withRest(payer.kind, named, open, sumOf(shares), day);
    const written = named.map((claim) => clearly(writeNumber(random, claim, view, shop.row.country), claim));
    const why = 'the claims that are named need a rest to add up';
    return textTold(desk, payer, view, paid, written, { family: 'numbers and a rest', expect, shares, why });
  };
  return [{ day, tell }];
};

/** The payer writes his own order number, which stands on our claim as its external number. */
export const orderNumber: Story = (desk) => {
  const { random } = desk;
  const customer = desk.household();
  const payer = mixedPayer(desk, customer);
  const target = desk.claim(customer, { external: `PO${random.between(1, 9)}${random.digits(6)}` });
  const tell = (view: View): Told | null => {
    if (view.byDigits(target.external.slice(2)).length > 1) return null;
    const written: Written = { text: target.external, damage: 'none', reads: 'clear' };
    const why = 'his own order number stands on one claim, of just this amount';
    const expect = payer.kind === 'unnamed' ? 'either' : 'settle';
    return textTold(desk, payer, view, [target], [written], {
      family: 'order number',
      expect,
      shares: [share(target)],
      why,
    });
  };
  return [{ day: drawDay(desk), tell }];
};

/** Claims less a credit memo, all of them named. */
export const namedWithCreditMemo: Story = (desk) => {
  const { random, shop } = desk;
  const customer = desk.household(random.between(1, 3));
  const payer = mixedPayer(desk, customer);
  const target = pickOpen(desk, customer);
  const credit = desk.claim(customer, {
    nature: 'credit',
    minor: -Math.max(100, Math.floor((target.openMinor * random.between(5, 60)) / 100)),
  });
  const tell = (view: View): Told | null => {
    const paid = [target, credit];
    const written = paid.map((claim) => clearly(writeNumber(random, claim, view, shop.row.country), claim));
    const why = 'the claim and the credit memo are named, and they add up';
    const what = {
      family: 'named with a credit memo',
      expect: forAll(payer.kind, view, paid),
      shares: wholly(paid, dayOf(0)),
      why,
    };
    return textTold(desk, payer, view, paid, written, what);
  };
  return [{ day: drawDay(desk), tell }];
};

export const mixedPayer = (desk: Desk, customer: DraftCustomer): Payer =>
  desk.payer(customer, desk.random.weighted(payerShares.mixed));

/** One of his open claims in the company's currency. */
export function pickOpen({ random, shop }: Desk, customer: DraftCustomer): DraftClaim {
  return random.pick(
    customer.claims.filter(({ openMinor, currency }) => openMinor > 0 && currency === shop.row.currency),
  );
}

/** Where a family is about something else, a number that was lost is written whole. */
export const clearly = (written: Written, claim: DraftClaim): Written =>
  written.reads === 'clear' ? written : unharmed(claim);

function atMostOneLost(written: readonly Written[], claims: readonly DraftClaim[]): readonly Written[] {
  const first = written.findIndex(({ reads }) => reads !== 'clear');
  return written.map((one, i) => {
    const claim = claims[i];
    return one.reads === 'clear' || i === first || claim === undefined ? one : unharmed(claim);
  });
}

/** What can be said of one number in a text, by who pays and how well it reads. */
function expectOf(payer: PayerKind, reads: Written['reads'], isOnly: boolean, hasNearEqual: boolean): Expect {
  if (payer === 'unnamed') return reads === 'lost' ? 'refuse' : reads === 'weak' || hasNearEqual ? 'either' : 'settle';
  if (reads === 'clear') return 'settle';
  // The number proves nothing any more; the account and the amount still may.
  if (payer === 'known' && isOnly) return 'settle';
  return reads === 'weak' || isOnly ? 'either' : 'refuse';
}

const whyOf = (expect: Expect, reads: Written['reads'], isOnly: boolean): string => {
  if (reads === 'clear')
    return expect === 'settle'
      ? 'the claim is named and paid exactly'
      : 'a claim of the same amount is one slip away, and nothing tells who pays';
  return isOnly
    ? 'the number is not whole; one claim fits the amount'
    : 'the number is not whole, and several sets fit the amount';
};

export const forAll = (payer: PayerKind, view: View, claims: readonly DraftClaim[]): Expect =>
  payer === 'unnamed' && claims.some((claim) => view.nearEquals(claim).length > 0) ? 'either' : 'settle';

/** Enough to know; a set found after so many others would be no proof. */
const mostWays = 200;

/** Some claims are named, and more money came than they ask: whether only one set of the others explains the rest. */
export function withRest(
  payer: PayerKind,
  named: readonly DraftClaim[],
  open: readonly DraftClaim[],
  minor: number,
  day: number,
): Expect {
  const all = explanationsOf(minor, open, dayOf(day), mostWays);
  if (all.length === mostWays) return 'refuse';
  const ways = all.filter(({ claims }) => named.every((one) => claims.includes(one)));
  if (ways.length !== 1) return 'refuse';
  const isAll = ways[0]?.claims.length === open.length;
  if (payer !== 'known' && payer !== 'named') return 'either';
  return isAll || chanceOfCoincidence(open) < 0.001 ? 'settle' : 'either';
}

interface What {
  readonly family: string;
  readonly expect: Expect;
  readonly shares: readonly TruthShare[];
  readonly why: string;
}

/** Tells a payment with a text; left out where the text could be read as naming somebody else's claim by accident. */
export function textTold(
  { random, shop }: Desk,
  payer: Payer,
  view: View,
  claims: readonly DraftClaim[],
  written: readonly Written[],
  { family, expect, shares, why }: What,
): Told | null {
  const minor = sumOf(shares);
  if (minor <= 0) return null;
  const texts = sentence(
    random,
    shop.row.country,
    written.map(({ text }) => text),
    minor,
  );
  if (view.strays(texts, claims).length > 0) return null;
  const damage = [...new Set(written.map((one) => one.damage))]
    .filter((one) => one !== 'none')
    .map((one) => `text: ${one}`);
  const endToEndId = random.chance(0.25) ? 'NOTPROVIDED' : '';
  const [first] = claims;
  return {
    minor,
    currency: first?.currency ?? '',
    payer,
    texts,
    endToEndId,
    group: 'mixed',
    family,
    expect,
    damage,
    shares,
    why,
  };
}
