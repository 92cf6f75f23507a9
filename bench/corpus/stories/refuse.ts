import { arrived } from '../arrive.ts';
import type { Desk } from '../desk.ts';
import { type DraftClaim, type DraftCustomer, type Payer, sumOf, type Told } from '../drafts.ts';
import { couldBeSame } from '../names.ts';
import type { IdInPayment, TruthShare } from '../rows.ts';
import { emptySentence, sentence, unharmed } from '../text.ts';
import type { View } from '../view.ts';
import { blockOf } from './id-came-back.ts';

export { drawDay } from '../plan.ts';

/** A payment that nobody can place by what it tells. */
export function refused(
  desk: Desk,
  family: string,
  payer: Payer,
  shares: readonly TruthShare[],
  why: string,
  more: Partial<Told> = {},
): Told {
  const { random, shop } = desk;
  const base = { minor: sumOf(shares), currency: shop.row.currency, payer, shares, why, family };
  return { ...base, group: 'impossible', expect: 'refuse', texts: emptySentence(random, shop.row.country), ...more };
}

/** The number by which a claim is paid: its own, or its customer's. */
export function idOf(desk: Desk, { ownId, customer }: DraftClaim): IdInPayment {
  const value = ownId ?? customer.ownId;
  if (value === null) throw new Error('every open claim of the corpus has a number to be paid by');
  return arrived(blockOf(desk).scheme, value);
}

export const isPerClaim = (desk: Desk): boolean => blockOf(desk).per === 'claim';

/** A sentence with these claims' numbers, unharmed; null when it could name somebody else's by accident. */
export function naming(
  { random, shop }: Desk,
  view: View,
  claims: readonly DraftClaim[],
  minor: number,
): readonly string[] | null {
  const texts = sentence(
    random,
    shop.row.country,
    claims.map((claim) => unharmed(claim).text),
    minor,
  );
  return view.strays(texts, claims).length > 0 ? null : texts;
}

/** Whether the bank tells a name that a person might take for this customer's. */
export const mayBeTaken = (payer: Payer, customer: DraftCustomer): boolean =>
  payer.name !== '' && couldBeSame(payer.name, customer.name.text);
