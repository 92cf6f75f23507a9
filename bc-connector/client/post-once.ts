import type { z } from 'zod';
import { type Problem, problem, problemOf } from '#kernel';
import { readEntity, withoutCorrelationId } from '#schemas/bc';
import type { Address } from './addresses.ts';
import { longestWaitInMs, waitInMs } from './back-off.ts';
import type { Answer } from './exchange.ts';
import type { Reading } from './read.ts';
import { isLockText, type Refusal } from './status-table.ts';

/** A row of the extension that is made under a unique key and posted by its bound action `applyAndPost`. */
export interface PostedRow {
  readonly id: string;
  readonly etag: string;
  readonly status: 'New' | 'Posted' | 'Failed' | 'Reversed';
  readonly errorMessage: string;
}

/** What is posted: where its rows are, what makes it, and how it is known again. */
export interface PostedThing<Row extends PostedRow> {
  readonly reading: Reading;
  readonly key: string;
  readonly rows: Address;
  readonly action: (id: string) => Address;
  readonly body: unknown;
  readonly schema: z.ZodType<Row>;
  readonly find: () => Promise<Row | null>;
  /** The first field in which a row under our key is something else than ours, or null when it is the same. */
  readonly differenceFrom: (row: Row) => string | null;
}

export type PostedAnswer<Row> =
  | { readonly outcome: 'posted'; readonly row: Row }
  | {
      readonly outcome: 'refused';
      readonly id: string | null;
      readonly text: string;
      readonly code: string;
      readonly correlationId: string;
    }
  | { readonly outcome: 'unclear'; readonly problem: Problem };

/** Where a posting stands, as far as we know. */
type Step<Row> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'row'; readonly row: Row }
  /** The last request may have been done or not: look before anything is repeated. */
  | {
      readonly kind: 'unsure';
      readonly problem: Problem;
      readonly retryAfterInMs: number;
      readonly lookAtOnce: boolean;
    }
  | { readonly kind: 'done'; readonly answer: PostedAnswer<Row> };

/** How often one call looks and tries again before it says `unclear`; the reference gives locks 3 to 5. */
const mostLooks = 5;

/**
 * Creates the row, then posts it. The row's key is unique in Business Central and `applyAndPost` leaves a posted row
 * alone (business-central.md 3.5, 5.9), so neither step can be done twice; still no step is repeated before a look.
 */
export async function postOnce<Row extends PostedRow>(thing: PostedThing<Row>): Promise<PostedAnswer<Row>> {
  let step: Step<Row> = { kind: 'absent' };
  /** The version of the row that posting was tried on: a failure on the same version is an older one, not ours. */
  let triedOn: string | null = null;
  let looks = 0;
  while (step.kind !== 'done') {
    if (step.kind === 'absent') {
      step = triedOn === null ? await create(thing) : rowGone(thing);
    } else if (step.kind === 'row') {
      const answer: PostedAnswer<Row> | null = answerOf(thing, step.row, triedOn);
      triedOn = step.row.etag;
      step = answer === null ? await applyAndPost(thing, step.row) : done(answer);
    } else {
      looks += 1;
      step = looks > mostLooks ? unsettled(thing, looks) : await waitAndLook(thing, step, looks);
    }
  }
  return step.answer;
}

async function create<Row extends PostedRow>({ reading, rows, body, schema }: PostedThing<Row>): Promise<Step<Row>> {
  const answer = await reading.exchange({ ...rows, method: 'POST', body });
  if (!answer.ok) return stepAfterRefusal(answer, null);
  const found = readEntity(schema, answer.body);
  return found.ok ? { kind: 'row', row: found.value } : unsure(problem('BC_BUSY', unread(answer.status)), true);
}

/** HTTP errors are technical only; whether it was posted stands in the row's `status` (business-central.md 3.5). */
async function applyAndPost<Row extends PostedRow>(
  { reading, action, schema }: PostedThing<Row>,
  { id }: Row,
): Promise<Step<Row>> {
  const answer = await reading.exchange({ ...action(id), method: 'POST', body: {} });
  if (!answer.ok) return stepAfterRefusal(answer, id);
  const found = readEntity(schema, answer.body);
  if (!found.ok || found.value.id !== id) return unsure(problem('BC_BUSY', unread(answer.status)), true);
  const row = found.value;
  if (isPosted(row)) return done({ outcome: 'posted', row });
  const text = row.errorMessage;
  if (row.status === 'Failed' && !isLockText(text)) return done(refusedAs(row));
  return unsure(problem('BC_BUSY', { status: answer.status, text, retryAfterInMs: 0 }), false);
}

function stepAfterRefusal<Row>(
  { action, problem: found, refusal }: Extract<Answer, { ok: false }>,
  id: string | null,
): Step<Row> {
  switch (action) {
    case 'refuse':
      return done(refusedWith(id, refusal));
    case 'per-record':
      return id === null ? done(refusedWith(id, refusal)) : done({ outcome: 'unclear', problem: found });
    case 'reread':
      // "Not open any more" is an answer about the entry; a taken key or an old ETag is about our own row.
      return found.code === 'BC_REFUSED' ? done(refusedWith(id, refusal)) : unsure(found, true);
    case 'back-off':
    case 'lock-retry':
      return { kind: 'unsure', problem: found, retryAfterInMs: refusal.retryAfterInMs, lookAtOnce: false };
    case 'new-token-once':
    case 'stop':
    case 'pause':
      break;
  }
  return done({ outcome: 'unclear', problem: found });
}

async function waitAndLook<Row extends PostedRow>(
  { reading, find }: PostedThing<Row>,
  step: Extract<Step<Row>, { kind: 'unsure' }>,
  looks: number,
): Promise<Step<Row>> {
  const { parts } = reading;
  if (step.retryAfterInMs > longestWaitInMs) return done({ outcome: 'unclear', problem: step.problem });
  if (!step.lookAtOnce) await parts.sleep(waitInMs(looks, step.retryAfterInMs, parts.random));
  try {
    const row = await find();
    return row === null ? { kind: 'absent' } : { kind: 'row', row };
  } catch (thrown) {
    return done({ outcome: 'unclear', problem: problemOf(thrown) });
  }
}

/** The final answer a row gives by itself; null when posting must be tried (again). */
function answerOf<Row extends PostedRow>(
  { key, differenceFrom }: PostedThing<Row>,
  row: Row,
  triedOn: string | null,
): PostedAnswer<Row> | null {
  const difference = differenceFrom(row);
  if (difference !== null) {
    const text = `The key ${key} belongs to another payment: ${difference}.`;
    return { outcome: 'refused', id: row.id, text, code: 'BC_KEY_TAKEN', correlationId: '' };
  }
  if (isPosted(row)) return { outcome: 'posted', row };
  const isOurFailure = row.status === 'Failed' && triedOn !== null && row.etag !== triedOn;
  return isOurFailure && !isLockText(row.errorMessage) ? refusedAs(row) : null;
}

/** A reversed payment was posted too; what was reversed is told by its own return. */
const isPosted = ({ status }: PostedRow): boolean => status === 'Posted' || status === 'Reversed';

const refusedAs = ({ id, errorMessage }: PostedRow): PostedAnswer<never> => ({
  outcome: 'refused',
  id,
  ...withoutCorrelationId(errorMessage),
  code: 'Failed',
});

const refusedWith = (id: string | null, { text, code, correlationId }: Refusal): PostedAnswer<never> => ({
  outcome: 'refused',
  id,
  text,
  code,
  correlationId,
});

const done = <Row>(answer: PostedAnswer<Row>): Step<Row> => ({ kind: 'done', answer });

const unsure = (found: Problem, lookAtOnce: boolean): Step<never> => ({
  kind: 'unsure',
  problem: found,
  retryAfterInMs: 0,
  lookAtOnce,
});

const unread = (status: number) => ({ status, text: 'the answer could not be read', retryAfterInMs: 0 });

/** The row was there and is not: whoever deleted it may have done so after it was posted, so it is not made anew. */
const rowGone = <Row extends PostedRow>({ rows }: PostedThing<Row>): Step<Row> => {
  const { pathname } = new URL(rows.url);
  const text = 'the payment was there, and is not any more';
  return done({ outcome: 'unclear', problem: problem('BC_RECORD_NOT_FOUND', { url: pathname, text }) });
};

const unsettled = <Row extends PostedRow>({ key }: PostedThing<Row>, looks: number): Step<Row> =>
  done({ outcome: 'unclear', problem: problem('POSTING_UNCLEAR', { postingId: key, attempts: looks }) });
