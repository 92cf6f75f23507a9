import type { ClaimEvidence } from './decision.ts';
import type { ClaimBooks, PayingCustomer, Remittance } from './facts.ts';
import { namesAgree } from './names.ts';
import type { Reason } from './reasons.ts';

/** What the account and the name that money came from say about one customer. */
export type PayerStanding =
  /** The account paid for this customer, and for nobody else. */
  | 'known'
  /** The account paid for this customer and for others. */
  | 'shared'
  /** The account paid for others only. */
  | 'other'
  /** The account is unknown or untold, and the payer's name agrees with the customer's. */
  | 'named'
  /** Neither the account's history nor a name is told. */
  | 'unnamed'
  /** The account is unknown, and the name that is told is another. */
  | 'stranger'
  /** A person undid what this account paid for this customer. */
  | 'undone';

export function payerStanding(remittance: Remittance, customer: PayingCustomer, books: ClaimBooks): PayerStanding {
  const { payerAccount, payerName } = remittance;
  let isOurs = false;
  let isOthers = false;
  if (payerAccount !== '') {
    for (const past of books.historyOf(payerAccount)) {
      if (past.customerNumber === customer.number) {
        if (past.wasUndone) return 'undone';
        isOurs ||= past.times > 0;
      } else if (!past.wasUndone && past.times > 0) {
        isOthers = true;
      }
    }
  }
  if (isOurs) return isOthers ? 'shared' : 'known';
  if (isOthers) return 'other';
  if (payerName === '') return 'unnamed';
  return isSameName(payerName, customer.name) || namesAgree(payerName, customer.name) ? 'named' : 'stranger';
}

/** Most names come as we have them, or in capitals: that needs no reading of names. */
const isSameName = (one: string, other: string): boolean =>
  one === other || (one.length === other.length && one.toUpperCase() === other.toUpperCase());

/** The payer is one person's or company's, and this customer: enough for a part of a claim, or for money left over. */
export const isSurePayer = (standing: PayerStanding): boolean => standing === 'known' || standing === 'named';

/** Money of this payer may be meant for this customer: nothing speaks against it, and something speaks for it. */
export const isLikelyPayer = (standing: PayerStanding): boolean => isSurePayer(standing) || standing === 'shared';

/** Nothing that is told about the payer speaks against this customer. */
export const isPossiblePayer = (standing: PayerStanding): boolean => isLikelyPayer(standing) || standing === 'unnamed';

/** The customers whom an account paid for and whom nobody took it from. */
export const customersOfAccount = (payerAccount: string, books: ClaimBooks): readonly string[] =>
  payerAccount === ''
    ? []
    : books
        .historyOf(payerAccount)
        .filter(({ times, wasUndone }) => times > 0 && !wasUndone)
        .map(({ customerNumber }) => customerNumber);

/** Why this payer is not enough. */
export function payerReason(
  standing: PayerStanding,
  remittance: Remittance,
  customerNumber: string,
  books: ClaimBooks,
): Reason {
  const { payerAccount: account, payerName: name } = remittance;
  if (standing === 'undone') return { code: 'PAYER_WAS_UNDONE', account, customerNumber };
  if (standing === 'unnamed') return { code: 'PAYER_UNTOLD', customerNumber };
  if (standing === 'stranger') return { code: 'PAYER_IS_A_STRANGER', name, customerNumber };
  const customers = customersOfAccount(account, books);
  if (standing === 'other') return { code: 'PAYER_IS_ANOTHER', account, customers };
  return { code: 'PAYER_PAYS_FOR_SEVERAL', account, customers };
}

/** What was compared: the account where it has a history, else the name. */
export function payerEvidence(
  standing: PayerStanding,
  remittance: Remittance,
  customer: PayingCustomer,
  books: ClaimBooks,
): readonly ClaimEvidence[] {
  if (standing === 'unnamed') return [];
  const agrees = isLikelyPayer(standing);
  if (standing === 'named' || standing === 'stranger') {
    const said = remittance.payerName;
    return [
      said === customer.name ? { what: 'payer name', said, agrees } : evidence('payer name', said, customer.name),
    ];
  }
  const said = remittance.payerAccount;
  if (standing === 'known') return [{ what: 'payer account', said, agrees }];
  return [evidence('payer account', said, customersOfAccount(said, books).join(', '))];

  function evidence(what: ClaimEvidence['what'], told: string, ours: string): ClaimEvidence {
    return { what, said: told, ours, agrees };
  }
}
