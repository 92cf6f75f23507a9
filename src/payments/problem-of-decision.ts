import { problem, type Problem } from '#kernel';
import type { ClaimDecision } from './ladder/decision.ts';
import type { Remittance } from './ladder/facts.ts';
import type { Reason, ReasonCode } from './ladder/reasons.ts';

/** What the error log calls a payment that the ladder does not settle. Its reasons are many, what a person does is not. */
type WaitingCode =
  | 'PAYMENT_UNIDENTIFIED'
  | 'PAYMENT_AMBIGUOUS'
  | 'PAYMENT_ID_UNKNOWN'
  | 'IDENTIFIERS_CONTRADICT'
  | 'PAYER_DIFFERS'
  | 'UNKNOWN_CUSTOMER'
  | 'CUSTOMER_CLOSED'
  | 'CLAIM_PAID_ALREADY'
  | 'AMOUNT_NOT_EXPLAINED'
  | 'PAYMENT_CURRENCY_DIFFERS'
  | 'PAYMENT_UNDONE_BEFORE'
  | 'CLAIMS_STALE';

const codes = {
  NO_IDENTIFIER: 'PAYMENT_UNIDENTIFIED',
  CLAIMS_STALE: 'CLAIMS_STALE',
  ONLY_AMOUNT_FITS: 'PAYMENT_UNIDENTIFIED',
  ONLY_NAME_FITS: 'PAYMENT_UNIDENTIFIED',
  DOCUMENT_NOT_NAMED: 'PAYMENT_UNIDENTIFIED',
  ID_UNKNOWN: 'PAYMENT_ID_UNKNOWN',
  ID_OF_OUR_BLOCK_NEVER_GIVEN: 'PAYMENT_ID_UNKNOWN',
  ID_AMBIGUOUS: 'PAYMENT_AMBIGUOUS',
  SEVERAL_SETS_FIT: 'PAYMENT_AMBIGUOUS',
  EQUAL_AMOUNTS: 'PAYMENT_AMBIGUOUS',
  SEARCH_GAVE_UP: 'PAYMENT_AMBIGUOUS',
  COINCIDENCE_POSSIBLE: 'PAYMENT_AMBIGUOUS',
  NEIGHBOUR_NUMBER: 'PAYMENT_AMBIGUOUS',
  CONTESTED: 'PAYMENT_AMBIGUOUS',
  WEAKER_RUNG: 'PAYMENT_AMBIGUOUS',
  PAYER_PAYS_FOR_SEVERAL: 'PAYMENT_AMBIGUOUS',
  IDENTIFIERS_CONTRADICT: 'IDENTIFIERS_CONTRADICT',
  PAYER_IS_ANOTHER: 'PAYER_DIFFERS',
  PAYER_IS_A_STRANGER: 'PAYER_DIFFERS',
  PAYER_WAS_UNDONE: 'PAYER_DIFFERS',
  PAYER_UNTOLD: 'PAYER_DIFFERS',
  ID_REPAIRED: 'PAYER_DIFFERS',
  ID_RETIRED: 'PAYER_DIFFERS',
  CUSTOMER_UNKNOWN: 'UNKNOWN_CUSTOMER',
  CUSTOMER_CLOSED: 'CUSTOMER_CLOSED',
  NOTHING_OPEN: 'CLAIM_PAID_ALREADY',
  CLAIM_CLOSED: 'CLAIM_PAID_ALREADY',
  AMOUNT_NOT_EXPLAINED: 'AMOUNT_NOT_EXPLAINED',
  AMOUNT_LESS: 'AMOUNT_NOT_EXPLAINED',
  AMOUNT_MORE: 'AMOUNT_NOT_EXPLAINED',
  AMOUNT_IMPOSSIBLE: 'AMOUNT_NOT_EXPLAINED',
  CURRENCY_DIFFERS: 'PAYMENT_CURRENCY_DIFFERS',
  UNDONE_BEFORE: 'PAYMENT_UNDONE_BEFORE',
} as const satisfies Readonly<Record<ReasonCode, WaitingCode>>;

/** The problem of a payment that waits; the customer is named where everything points to one. */
export function problemOfDecision(remittance: Remittance, { explanation, suggestions }: ClaimDecision): Problem {
  const why: Reason = explanation.whyNot ?? { code: 'NO_IDENTIFIER' };
  const code = codes[why.code];
  const customerNumber = customerIn(why) ?? onlyCustomer(suggestions.map((one) => one.customerNumber)) ?? '';
  const money = moneyOf(remittance, customerNumber);
  if (code === 'UNKNOWN_CUSTOMER') {
    return problem(code, { customerNumber, reference: remittance.endToEndId, minor: remittance.minor });
  }
  if (code === 'PAYMENT_ID_UNKNOWN') return problem(code, { ...money, value: 'value' in why ? why.value : '' });
  if (code === 'IDENTIFIERS_CONTRADICT') {
    return problem(code, { ...money, customers: 'customers' in why ? why.customers.join(', ') : '' });
  }
  if (code === 'PAYMENT_CURRENCY_DIFFERS') return problem(code, { ...money, ours: 'ours' in why ? why.ours : '' });
  if (code === 'CLAIMS_STALE') return problem(code, { ...money, readAt: 'readAt' in why ? why.readAt : '' });
  return problem(code, money);
}

/** Money as the error log shows it: who it came from is the name, or else the account. */
export const moneyOf = (
  { payerName, payerAccount, minor, currency }: Pick<Remittance, 'payerName' | 'payerAccount' | 'minor' | 'currency'>,
  customerNumber: string,
) => ({ payer: payerName || payerAccount, customerNumber, minor, currency });

const customerIn = (why: Reason): string | undefined => ('customerNumber' in why ? why.customerNumber : undefined);

const onlyCustomer = (numbers: readonly string[]): string | undefined => {
  const distinct = new Set(numbers);
  return distinct.size === 1 ? numbers[0] : undefined;
};
