import { describe, expect, test } from 'vitest';
import { corpusBlock } from '../../bench/corpus/block.ts';
import type { ClaimRow, CorpusBlock, TruthRow } from '../../bench/corpus/rows.ts';

/** Another brute force than the generator's: by counting in binary, over the rows that are written and nothing else. */
function waysToPay(minor: number, claims: readonly ClaimRow[], on: string): number {
  const totals = claims.map((claim) => {
    const isInTime = claim.discountUntil !== null && on <= claim.discountUntil;
    return isInTime && claim.discountMinor > 0
      ? [claim.openMinor, claim.openMinor - claim.discountMinor]
      : [claim.openMinor];
  });
  let ways = 0;
  const visit = (i: number, left: number, count: number): void => {
    const options = totals[i];
    if (options === undefined) {
      if (left === 0 && count > 0) ways += 1;
      return;
    }
    visit(i + 1, left, count);
    for (const option of options) visit(i + 1, left - option, count + 1);
  };
  visit(0, minor, 0);
  return ways;
}

const block: CorpusBlock = corpusBlock(2026, 5, 3_000);
const claims = new Map<string, ClaimRow[]>();
for (const claim of block.claims) {
  if (claim.openMinor === 0) continue;
  const key = `${claim.customer} ${claim.currency}`;
  claims.set(key, [...(claims.get(key) ?? []), claim]);
}
const payments = new Map(block.payments.map((payment) => [payment.payment, payment]));

function waysOf({ payment, shares }: TruthRow): number {
  const row = payments.get(payment);
  const [share] = shares;
  if (!row || !share) return -1;
  return waysToPay(row.minor, claims.get(`${share.customer} ${row.currency}`) ?? [], row.bookedOn);
}

const rowsOf = (...families: readonly string[]): readonly TruthRow[] =>
  block.truth.filter(({ family }) => families.includes(family));

describe('what the generator says of sets, counted again', () => {
  test('without a text, one way is what can be settled', () => {
    const rows = rowsOf('no text, one claim', 'no text, all open', 'no text, some', 'mandate');
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => waysOf(row) !== 1).map(({ family, payment }) => [family, payment])).toEqual([]);
  });

  test('several ways are what must be refused', () => {
    const rows = rowsOf('several sets fit', 'several sets', 'equal prices', 'several sets, customer id');
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => waysOf(row) < 2).map(({ family, payment }) => [family, payment])).toEqual([]);
  });

  test('a part, or more than a claim, is explained by no set', () => {
    const rows = rowsOf('explains nothing', 'part of a named one', 'more than a named one', 'id of a claim, less');
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => waysOf(row) !== 0).map(({ family, payment }) => [family, payment])).toEqual([]);
  });
});

describe('what the generator says of identity, looked up again', () => {
  const owners = new Map(block.paymentIds.map((row) => [row.value.replaceAll(/\s/g, ''), row]));
  const open = new Map(block.claims.map((claim) => [claim.claim, claim]));

  test('a neighbour’s number is right, open, and another customer’s', () => {
    const rows = block.truth.filter(({ family }) => family.startsWith('neighbour id'));
    expect(rows.length).toBeGreaterThan(20);
    for (const { payment, shares, payer } of rows) {
      const owner = owners.get(payments.get(payment)?.ids[0]?.value ?? '');
      expect(owner?.customer).not.toBe(shares[0]?.customer);
      if (owner?.claim != null) expect(open.get(owner.claim)?.openMinor).toBeGreaterThan(0);
      // Without the payer's own account or name nobody could tell.
      const told = payments.get(payment);
      expect(payer === 'known' ? told?.payerAccount : told?.payerName).not.toBe('');
    }
  });

  test('an id that came back leads to the claim or the customer that is meant', () => {
    const rows = block.truth.filter(({ family, damage }) => family === 'id of a claim' && damage.length === 0);
    for (const { payment, shares } of rows) {
      const told = payments.get(payment);
      const value = told?.ids[0]?.value ?? told?.endToEndId ?? '';
      expect(owners.get(value)?.claim).toBe(shares[0]?.claim);
    }
  });

  test('a closed claim is closed, and nothing open explains the money', () => {
    const rows = rowsOf('closed claim, id', 'closed claim, number');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => waysOf(row) !== 0)).toEqual([]);
  });
});
