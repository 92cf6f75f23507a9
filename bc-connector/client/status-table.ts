import { type Problem, problem } from '#kernel';
import type { Api } from './addresses.ts';

/**
 * What the client does about an answer that is no success.
 *
 * - `new-token-once`: sign in anew, send once more; then stop
 * - `stop`: nothing on this connection will work until a person changes something
 * - `per-record`: this record is gone; others may well be there
 * - `refuse`: Business Central said no to this request and would again
 * - `reread`: what we believed is out of date; look, then decide
 * - `back-off`: wait and try again; a write may have been done, so it is looked up first
 * - `lock-retry`: the same, a few times only
 * - `pause`: the whole tenant rests until its upgrade is done
 */
export type Action =
  | 'new-token-once'
  | 'stop'
  | 'per-record'
  | 'refuse'
  | 'reread'
  | 'back-off'
  | 'lock-retry'
  | 'pause';

/** An answer that is no success, reduced to what decides. `status` 0: no answer came at all. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly text: string;
  readonly correlationId: string;
  readonly api: Api;
  /** The path without its query. */
  readonly url: string;
  readonly retryAfterInMs: number;
}

interface Row {
  readonly name: string;
  /** Absent: any. */
  readonly statuses?: readonly number[] | ((status: number) => boolean);
  readonly code?: RegExp;
  readonly text?: RegExp;
  readonly api?: Api;
  readonly action: Action;
  readonly problem: (refusal: Refusal) => Problem;
}

const refused = ({ code, text, correlationId }: Refusal) => problem('BC_REFUSED', { code, text, correlationId });
const busy = ({ status, text, retryAfterInMs }: Refusal) => problem('BC_BUSY', { status, text, retryAfterInMs });
const conflict = ({ url, text }: Refusal) => problem('BC_CONFLICT', { url, text });
const missing = ({ url, text }: Refusal) => problem('BC_EXTENSION_MISSING', { url, text });
const notFound = ({ url, text }: Refusal) => problem('BC_RECORD_NOT_FOUND', { url, text });

/**
 * The status table of business-central.md 2.2, in order of precedence: the first row that fits decides.
 *
 * Texts stand before statuses, for a lock or an upgrade may come under several of them. What no row of the reference
 * names is at the end: an unknown 5xx may have done something, an unknown 4xx has not.
 */
export const statusTable: readonly Row[] = [
  {
    name: 'tenant upgrade pending',
    text: /You must run the data upgrade/i,
    action: 'pause',
    problem: ({ text }) => problem('BC_UPGRADING', { text }),
  },
  { name: 'record locked', text: /locked by another user|deadlock/i, action: 'lock-retry', problem: busy },
  {
    name: 'not signed in',
    statuses: [401],
    action: 'new-token-once',
    problem: ({ text }) => problem('BC_SIGN_IN_FAILED', { text }),
  },
  {
    name: 'permission missing',
    statuses: [403],
    action: 'stop',
    problem: ({ text }) => problem('BC_FORBIDDEN', { text }),
  },
  {
    name: 'authorization code',
    code: /^Authorization_/,
    action: 'stop',
    problem: ({ text }) => problem('BC_FORBIDDEN', { text }),
  },
  {
    name: 'company or record gone',
    statuses: [404],
    code: /^Internal_(?:RecordNotFound|CompanyNotFound)$/,
    action: 'per-record',
    problem: notFound,
  },
  { name: 'extension missing', statuses: [404], api: 'extension', action: 'stop', problem: missing },
  { name: 'not found', statuses: [404], action: 'per-record', problem: notFound },
  { name: 'business rule', statuses: [400], code: /^Application_/, action: 'refuse', problem: refused },
  { name: 'entry not open', code: /^Internal_DataNotFoundFilter$/, action: 'reread', problem: refused },
  {
    name: 'key taken',
    statuses: [400, 409],
    code: /^Internal_EntityWithSameKeyExists$/,
    action: 'reread',
    problem: ({ text }) => problem('BC_KEY_TAKEN', { key: text }),
  },
  { name: 'etag missing', statuses: [400], code: /^BadRequest_InvalidToken$/, action: 'reread', problem: conflict },
  { name: 'etag old', statuses: [409, 412], action: 'reread', problem: conflict },
  { name: 'request wrong', statuses: [400], action: 'refuse', problem: refused },
  {
    name: 'API off or verb not allowed',
    statuses: [405],
    action: 'stop',
    problem: ({ url, status, text }) => problem('BC_MISCONFIGURED', { url, status, text }),
  },
  { name: 'temporary', statuses: [0, 408, 429, 502, 503, 504], action: 'back-off', problem: busy },
  { name: 'other server error', statuses: (status) => status >= 500, action: 'back-off', problem: busy },
  { name: 'other refusal', statuses: (status) => status >= 400, action: 'refuse', problem: refused },
  {
    name: 'no status of this API',
    action: 'stop',
    problem: ({ url, status }) =>
      problem('BC_ANSWER_UNREADABLE', { url, field: 'status', value: String(status), expected: '2xx, 4xx or 5xx' }),
  },
];

/** Finds the row of an answer that is no success. */
export function judge(refusal: Refusal): { readonly action: Action; readonly problem: Problem; readonly name: string } {
  const row = statusTable.find((row) => fits(row, refusal)) ?? lastRow;
  return { action: row.action, problem: row.problem(refusal), name: row.name };
}

/** Whether a text on its own, as on a payment whose posting failed, speaks of a lock. */
export const isLockText = (text: string): boolean =>
  judge({ status: 400, code: '', text, correlationId: '', api: 'extension', url: '', retryAfterInMs: 0 }).action ===
  'lock-retry';

const lastRow: Row = { name: 'unknown', action: 'stop', problem: refused };

function fits(row: Row, refusal: Refusal): boolean {
  return (
    fitsStatus(row.statuses, refusal.status) &&
    (row.code === undefined || row.code.test(refusal.code)) &&
    (row.text === undefined || row.text.test(refusal.text)) &&
    (row.api === undefined || row.api === refusal.api)
  );
}

function fitsStatus(statuses: Row['statuses'], status: number): boolean {
  if (statuses === undefined) return true;
  return typeof statuses === 'function' ? statuses(status) : statuses.includes(status);
}
