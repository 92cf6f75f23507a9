/** What a status of a pain.002 means for what we sent (danske-iso20022.md section 2.3, and the external code lists). */
export type StatusOutcome =
  | 'received'
  | 'accepted'
  | 'acceptedWithChange'
  | 'settled'
  | 'pending'
  | 'partial'
  | 'rejected'
  | 'cancelled'
  | 'unknown';

export interface StatusMeaning {
  readonly outcome: StatusOutcome;
  readonly words: string;
}

/** What a status code means. One we do not know is `unknown`, never an error. */
export const statusMeaning = (code: string): StatusMeaning =>
  statuses.get(code) ?? { outcome: 'unknown', words: `a status we do not know (${code})` };

const status = (outcome: StatusOutcome, words: string): StatusMeaning => ({ outcome, words });

const statuses: ReadonlyMap<string, StatusMeaning> = new Map(
  Object.entries({
    RCVD: status('received', 'received; nothing is checked yet'),
    ACTC: status('received', 'signature and format are fine'),
    ACCP: status('accepted', 'accepted: technical and customer checks passed'),
    ACSP: status('accepted', 'accepted for execution'),
    ACWC: status('acceptedWithChange', 'accepted, with something changed, such as the date'),
    ACWP: status('accepted', 'accepted, and not posted to the creditor yet'),
    ACSC: status('settled', 'settled on the debtor’s side; information only, no basis for posting'),
    ACCC: status('settled', 'settled on the creditor’s account; information only, no basis for posting'),
    PART: status('partial', 'some transactions are accepted and some are not'),
    PDNG: status('pending', 'waiting; more will come'),
    ACFC: status('pending', 'checked, and there is enough money; not final'),
    ACFW: status('pending', 'checked, and there is enough money; waits for a confirmation by us'),
    ACIS: status('pending', 'a cheque was issued and is not cashed yet'),
    ACPD: status('pending', 'released by the debtor’s bank and accepted by clearing; not final'),
    PATC: status('pending', 'waits for more signatures'),
    PRES: status('pending', 'shown to the debtor'),
    CPUC: status('pending', 'the creditor has picked up the cash'),
    RCVC: status('pending', 'the payee’s name was checked, and agrees'),
    RVCM: status('pending', 'payees’ names were checked, and some do not agree'),
    RVMC: status('pending', 'the payee’s name was checked, and nearly agrees'),
    RVNA: status('pending', 'the payee’s name could not be checked'),
    RVNC: status('pending', 'the check of the payee’s name goes on'),
    RVNM: status('pending', 'the payee’s name was checked, and does not agree'),
    BLCK: status('pending', 'the money is held by the bank'),
    RJCT: status('rejected', 'rejected'),
    CANC: status('cancelled', 'cancelled on request'),
  }),
);

export const knownStatuses = (): readonly string[] => [...statuses.keys()];
