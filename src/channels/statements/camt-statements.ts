import { decimalFromMinor, minor, problem } from '#kernel';
import { textAt, type XmlElement } from '#schemas/xml';
import { type CamtReading, nextRecord, noteFinding, type OpenStatement } from './camt-reading.ts';
import {
  type Balances,
  balancesOf,
  currencyCodeOf,
  headOf,
  newTally,
  summaryOf,
  tieOfBalances,
  type WrongTotal,
  wrongTotals,
} from './camt-statement.ts';

/** A statement has begun; its account and balances stand in front of its entries. */
export function openStatement(reading: CamtReading, element: XmlElement): OpenStatement {
  const opened: OpenStatement = {
    element,
    head: headOf(element, reading.pages),
    tally: newTally(),
    before: null,
    balances: null,
    firstEntryAt: -1,
    currencyOfEntries: '',
  };
  const { unfinished } = reading;
  if (unfinished !== null) {
    reading.unfinished = null;
    if (isNextPage(unfinished, opened)) {
      opened.tally = unfinished.tally;
      opened.before = unfinished.before ?? unfinished.balances;
      opened.currencyOfEntries = unfinished.currencyOfEntries;
    } else summarise(reading, unfinished);
  }
  reading.statement = opened;
  return opened;
}

const isNextPage = (before: OpenStatement, next: OpenStatement): boolean =>
  before.head.account === next.head.account && textAt(before.element, 'Id') === textAt(next.element, 'Id');

/** A statement has ended; one with more pages to come waits for them. */
export function endStatement(reading: CamtReading, statement: OpenStatement): void {
  const { element } = statement;
  reading.statement = null;
  statement.head = headOf(element, reading.pages);
  const currency = currencyCodeOf(element, statement.head, statement.currencyOfEntries);
  statement.balances = balancesOf(element, currency);
  const hasOwnPages = element.children.some(({ name }) => name.endsWith('Pgntn'));
  if (hasOwnPages && !statement.head.isLastPage) reading.unfinished = statement;
  else summarise(reading, statement);
}

/** Sums a statement up: with all its pages, or with those that the file has. */
export function summarise(reading: CamtReading, statement: OpenStatement): void {
  const { element, head, tally, before, firstEntryAt } = statement;
  const byteTo = firstEntryAt < 0 ? element.byteTo : firstEntryAt;
  const { lineNumber } = nextRecord(reading, { byteFrom: element.byteFrom, byteTo }, element.name);
  const currency = currencyCodeOf(element, head, statement.currencyOfEntries);
  const own = statement.balances ?? balancesOf(element, currency);
  const balances: Balances = before === null ? own : joined(before, own);
  const isWhole = before !== null && head.isLastPage && before.opening !== null;
  const isTied = tieOfBalances(balances, isWhole ? { ...head, isPart: false } : head, tally);
  const wrong = head.isPart && !isWhole ? [] : wrongTotals(element, tally);
  const isAllTied = wrong.length > 0 ? false : (isTied ?? (isStated(element) && !head.isPart ? true : null));
  const summary = summaryOf({ head, balances, tally, currency, isTied: isAllTied }, lineNumber);
  if (summary !== null) reading.sheet.statements.push(summary);
  if (isAllTied === false) notTied(reading, statement, balances, wrong, lineNumber);
}

const isStated = (element: XmlElement): boolean => textAt(element, 'TxsSummry') !== '' || hasTotals(element);

const hasTotals = (element: XmlElement): boolean =>
  element.children.some(({ name, children }) => name === 'TxsSummry' && children.length > 0);

const joined = (first: Balances, last: Balances): Balances => ({
  opening: first.opening ?? last.opening,
  closing: last.closing,
  isInterim: last.isInterim,
  from: first.from ?? last.from,
  to: last.to ?? first.to,
});

/** One problem a statement; the totals that are wrong are named with what was counted. */
function notTied(
  reading: CamtReading,
  { element, head, tally }: OpenStatement,
  { opening, closing }: Balances,
  wrong: readonly WrongTotal[],
  lineNumber: number,
): void {
  for (const { element: total, field, stated, counted } of wrong) {
    const remedy = 'Ask the bank for the statement again, or what is missing.';
    noteFinding(reading, total, {
      field: `TxsSummry/${field}`,
      value: stated,
      expected: `${counted}, as counted`,
      remedy,
    });
  }
  if (opening !== null && closing !== null && opening + tally.movements !== closing) {
    noteFinding(reading, element, {
      field: 'Bal',
      value: decimalFromMinor(closing),
      expected: `${decimalFromMinor(minor(opening + tally.movements))}: ${decimalFromMinor(opening)} and the booked entries`,
      remedy: 'An entry is missing or wrong, or a page is missing. Ask the bank for the statement again.',
    });
  }
  const totals = wrong.map(({ field, stated, counted }) => `${field} says ${stated}, counted ${counted}`);
  reading.sheet.problems.push(
    problem('STATEMENT_NOT_TIED', {
      fileName: reading.fileName,
      lineNumber,
      account: head.account,
      statementId: totals.length === 0 ? head.id : `${head.id} (${totals.join('; ')})`,
      openingMinor: opening ?? 0,
      movementsMinor: tally.movements,
      closingMinor: closing ?? tally.movements,
    }),
  );
}
