import type { BankDetails, PaymentFact } from '../facts.ts';

/** Domains in which nothing is a customer's payment: account, cash, loan, securities, derivative, trade business. */
const ownDomains: ReadonlySet<string> = new Set(['ACMT', 'CAMT', 'DERV', 'LDAS', 'SECU', 'TRAD']);
/** The bank's own charges, commissions, interest and taxes. */
const ownSubFamilies: ReadonlySet<string> = new Set(['CHRG', 'COMM', 'FEES', 'INTR', 'TAXE']);
/**
 * Sub-families of what comes back (Danske Bank's list in reference `codes`; PRDD from the PostFinance sample): unpaid or
 * reversed direct debits, returned transfers.
 */
const returns: ReadonlySet<string> = new Set(['AREV', 'ARET', 'PRDD', 'RRTN', 'UPDD']);

export interface KindEvidence {
  readonly status: BankDetails['status'];
  readonly isCredit: boolean;
  readonly isReversal: boolean;
  readonly hasReturnReason: boolean;
  readonly bankCode: string;
  /** The entry's own code: where a transaction has another, either may say that money came back. */
  readonly entryCode: string;
  /** The sum of several payments that are told elsewhere, or cannot be told apart. */
  readonly isSum: boolean;
}

/**
 * What an entry or a transaction is to a creditor. Direction and references decide first, the bank's code second,
 * because banks use the codes in their own ways (danske-iso20022.md 2.5).
 */
export function kindOf(evidence: KindEvidence): PaymentFact['kind'] {
  const { status, isCredit, isReversal, hasReturnReason, bankCode, entryCode, isSum } = evidence;
  const subFamily = subFamilyOf(bankCode);
  const domain = bankCode.slice(0, 4);
  if (isSum || ownDomains.has(domain) || ownSubFamilies.has(subFamily)) return 'other';
  const isBack = isReversal || hasReturnReason || returns.has(subFamily) || returns.has(subFamilyOf(entryCode));
  if (status === 'information') return isBack ? 'rejected' : 'other';
  if (status === 'pending') return 'other';
  // A credit that reverses something is our own payment coming back: no customer paid.
  if (isCredit) return isBack ? 'other' : 'paid';
  return isBack ? 'chargedBack' : 'other';
}

const subFamilyOf = (code: string): string => code.slice(code.lastIndexOf('/') + 1);

/** Direct debits, issued or received: banks do not agree on which of the two a creditor sees. */
export const isDirectDebit = (bankCode: string): boolean => /^[^/]*\/(?:IDDT|RDDT)\//.test(bankCode);
