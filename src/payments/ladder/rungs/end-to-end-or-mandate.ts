import { payerEvidence, payerStanding, isPossiblePayer } from '../payer-check.ts';
import { byIds } from './by-ids.ts';
import { contradicting, isWaiting, othersByDocument, othersById, payableCustomer, payerWaits } from './obstacles.ts';
import { namesClaims } from './named-documents.ts';
import { recognise, settledPlainly } from './pay-customer.ts';
import { type Answer, type Asked, silent } from './rung.ts';

/** The payer's or the bank's own id is one that we gave out, or the mandate is a customer's. */
export function endToEndOrMandate(asked: Asked): Answer {
  const { said, customer } = asked;
  const byEndToEnd = byIds(said.endToEnd, asked);
  if (byEndToEnd.kind !== 'silent' || customer) return byEndToEnd.kind === 'silent' ? silent : byEndToEnd;
  const [number, another] = said.mandateCustomers;
  return number === undefined || another !== undefined ? silent : byMandate(number, asked);
}

function byMandate(number: string, asked: Asked): Answer {
  const { remittance, books } = asked;
  const mandate = { what: 'mandate', said: remittance.mandateId, agrees: true } as const;
  const others = [...othersById(number, asked), ...othersByDocument(number, asked)];
  if (others.length > 0) return { ...contradicting([...new Set([number, ...others])]), evidence: [mandate] };
  const customer = payableCustomer(number, asked);
  if (isWaiting(customer)) return { ...customer, evidence: [mandate] };
  const standing = payerStanding(remittance, customer, books.told);
  const evidence = [mandate, ...payerEvidence(standing, remittance, customer, books.told)];
  if (!isPossiblePayer(standing)) return { ...payerWaits(standing, customer, asked), evidence };
  const known = { kind: 'customer', customer: { number, isById: true, evidence } } as const;
  if (namesClaims(number, asked).length > 0) return known;
  return settledPlainly(recognise({ customer, standing, evidence, isById: true }, asked), asked) ?? known;
}
