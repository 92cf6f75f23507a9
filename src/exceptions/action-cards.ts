/** What a person may do about an entry of the error log (fejllog). */
export const exceptionActions = [
  'assign',
  'split',
  'park',
  'refund',
  'writeOff',
  'accept',
  'undo',
  'retry',
  'stop',
  'resend',
  'take',
  'release',
  'dismiss',
] as const;

export type ExceptionAction = (typeof exceptionActions)[number];

export interface ActionCard {
  /** What the command carries beside the action: fields of its target, a reason; blank where it needs nothing. */
  readonly needs: string;
  /** Whether it needs a reason in words. */
  readonly needsReason: boolean;
  /** One sentence: what it does. */
  readonly does: string;
}

const card = (does: string, needs = '', needsReason = false): ActionCard => ({ needs, needsReason, does });

/** What each action needs and does, once for all: doors, command line and docs/error-log.md say the same. */
export const actionCards: Readonly<Record<ExceptionAction, ActionCard>> = {
  assign: card(
    'Gives the whole payment to a line, to claims of a customer, or, for a charge back, to what it takes back.',
    'lineReference; or customerNumber (claimIds, documentNumbers); or paymentId',
  ),
  split: card(
    'Gives exact parts of a payment to claims and accounts of customers, or back to the payer.',
    'parts: customerNumber, minor, and claimId, documentNumber, onAccount or refund; they sum to it',
  ),
  park: card(
    'Leaves the payment on a customer’s account, applied to nothing yet.',
    'customerNumber, where the entry names no customer that we know',
  ),
  refund: card(
    'Puts the payment on the customer’s account and orders it, or so much of it, to be paid back.',
    'a reason; customerNumber, where the entry names none we know; minor, where not all goes back',
    true,
  ),
  writeOff: card(
    'Closes claims with a payment that is a little too small or too large, and lets go of the difference.',
    'lineReference; or customerNumber and claimIds or documentNumbers; maybe a reason',
  ),
  accept: card(
    'Carries out what the machine suggested and did not dare.',
    'suggestion, a number from 1; left out, the first',
  ),
  undo: card(
    'Takes back where the money had gone, before or after it was posted, and the machine never does it again.',
    'a reason',
    true,
  ),
  retry: card('Does again what failed, now that its cause may be gone.'),
  stop: card(
    'Stops the collection line: it is withdrawn, or a stop is sent where the channel takes one.',
    'lineReference, where another line than that of the entry is meant',
  ),
  resend: card(
    'Takes the refused lines up again for the next delivery, or confirms that their claims are collected anew.',
  ),
  take: card('Says that you work on it; others are told so.', 'force, where a colleague has it'),
  release: card('Gives it back to everybody.', 'force, where a colleague has it'),
  dismiss: card(
    'Closes it for good: nothing follows. A parked payment is put aside and stays counted.',
    'a reason',
    true,
  ),
};

/** Actions that close no entry: they say only who works on it. */
export const isOwnership = (action: ExceptionAction): action is 'take' | 'release' =>
  action === 'take' || action === 'release';
