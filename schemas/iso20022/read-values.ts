import {
  calendarDate,
  type CalendarDate,
  type Currency,
  currencyOf,
  fail,
  type Minor,
  minorFromDecimal,
  ok,
  type Result,
} from '#kernel';
import { attributeOf, textAt, type XmlElement } from '#schemas/xml';

/** An amount with its currency, as `InstdAmt` and its like carry it. */
export interface IsoAmount {
  readonly amount: Minor;
  readonly currency: Currency;
}

/**
 * Reads an amount digit by digit, never through a float. The schema allows five decimals and every currency; more than
 * two decimals, unless they are zeros, and currencies we do not know, are refused with what was expected.
 */
export function readIsoAmount(element: XmlElement): Result<IsoAmount, string> {
  const code = attributeOf(element, 'Ccy') ?? '';
  const currency = currencyOf(code);
  if (!currency.ok) return fail(currency.error);
  const amount = readIsoSum(element.text.trim());
  return amount.ok ? ok({ amount: amount.value, currency: currency.value }) : fail(amount.error);
}

/** A control sum, or an amount without its currency: up to 17 decimals are allowed, beyond two they have to be zeros. */
export function readIsoSum(text: string): Result<Minor, string> {
  const found = /^\+?(\d+)(?:\.(\d*))?$|^\+?\.(\d+)$/.exec(text);
  if (!found) return fail(`"${text}" is not an amount such as 1250.00`);
  const [, whole = '0', fraction = '', only = ''] = found;
  const decimals = (fraction + only).replace(/0+$/, '');
  return minorFromDecimal(`${whole.replace(/^0+(?=\d)/, '')}${decimals === '' ? '' : `.${decimals}`}`);
}

/** A date, or the date of a date and time, which stands in the sender's own zone; null where there is none. */
export function readIsoDate(text: string): CalendarDate | null {
  const read = calendarDate(text.slice(0, 10));
  return read.ok && /^$|^T|^Z|^[+-]\d\d:\d\d$/.test(text.slice(10)) ? read.value : null;
}

/** The name of a party, in old messages and in those of 2019, which put `Pty` around it. Blank where there is none. */
export const partyName = (party: XmlElement | undefined): string => textAt(party, 'Nm') || textAt(party, 'Pty', 'Nm');

/** An account's number: its IBAN, else what other id it has. Blank where there is none. */
export const accountNumber = (account: XmlElement | undefined): string =>
  textAt(account, 'Id', 'IBAN') || textAt(account, 'Id', 'Othr', 'Id');

/** An agent's BIC, under its older or newer name. Blank where there is none. */
export const agentBic = (agent: XmlElement | undefined): string =>
  textAt(agent, 'FinInstnId', 'BIC') || textAt(agent, 'FinInstnId', 'BICFI');
