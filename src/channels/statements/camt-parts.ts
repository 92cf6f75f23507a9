import { type Minor, minor } from '#kernel';
import type { CamtDetail } from './camt-detail.ts';
import type { CamtEntry } from './camt-entry.ts';
import { chargesIn } from './camt-fact.ts';
import { amountFrom } from './camt-values.ts';

/** A transaction with the amount that is meant, signed as the account sees it; null where none can be read. */
export interface Part {
  readonly detail: CamtDetail;
  readonly isCredit: boolean;
  readonly amount: Minor | null;
}

/** The first amount in the entry's own currency (danske-iso20022.md 2.5, rule 2). */
export function partOf(detail: CamtDetail, entry: CamtEntry): Part {
  const { direction } = detail;
  const isCredit = direction === 'CRDT' || direction === 'DBIT' ? direction === 'CRDT' : entry.isCredit;
  for (const told of detail.amounts) {
    if (told.currency !== '' && told.currency !== entry.currency) continue;
    const read = amountFrom(told, entry.currency);
    return { detail, isCredit, amount: read.ok ? read.value.amount : null };
  }
  return { detail, isCredit, amount: null };
}

export const signedAmount = ({ isCredit, amount }: Part): number => (isCredit ? (amount ?? 0) : -(amount ?? 0));

/** How the transactions of an entry stand to its amount. */
export type Tie =
  /** They are its parts. `turned`: each of them names the other side's direction, as some banks do. */
  | { readonly kind: 'parts'; readonly isTurned: boolean }
  /** There is one, and it is the entry. */
  | { readonly kind: 'whole' }
  /** They do not add up: `told` is what they add up to, null where one of them has no amount. */
  | { readonly kind: 'untied'; readonly told: Minor | null };

export function tieOf(parts: readonly Part[], entry: CamtEntry): Tie {
  const own = entry.isCredit ? entry.amount : -entry.amount;
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return tieOfOne(only, entry);
  if (parts.some(({ amount }) => amount === null)) return { kind: 'untied', told: null };
  let told = 0;
  for (const part of parts) told += signedAmount(part);
  // What is only told for information moves nothing: failed collections are told one by one, whatever their sum.
  if (told === own || entry.status === 'information') return { kind: 'parts', isTurned: false };
  const isTurned = told === -own && parts.every(({ isCredit }) => isCredit !== entry.isCredit);
  return isTurned ? { kind: 'parts', isTurned } : { kind: 'untied', told: minor(told) };
}

/**
 * A single transaction may leave its amount to the entry, tell it in another currency, or before the bank took its
 * charge. Its direction is the entry's, whatever it says: some banks name the other side's.
 */
function tieOfOne({ detail, amount }: Part, entry: CamtEntry): Tie {
  const isSilent = detail.amounts.every(({ currency }) => currency !== '' && currency !== entry.currency);
  if (isSilent || amount === entry.amount) return { kind: 'whole' };
  if (amount === null) return { kind: 'untied', told: null };
  const charges = chargesIn(detail.charges, entry.currency) || chargesIn(entry.charges, entry.currency);
  const taken = entry.isCredit ? amount - charges : amount + charges;
  if (charges > 0 && taken === entry.amount) return { kind: 'whole' };
  return { kind: 'untied', told: minor(entry.isCredit ? amount : -amount) };
}
