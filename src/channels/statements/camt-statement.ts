import { type CalendarDate, type Currency, currencyOf, decimalFromMinor, type Minor, minor, zero } from '#kernel';
import { readIsoSum } from '#schemas/iso20022';
import { at, attributeOf, childrenOf, textAt, type XmlElement } from '#schemas/xml';
import type { StatementSummary } from '../facts.ts';
import type { CamtEntry } from './camt-entry.ts';
import { accountOf, amountFrom, dayFrom, dayOf, isTrue, rawAmount } from './camt-values.ts';

/** What is counted of the entries of a statement, over all its pages in the file. */
export interface Tally {
  movements: number;
  entries: number;
  booked: number;
  /** All entries and the booked ones: a bank's own counts may mean either. */
  readonly all: Counts;
  readonly onlyBooked: Counts;
  /** Credits minus debits, with reversals turned round: so some banks state the net. */
  turnedNet: number;
  /** Entries that could not be read: nothing can be tied to the balances with one of them missing. */
  unreadable: number;
}

interface Counts {
  credits: number;
  creditSum: number;
  debits: number;
  debitSum: number;
}

const noCounts = (): Counts => ({ credits: 0, creditSum: 0, debits: 0, debitSum: 0 });

export const newTally = (): Tally => ({
  movements: 0,
  entries: 0,
  booked: 0,
  all: noCounts(),
  onlyBooked: noCounts(),
  turnedNet: 0,
  unreadable: 0,
});

export function count(tally: Tally, { amount, isCredit, isReversal, status }: CamtEntry): void {
  tally.entries += 1;
  tally.turnedNet += isCredit === isReversal ? -amount : amount;
  add(tally.all, amount, isCredit);
  if (status !== 'booked') return;
  tally.booked += 1;
  add(tally.onlyBooked, amount, isCredit);
  tally.movements += isCredit ? amount : -amount;
}

function add(counts: Counts, amount: Minor, isCredit: boolean): void {
  if (isCredit) {
    counts.credits += 1;
    counts.creditSum += amount;
  } else {
    counts.debits += 1;
    counts.debitSum += amount;
  }
}

/** What stands in front of the entries of a statement, read when its first entry comes, or its end. */
export interface StatementHead {
  readonly id: string;
  readonly account: string;
  /** As the file writes it; blank where it says none. */
  readonly currencyCode: string;
  readonly isCopy: boolean;
  /** The bank says that this is not the last page, or not the first. */
  readonly isPart: boolean;
  readonly isLastPage: boolean;
}

export function headOf(statement: XmlElement, pages: XmlElement | undefined): StatementHead {
  const own = statement.children.find(({ name }) => name.endsWith('Pgntn')) ?? pages;
  const page = textAt(own, 'PgNb');
  const isLastPage = own === undefined || isTrue(textAt(own, 'LastPgInd'));
  const number = textAt(statement, 'ElctrncSeqNb') || textAt(statement, 'LglSeqNb');
  const id = textAt(statement, 'Id');
  return {
    id: number === '' ? id : `${id} / ${number}`,
    account: accountOf(at(statement, 'Acct')),
    currencyCode: textAt(statement, 'Acct', 'Ccy'),
    isCopy: textAt(statement, 'CpyDplctInd') !== '',
    isPart: !isLastPage || !/^0*1?$/.test(page),
    isLastPage,
  };
}

/** The booked balances of a statement, and the days it is about. */
export interface Balances {
  readonly opening: Minor | null;
  readonly closing: Minor | null;
  /** The closing balance is one of a day that is not over: more may be booked than the file tells. */
  readonly isInterim: boolean;
  readonly from: CalendarDate | null;
  readonly to: CalendarDate | null;
}

interface Balance {
  readonly code: string;
  readonly amount: Minor;
  readonly date: CalendarDate | null;
}

/**
 * Opening booked, else the closing of the day before; closing booked, else the last interim one. A report of the day
 * may have two interim balances and nothing else (reference `codes`, external balance types).
 */
export function balancesOf(statement: XmlElement, currency: string): Balances {
  const all = childrenOf(statement, 'Bal').flatMap((balance) => balanceOf(balance, currency));
  const first = (code: string): Balance | undefined => all.find((balance) => balance.code === code);
  const interim = all.filter(({ code }) => code === 'ITBD');
  const opening = first('OPBD') ?? first('PRCD') ?? (interim.length > 1 ? interim[0] : undefined);
  const closing = all.findLast(({ code }) => code === 'CLBD') ?? interim.at(-1);
  const period = at(statement, 'FrToDt');
  return {
    opening: opening?.amount ?? null,
    closing: closing?.amount ?? null,
    isInterim: closing?.code === 'ITBD',
    from: dayFrom(textAt(period, 'FrDtTm') || textAt(period, 'FrDt')) ?? opening?.date ?? null,
    to: dayFrom(textAt(period, 'ToDtTm') || textAt(period, 'ToDt')) ?? closing?.date ?? null,
  };
}

function balanceOf(balance: XmlElement, currency: string): readonly Balance[] {
  const money = at(balance, 'Amt');
  const read = money === undefined ? undefined : amountFrom(rawAmount(money), currency);
  if (read?.ok !== true || read.value.currency !== currency) return [];
  const sign = textAt(balance, 'CdtDbtInd') === 'DBIT' ? -1 : 1;
  const code = textAt(balance, 'Tp', 'CdOrPrtry', 'Cd');
  return [{ code, amount: minor(sign * read.value.amount), date: dayOf(at(balance, 'Dt')) ?? null }];
}

/** The currency of a statement: its account's, else that of its first booked balance, else that of its first entry. */
export function currencyCodeOf(statement: XmlElement, head: StatementHead, ofEntries: string): string {
  if (head.currencyCode !== '') return head.currencyCode;
  const booked = childrenOf(statement, 'Bal').find((balance) =>
    ['OPBD', 'PRCD', 'CLBD'].includes(textAt(balance, 'Tp', 'CdOrPrtry', 'Cd')),
  );
  return attributeOf(at(booked, 'Amt'), 'Ccy') ?? ofEntries;
}

/** A count or a sum of `TxsSummry` that is not what the entries give. */
export interface WrongTotal {
  readonly element: XmlElement;
  readonly field: string;
  readonly stated: string;
  readonly counted: string;
}

/** Every stated count and sum is compared; both all entries and the booked ones alone may be meant. */
export function wrongTotals(statement: XmlElement, { all, onlyBooked, turnedNet }: Tally): readonly WrongTotal[] {
  const summary = at(statement, 'TxsSummry');
  if (summary === undefined) return [];
  const wrong: WrongTotal[] = [];
  const compare = (path: readonly string[], counted: (counts: Counts) => number, isCount: boolean): void => {
    const element = at(summary, ...path);
    if (element === undefined || element.text.trim() === '') return;
    const text = element.text.trim();
    const stated = isCount ? (/^\d{1,15}$/.test(text) ? Number(text) : Number.NaN) : sumOf(text);
    if (stated === counted(all) || stated === counted(onlyBooked)) return;
    wrong.push({
      element,
      field: path.join('/'),
      stated: text,
      counted: isCount ? String(counted(all)) : decimalFromMinor(minor(counted(all))),
    });
  };
  compare(['TtlNtries', 'NbOfNtries'], (counts) => counts.credits + counts.debits, true);
  compare(['TtlNtries', 'Sum'], (counts) => counts.creditSum + counts.debitSum, false);
  compare(['TtlCdtNtries', 'NbOfNtries'], (counts) => counts.credits, true);
  compare(['TtlCdtNtries', 'Sum'], (counts) => counts.creditSum, false);
  compare(['TtlDbtNtries', 'NbOfNtries'], (counts) => counts.debits, true);
  compare(['TtlDbtNtries', 'Sum'], (counts) => counts.debitSum, false);
  const net = (counts: Counts): number => Math.abs(counts.creditSum - counts.debitSum);
  for (const path of [['TtlNetNtryAmt'], ['TtlNetNtry', 'Amt']]) {
    const isTurned = sumOf(textAt(summary, 'TtlNtries', ...path)) === Math.abs(turnedNet);
    if (!isTurned) compare(['TtlNtries', ...path], net, false);
  }
  return wrong;
}

function sumOf(text: string): number {
  const read = readIsoSum(text);
  return read.ok ? read.value : Number.NaN;
}

/** Whether opening + movements = closing; null where the file does not say enough. */
export function tieOfBalances(
  balances: Balances,
  head: StatementHead,
  { movements, unreadable }: Tally,
): boolean | null {
  const { opening, closing, isInterim } = balances;
  if (opening === null || closing === null) return null;
  if (opening + movements === closing) return unreadable === 0;
  return head.isPart || isInterim ? null : false;
}

/** The summary of a statement, once its last page has ended; null when nothing says in what currency it is. */
export function summaryOf(
  parts: {
    readonly head: StatementHead;
    readonly balances: Balances;
    readonly tally: Tally;
    readonly currency: string;
    readonly isTied: boolean | null;
  },
  lineNumber: number,
): StatementSummary | null {
  const { head, balances, tally, isTied } = parts;
  const currency: Currency | undefined = knownCurrency(parts.currency);
  if (currency === undefined) return null;
  return {
    lineNumber,
    account: head.account,
    currency,
    statementId: head.id,
    from: balances.from,
    to: balances.to,
    opening: balances.opening,
    closing: balances.closing,
    movements: tally.booked === 0 ? zero : minor(tally.movements),
    entries: tally.entries,
    isTied,
  };
}

function knownCurrency(code: string): Currency | undefined {
  const read = currencyOf(code);
  return read.ok ? read.value : undefined;
}
