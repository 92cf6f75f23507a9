import { assert, paymentIdSchemes } from '#kernel';
import type { Workshop } from './desk.ts';
import { digitParts, numberOf, textOf } from './document-style.ts';
import type { DraftClaim, DraftCustomer } from './drafts.ts';
import type { Random } from './random.ts';
import type { BlockRow } from './rows.ts';
import { pushTo } from './view.ts';

/** Ids of one company's rows begin here; no company has so many. */
export const idSpace = 1_000_000;

/**
 * Gives every claim its document number in the order of posting, so that neighbours in number are strangers to each other,
 * and every claim or customer its payment id.
 */
export function giveNumbers(random: Random, shop: Workshop, index: number): void {
  const ordered = inOrderOfPosting(random, shop.claims);
  const next = { principal: 0, credit: 0, fee: 0 };
  for (const [i, claim] of ordered.entries()) {
    claim.id = index * idSpace + i + 1;
    claim.number = numberOf(shop.series[claim.nature], next[claim.nature]++);
    claim.documentNumber = textOf(claim.number);
  }
  shop.claims.splice(0, shop.claims.length, ...ordered);
  const [block] = shop.row.blocks;
  assert(block !== undefined, 'every company of the corpus gives out ids');
  if (block.per === 'claim') giveClaimIds(shop.claims, block);
  else giveCustomerIds(shop.customers, block);
}

/** By posting date; within a day by lot, and what was written in one go together. */
function inOrderOfPosting(random: Random, claims: readonly DraftClaim[]): readonly DraftClaim[] {
  const goes = new Map<string, DraftClaim[]>();
  for (const [i, claim] of claims.entries())
    pushTo(goes, claim.batch === 0 ? `alone ${i}` : `batch ${claim.batch}`, claim);
  const dayOf = ([claim]: readonly DraftClaim[]): string => claim?.postingDate ?? '';
  return random
    .shuffled([...goes.values()])
    .sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0))
    .flat();
}

function giveClaimIds(claims: readonly DraftClaim[], block: BlockRow): void {
  const paid = claims.filter(({ nature }) => nature !== 'credit');
  const bodies = paid.map((claim) => bodyOf(claim, block));
  // Two series with the same digits would give one number twice: then all of them are counted instead.
  const areDistinct = new Set(bodies).size === bodies.length;
  for (const [i, claim] of paid.entries())
    claim.ownId = made(block, areDistinct ? (bodies[i] ?? '') : String(10_000_000 + i));
}

const bodyOf = ({ number, documentNumber }: DraftClaim, { scheme }: BlockRow): string =>
  scheme === 'rf' ? documentNumber.replaceAll(/[^0-9A-Z]/g, '') : digitParts(number).join('');

function giveCustomerIds(customers: readonly DraftCustomer[], block: BlockRow): void {
  for (const customer of customers) customer.ownId = made(block, customer.number);
}

function made({ scheme, bankSortCode, clientMask }: BlockRow, body: string): string {
  const value = paymentIdSchemes[scheme].make(body, { bankSortCode, clientMask });
  assert(value.ok, `${body} fits the scheme ${scheme}`);
  const read = paymentIdSchemes[scheme].read(value.value);
  assert(read !== null, 'what a scheme makes it can read');
  return read;
}
