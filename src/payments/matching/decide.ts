import { problem, type Problem } from '#kernel';
import { byCustomerAndDate } from './by-customer-and-date.ts';
import { byReference } from './by-reference.ts';
import type { Decision, Explanation } from './decision.ts';
import type { Candidates, Fact } from './facts-and-lines.ts';
import type { LadderRung } from './rung.ts';
import { movementOf, verdictOn } from './verdicts.ts';

/** From the strongest proof to the weakest; the first rung that finds a line has the word. */
const ladder: readonly LadderRung[] = [byReference, byCustomerAndDate];

/**
 * Decides what follows from one payment. Pure: the same fact and candidates give the same decision.
 *
 * Money is settled only where everything agrees. Whatever speaks against it sends the payment to the error log, with
 * what was compared, who came near, and why it was not enough.
 */
export function decide(fact: Fact, candidates: Candidates): Decision {
  if (fact.kind === 'other') return noted(fact, 'booked, and no customer’s payment');
  const { toldBefore } = candidates;
  if (toldBefore && fact.isFromBank && (fact.isCopy || toldBefore.format !== fact.format)) {
    return noted(fact, `told before, in ${toldBefore.fileName}`);
  }
  if (toldBefore) return duplicate(fact, candidates, toldBefore.fileName);
  // The original may never have come: whether it did is for a person to find out.
  if (fact.isCopy) return duplicate(fact, candidates, 'a file that did not come; the bank marks this one as a copy');
  const whyNot: string[] = [];
  const runnersUp: Explanation['runnersUp'][number][] = [];
  for (const rung of ladder) {
    const found = rung(fact, candidates);
    if (found.line) {
      const at = { rung: found.rung, reference: found.line.reference, ...where(fact), evidence: found.evidence };
      if (found.problem) {
        const explanation = { ...at, runnersUp: found.runnersUp, whyNot: found.whyNot ?? null };
        return parked(found.problem, explanation, null);
      }
      const { whyNot: doubt, ...verdict } = verdictOn(fact, found.line);
      return {
        ...verdict,
        lineId: found.line.id,
        allocatedTo: found.line.customerNumber,
        explanation: { ...at, runnersUp: [...found.runnersUp, ...runnersUp], whyNot: doubt },
      };
    }
    whyNot.push(found.whyNot);
    runnersUp.push(...(found.runnersUp ?? []));
  }
  const explanation = { ...nothingFound, ...where(fact), runnersUp, whyNot: whyNot.join('; ') };
  const isNamed = fact.customerNumber !== '' || !fact.isFromBank;
  if (isNamed && !candidates.isKnownCustomer)
    return parked(problem('UNKNOWN_CUSTOMER', contextOf(fact)), explanation, null);
  const isTakenBack = movementOf(fact) === 'taken back';
  const found = isTakenBack
    ? problem('CHARGED_BACK_WITHOUT_PAYMENT', contextOf(fact))
    : problem('NO_COLLECTION', { ...contextOf(fact), dueDate: fact.dueDate ?? '' });
  return parked(found, explanation, null);
}

/** It moves money and settles nothing: kept, counted, and nobody need look at it. */
const noted = (fact: Fact, why: string): Decision => ({
  outcome: 'note',
  lineId: null,
  lineAction: null,
  allocations: [],
  allocatedTo: '',
  reversesId: null,
  problem: null,
  explanation: { ...nothingFound, ...where(fact), runnersUp: [], whyNot: why },
});

function duplicate(fact: Fact, candidates: Candidates, firstFileName: string): Decision {
  const { paymentKey, customerNumber, effectMinor } = fact;
  const line = candidates.byReference ?? null;
  const explanation = {
    ...nothingFound,
    ...where(fact),
    reference: line?.reference ?? null,
    runnersUp: [],
    whyNot: 'a payment of the same key was told before',
  };
  const context = { paymentKey, firstFileName, customerNumber, minor: effectMinor };
  return parked(problem('DUPLICATE_PAYMENT', context), explanation, line?.id ?? null);
}

const nothingFound = { rung: 'none', reference: null, evidence: [] } as const;

const where = ({ fileId, lineNumber }: Fact) => ({ fileId, fileLine: lineNumber });

const contextOf = ({ customerNumber, reference, effectMinor }: Fact) => ({
  customerNumber,
  reference,
  minor: effectMinor,
});

const parked = (found: Problem, explanation: Explanation, lineId: number | null): Decision => ({
  outcome: 'park',
  lineId,
  lineAction: null,
  allocations: [],
  allocatedTo: '',
  reversesId: null,
  problem: found,
  explanation,
});
