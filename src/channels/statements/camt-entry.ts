import { type CalendarDate, type Currency, fail, type Minor, ok, type Result } from '#kernel';
import { at, textAt, type XmlElement } from '#schemas/xml';
import type { BankDetails } from '../facts.ts';
import { chargesOf, given } from './camt-detail.ts';
import {
  amountFrom,
  bankCodeOf,
  dateText,
  dayOf,
  type ElementFault,
  isTrue,
  rawAmount,
  type RawAmount,
} from './camt-values.ts';

/** What an entry (`Ntry`) says of itself, whatever its transactions say. */
export interface CamtEntry {
  readonly amount: Minor;
  readonly currency: Currency;
  readonly isCredit: boolean;
  readonly isReversal: boolean;
  readonly status: BankDetails['status'];
  readonly bookingDate: CalendarDate | null;
  readonly valueDate: CalendarDate | null;
  readonly bankReference: string;
  readonly bankCode: string;
  readonly charges: readonly RawAmount[];
  readonly text: string;
  /** The bank says that another message tells the details. */
  readonly isToldElsewhere: boolean;
}

/** Entry statuses; a future entry is on the bank's books and not yet on the account (reference `codes`). */
const statuses: ReadonlyMap<string, BankDetails['status']> = new Map([
  ['BOOK', 'booked'],
  ['PDNG', 'pending'],
  ['FUTR', 'pending'],
  ['INFO', 'information'],
]);

/** Reads the head of an entry, or says which element of it cannot be read. */
export function entryOf(element: XmlElement, accountCurrency: string): Result<CamtEntry, ElementFault> {
  const wrong = (name: string, value: string, expected: string): Result<CamtEntry, ElementFault> =>
    fail({ element: at(element, name) ?? element, field: `Ntry/${name}`, value, expected });
  const money = at(element, 'Amt');
  if (money === undefined) return wrong('Amt', '', 'the amount of the entry');
  const raw = rawAmount(money);
  const amount = amountFrom(raw, accountCurrency);
  if (!amount.ok)
    return wrong('Amt', `${raw.text} ${raw.currency}`.trim(), `an amount in two decimals: ${amount.error}`);
  const direction = textAt(element, 'CdtDbtInd');
  if (direction !== 'CRDT' && direction !== 'DBIT') return wrong('CdtDbtInd', direction, 'CRDT or DBIT');
  const statusCode = textAt(element, 'Sts', 'Cd') || textAt(element, 'Sts', 'Prtry') || textAt(element, 'Sts');
  const status = statuses.get(statusCode);
  if (status === undefined) return wrong('Sts', statusCode, 'BOOK, PDNG, FUTR or INFO');
  const bookingDate = dayOf(at(element, 'BookgDt'));
  if (bookingDate === undefined) return wrong('BookgDt', dateText(at(element, 'BookgDt')), 'a date such as 2026-02-02');
  const valueDate = dayOf(at(element, 'ValDt'));
  if (valueDate === undefined) return wrong('ValDt', dateText(at(element, 'ValDt')), 'a date such as 2026-02-02');
  return ok({
    ...amount.value,
    isCredit: direction === 'CRDT',
    isReversal: isTrue(textAt(element, 'RvslInd')),
    status,
    bookingDate,
    valueDate,
    bankReference: given(textAt(element, 'AcctSvcrRef')),
    bankCode: bankCodeOf(at(element, 'BkTxCd')),
    charges: chargesOf(element),
    text: textAt(element, 'AddtlNtryInf'),
    isToldElsewhere: at(element, 'AddtlInfInd') !== undefined,
  });
}
