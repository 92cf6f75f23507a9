import { type Minor, minor, type Problem, problem } from '#kernel';
import type { StatementSummary } from '../facts.ts';
import type { DanskeRow } from './danske-csv-row.ts';

/**
 * The running balance of consecutive lines of one account and delivery. Lines may come oldest first or newest first, and
 * those of CMKXKSX may each state the balance before it: the first of these that holds throughout is believed.
 */
export interface BalanceChain {
  readonly first: DanskeRow;
  readonly firstLine: number;
  last: DanskeRow;
  entries: number;
  movements: number;
  upwards: Break | null;
  downwards: Break | null;
  alone: Break | null;
  /** A line states no balance that can be read. */
  isOpen: boolean;
}

interface Break {
  readonly lineNumber: number;
  readonly before: number;
  readonly amount: number;
  readonly balance: number;
}

export function newChain(row: DanskeRow, lineNumber: number): BalanceChain {
  const chain: BalanceChain = {
    first: row,
    firstLine: lineNumber,
    last: row,
    entries: 1,
    movements: row.amount,
    upwards: null,
    downwards: null,
    alone: null,
    isOpen: row.balance === null,
  };
  checkAlone(chain, row, lineNumber);
  return chain;
}

export const continues = ({ first }: BalanceChain, { account, deliveryId, currency }: DanskeRow): boolean =>
  first.account === account && first.deliveryId === deliveryId && first.currency === currency;

export function extendChain(chain: BalanceChain, row: DanskeRow, lineNumber: number): void {
  const before = chain.last;
  chain.entries += 1;
  chain.movements += row.amount;
  chain.last = row;
  checkAlone(chain, row, lineNumber);
  if (before.balance === null || row.balance === null) {
    chain.isOpen = true;
    return;
  }
  const place = { lineNumber, before: before.balance, amount: row.amount, balance: row.balance };
  if (before.balance + row.amount !== row.balance) chain.upwards ??= place;
  if (before.balance - before.amount !== row.balance) chain.downwards ??= place;
}

function checkAlone(chain: BalanceChain, { openingBalance, amount, balance }: DanskeRow, lineNumber: number): void {
  const holds = openingBalance !== null && balance !== null && openingBalance + amount === balance;
  if (!holds) chain.alone ??= { lineNumber, before: openingBalance ?? 0, amount, balance: balance ?? 0 };
}

/** The summary of a chain that ended, and what does not add up. */
export function chainSummary(
  chain: BalanceChain,
  fileName: string,
): { readonly summary: StatementSummary | null; readonly problems: readonly Problem[] } {
  const { first, firstLine, entries } = chain;
  if (!Number.isSafeInteger(chain.movements)) return { summary: null, problems: [] };
  const { account, currency, deliveryId } = first;
  const [opening, closing, isTied] = balancesOf(chain);
  const days = [first.bookingDate, chain.last.bookingDate].sort();
  const movements = minor(chain.movements);
  const [from = null, to = null] = days;
  const summary = {
    lineNumber: firstLine,
    account,
    currency,
    statementId: deliveryId,
    from,
    to,
    opening,
    closing,
    movements,
    entries,
    isTied,
  };
  return { summary, problems: isTied === false ? [notTied(chain, fileName)] : [] };
}

function balancesOf(chain: BalanceChain): readonly [Minor | null, Minor | null, boolean | null] {
  const { first, last, upwards, downwards, alone, isOpen } = chain;
  if (isOpen || first.balance === null || last.balance === null) return [null, null, null];
  if (upwards === null) return [exact(first.balance - first.amount), last.balance, true];
  if (downwards === null) return [exact(last.balance - last.amount), first.balance, true];
  return alone === null ? [null, null, true] : [exact(first.balance - first.amount), last.balance, false];
}

const exact = (value: number): Minor | null => (Number.isSafeInteger(value) ? minor(value) : null);

/** At the first line whose balance is not the one before it and its amount. */
function notTied({ first, firstLine, upwards }: BalanceChain, fileName: string): Problem {
  const { lineNumber, before, amount, balance } = upwards ?? {
    lineNumber: firstLine,
    before: 0,
    amount: 0,
    balance: 0,
  };
  const { account, deliveryId } = first;
  const figures = { openingMinor: before, movementsMinor: amount, closingMinor: balance };
  return problem('STATEMENT_NOT_TIED', { fileName, lineNumber, account, statementId: deliveryId, ...figures });
}
