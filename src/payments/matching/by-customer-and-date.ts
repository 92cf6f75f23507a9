import { isLineReference } from '#kernel';
import type { Candidates, Fact, LineBook } from './facts-and-lines.ts';
import { evidenceOf, type Found } from './rung.ts';

/**
 * The second rung: customer number, debtor group and payment date point at exactly one line, and the amount is plausible.
 *
 * Betalingsservice takes one collection per customer and date, so among the lines that were sent there is at most one;
 * lines that were stopped or refused only count where nothing else is there.
 */
export function byCustomerAndDate(fact: Fact, { byCustomer }: Candidates): Found {
  if (fact.dueDate === null) return { whyNot: 'it carries no payment date' };
  const living = byCustomer.filter((line) => !isStopped(line));
  const candidates = living.length > 0 ? living : byCustomer;
  const [line, ...others] = candidates;
  if (!line) return { whyNot: 'the customer has no line of this group and date' };
  if (others.length > 0) {
    const runnersUp = candidates.map(({ reference }) => ({ reference, whyNot: 'more than one line fits' }));
    return { whyNot: 'more than one line of this customer, group and date fits', runnersUp };
  }
  if (isLineReference(fact.reference) && fact.reference !== line.reference) {
    const runnersUp = [{ reference: line.reference, whyNot: 'the payment carries a reference of ours, but another' }];
    return { whyNot: 'its reference contradicts the only line that fits', runnersUp };
  }
  const evidence = evidenceOf(fact, line, ['customer', 'debtor group', 'date', 'amount', 'reference']);
  const runnersUp = byCustomer
    .filter((other) => other.id !== line.id)
    .map(({ reference, state }) => ({ reference, whyNot: `it is ${state}` }));
  return { rung: 'customer, group and date', line, evidence, runnersUp };
}

const isStopped = ({ state }: LineBook): boolean => state === 'withdrawn' || state === 'refused' || state === 'faulty';
