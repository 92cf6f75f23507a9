import { problem } from '#kernel';
import type { Candidates, Fact, LineBook } from './facts-and-lines.ts';
import { evidenceOf, type Found } from './rung.ts';

/**
 * The strongest rung: the reference we gave the line comes back with the payment.
 *
 * Even an exact reference is checked for plausibility: a typo on a slip may hit a line of another customer, and then the
 * money waits for a person.
 */
export function byReference(fact: Fact, { byReference: line, byCustomer }: Candidates): Found {
  if (!line) return { whyNot: fact.reference === '' ? 'it carries no reference' : 'no line has its reference' };
  const evidence = evidenceOf(fact, line, fact.isFromBank ? comparedWithBank : comparedWithNets);
  const isSameCustomer = fact.isFromBank ? isSameMandate(fact, line) : line.customerNumber === fact.customerNumber;
  const isSameGroup =
    fact.isFromBank || (line.debtorGroup === fact.debtorGroup && line.agreementId === fact.agreementId);
  const others = byCustomer.filter((other) => other.id !== line.id);
  if (isSameCustomer && isSameGroup) {
    const runnersUp = others.map(({ reference }) => ({ reference, whyNot: 'the reference is of another line' }));
    return { rung: 'line reference', line, evidence, runnersUp };
  }
  const { customerNumber, reference, effectMinor } = fact;
  return {
    rung: 'line reference',
    line,
    evidence,
    runnersUp: others.map((other) => ({
      reference: other.reference,
      whyNot: 'customer, group and date fit, but the reference is of another line',
    })),
    problem: problem('WRONG_CUSTOMER', {
      customerNumber,
      reference,
      lineCustomerNumber: line.customerNumber,
      minor: effectMinor,
    }),
    whyNot: isSameCustomer
      ? 'the reference is of a line of another debtor group'
      : fact.isFromBank
        ? 'the reference is of a line of another mandate or currency'
        : 'the reference is of a line of another customer',
  };
}

const comparedWithNets = ['reference', 'customer', 'debtor group', 'date', 'amount'] as const;
const comparedWithBank = ['reference', 'mandate', 'currency', 'amount'] as const;

/**
 * A bank names no customer of ours, but the mandate, when it says any, must be the line's, and so must the currency of
 * money that moves. A refusal moves none, and status reports seldom name a currency.
 */
const isSameMandate = (fact: Fact, line: LineBook): boolean =>
  (fact.mandateNumber === '' || fact.mandateNumber === line.mandateNumber) &&
  (fact.currency === line.currency || fact.effectMinor === 0);
