/**
 * Why a candidate lost, a set is not proven, or a payment waits: a code and what it is about, so that the same reason reads
 * in English, Danish and Polish (`sentences/`). A new reason is one line here and one sentence in each language.
 */
export interface ReasonContext {
  NO_IDENTIFIER: object;
  /** What is owed was read longer ago than the company allows; blank where it never was. */
  CLAIMS_STALE: { readonly readAt: string };
  ID_UNKNOWN: { readonly value: string };
  ID_OF_OUR_BLOCK_NEVER_GIVEN: { readonly value: string };
  ID_AMBIGUOUS: { readonly value: string; readonly customers: readonly string[] };
  ID_REPAIRED: { readonly value: string; readonly expected: string };
  ID_RETIRED: { readonly value: string };
  IDENTIFIERS_CONTRADICT: { readonly customers: readonly string[] };
  PAYER_IS_ANOTHER: { readonly account: string; readonly customers: readonly string[] };
  PAYER_IS_A_STRANGER: { readonly name: string; readonly customerNumber: string };
  PAYER_PAYS_FOR_SEVERAL: { readonly account: string; readonly customers: readonly string[] };
  /** Neither the account nor a name is told, and what is settled here needs one. */
  PAYER_UNTOLD: { readonly customerNumber: string };
  PAYER_WAS_UNDONE: { readonly account: string; readonly customerNumber: string };
  CUSTOMER_UNKNOWN: { readonly customerNumber: string };
  CUSTOMER_CLOSED: { readonly customerNumber: string };
  NOTHING_OPEN: { readonly customerNumber: string };
  CLAIM_CLOSED: { readonly documentNumber: string };
  CURRENCY_DIFFERS: { readonly said: string; readonly ours: string };
  /** Not above zero, or wider than the 13 digits of the widest amount field. */
  AMOUNT_IMPOSSIBLE: { readonly minor: number };
  AMOUNT_NOT_EXPLAINED: { readonly customerNumber: string; readonly minor: number };
  AMOUNT_LESS: { readonly documentNumber: string; readonly openMinor: number };
  AMOUNT_MORE: { readonly documentNumber: string; readonly openMinor: number };
  SEVERAL_SETS_FIT: { readonly sets: number };
  EQUAL_AMOUNTS: { readonly minor: number; readonly claims: number };
  SEARCH_GAVE_UP: { readonly claims: number; readonly nodes: number };
  COINCIDENCE_POSSIBLE: { readonly claims: number };
  NEIGHBOUR_NUMBER: { readonly documentNumber: string; readonly neighbour: string };
  CONTESTED: { readonly payments: number };
  UNDONE_BEFORE: { readonly customerNumber: string };
  ONLY_AMOUNT_FITS: { readonly claims: number };
  ONLY_NAME_FITS: { readonly name: string; readonly customerNumber: string };
  DOCUMENT_NOT_NAMED: object;
  WEAKER_RUNG: { readonly rung: string };
}

export type ReasonCode = keyof ReasonContext;

export type Reason = {
  readonly [Code in ReasonCode]: { readonly code: Code } & ReasonContext[Code];
}[ReasonCode];
