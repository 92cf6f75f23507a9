import { catalogue, daysBetween, inCopenhagen, type ProblemCode } from '#kernel';
import type { Tables } from '#store';
import type { ExceptionAction } from './action-cards.ts';
import { allowedActions, alwaysAllowed, type ExceptionSubject, isProblemCode } from './allowed-actions.ts';
import type { ExceptionState } from './exception-states.ts';

/** One entry of the error log, as people and programs read it. */
export interface ExceptionEntry {
  readonly id: number;
  readonly companyId: number;
  readonly code: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly advice: string;
  /** Who must act. */
  readonly owner: string;
  readonly subject: ExceptionSubject;
  readonly subjectId: number;
  /** The payment whose money waits for it. */
  readonly paymentId: number | null;
  /** In comparable form; blank where it is about no customer. */
  readonly customerNumber: string;
  /** What the payment or the line it is about amounts to; null where it is about neither. */
  readonly minor: number | null;
  readonly currency: string | null;
  readonly state: ExceptionState;
  readonly allowedActions: readonly ExceptionAction[];
  readonly openedAt: Date;
  /** Calendar days since it was opened: one told of last night is a day old this morning. */
  readonly ageInDays: number;
  /** Who works on it, and since when. */
  readonly taken: { readonly by: string; readonly at: Date } | null;
  /** What was done about it, by whom, when and why; null while nobody has. */
  readonly acted: { readonly action: string; readonly by: string; readonly at: Date; readonly reason: string } | null;
}

/** A row as `entryColumns` reads it. */
export interface ExceptionRow {
  readonly id: number;
  readonly company_id: number;
  readonly code: string;
  readonly context: unknown;
  readonly subject: Tables['exception']['subject'];
  readonly subject_id: number;
  readonly payment_id: number | null;
  readonly customer_number: string;
  readonly minor: number | null;
  readonly currency: string | null;
  readonly state: string;
  readonly action: string | null;
  readonly reason: string | null;
  readonly acted_by: string | null;
  readonly acted_at: Date | null;
  readonly opened_at: Date;
  readonly taken_by: string | null;
  readonly taken_at: Date | null;
}

/** Everything but the words it is searched by. */
export const entryColumns = [
  'id',
  'company_id',
  'code',
  'context',
  'subject',
  'subject_id',
  'payment_id',
  'customer_number',
  'minor',
  'currency',
  'state',
  'action',
  'reason',
  'acted_by',
  'acted_at',
  'opened_at',
  'taken_by',
  'taken_at',
] as const satisfies readonly (keyof ExceptionRow)[];

export function entryOf(row: ExceptionRow, at: Date): ExceptionEntry {
  const { code, action, acted_by: by, acted_at: when, taken_by: takenBy, taken_at: takenAt } = row;
  const known = isProblemCode(code) ? adviceFor(code, row.subject) : unknownCode;
  return {
    id: row.id,
    companyId: row.company_id,
    code,
    context: isFields(row.context) ? row.context : {},
    ...known,
    subject: row.subject,
    subjectId: row.subject_id,
    paymentId: row.payment_id,
    customerNumber: row.customer_number,
    minor: row.minor,
    currency: row.currency,
    state: stateOf(row.state),
    allowedActions: row.state === 'open' ? known.allowedActions : [],
    openedAt: row.opened_at,
    ageInDays: ageInDays(row.opened_at, at),
    taken: takenBy !== null && takenAt ? { by: takenBy, at: takenAt } : null,
    acted: action !== null && by !== null && when ? { action, by, at: when, reason: row.reason ?? '' } : null,
  };
}

export const ageInDays = (openedAt: Date, at: Date): number =>
  Math.max(0, daysBetween(inCopenhagen(openedAt).date, inCopenhagen(at).date));

const adviceFor = (code: ProblemCode, subject: ExceptionSubject) => ({
  advice: catalogue[code].advice,
  owner: catalogue[code].owner,
  allowedActions: allowedActions(code, subject),
});

/** A code that an older or newer version wrote: it can still be read and closed. */
const unknownCode = {
  advice: 'This version does not know the code. Read its context.',
  owner: 'operator',
  allowedActions: alwaysAllowed,
} as const;

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const stateOf = (state: string): ExceptionState => (state === 'solved' || state === 'dismissed' ? state : 'open');
