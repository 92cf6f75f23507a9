import type { Charset, Mt940Dialect } from '#schemas/statements';

/** What a bank’s MT940 does not tell by itself. */
export interface Mt940Settings {
  /** How tag 86 is written; `auto` tells it by the first signs, entry by entry. */
  readonly dialect: Mt940Dialect | 'auto';
  /** The code page of a file that is not UTF-8. */
  readonly charset: Charset;
  /**
   * Codes that mark a returned item: SWIFT types without their letter, or business codes of three digits. `RTI` always
   * does. Banks’ own lists are not public (UNVERIFIED), so there are none here by default.
   */
  readonly returnCodes: ReadonlySet<string>;
  /**
   * Whether tag 25 names a virtual account, as BGŻ writes one file for each payment (payment-ids-and-escalation.md 1.2):
   * then it is also the account that was hit.
   */
  readonly isVirtualAccount: boolean;
}

export const standardMt940: Mt940Settings = {
  dialect: 'auto',
  charset: 'windows-1252',
  returnCodes: new Set(),
  isVirtualAccount: false,
};
