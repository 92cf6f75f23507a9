import { paymentIdSchemes, type PaymentIdSettings, payerIdOf, schemeOfReference } from '#kernel';
import type { ArrivedId, ClaimBooks, IdOwner, OpenClaim } from '../../src/payments/ladder/index.ts';
import { numberForms } from '../../src/payments/ladder/document-numbers.ts';
import type { BlockRow, ClaimRow, CorpusBlock } from '../corpus/rows.ts';
import { customersByName } from './customers-by-name.ts';

/** The books of one company of the corpus, and what is settled in them. */
export interface CorpusBooks {
  readonly books: ClaimBooks;
  /** Takes off a claim what a settled payment closes of it; false where that is more than is open. */
  readonly close: (claimId: number, minor: number) => boolean;
}

/** Opens the books as they are when the first payment arrives. Nothing of the truth is in them. */
export function openBooks(block: CorpusBlock): CorpusBooks {
  const claims = new Map(block.claims.map((row) => [row.claim, openClaim(row)]));
  const customers = new Map(
    block.customers.map(({ customer, name, isClosed }) => [customer, { number: customer, name, isClosed }]),
  );
  const ofCustomer = grouped(
    block.claims,
    ({ customer }) => customer,
    ({ claim }) => claim,
  );
  const byNumber = new Map<string, number[]>();
  for (const { claim, documentNumber, externalDocumentNumber } of block.claims) {
    const forms = [documentNumber, externalDocumentNumber].flatMap((number) => numberForms(number));
    for (const form of new Set(forms)) pushTo(byNumber, form, claim);
  }
  const byAmount = amountIndex(claims);
  const histories = grouped(
    block.history,
    ({ account }) => account,
    ({ customer, times, wasUndone }) => ({ customerNumber: customer, times, wasUndone }),
  );
  const mandates = grouped(
    block.mandates,
    ({ mandate }) => mandate,
    ({ customer }) => customer,
  );
  const undone = grouped(
    block.undone,
    ({ paymentKey }) => paymentKey,
    ({ customer }) => ({ customerNumber: customer }),
  );
  const like = customersByName(block.customers);
  const present = (ids: readonly number[] | undefined): readonly OpenClaim[] =>
    (ids ?? []).flatMap((id) => claims.get(id) ?? []);
  const byDueDate = (a: OpenClaim, b: OpenClaim): number =>
    (a.dueDate ?? '') < (b.dueDate ?? '') ? -1 : a.dueDate === b.dueDate ? a.id - b.id : 1;
  return {
    books: {
      customer: (number) => customers.get(number),
      claimsOf: (number) =>
        present(ofCustomer.get(number))
          .filter(({ openMinor }) => openMinor !== 0)
          .toSorted(byDueDate),
      claim: (id) => claims.get(id),
      ownersOf: ownersIn(block),
      isOfOurBlock: (id) => isOfBlock(id, block.company.blocks),
      customersOfMandate: (mandate) => mandates.get(mandate) ?? [],
      claimsByNumber: (canonical) => present(byNumber.get(canonical)),
      historyOf: (account) => histories.get(account) ?? [],
      claimsByAmount: byAmount.find,
      customersLike: like,
      undoneOf: (key) => undone.get(key) ?? [],
    },
    close: (claimId, minor) => {
      const claim = claims.get(claimId);
      if (!claim) return false;
      const left = claim.openMinor - minor;
      const isMore = claim.openMinor > 0 ? minor <= 0 || left < 0 : minor >= 0 || left > 0;
      if (isMore) return false;
      const now = { ...claim, openMinor: left };
      claims.set(claimId, now);
      byAmount.change(claim, now);
      return true;
    },
  };
}

const openClaim = (row: ClaimRow): OpenClaim => ({
  id: row.claim,
  entryNumber: row.entryNumber,
  customerNumber: row.customer,
  documentNumber: row.documentNumber,
  externalDocumentNumber: row.externalDocumentNumber,
  nature: row.nature,
  postingDate: row.postingDate,
  dueDate: row.dueDate,
  currency: row.currency,
  openMinor: row.openMinor,
  discount: row.discountUntil === null ? null : { until: row.discountUntil, minor: row.discountMinor },
  toleranceMinor: row.toleranceMinor,
});

/** Open claims by amount: the same list for the same question until one of them changes. */
function amountIndex(claims: ReadonlyMap<number, OpenClaim>) {
  const ids = new Map<string, Set<number>>();
  const lists = new Map<string, readonly OpenClaim[]>();
  const keyOf = ({ openMinor, currency }: OpenClaim): string => `${openMinor} ${currency}`;
  const add = (claim: OpenClaim): void => {
    if (claim.openMinor === 0) return;
    const there = ids.get(keyOf(claim)) ?? new Set();
    ids.set(keyOf(claim), there.add(claim.id));
    lists.delete(keyOf(claim));
  };
  for (const claim of claims.values()) add(claim);
  return {
    find: (minor: number, currency: string): readonly OpenClaim[] => {
      const key = `${minor} ${currency}`;
      const list =
        lists.get(key) ?? Array.from(ids.get(key) ?? [], (id) => claims.get(id)).filter((one) => one !== undefined);
      lists.set(key, list);
      return list;
    },
    change: (before: OpenClaim, now: OpenClaim): void => {
      ids.get(keyOf(before))?.delete(before.id);
      lists.delete(keyOf(before));
      add(now);
    },
  };
}

/** What each of our schemes asks of a company's block. */
export const settingsOf = ({ bankSortCode, clientMask }: BlockRow): PaymentIdSettings => ({ bankSortCode, clientMask });

/** Looks a number up as our registry does: as it stands, else with the check digit it should have or lacks. */
function ownersIn({ company, paymentIds }: CorpusBlock): (id: ArrivedId) => readonly IdOwner[] {
  const registry = new Map(paymentIds.map((row) => [row.value, row]));
  const find = (values: readonly (string | null)[], isRepaired: boolean): readonly IdOwner[] =>
    [...new Set(values)].flatMap((value) => {
      const row = value === null ? undefined : registry.get(value);
      if (!row) return [];
      return [
        { value: row.value, customerNumber: row.customer, claimId: row.claim, isRepaired, isRetired: row.isRetired },
      ];
    });
  return ({ kind, value }) => {
    const wanted = schemeOfReference({ kind, value });
    const blocks = company.blocks.filter(({ scheme }) => wanted === null || wanted === scheme);
    const exact = find(
      blocks.map((block) => paymentIdSchemes[block.scheme].read(value, settingsOf(block))),
      false,
    );
    const isRight = blocks.some((block) => paymentIdSchemes[block.scheme].check(value, settingsOf(block)).isValid);
    // A number whose own check digit is right is never bent into another one.
    if (exact.length > 0 ? isRight : blocks.length === 0) return exact;
    return isRight
      ? []
      : find(
          blocks.flatMap((block) => repairsOf(value, block)),
          true,
        );
  };
}

function repairsOf(value: string, block: BlockRow): readonly (string | null)[] {
  const { corrected, make, read } = paymentIdSchemes[block.scheme];
  const settings = settingsOf(block);
  const completed = block.scheme === 'fik-71' ? make(value.replaceAll(/[\s-]/g, ''), settings) : null;
  return [corrected(value, settings), completed?.ok ? read(completed.value, settings) : null];
}

const isOfBlock = ({ value }: ArrivedId, blocks: readonly BlockRow[]): boolean =>
  blocks.some((block) => block.scheme === 'pl-virtual' && payerIdOf(value, settingsOf(block)) !== null);

function grouped<Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  valueOf: (row: Row) => Value,
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) pushTo(groups, keyOf(row), valueOf(row));
  return groups;
}

export function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const there = map.get(key);
  if (there) there.push(value);
  else map.set(key, [value]);
}
