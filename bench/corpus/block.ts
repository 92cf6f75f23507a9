import { assert } from '#kernel';
import { openWorkshop } from './company.ts';
import { dayOf, openDesk, type Workshop } from './desk.ts';
import type { DraftClaim, Told } from './drafts.ts';
import { giveNumbers, idSpace } from './give-numbers.ts';
import type { Plan } from './plan.ts';
import { randomOf } from './random.ts';
import type { ClaimRow, CorpusBlock, PaymentIdRow, PaymentRow, TruthRow, UndoneRow } from './rows.ts';
import { drawStory } from './stories/draw-story.ts';
import { viewOf } from './view.ts';

/**
 * Makes up one company with a number of payments, the same for the same seed and place whatever else is made.
 *
 * More stories are begun than are told: who is left over has open claims and pays nothing, as in life.
 */
export function corpusBlock(seed: number, index: number, payments: number): CorpusBlock {
  const shop = openWorkshop(seed, index);
  const stories = planStories(seed, index, shop, payments);
  giveNumbers(randomOf(seed, 'numbers', index), shop, index);
  const arrivals = tellStories(seed, index, shop, stories, payments);
  const ofFirstDay = arrivals.filter(({ day }) => day === 0).length;
  const told = arrivals.map((one, at) => rowsOf(shop, index, one, at, one.day === 0 ? at : at - ofFirstDay));
  return {
    company: shop.row,
    customers: shop.customers.map(({ number, name, isClosed }) => ({
      company: shop.row.company,
      customer: number,
      name: name.text,
      isClosed,
    })),
    claims: shop.claims.map((claim, i) => claimRow(shop, claim, i)),
    paymentIds: paymentIdRows(shop),
    history: shop.history,
    mandates: shop.customers.flatMap(({ number, mandate }) =>
      mandate === null ? [] : [{ company: shop.row.company, mandate, customer: number }],
    ),
    undone: told.flatMap(({ undone }) => undone),
    payments: told.map(({ payment }) => payment),
    truth: told.map(({ truth }) => truth),
  };
}

/** Some stories cannot be told as they were drawn. */
const moreStories = 1.25;

function planStories(seed: number, index: number, shop: Workshop, payments: number): readonly (readonly Plan[])[] {
  const count = Math.ceil(payments * moreStories) + 40;
  return Array.from({ length: count }, (_, i) => {
    const desk = openDesk(shop, seed, 'story', index, i);
    return drawStory(desk)(desk);
  });
}

interface Arrival {
  readonly told: Told;
  readonly day: number;
  readonly order: number;
}

function tellStories(
  seed: number,
  index: number,
  shop: Workshop,
  stories: readonly (readonly Plan[])[],
  payments: number,
): readonly Arrival[] {
  const view = viewOf(shop.claims, shop.customers);
  const random = randomOf(seed, 'order', index);
  const arrivals: Arrival[] = [];
  for (const plans of stories) {
    // A story is told whole or not at all.
    if (plans.length === 0 || arrivals.length + plans.length > payments) continue;
    const orders = plans.map(() => random.between(0, 0xffffff)).sort((a, b) => a - b);
    const told = plans.map(({ tell }) => tell(view));
    if (told.some((one) => one === null)) continue;
    for (const [i, one] of told.entries()) {
      if (one !== null) arrivals.push({ told: one, day: plans[i]?.day ?? 0, order: orders[i] ?? 0 });
    }
  }
  assert(arrivals.length === payments, `${arrivals.length} of ${payments} payments could be told`);
  return arrivals.sort((a, b) => a.day - b.day || a.order - b.order);
}

interface Rows {
  readonly payment: PaymentRow;
  readonly truth: TruthRow;
  readonly undone: readonly UndoneRow[];
}

function rowsOf({ row }: Workshop, index: number, { told, day }: Arrival, at: number, line: number): Rows {
  const { company } = row;
  const id = index * idSpace + at + 1;
  const paymentKey = `${company}-${id.toString(36)}`;
  const { payer, group, family, expect, damage = [], shares, why } = told;
  return {
    payment: {
      company,
      payment: id,
      paymentKey,
      file: index * 10 + day + 1,
      line: line + 1,
      bookedOn: dayOf(day),
      minor: told.minor,
      currency: told.currency,
      payerName: payer.name,
      payerAccount: payer.account,
      ids: told.ids ?? [],
      endToEndId: told.endToEndId ?? '',
      mandateId: told.mandateId ?? '',
      texts: told.texts ?? [],
    },
    truth: {
      company,
      payment: id,
      group,
      family,
      expect,
      damage: [...damage, ...payer.damage],
      payer: payer.kind,
      shares,
      why,
    },
    undone: (told.undoneFor ?? []).map((customer) => ({ company, paymentKey, customer })),
  };
}

function claimRow({ row }: Workshop, claim: DraftClaim, at: number): ClaimRow {
  return {
    company: row.company,
    claim: claim.id,
    entryNumber: at + 1,
    customer: claim.customer.number,
    documentNumber: claim.documentNumber,
    externalDocumentNumber: claim.external,
    nature: claim.nature,
    postingDate: claim.postingDate,
    dueDate: claim.dueDate,
    currency: claim.currency,
    originalMinor: claim.originalMinor,
    openMinor: claim.openMinor,
    discountMinor: claim.discount?.minor ?? 0,
    discountUntil: claim.discount?.until ?? null,
    toleranceMinor: claim.toleranceMinor,
  };
}

function paymentIdRows({ row, claims, customers }: Workshop): readonly PaymentIdRow[] {
  const [block] = row.blocks;
  assert(block !== undefined, 'every company of the corpus gives out ids');
  const base = { company: row.company, scheme: block.scheme, isRetired: false };
  return [
    ...claims.flatMap(({ ownId, id, customer }) =>
      ownId === null ? [] : [{ ...base, value: ownId, customer: customer.number, claim: id }],
    ),
    ...customers.flatMap(({ ownId, number, isClosed }) =>
      ownId === null ? [] : [{ ...base, value: ownId, customer: number, claim: null, isRetired: isClosed }],
    ),
  ];
}
