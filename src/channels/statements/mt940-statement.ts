import { type CalendarDate, type Currency, type Minor, minor, type Problem, problem } from '#kernel';
import type { Mt940Sum } from '#schemas/statements';
import type { StatementSummary } from '../facts.ts';

/** What one message told so far: a statement, one page of it, or an intraday report. */
export interface Mt940Message {
  readonly lineNumber: number;
  account: string;
  number: string;
  page: string;
  /** As the file writes it; blank while no line has told it. */
  currencyCode: string;
  /** Null where the currency is unknown, or one we do not take. */
  currency: Currency | null;
  opening: { readonly amount: Minor; readonly isFirst: boolean; readonly date: CalendarDate } | null;
  closing: {
    readonly amount: Minor;
    readonly isLast: boolean;
    readonly date: CalendarDate;
    readonly lineNumber: number;
  } | null;
  /** A balance line stood there, readable or not. */
  hasOpening: boolean;
  hasClosing: boolean;
  movements: number;
  entries: number;
  debits: Sum;
  credits: Sum;
  statedDebits: (Mt940Sum & { readonly lineNumber: number }) | null;
  statedCredits: (Mt940Sum & { readonly lineNumber: number }) | null;
  firstDay: CalendarDate | null;
  lastDay: CalendarDate | null;
  /** Why an entry has no currency was told. */
  isCurrencyTold: boolean;
}

interface Sum {
  readonly count: number;
  readonly amount: number;
}

export const newMessage = (lineNumber: number, account: string): Mt940Message => ({
  lineNumber,
  account,
  number: '',
  page: '',
  currencyCode: '',
  currency: null,
  opening: null,
  closing: null,
  hasOpening: false,
  hasClosing: false,
  movements: 0,
  entries: 0,
  debits: { count: 0, amount: 0 },
  credits: { count: 0, amount: 0 },
  statedDebits: null,
  statedCredits: null,
  firstDay: null,
  lastDay: null,
  isCurrencyTold: false,
});

/** Adds a booked entry to what the message moved; false when the sum is beyond what can be exact, and nothing was added. */
export function countEntry(message: Mt940Message, effect: Minor, day: CalendarDate): boolean {
  const sum = effect < 0 ? message.debits : message.credits;
  const grown = { count: sum.count + 1, amount: sum.amount + Math.abs(effect) };
  if (!Number.isSafeInteger(grown.amount)) return false;
  message.movements += effect;
  message.entries += 1;
  if (effect < 0) message.debits = grown;
  else message.credits = grown;
  if (message.firstDay === null || day < message.firstDay) message.firstDay = day;
  if (message.lastDay === null || day > message.lastDay) message.lastDay = day;
  return true;
}

/** Whether a message is the next page of another one: the same account and number, and it opens in the middle. */
export const isNextPage = (before: Mt940Message, next: Mt940Message): boolean =>
  before.closing?.isLast === false &&
  next.opening?.isFirst === false &&
  before.account === next.account &&
  before.number === next.number &&
  before.currencyCode === next.currencyCode;

/** What does not add up in one message by itself. */
export function messageProblems(message: Mt940Message, fileName: string): readonly Problem[] {
  const { opening, closing, movements, lineNumber } = message;
  const problems: Problem[] = [];
  if (opening !== null && closing !== null && opening.amount + movements !== closing.amount) {
    problems.push(notTied(message, fileName, opening.amount, movements, closing.amount, closing.lineNumber));
  }
  if (opening !== null && !message.hasClosing) {
    const expected = 'a closing balance (tag 62F or 62M)';
    problems.push(
      problem('LINE_UNREADABLE', { fileName, lineNumber, field: '62F', from: 1, to: 1, value: '', expected }),
    );
  }
  for (const [tag, stated, counted] of sumsOf(message)) {
    if (stated === null || (stated.amount === counted.amount && stated.count === counted.count)) continue;
    if (stated.amount === counted.amount) {
      const where = { fileName, lineNumber: stated.lineNumber, field: `${tag} count`, from: 6, to: 10 };
      const expected = `${counted.count}, as many entries as there are`;
      problems.push(problem('LINE_UNREADABLE', { ...where, value: String(stated.count), expected }));
    } else problems.push(notTied(message, fileName, 0, counted.amount, stated.amount, stated.lineNumber));
  }
  return problems;
}

const sumsOf = (message: Mt940Message) =>
  [
    ['90D', message.statedDebits, message.debits],
    ['90C', message.statedCredits, message.credits],
  ] as const;

/** The page behind must open with the balance with which the one before closed. */
export function pageProblems(before: Mt940Message, next: Mt940Message, fileName: string): readonly Problem[] {
  const [closing, opening] = [before.closing, next.opening];
  if (closing === null || opening === null || closing.amount === opening.amount) return [];
  return [notTied(next, fileName, closing.amount, 0, opening.amount, next.lineNumber)];
}

/** Joins the next page to the statement before it. */
export function joinPage(before: Mt940Message, next: Mt940Message): Mt940Message {
  const days = [before.firstDay, before.lastDay, next.firstDay, next.lastDay].filter((day) => day !== null).sort();
  return {
    ...next,
    page: '',
    opening: before.opening,
    movements: before.movements + next.movements,
    entries: before.entries + next.entries,
    firstDay: days[0] ?? null,
    lastDay: days.at(-1) ?? null,
  };
}

/** The summary; null where the currency is one we do not know. */
export function summaryOf(message: Mt940Message): StatementSummary | null {
  const { lineNumber, account, currency, opening, closing, movements, entries, number, page } = message;
  if (currency === null || !Number.isSafeInteger(movements)) return null;
  return {
    lineNumber,
    account,
    currency,
    statementId: page === '' ? number : `${number}/${page}`,
    from: opening?.date ?? message.firstDay,
    to: closing?.date ?? message.lastDay,
    opening: opening?.amount ?? null,
    closing: closing?.amount ?? null,
    movements: minor(movements),
    entries,
    isTied: isTied(message),
  };
}

function isTied(message: Mt940Message): boolean | null {
  const { opening, closing, movements } = message;
  const sums = sumsOf(message).filter(([, stated]) => stated !== null);
  const areSumsRight = sums.every(
    ([, stated, counted]) => stated?.amount === counted.amount && stated.count === counted.count,
  );
  if (opening !== null && closing !== null) return areSumsRight && opening.amount + movements === closing.amount;
  return sums.length === 0 ? null : areSumsRight;
}

const notTied = (
  { account, number, page }: Mt940Message,
  fileName: string,
  openingMinor: number,
  movementsMinor: number,
  closingMinor: number,
  lineNumber: number,
): Problem =>
  problem('STATEMENT_NOT_TIED', {
    fileName,
    lineNumber,
    account,
    statementId: page === '' ? number : `${number}/${page}`,
    openingMinor,
    movementsMinor,
    closingMinor,
  });
