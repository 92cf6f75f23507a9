import { type Problem, problem, ProblemError, problemOf } from '#kernel';
import { type BcPaymentId, collectionPaymentId, encodeEnumName, readEntity } from '#schemas/bc';
import { type Addresses, withQuery } from './addresses.ts';
import { longestWaitInMs, waitInMs } from './back-off.ts';
import type { Answer } from './exchange.ts';
import { filterOf, isText } from './filters.ts';
import { readAll, type Reading, unreadableAt } from './read.ts';
import type { Refusal } from './status-table.ts';
import type { BcNewPaymentId, BcPaymentIdAnswer } from './types.ts';

export interface Putting {
  readonly reading: Reading;
  readonly addresses: Addresses;
  readonly companyId: string;
  readonly paymentId: BcNewPaymentId;
}

type Step =
  | { readonly kind: 'create' }
  | { readonly kind: 'row'; readonly row: BcPaymentId }
  /** What was asked may have been done or not: look before anything is repeated. */
  | {
      readonly kind: 'unsure';
      readonly problem: Problem;
      readonly retryAfterInMs: number;
      readonly lookAtOnce: boolean;
    }
  | { readonly kind: 'done'; readonly answer: BcPaymentIdAnswer };

const mostLooks = 5;

/** Field lengths of the extension's table. Too long is refused, never cut. */
const mostSigns = { customerNumber: 20, scheme: 20, paymentId: 50 } as const;

/** What the table holds in place of a date that is not set. */
const blankDate = '0001-01-01';

/**
 * Makes Business Central know a payment id as it stands: creates it, or brings its dates and status up to date. The number
 * is unique there, so it may be asked any number of times, also after a lost answer.
 */
export async function putPaymentId(putting: Putting): Promise<BcPaymentIdAnswer> {
  checkFields(putting.paymentId);
  let step: Step = { kind: 'create' };
  for (let looks = 0; step.kind !== 'done'; ) {
    if (step.kind === 'create') step = await create(putting);
    else if (step.kind === 'row') step = await bringUpToDate(putting, step.row);
    else {
      looks += 1;
      step = looks > mostLooks ? unclear(step.problem) : await waitAndLook(putting, step, looks);
    }
  }
  return step.answer;
}

function checkFields(paymentId: BcNewPaymentId): void {
  for (const [field, most] of Object.entries(mostSigns)) {
    const value = String(Reflect.get(paymentId, field));
    if (value.trim() !== '' && value.length <= most) continue;
    const context = {
      record: 'collectionPaymentIds',
      field,
      value: value.slice(0, 120),
      expected: `1 to ${most} signs`,
    };
    throw new ProblemError(problem('FIELD_NOT_WRITABLE', context));
  }
}

async function create({ reading, addresses, companyId, paymentId }: Putting): Promise<Step> {
  const { customerNumber, entryNumber, scheme, paymentId: number } = paymentId;
  const body = {
    customerNumber,
    entryNumber,
    scheme,
    paymentId: number,
    validFrom: paymentId.validFrom,
    ...changing(paymentId),
  };
  return stepAfter(await reading.exchange({ ...addresses.paymentIds(companyId), method: 'POST', body }));
}

/** What may change of a number after it was created: it can only be retired. */
const changing = ({ validTo, status }: BcNewPaymentId) => ({
  validTo: validTo ?? blankDate,
  status: encodeEnumName(status),
});

async function bringUpToDate({ reading, addresses, companyId, paymentId }: Putting, row: BcPaymentId): Promise<Step> {
  const other = differenceOf(paymentId, row);
  if (other !== null) {
    const text = `The payment id ${paymentId.paymentId} belongs to another owner: ${other}.`;
    return { kind: 'done', answer: { outcome: 'refused', text, code: 'BC_KEY_TAKEN', correlationId: '' } };
  }
  if (row.status === paymentId.status && row.validTo === paymentId.validTo) return written(row.id);
  const address = addresses.paymentId(companyId, row.id);
  const headers = { 'If-Match': row.etag };
  return stepAfter(await reading.exchange({ ...address, method: 'PATCH', body: changing(paymentId), headers }));
}

/** In what the number there is another one than ours; null when it is the same. */
function differenceOf(ours: BcNewPaymentId, theirs: BcPaymentId): string | null {
  const code = (text: string): string => text.trim().toUpperCase();
  if (code(ours.customerNumber) !== code(theirs.customerNumber)) return `customer ${theirs.customerNumber}`;
  if (ours.entryNumber !== theirs.entryNumber) return `entry ${theirs.entryNumber}`;
  return code(ours.scheme) === code(theirs.scheme) ? null : `scheme ${theirs.scheme}`;
}

const written = (id: string): Step => ({ kind: 'done', answer: { outcome: 'written', id } });
const unclear = (found: Problem): Step => ({ kind: 'done', answer: { outcome: 'unclear', problem: found } });

function stepAfter(answer: Answer): Step {
  if (!answer.ok) return stepAfterRefusal(answer);
  const found = readEntity(collectionPaymentId, answer.body);
  if (found.ok) return written(found.value.id);
  const context = { status: answer.status, text: 'the answer could not be read', retryAfterInMs: 0 };
  return { kind: 'unsure', problem: problem('BC_BUSY', context), retryAfterInMs: 0, lookAtOnce: true };
}

function stepAfterRefusal({ action, problem: found, refusal }: Extract<Answer, { ok: false }>): Step {
  switch (action) {
    case 'refuse':
    case 'per-record':
      return { kind: 'done', answer: refusedWith(refusal) };
    case 'reread':
      return { kind: 'unsure', problem: found, retryAfterInMs: 0, lookAtOnce: true };
    case 'back-off':
    case 'lock-retry':
      return { kind: 'unsure', problem: found, retryAfterInMs: refusal.retryAfterInMs, lookAtOnce: false };
    case 'new-token-once':
    case 'stop':
    case 'pause':
      break;
  }
  return unclear(found);
}

const refusedWith = ({ text, code, correlationId }: Refusal): BcPaymentIdAnswer => ({
  outcome: 'refused',
  text,
  code,
  correlationId,
});

async function waitAndLook(putting: Putting, step: Extract<Step, { kind: 'unsure' }>, looks: number): Promise<Step> {
  const { parts } = putting.reading;
  if (step.retryAfterInMs > longestWaitInMs) return unclear(step.problem);
  if (!step.lookAtOnce) await parts.sleep(waitInMs(looks, step.retryAfterInMs, parts.random));
  try {
    const row = await find(putting);
    return row === null ? { kind: 'create' } : { kind: 'row', row };
  } catch (thrown) {
    return unclear(problemOf(thrown));
  }
}

/** The number as it is there, on the primary: a replica may not know yet what was just written. */
async function find({ reading, addresses, companyId, paymentId }: Putting): Promise<BcPaymentId | null> {
  const $filter = filterOf([isText('paymentId', paymentId.paymentId)]);
  const address = withQuery(addresses.paymentIds(companyId), { $filter });
  const [raw] = await readAll(reading, address);
  if (raw === undefined) return null;
  const found = readEntity(collectionPaymentId, raw);
  if (!found.ok) throw new ProblemError(unreadableAt(address, found.error));
  return found.value;
}
