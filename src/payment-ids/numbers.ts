import {
  kidPayload,
  looksLikePartyNumber,
  type PaymentIdSchemeKey,
  paymentIdSchemes,
  type PaymentIdSettings,
} from '#kernel';

/** Pure: which number an owner gets, and which the counter gives. */

interface Kind {
  readonly scheme: PaymentIdSchemeKey;
  readonly per: 'customer' | 'claim';
  readonly settings: PaymentIdSettings;
}

/** Who is to get a number. */
export interface Owner {
  readonly customerNumber: string;
  readonly customerBcId: string;
  /** 0: the customer as such. */
  readonly entryNumber: number;
  /** The number people know the owner by: of the customer, or of the document. */
  readonly ownNumber: string;
  readonly taxNumber: string;
}

/** How many digits a number of ours has in a payment id of this kind. */
export function numberDigits({ scheme, per, settings }: Kind): number {
  const { structure } = settings;
  if (scheme !== 'kid' || structure === undefined) return paymentIdSchemes[scheme].payloadDigits(settings);
  return per === 'customer' ? structure.customerLength : structure.invoiceLength;
}

/** Counters stay whole and exact; what is wider is filled with zeros in front. */
const mostCounterDigits = 15;

/**
 * Where a counter begins: at the first number of the full width, so that hardly any customer's own number lies in its way
 * and nobody takes one for the other.
 */
export const firstNumber = (kind: Kind): number => 10 ** (Math.min(numberDigits(kind), mostCounterDigits) - 1);

/** The last number there is. */
export const lastNumber = (kind: Kind): number => 10 ** Math.min(numberDigits(kind), mostCounterDigits) - 1;

/** The digits an owner's own number gives, zeros in front left out; null when it gives none that may be used. */
export function ownDigits(kind: Kind, derive: 'number' | 'digits' | 'counter', owner: Owner): string | null {
  const text = owner.ownNumber.trim();
  if (derive === 'counter' || (derive === 'number' && !/^\d+$/.test(text))) return null;
  const digits = plainDigits(text);
  const isUsable = digits !== '' && digits.length <= numberDigits(kind);
  return isUsable && !isPersonal(digits, owner) ? digits : null;
}

export const plainDigits = (text: string): string => text.replaceAll(/\D/g, '').replace(/^0+/, '');

/** The number of a person or a company would travel on every transfer, for everybody to see. */
const isPersonal = (digits: string, { taxNumber }: Pick<Owner, 'taxNumber'>): boolean =>
  looksLikePartyNumber(digits) || digits === plainDigits(taxNumber);

/** The payment id with these digits in it, in the form we keep; null when the scheme has none for them. */
export function paymentIdWith(kind: Kind, digits: string, owner: Owner | null): string | null {
  const { scheme, settings } = kind;
  const payload = payloadWith(kind, digits, owner);
  const made = payload === null ? null : paymentIdSchemes[scheme].make(payload, settings);
  return made?.ok ? paymentIdSchemes[scheme].read(made.value, settings) : null;
}

function payloadWith(kind: Kind, digits: string, owner: Owner | null): string | null {
  const { scheme, per, settings } = kind;
  if (scheme !== 'kid' || settings.structure === undefined) return digits.padStart(numberDigits(kind), '0');
  const ofCustomer =
    owner === null || per === 'customer' ? '' : customerDigits(owner, settings.structure.customerLength);
  const laid = kidPayload(
    per === 'customer' ? { customer: digits, invoice: '' } : { customer: ofCustomer, invoice: digits },
    settings,
  );
  return laid.ok ? laid.value : null;
}

/** A KID of an invoice names the customer too, where the customer's number allows it. */
function customerDigits(owner: Owner, length: number): string {
  const digits = /^\d+$/.test(owner.customerNumber) ? plainDigits(owner.customerNumber) : '';
  return digits.length <= length && !isPersonal(digits, owner) ? digits : '';
}

/** Numbers of the counter from one on that may be given out, each with the next it leaves; ends when the block is used up. */
export function* counterNumbers(
  kind: Kind,
  from: number,
): Generator<{ readonly digits: string; readonly next: number }> {
  const last = lastNumber(kind);
  for (let number = from; number <= last; number++) {
    const digits = String(number);
    if (!looksLikePartyNumber(digits)) yield { digits, next: number + 1 };
  }
}
