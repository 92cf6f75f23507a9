import { closingOf, totalOf } from '../closing.ts';
import type { ClaimEvidence } from '../decision.ts';
import { amountEvidence, documentEvidence } from '../evidence.ts';
import type { OpenClaim, PayingCustomer } from '../facts.ts';
import { isPossiblePayer, payerEvidence, payerStanding, type PayerStanding } from '../payer-check.ts';
import { spreadWhole } from '../spread.ts';
import type { SaidDocument } from '../what-it-says.ts';
import { type NamedDocuments, namedDocuments } from './named-documents.ts';
import { guardAgainstSlips } from './slips.ts';
import {
  contradicting,
  isOwnNumber,
  isWaiting,
  notPayable,
  othersById,
  payableCustomer,
  payerWaits,
} from './obstacles.ts';
import { payNamed } from './pay-named.ts';
import { type Answer, type Asked, silent, type Settling, type Waiting, waits } from './rung.ts';

/** The payer wrote which documents he pays, and what is open of them explains the payment exactly. */
export function documentNumbers(asked: Asked): Answer {
  const { said, customer } = asked;
  const documents = customer ? said.documents.filter((document) => isOf(document, customer.number)) : said.documents;
  if (documents.length === 0) return silent;
  const found = namedDocuments(documents, asked);
  if ('kind' in found) return found;
  // What was perhaps not meant is left out where it cannot be paid.
  const named = { ...found, optional: found.optional.filter((claim) => !notPayable([claim], asked)) };
  const claims = [...named.claims, ...named.optional];
  if (claims.length === 0) return silent;
  const evidence = [...(customer?.evidence ?? []), ...named.documents.map(documentEvidence)];
  const customers = [...new Set(claims.map(({ customerNumber }) => customerNumber))];
  const others = customers.flatMap((number) => othersById(number, asked));
  if (others.length > 0) return { ...contradicting([...new Set([...customers, ...others])]), evidence };
  const payers: Payer[] = [];
  for (const number of customers) {
    const payer = payerFor(number, claims, named.documents, asked);
    if ('kind' in payer) return { ...payer, evidence: [...evidence, ...payer.evidence] };
    payers.push(payer);
  }
  const [payer, second] = payers;
  if (!payer) return silent;
  const all = [...evidence, ...payers.flatMap((each) => each.evidence)];
  const obstacle = notPayable(named.claims, asked);
  if (obstacle) return { ...obstacle, evidence: [...all, ...obstacle.evidence] };
  return second ? payTogether(claims, all, asked) : payOne(named, payer, all, asked);
}

const isOf = (document: SaidDocument, customerNumber: string): boolean =>
  document.claims.some((claim) => claim.customerNumber === customerNumber) || !isOwnNumber(document, customerNumber);

interface Payer {
  readonly customer: PayingCustomer;
  readonly standing: PayerStanding;
  readonly evidence: readonly ClaimEvidence[];
}

/** Whether this payer's money may go to a customer whose documents he wrote. */
function payerFor(
  customerNumber: string,
  claims: readonly OpenClaim[],
  documents: readonly SaidDocument[],
  asked: Asked,
): Payer | Waiting {
  const { remittance, books } = asked;
  const customer = payableCustomer(customerNumber, asked);
  if (isWaiting(customer)) return customer;
  const standing = payerStanding(remittance, customer, books.told);
  const own = claims.filter((claim) => claim.customerNumber === customerNumber);
  if (!isPossiblePayer(standing)) {
    const shares = spreadWhole(customerNumber, remittance.minor, own);
    const waiting = payerWaits(standing, customer, asked);
    return { ...waiting, ideas: [{ customerNumber, shares, why: waiting.why }] };
  }
  if (standing === 'unnamed' && !asked.customer) {
    const slip = guardAgainstSlips(own, documents, asked);
    if (slip)
      return waits('ambiguous', slip, {
        ideas: [{ customerNumber, shares: spreadWhole(customerNumber, remittance.minor, own), why: slip }],
      });
  }
  return { customer, standing, evidence: payerEvidence(standing, remittance, customer, books.told) };
}

/** Of one customer: the range with all that lies in it, or else what was written itself. */
function payOne(named: NamedDocuments, payer: Payer, evidence: readonly ClaimEvidence[], asked: Asked): Answer {
  const { remittance, policy } = asked;
  const whole = named.optional.length === 0 ? named.claims : [...named.claims, ...named.optional];
  const claims = whole === named.claims || closingOf(whole, remittance, policy) ? whole : named.claims;
  const { customer, standing } = payer;
  return claims.length === 0 ? silent : payNamed({ customer, standing, claims, evidence, isById: false }, asked);
}

/** Of several customers: all are named, and it adds up to the last unit. */
function payTogether(
  claims: readonly OpenClaim[],
  evidence: readonly ClaimEvidence[],
  asked: Asked,
): Settling | Waiting {
  const { remittance, policy } = asked;
  const closing = closingOf(claims, remittance, policy);
  const total = totalOf(claims);
  const told = [...evidence, amountEvidence(remittance, total)];
  const considered = claims.length;
  if (closing && !closing.isTolerated) {
    const { shares } = closing;
    const uniqueness = { kind: 'named' } as const;
    return { kind: 'settles', outcome: 'exact', shares, evidence: told, considered, runnersUp: [], uniqueness };
  }
  const customers = [...new Set(claims.map(({ customerNumber }) => customerNumber))];
  const why = { code: 'IDENTIFIERS_CONTRADICT', customers } as const;
  const ideas = customers.map((customerNumber) => ({
    customerNumber,
    shares: spreadWhole(
      customerNumber,
      remittance.minor,
      claims.filter((claim) => claim.customerNumber === customerNumber),
    ),
    why,
  }));
  return waits('ambiguous', why, { evidence: told, considered, ideas });
}
