/**
 * Why Business Central refused to post, as a closed list (business-central.md 2.2, 5.6 and 5.7).
 *
 * Texts are matched in English only: we ask for English answers, so that they are stable. A text that no row knows is of
 * the class `unknown`, which is a class like the others: a person reads Business Central's own words.
 */
export const refusalClassNames = [
  'posting date',
  'customer blocked',
  'privacy blocked',
  'dimension missing',
  'entry closed',
  'earlier date',
  'currencies differ',
  'currency unknown',
  'rate missing',
  'number series',
  'out of balance',
  'account blocked',
  'setup missing',
  'approval',
  'journal template',
  'locked',
  'inconsistent',
  'dialog',
  'applied later',
  'nothing to unapply',
  'reversed already',
  'customer unknown',
  'key taken',
  'not writable',
  'unknown',
] as const;

export type RefusalClassName = (typeof refusalClassNames)[number];

export interface RefusalClass {
  /** Who removes the cause. */
  readonly owner: 'accountant' | 'operator' | 'nobody';
  /** What that person does, mostly in Business Central. */
  readonly remedy: string;
  /** Whether it goes away by itself, so that we try again without being told. */
  readonly retry: 'by itself' | 'when removed' | 'never';
}

interface Row extends RefusalClass {
  readonly name: RefusalClassName;
  readonly code?: RegExp;
  readonly text?: RegExp;
}

/** What a refusal is known by: BC's error code, or ours, and its text without the correlation id. */
export interface RefusedWith {
  readonly code: string;
  readonly text: string;
}

/** In order of precedence: the first row that fits decides. */
const rows: readonly Row[] = [
  {
    name: 'key taken',
    code: /^BC_KEY_TAKEN$/,
    owner: 'operator',
    remedy: 'Another content lies under this key in Business Central. Find out who wrote it before anything is posted.',
    retry: 'never',
  },
  {
    name: 'not writable',
    code: /^FIELD_NOT_WRITABLE$/,
    owner: 'operator',
    remedy:
      'The posting does not fit the fields of Business Central. Assign the payment otherwise, or post it by hand.',
    retry: 'never',
  },
  {
    name: 'dialog',
    code: /^Application_CallbackNotAllowed$/,
    text: /callback|not allowed to show|dialog/i,
    owner: 'operator',
    remedy:
      'Business Central wanted to ask a question. Turn off the payment tolerance warnings in General Ledger Setup.',
    retry: 'when removed',
  },
  {
    name: 'locked',
    text: /was locked by another user|deadlock/i,
    owner: 'nobody',
    remedy: 'Another user posts at the same time. It is tried again by itself.',
    retry: 'by itself',
  },
  {
    name: 'inconsistent',
    text: /transaction cannot be completed because it will cause inconsistencies/i,
    owner: 'operator',
    remedy: 'The extension made a transaction that does not balance. Report it with the correlation id.',
    retry: 'never',
  },
  {
    name: 'posting date',
    text: /is not within your range of allowed posting dates/i,
    owner: 'accountant',
    remedy: 'Open the period for our user: Allow Posting From and To in User Setup or General Ledger Setup.',
    retry: 'when removed',
  },
  {
    name: 'privacy blocked',
    text: /is blocked for privacy/i,
    owner: 'accountant',
    remedy: 'The customer is blocked for privacy. Assign the payment to another customer, or pay it back by hand.',
    retry: 'when removed',
  },
  {
    name: 'customer blocked',
    text: /when Customer .* is blocked with type/i,
    owner: 'accountant',
    remedy: 'Set Blocked on the customer card to Invoice or blank, post, and block the customer again if need be.',
    retry: 'when removed',
  },
  {
    name: 'dimension missing',
    text: /Select a Dimension Value Code for the Dimension Code|dimension.*(?:blocked|can't be used|combination)/i,
    owner: 'accountant',
    remedy: 'Set the dimension in the settings (posting.dimensions), or relax the default dimension of the customer.',
    retry: 'when removed',
  },
  {
    name: 'entry closed',
    code: /^Internal_DataNotFoundFilter$/,
    text: /There is no Cust\. Ledger Entry within the filter/i,
    owner: 'accountant',
    remedy:
      'The entry was paid or closed meanwhile. Assign the payment to another claim, leave it on account, or refund it.',
    retry: 'never',
  },
  {
    name: 'applied later',
    text: /must first unapply all application entries/i,
    owner: 'accountant',
    remedy: 'Something was applied to the entry afterwards. Unapply that in Business Central first, then try again.',
    retry: 'when removed',
  },
  {
    name: 'nothing to unapply',
    text: /There is nothing to unapply/i,
    owner: 'accountant',
    remedy: 'Somebody unapplied the payment by hand. Post the counter entry by hand and dismiss this.',
    retry: 'never',
  },
  {
    name: 'reversed already',
    text: /because the entry is part of a reversal/i,
    owner: 'accountant',
    remedy: 'Somebody reversed the payment by hand. Make sure that it is in the books once, then dismiss this.',
    retry: 'never',
  },
  {
    name: 'earlier date',
    text: /entry with an earlier posting date/i,
    owner: 'accountant',
    remedy: 'The entry is dated after the payment. Try again: the posting date follows the entries that are paid.',
    retry: 'when removed',
  },
  {
    name: 'currencies differ',
    text: /must be in the same currency/i,
    owner: 'accountant',
    remedy:
      'Payment and entry are in different currencies. Assign it to a claim in its currency, or settle it by hand.',
    retry: 'never',
  },
  {
    name: 'rate missing',
    text: /Currency Exchange Rate/i,
    owner: 'accountant',
    remedy: 'Enter an exchange rate for the currency that is valid on the posting date.',
    retry: 'when removed',
  },
  {
    name: 'currency unknown',
    text: /Currency Code .*cannot be found/i,
    owner: 'accountant',
    remedy:
      'Business Central does not know the currency. Create it with an exchange rate, or settle the payment by hand.',
    retry: 'when removed',
  },
  {
    name: 'customer unknown',
    text: /Customer No\. .*cannot be found/i,
    owner: 'accountant',
    remedy: 'The customer is gone from Business Central, perhaps merged. Assign the payment to the customer it is now.',
    retry: 'never',
  },
  {
    name: 'number series',
    text: /You may not enter numbers manually|You cannot assign new numbers from the number series/i,
    owner: 'accountant',
    remedy: 'Extend the number series of posted payments in the extension’s setup.',
    retry: 'when removed',
  },
  {
    name: 'out of balance',
    text: /is out of balance/i,
    owner: 'operator',
    remedy: 'The extension made a transaction that does not balance. Report it with the correlation id.',
    retry: 'never',
  },
  {
    name: 'account blocked',
    text: /Blocked must be equal to|Direct Posting must be equal to/i,
    owner: 'accountant',
    remedy: 'Unblock the bank or G/L account that is posted to, or turn on Direct Posting, or set another account.',
    retry: 'when removed',
  },
  {
    name: 'journal template',
    text: /Journal Template Name must have a value/i,
    owner: 'accountant',
    remedy: 'Journal templates are mandatory. Set the template in the extension’s setup.',
    retry: 'when removed',
  },
  {
    name: 'setup missing',
    text: /Posting Group must have a value|Posting Group .*does not exist|VAT Posting Setup does not exist/i,
    owner: 'accountant',
    remedy: 'Complete the posting groups or the VAT posting setup that Business Central names.',
    retry: 'when removed',
  },
  {
    name: 'approval',
    text: /\brestricted\b|\bapproval\b/i,
    owner: 'accountant',
    remedy:
      'An approval workflow holds journal lines back. Exempt the extension’s journal from it, or approve the line.',
    retry: 'when removed',
  },
];

const unknown: RefusalClass & { readonly name: RefusalClassName } = {
  name: 'unknown',
  owner: 'accountant',
  remedy: 'Remove the cause that Business Central names, then try again.',
  retry: 'when removed',
};

/** Which class a refusal is of. A row with a code and a text fits by either. */
export function refusalClass({ code, text }: RefusedWith): RefusalClass & { readonly name: RefusalClassName } {
  const found = rows.find((row) => row.code?.test(code) === true || row.text?.test(text) === true);
  if (!found) return unknown;
  const { name, owner, remedy, retry } = found;
  return { name, owner, remedy, retry };
}
