import { digitParts, textOf } from './document-style.ts';
import type { DraftClaim, DraftCustomer } from './drafts.ts';
import { slipsOf } from './slips.ts';

/** The whole company once every number is given out: what stories look up before they tell a payment. */
export interface View {
  /** Every claim of the company. */
  readonly claims: readonly DraftClaim[];
  /** Open claims of a customer in one currency, credit memos included. */
  readonly openOf: (customer: DraftCustomer, currency: string) => readonly DraftClaim[];
  /** Claims that a text may name by accident, besides those it is meant to. */
  readonly strays: (texts: readonly string[], meant: readonly DraftClaim[]) => readonly DraftClaim[];
  /** Claims, open or not, whose digits, or whose running number, these are. */
  readonly byDigits: (digits: string) => readonly DraftClaim[];
  readonly byOwnId: (value: string) => { readonly customer: DraftCustomer; readonly claim: DraftClaim | null } | null;
  /** Open claims of others, of the same amount, whose number is one slip of the finger away. */
  readonly nearEquals: (claim: DraftClaim) => readonly DraftClaim[];
}

const bare = (digits: string): string => digits.replace(/^0+(?=.)/, '');

/** Digits of a number by which somebody could mean it: all of them, and the running number alone. */
const keysOf = (claim: DraftClaim): readonly string[] => {
  const all = digitParts(claim.number).join('');
  const external = claim.external.replaceAll(/\D/g, '');
  const keys = [
    bare(all),
    bare(claim.number.running),
    bare([...claim.number.before, bare(claim.number.running)].join('')),
  ];
  return [...new Set(external === '' ? keys : [...keys, bare(external)])];
};

/** Every stretch of neighbouring parts of a claim's number, put together. */
const partsOf = ({ number }: DraftClaim): readonly string[] => {
  const parts = digitParts(number);
  return parts.flatMap((_, from) => parts.slice(from).map((__, i) => bare(parts.slice(from, from + i + 1).join(''))));
};

export function viewOf(claims: readonly DraftClaim[], customers: readonly DraftCustomer[]): View {
  const digits = new Map<string, DraftClaim[]>();
  for (const claim of claims) for (const key of keysOf(claim)) pushTo(digits, key, claim);
  const ids = new Map<string, { customer: DraftCustomer; claim: DraftClaim | null }>();
  for (const claim of claims) if (claim.ownId !== null) ids.set(claim.ownId, { customer: claim.customer, claim });
  for (const customer of customers) if (customer.ownId !== null) ids.set(customer.ownId, { customer, claim: null });
  const byDigits = (text: string): readonly DraftClaim[] => digits.get(bare(text)) ?? [];
  return {
    claims,
    openOf: (customer, currency) =>
      customer.claims.filter((claim) => claim.openMinor !== 0 && claim.currency === currency),
    strays: (texts, meant) => {
      const allowed = new Set(meant.flatMap(keysOf));
      // A part of a number that is meant is that part: the year in `FV/1991/03/2026` is not the number 2026.
      const parts = new Set(meant.flatMap(partsOf));
      const found = numbersIn(texts).flatMap((text) => (parts.has(bare(text)) ? [] : byDigits(text)));
      return [...new Set(found)].filter(
        (claim) => !meant.includes(claim) && !keysOf(claim).some((key) => allowed.has(key)),
      );
    },
    byDigits,
    byOwnId: (value) => ids.get(value) ?? null,
    nearEquals: (claim) =>
      [...slipsOf(claim.number.running), ...slipsOf(digitParts(claim.number).join(''))]
        .flatMap(byDigits)
        .filter(
          ({ openMinor, currency, customer }) =>
            openMinor === claim.openMinor && currency === claim.currency && customer !== claim.customer,
        ),
  };
}

export const pushTo = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const there = map.get(key);
  if (there) there.push(value);
  else map.set(key, [value]);
};

/** Every number that can be read in a text: each run of digits, and up to five runs with little between them put together. */
function numbersIn(texts: readonly string[]): readonly string[] {
  const whole = texts.join(' ');
  const runs = [...whole.matchAll(/\d+/g)].map((found) => ({ from: found.index, to: found.index + found[0].length }));
  return runs.flatMap(({ from }, first) => {
    const out: string[] = [];
    let text = '';
    for (let i = first; i < Math.min(runs.length, first + 5); i++) {
      const run = runs[i];
      const before = runs[i - 1];
      if (run === undefined || (i > first && before !== undefined && run.from - before.to > 3)) break;
      text += whole.slice(run.from, run.to);
      if (text.length >= 3) out.push(text);
    }
    return from >= 0 ? out : [];
  });
}

export const nameOf = (claim: DraftClaim): string => textOf(claim.number);
