import { type Problem, problem, problemOf, ProblemError } from '#kernel';
import { type BcMandate, collectionAgreement, readEntity } from '#schemas/bc';
import { type Addresses, withQuery } from './addresses.ts';
import { longestWaitInMs, waitInMs } from './back-off.ts';
import type { Answer } from './exchange.ts';
import { filterOf, isText } from './filters.ts';
import { readAll, type Reading, unreadableAt } from './read.ts';
import type { BcMandateAnswer, BcMandateChange } from './types.ts';

export interface Saving {
  readonly reading: Reading;
  readonly addresses: Addresses;
  readonly companyId: string;
  readonly mandate: BcMandateChange;
}

/** How often one call looks and tries again before it says `unclear`. */
const mostLooks = 5;

/**
 * Looks, and writes what differs. A write that may have happened is never repeated before another look, and a change goes
 * with the version that was seen, so that nobody's later edit is overwritten.
 */
export async function saveMandate(saving: Saving): Promise<BcMandateAnswer> {
  let doubt: Problem | null = null;
  for (let look = 1; look <= mostLooks; look++) {
    const step = await lookAndWrite(saving);
    if (step.outcome !== 'unclear') return step;
    doubt = step.problem;
    if (step.retryAfterInMs > longestWaitInMs || step.isFinal) break;
    const { parts } = saving.reading;
    await parts.sleep(waitInMs(look, step.retryAfterInMs, parts.random));
  }
  return { outcome: 'unclear', problem: doubt ?? problem('UNEXPECTED', { text: 'a mandate was not looked at' }) };
}

type Step =
  | Exclude<BcMandateAnswer, { readonly outcome: 'unclear' }>
  | {
      readonly outcome: 'unclear';
      readonly problem: Problem;
      readonly retryAfterInMs: number;
      readonly isFinal: boolean;
    };

async function lookAndWrite(saving: Saving): Promise<Step> {
  const { mandate } = saving;
  try {
    const there = sameMandate(await mandatesOf(saving), mandate);
    if (there === null) return mandate.status === 'Cancelled' ? { outcome: 'saved', id: null } : await create(saving);
    const patch = differences(there, mandate);
    if (Object.keys(patch).length === 0) return { outcome: 'saved', id: there.id };
    return await change(saving, there, patch);
  } catch (thrown) {
    return { outcome: 'unclear', problem: problemOf(thrown), retryAfterInMs: 0, isFinal: true };
  }
}

async function mandatesOf({ reading, addresses, companyId, mandate }: Saving): Promise<readonly BcMandate[]> {
  const which = [isText('customerNumber', mandate.customerNumber), isText('schemeCode', mandate.schemeCode)];
  const address = withQuery(addresses.agreements(companyId), { $filter: filterOf(which) });
  return (await readAll(reading, address)).map((raw) => {
    const found = readEntity(collectionAgreement, raw);
    if (!found.ok) throw new ProblemError(unreadableAt(address, found.error));
    return found.value;
  });
}

/** The one of the same number and group, else one that was waiting for its number. */
function sameMandate(found: readonly BcMandate[], wanted: BcMandateChange): BcMandate | null {
  const inGroup = found.filter(
    ({ debtorGroupNumber: group }) =>
      group === '' || wanted.debtorGroupNumber === '' || group === wanted.debtorGroupNumber,
  );
  const same = inGroup.filter(({ agreementNumber }) => agreementNumber === wanted.agreementNumber);
  const active = same.find(({ status }) => status === 'Active') ?? same[0];
  if (active) return active;
  if (wanted.agreementNumber === '') return inGroup.find(({ status }) => status === 'Active') ?? null;
  const isPending = ({ status, agreementNumber }: BcMandate) => status === 'Pending' && agreementNumber === '';
  return wanted.status === 'Active' ? (inGroup.find(isPending) ?? null) : null;
}

function differences(there: BcMandate, wanted: BcMandateChange): Readonly<Record<string, string>> {
  const { agreementNumber, debtorGroupNumber, status, validFrom, validTo } = wanted;
  const patch: Record<string, string> = {};
  if (status !== there.status) patch['status'] = status;
  if (agreementNumber !== '' && agreementNumber !== there.agreementNumber) patch['agreementNumber'] = agreementNumber;
  if (debtorGroupNumber !== '' && debtorGroupNumber !== there.debtorGroupNumber) {
    patch['debtorGroupNumber'] = debtorGroupNumber;
  }
  if (validFrom !== null && validFrom !== there.validFrom) patch['validFrom'] = validFrom;
  if (validTo !== null && validTo !== there.validTo) patch['validTo'] = validTo;
  return patch;
}

const blankDate = '0001-01-01';

async function create({ reading, addresses, companyId, mandate }: Saving): Promise<Step> {
  const body = { ...mandate, validFrom: mandate.validFrom ?? blankDate, validTo: mandate.validTo ?? blankDate };
  const address = addresses.agreements(companyId);
  return stepAfter(await reading.exchange({ ...address, method: 'POST', body }));
}

async function change(
  { reading, addresses, companyId }: Saving,
  { id, etag }: BcMandate,
  patch: Readonly<Record<string, string>>,
): Promise<Step> {
  const address = addresses.agreement(companyId, id);
  const headers = { 'If-Match': etag };
  return stepAfter(await reading.exchange({ ...address, method: 'PATCH', body: patch, headers }));
}

function stepAfter(answer: Answer): Step {
  if (answer.ok) {
    const found = readEntity(collectionAgreement, answer.body);
    if (found.ok) return { outcome: 'saved', id: found.value.id };
    const unread = problem('BC_BUSY', {
      status: answer.status,
      text: 'the answer could not be read',
      retryAfterInMs: 0,
    });
    return { outcome: 'unclear', problem: unread, retryAfterInMs: 0, isFinal: false };
  }
  const { action, refusal } = answer;
  if (action === 'refuse' || action === 'per-record') {
    return { outcome: 'refused', text: refusal.text, correlationId: refusal.correlationId };
  }
  // Somebody changed it meanwhile, or Business Central is busy: look again.
  const isFinal = action === 'stop' || action === 'pause' || action === 'new-token-once';
  return { outcome: 'unclear', problem: answer.problem, retryAfterInMs: refusal.retryAfterInMs, isFinal };
}
