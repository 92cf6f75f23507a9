import { arrived, damagedId } from '../arrive.ts';
import { dayOf, type Desk } from '../desk.ts';
import {
  type DraftClaim,
  type DraftCustomer,
  onAccount,
  type Payer,
  share,
  sumOf,
  type Told,
  wholly,
} from '../drafts.ts';
import { explanationsOf, isOnlyWay } from '../explain.ts';
import { drawDay, type Plan, type Story } from '../plan.ts';
import type { BlockRow, TruthShare } from '../rows.ts';
import {
  customerIdShares,
  idAmountShares,
  idDamageShares,
  idPlaceShares,
  idStoryShares,
  payerShares,
} from '../shares.ts';
import { emptySentence, sentence, unharmed } from '../text.ts';
import type { View } from '../view.ts';

/** Payments that bring back a number we gave out: of a claim, of a customer, a mandate, or a document number end to end. */
export const idCameBack: Story = (desk) => {
  const how = desk.random.weighted(idStoryShares);
  if (how === 'endToEndNumber') return endToEndNumber(desk);
  if (how === 'mandate') return mandate(desk);
  return blockOf(desk).per === 'claim' ? claimId(desk) : customerId(desk);
};

export function blockOf({ shop }: Desk): BlockRow {
  const [block] = shop.row.blocks;
  if (block === undefined) throw new Error('every company of the corpus gives out ids');
  return block;
}

function claimId(desk: Desk): readonly Plan[] {
  const { random, shop } = desk;
  const amount = random.weighted(idAmountShares);
  const customer = desk.household();
  const target = targetOf(desk, customer, amount);
  const kind = random.weighted(payerShares.id);
  const payer = desk.payer(
    customer,
    amount === 'less' || amount === 'more' ? (kind === 'known' ? kind : 'named') : kind,
  );
  const day = drawDay(desk);
  const extra = random.between(100, 50_000);
  const part = random.between(20, 80);
  const tell = (view: View): Told | null => {
    const open = view.openOf(customer, target.currency);
    const shares = sharesOf(amount, target, { extra, part, day });
    const minor = sumOf(shares);
    const isExact = amount === 'exact' || amount === 'discount';
    // Where other claims explain the amount as well, it is another family's case.
    if (!isExact && explanationsOf(minor, open, dayOf(day)).length > 0) return null;
    const id = idAsTold(desk, target, payer, view, amount === 'exact');
    if (id === null) return null;
    // A repaired number with several claims of this amount may be that of the other one, less a slip.
    const isDoubtful = id.isRepaired && !isOnlyWay(minor, open, dayOf(day));
    return {
      minor,
      currency: target.currency,
      payer,
      texts: emptySentence(random, shop.row.country),
      ...id.place,
      group: 'id',
      family: amount === 'exact' ? 'id of a claim' : `id of a claim, ${amount}`,
      expect: isDoubtful ? 'either' : 'settle',
      damage: id.damage,
      shares,
      why: 'the number is the claim’s own, and nothing speaks against it',
    };
  };
  return [{ day, tell }];
}

type IdAmount = keyof typeof idAmountShares;

function targetOf(desk: Desk, customer: DraftCustomer, amount: IdAmount): DraftClaim {
  if (amount === 'discount') return desk.claim(customer, { discount: 'in time' });
  if (amount === 'tolerance') return desk.claim(customer, { toleranceMinor: 50 });
  return desk.random.pick(customer.claims.filter(({ openMinor }) => openMinor > 0));
}

function sharesOf(
  amount: IdAmount,
  target: DraftClaim,
  { extra, part, day }: { readonly extra: number; readonly part: number; readonly day: number },
): readonly TruthShare[] {
  const { openMinor: open, customer } = target;
  if (amount === 'discount') return wholly([target], dayOf(day));
  if (amount === 'less') return [share(target, Math.max(1, Math.floor((open * part) / 100)))];
  if (amount === 'more') return [share(target), onAccount(customer, extra)];
  const writeOffMinor = (extra % 50) + 1;
  return [amount === 'tolerance' ? share(target, open - writeOffMinor, { writeOffMinor }) : share(target)];
}

interface TellsId {
  readonly place: Pick<Told, 'ids' | 'texts' | 'endToEndId'>;
  readonly damage: readonly string[];
  readonly isRepaired: boolean;
}

function idAsTold(desk: Desk, { ownId }: DraftClaim, payer: Payer, view: View, isExact: boolean): TellsId | null {
  const { random } = desk;
  const block = blockOf(desk);
  if (ownId === null) return null;
  const place = random.weighted(idPlaceShares);
  if (place === 'endToEnd' && block.scheme === 'rf')
    return { place: { endToEndId: ownId }, damage: ['id end to end'], isRepaired: false };
  if (place === 'text') {
    const printed = block.scheme === 'fik-71' && random.chance(0.5) ? `+71<${ownId}+8${random.digits(7)}<` : ownId;
    return {
      place: { texts: [random.chance(0.5) ? printed : `Ref. ${printed}`] },
      damage: ['id in text'],
      isRepaired: false,
    };
  }
  const damage = random.weighted(idDamageShares);
  const isRepaired = damage === 'check digit wrong' || damage === 'check digit left out';
  // Only the exact amount of a payer who is known or named lets a repaired number stand.
  const isAllowed = !isRepaired || (isExact && (payer.kind === 'known' || payer.kind === 'named'));
  const told = damagedId(random, block.scheme, ownId, isAllowed ? damage : 'none', view) ?? ownId;
  const isDamaged = told !== ownId;
  const ids = [arrived(block.scheme, told)];
  return { place: { ids }, damage: isDamaged ? [`id: ${damage}`] : [], isRepaired: isDamaged && isRepaired };
}

function customerId(desk: Desk): readonly Plan[] {
  const { random, shop } = desk;
  const covers = random.weighted(customerIdShares);
  const customer = desk.household(covers === 'some' ? 3 : covers === 'all' ? 2 : 1);
  const kind = random.weighted(payerShares.id);
  const payer = desk.payer(customer, kind === 'unnamed' && (covers === 'some' || covers === 'named') ? 'named' : kind);
  const day = drawDay(desk);
  const tell = (view: View): Told | null => {
    const open = view.openOf(customer, shop.row.currency);
    const count = covers === 'all' ? open.length : covers === 'some' ? random.between(2, open.length - 1) : 1;
    const paid = random.shuffled(open).slice(0, count);
    const shares = wholly(paid, dayOf(day));
    const minor = sumOf(shares);
    const isKnown = covers === 'named' || isOnlyWay(minor, open, dayOf(day));
    if (customer.ownId === null) return null;
    return {
      minor,
      currency: shop.row.currency,
      payer,
      ids: [arrived(blockOf(desk).scheme, customer.ownId)],
      texts:
        covers === 'named'
          ? sentence(
              random,
              shop.row.country,
              paid.map((claim) => unharmed(claim).text),
              minor,
            )
          : emptySentence(random, shop.row.country),
      group: isKnown ? 'id' : 'impossible',
      family: isKnown ? `id of a customer, ${covers}` : 'several sets, customer id',
      expect: isKnown ? 'settle' : 'refuse',
      shares,
      why: isKnown
        ? 'the number is the customer’s own, and one set explains the amount'
        : 'several sets of the customer’s claims explain the amount',
    };
  };
  return [{ day, tell }];
}

/** A payer's program put our document number into the end-to-end id; programs tell their names. */
function endToEndNumber(desk: Desk): readonly Plan[] {
  const { random, shop } = desk;
  const customer = desk.household();
  const target = random.pick(customer.claims.filter(({ openMinor }) => openMinor > 0));
  const kind = random.weighted(payerShares.id);
  const payer = desk.payer(customer, kind === 'unnamed' ? 'named' : kind);
  const tell = (): Told => ({
    minor: target.openMinor,
    currency: target.currency,
    payer,
    endToEndId: unharmed(target).text,
    texts: emptySentence(random, shop.row.country),
    group: 'id',
    family: 'document number end to end',
    expect: 'settle',
    shares: [share(target)],
    why: 'the end-to-end id is the claim’s document number',
  });
  return [{ day: drawDay(desk), tell }];
}

function mandate(desk: Desk): readonly Plan[] {
  const { random, shop } = desk;
  const customer = desk.household();
  const mandateId = `M${shop.row.company}-${customer.number}`;
  customer.mandate = mandateId;
  const kind = random.weighted(payerShares.id);
  const payer = desk.payer(customer, kind);
  const day = drawDay(desk);
  const tell = (view: View): Told | null => {
    const open = view.openOf(customer, shop.row.currency);
    const paid = random.chance(0.7) ? [random.pick(open)] : open;
    const shares = wholly(paid, dayOf(day));
    const minor = sumOf(shares);
    if (!isOnlyWay(minor, open, dayOf(day))) return null;
    const why = 'the mandate is the customer’s, and one set explains the amount';
    const base = { minor, currency: shop.row.currency, payer, mandateId, shares, why };
    return { ...base, group: 'id', family: 'mandate', expect: 'settle' };
  };
  return [{ day, tell }];
}
