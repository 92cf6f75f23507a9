/** What a tag of MT940 or MT942 is (payment-ids-and-escalation.md section 3.1). */
export interface Mt940Tag {
  readonly title: string;
  readonly doc: string;
}

/** Every tag we know. The text behind a tag of another name is kept and told. */
export const mt940Tags: Readonly<Record<string, Mt940Tag>> = {
  '20': {
    title: 'statement reference',
    doc: 'the bank’s reference of the message; a new statement, or a page, begins',
  },
  '21': { title: 'related reference', doc: 'the reference of the request it answers' },
  '25': { title: 'account', doc: 'whose account: an IBAN, BIC/account, or the bank’s national form' },
  '25P': { title: 'account with BIC', doc: 'whose account, the bank’s BIC on the next line' },
  '28': { title: 'statement number', doc: 'number of the statement, and of its page' },
  '28C': { title: 'statement number', doc: 'number of the statement, and of its page' },
  '34F': {
    title: 'floor limit',
    doc: 'entries below this amount are left out of the intraday report; names the currency',
  },
  '13': { title: 'time of the report', doc: 'date and time up to which the intraday report counts' },
  '13D': { title: 'time of the report', doc: 'date, time and offset from UTC up to which the intraday report counts' },
  '60F': { title: 'opening balance', doc: 'booked balance before the first entry of the statement' },
  '60M': {
    title: 'intermediate opening balance',
    doc: 'booked balance at the start of a page; the statement began before',
  },
  '61': { title: 'entry', doc: 'one movement on the account' },
  '86': { title: 'details', doc: 'details of the entry before it, or of the whole statement' },
  '62F': { title: 'closing balance', doc: 'booked balance behind the last entry of the statement' },
  '62M': { title: 'intermediate closing balance', doc: 'booked balance at the end of a page; the statement goes on' },
  '64': { title: 'available balance', doc: 'what may be disposed of at closing' },
  '65': { title: 'forward available balance', doc: 'what may be disposed of on a later date' },
  '90D': { title: 'debit entries in sum', doc: 'number and sum of the debit entries of the report' },
  '90C': { title: 'credit entries in sum', doc: 'number and sum of the credit entries of the report' },
};

/** Marks of an entry: which way the money went. */
export const mt940Marks = {
  C: 'credit: money came in',
  D: 'debit: money went out',
  RC: 'reversal of a credit: money that came is taken back',
  RD: 'reversal of a debit: money that went comes back',
  EC: 'expected credit: announced, not booked',
  ED: 'expected debit: announced, not booked',
} as const;

export type Mt940Mark = keyof typeof mt940Marks;

/** SWIFT’s own word for a returned item. Other codes of a type are the bank’s; none is interpreted. */
export const returnedItem = 'RTI';

/** Titles of the framing around the fields. */
export const mt940Frames = {
  header: 'SWIFT envelope',
  message: 'kind of message',
  end: 'end of the message',
  noise: 'outside any message, read past',
} as const;
