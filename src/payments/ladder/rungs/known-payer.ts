import { customersOfAccount, payerEvidence, payerReason, payerStanding } from '../payer-check.ts';
import type { PayingCustomer } from '../facts.ts';
import { nameLikeness } from '../names.ts';
import { contradicting, isWaiting, othersByDocument, othersById, payableCustomer } from './obstacles.ts';
import { namesClaims } from './named-documents.ts';
import { recognise, settledPlainly } from './pay-customer.ts';
import { type Answer, type Asked, silent } from './rung.ts';

/** The account paid for one customer before, and for nobody else: one single claim of his, or all that is open. */
export function knownPayer(asked: Asked): Answer {
  const { remittance, books } = asked;
  if (asked.customer) return silent;
  const account = remittance.payerAccount;
  const customers = customersOfAccount(account, books.told);
  const [number, another] = customers;
  if (number === undefined) return silent;
  if (another !== undefined) return { kind: 'silent', why: { code: 'PAYER_PAYS_FOR_SEVERAL', account, customers } };
  const others = [...othersById(number, asked), ...othersByDocument(number, asked)];
  if (others.length > 0) return contradicting([...new Set([number, ...others])]);
  const customer = payableCustomer(number, asked);
  if (isWaiting(customer)) return customer;
  const standing = payerStanding(remittance, customer, books.told);
  if (standing !== 'known') {
    return { kind: 'silent', why: payerReason(standing, remittance, number, books.told) };
  }
  if (isSomebodyElse(customer, asked)) {
    return { kind: 'silent', why: payerReason('stranger', remittance, number, books.told) };
  }
  const evidence = payerEvidence(standing, remittance, customer, books.told);
  const recognised = recognise({ customer, standing, evidence, isById: false }, asked);
  const settled = namesClaims(number, asked).length > 0 ? null : settledPlainly(recognised, asked);
  return settled ?? { kind: 'customer', customer: { number, isById: false, evidence } };
}

/** Somebody else's account that paid for him once may pay for another next time; one that does so again and again is his. */
function isSomebodyElse({ number, name }: PayingCustomer, { remittance, books }: Asked): boolean {
  const { payerName, payerAccount } = remittance;
  if (payerName === '' || nameLikeness(payerName, name) >= 0.5) return false;
  return !books.told
    .historyOf(payerAccount)
    .some(({ customerNumber, times }) => customerNumber === number && times > 1);
}
