import type { CalendarDate } from '#kernel';
import type { BankCreditor, BankMandate } from './agreement.ts';
import type { Reason } from './received.ts';
import { textAt, type XmlElement } from './xml-tree.ts';

/** What the bank knows when it reads a message. */
export interface CheckContext {
  readonly creditor: BankCreditor;
  readonly today: CalendarDate;
  readonly mandateOf: (mandateId: string) => BankMandate | null;
  readonly isMessageIdUsed: (messageId: string) => boolean;
  /** Whether such a transaction was taken in before and still stands. */
  readonly isEndToEndIdTaken: (endToEndId: string) => boolean;
  /** Whether a last or one-off collection on it was taken in. */
  readonly isMandateUsedUp: (mandateId: string) => boolean;
}

/** The control sum against the amounts, exactly: both may have many decimals. */
export function sumFault(told: XmlElement, transactions: readonly XmlElement[]): Reason | null {
  const text = textAt(told, 'CtrlSum');
  if (text === null) return null;
  const sum = transactions.reduce((total, one) => total + scaled(textAt(one, 'InstdAmt') ?? '0'), 0n);
  return scaled(text) === sum ? null : { code: 'AM10', text: `CtrlSum ${text} is not the sum of the amounts` };
}

/** In 10^-17, the finest a control sum can be. */
function scaled(text: string): bigint {
  const [whole = '', fraction = ''] = text.trim().replace(/^\+/, '').split('.');
  const sign = whole.startsWith('-') ? -1n : 1n;
  return sign * BigInt(`${whole.replace('-', '')}${fraction.padEnd(17, '0').slice(0, 17)}` || '0');
}

const sepaSigns = /^[A-Za-z0-9/\-?:().,'+ ]*$/;

/** The first text with a sign that SEPA has not, in an element and what stands in it. */
export function strangeSigns(element: XmlElement, except: readonly string[]): Reason | null {
  if (element.children.length === 0 && !sepaSigns.test(element.text)) {
    const sign = Array.from(element.text).find((one) => !sepaSigns.test(one)) ?? '';
    const code = `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    return { code: 'RR10', text: `${element.name} has the sign ${code}, which SEPA does not allow` };
  }
  for (const child of element.children) {
    const found = except.includes(child.name) ? null : strangeSigns(child, []);
    if (found !== null) return found;
  }
  return null;
}
