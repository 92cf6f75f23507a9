import { type CalendarDate, decimalFromMinor, later, type Minor, minor, zero } from '#kernel';
import type { MergeRules } from '#store';

/** Why a claim is not collected. Every claim that is open and not in a line has one of these. */
export type LeftOutReason =
  | 'NOT_THIS_CHANNEL'
  | 'CUSTOMER_UNKNOWN'
  | 'CUSTOMER_EXCLUDED'
  | 'CUSTOMER_BLOCKED'
  | 'NOT_COLLECTABLE'
  | 'NO_DUE_DATE'
  | 'NOT_DUE'
  | 'OTHER_CURRENCY'
  | 'ON_HOLD'
  | 'DISPUTED'
  | 'HELD_BY_BC'
  | 'BEING_COLLECTED'
  | 'BEING_PAID'
  | 'PAYMENT_IN_ERROR_LOG'
  | 'NO_MANDATE'
  | 'NOTHING_OWED'
  | 'BELOW_LEAST'
  | 'DATE_TAKEN';

export interface ClaimFacts {
  readonly id: number;
  readonly documentType: string;
  readonly documentNumber: string;
  readonly postingDate: CalendarDate;
  readonly dueDate: CalendarDate | null;
  readonly currency: string;
  readonly remaining: Minor;
  readonly onHold: string;
  readonly disputeStatus: string;
  readonly appliesToId: string;
  readonly isEligible: boolean;
  readonly blockReason: string;
  readonly schemeCode: string;
  readonly isBeingCollected: boolean;
}

export interface MandateFacts {
  readonly debtorGroup: string;
  readonly mandateNumber: string;
  readonly validFrom: CalendarDate | null;
  readonly validTo: CalendarDate | null;
}

/** All that is known of one customer when its claims are weighed. */
export interface CustomerFacts {
  readonly customerNumber: string;
  readonly isKnown: boolean;
  readonly isExcluded: boolean;
  readonly isBlocked: boolean;
  readonly schemeCode: string;
  /** Active mandates of the agreement's scheme, in a stable order. */
  readonly mandates: readonly MandateFacts[];
  /** Document numbers that unposted payment journals in Business Central are about to pay; '' stands for the whole customer. */
  readonly unpostedDocuments: ReadonlySet<string>;
  /** Payments of this customer wait in the error log. */
  readonly hasParkedPayments: boolean;
  /** Payment dates on which this customer is collected from already. */
  readonly takenDates: ReadonlySet<CalendarDate>;
  readonly claims: readonly ClaimFacts[];
}

export interface ChoiceRules {
  /** Without a mandate nothing is collected; and whether one is written at all. */
  readonly needsMandate: boolean;
  readonly usesMandate: boolean;
  readonly schemeCode: string;
  readonly currency: string;
  readonly defaultDebtorGroup: string;
  readonly paymentDate: CalendarDate;
  /** The date itself when money moves on it, else the next day on which it does. */
  readonly nextPaymentDay: (date: CalendarDate) => CalendarDate;
  readonly dueFrom: CalendarDate;
  readonly dueTo: CalendarDate;
  readonly merge: MergeRules;
}

export interface ChosenLine {
  readonly customerNumber: string;
  readonly debtorGroup: string;
  readonly mandateNumber: string | null;
  readonly paymentDate: CalendarDate;
  readonly amount: Minor;
  readonly shares: readonly { readonly claimId: number; readonly amount: Minor }[];
}

export interface LeftOut {
  readonly claimId: number;
  readonly reason: LeftOutReason;
  readonly detail: string;
  /** In the journal's currency; zero for a claim in another one, whose amount is in the detail. */
  readonly remaining: Minor;
}

export interface Choice {
  readonly lines: readonly ChosenLine[];
  readonly leftOut: readonly LeftOut[];
}

/** What may be collected or netted. A refund or an unapplied payment of ours is neither. */
const collectableTypes = new Set(['', 'Invoice', 'Finance Charge Memo', 'Reminder', 'Credit Memo', 'Payment']);

/**
 * Weighs one customer's open claims: each ends in a line or is left out with its reason. Pure; the heart of J1, J2, J3, J6.
 *
 * Credit notes and money on account reduce what is collected, whatever their due date. A customer is never asked for
 * more than the net of what it owes.
 */
export function chooseLines(customer: CustomerFacts, rules: ChoiceRules): Choice {
  const leftOut: LeftOut[] = [];
  const fit: ClaimFacts[] = [];
  for (const claim of customer.claims) {
    const why = whyNot(claim, customer, rules);
    if (why) leftOut.push(out(rules, claim, ...why));
    else fit.push(claim);
  }
  const lines: ChosenLine[] = [];
  for (const group of groupClaims(fit, rules)) {
    const line = lineFor(customer, rules, group);
    if ('reason' in line) leftOut.push(...group.claims.map((claim) => out(rules, claim, line.reason, line.detail)));
    else lines.push(line);
  }
  return { lines, leftOut };
}

const out = (rules: ChoiceRules, claim: ClaimFacts, reason: LeftOutReason, detail = ''): LeftOut => ({
  claimId: claim.id,
  reason,
  detail,
  remaining: claim.currency === rules.currency ? claim.remaining : zero,
});

/** The first reason that holds, in the order a clerk would ask. */
function whyNot(
  claim: ClaimFacts,
  customer: CustomerFacts,
  rules: ChoiceRules,
): readonly [LeftOutReason, string] | null {
  const isCredit = claim.remaining < 0;
  const scheme = claim.schemeCode || customer.schemeCode;
  if (!customer.isKnown) return ['CUSTOMER_UNKNOWN', customer.customerNumber];
  if (scheme !== rules.schemeCode) return ['NOT_THIS_CHANNEL', scheme || 'no collection scheme'];
  if (customer.isExcluded) return ['CUSTOMER_EXCLUDED', ''];
  if (customer.isBlocked) return ['CUSTOMER_BLOCKED', 'All'];
  if (!collectableTypes.has(claim.documentType)) return ['NOT_COLLECTABLE', claim.documentType];
  if (claim.remaining === 0) return ['NOTHING_OWED', 'the remaining amount is zero'];
  if (isCredit && !rules.merge.netCreditNotes) return ['NOT_COLLECTABLE', 'credit notes are not netted'];
  if (claim.currency !== rules.currency) {
    return ['OTHER_CURRENCY', `${claim.currency} ${decimalFromMinor(claim.remaining)}`];
  }
  if (!isCredit && claim.dueDate === null) return ['NO_DUE_DATE', ''];
  if (!isCredit && claim.dueDate !== null && (claim.dueDate < rules.dueFrom || claim.dueDate > rules.dueTo)) {
    return ['NOT_DUE', claim.dueDate];
  }
  if (claim.onHold !== '') return ['ON_HOLD', claim.onHold];
  if (claim.disputeStatus !== '') return ['DISPUTED', claim.disputeStatus];
  if (!claim.isEligible) return ['HELD_BY_BC', claim.blockReason];
  if (claim.isBeingCollected) return ['BEING_COLLECTED', ''];
  if (claim.appliesToId !== '') return ['BEING_PAID', `applies-to id ${claim.appliesToId}`];
  if (customer.unpostedDocuments.has(claim.documentNumber) || customer.unpostedDocuments.has('')) {
    return ['BEING_PAID', 'an unposted payment journal'];
  }
  if (customer.hasParkedPayments) return ['PAYMENT_IN_ERROR_LOG', ''];
  return null;
}

/** The mandate that holds on a payment date; 999999999 stands for electronic slips and is never collected on. */
const mandateOn = (customer: CustomerFacts, date: CalendarDate): MandateFacts | undefined =>
  customer.mandates.find(
    (mandate) =>
      mandate.mandateNumber !== '999999999' &&
      (mandate.validFrom === null || mandate.validFrom <= date) &&
      (mandate.validTo === null || date < mandate.validTo),
  );

interface Group {
  readonly paymentDate: CalendarDate;
  readonly claims: readonly ClaimFacts[];
}

const totalOf = (claims: readonly ClaimFacts[]): number => claims.reduce((total, claim) => total + claim.remaining, 0);

const byDueDate = (a: ClaimFacts, b: ClaimFacts): number =>
  (a.dueDate ?? '').localeCompare(b.dueDate ?? '') || a.id - b.id;

/**
 * One group a payment date, with the credit notes it can bear: each whole, so that its entry stays traceable, in the
 * first group that owes as much. When one fits nowhere the groups become one, on the latest date.
 */
function groupClaims(claims: readonly ClaimFacts[], rules: ChoiceRules): readonly Group[] {
  const debts = claims.filter((claim) => claim.remaining > 0).sort(byDueDate);
  const credits = claims.filter((claim) => claim.remaining < 0).sort(byDueDate);
  const groups = new Map<CalendarDate, ClaimFacts[]>();
  for (const claim of debts) {
    const date = paymentDateOf(claim, rules);
    groups.set(date, [...(groups.get(date) ?? []), claim]);
  }
  const dates = [...groups.keys()].sort();
  const lastDate = dates.at(-1) ?? rules.paymentDate;
  for (const credit of credits) {
    const bearer = dates.find((date) => totalOf(groups.get(date) ?? []) + credit.remaining >= 0);
    if (bearer === undefined) return [{ paymentDate: lastDate, claims: [...debts, ...credits] }];
    groups.get(bearer)?.push(credit);
  }
  return dates.map((paymentDate) => ({ paymentDate, claims: groups.get(paymentDate) ?? [] }));
}

const paymentDateOf = (claim: ClaimFacts, rules: ChoiceRules): CalendarDate =>
  rules.merge.perDueDate && claim.dueDate
    ? later(rules.nextPaymentDay(claim.dueDate), rules.paymentDate)
    : rules.paymentDate;

function lineFor(
  customer: CustomerFacts,
  rules: ChoiceRules,
  { paymentDate, claims }: Group,
): ChosenLine | { readonly reason: LeftOutReason; readonly detail: string } {
  const net = totalOf(claims);
  if (net <= 0) return { reason: 'NOTHING_OWED', detail: 'credit notes cover it' };
  if (customer.takenDates.has(paymentDate)) return { reason: 'DATE_TAKEN', detail: paymentDate };
  const mandate = rules.usesMandate ? mandateOn(customer, paymentDate) : undefined;
  if (rules.needsMandate && !mandate) return { reason: 'NO_MANDATE', detail: '' };
  if (net < rules.merge.leastMinor) return { reason: 'BELOW_LEAST', detail: String(net) };
  return {
    customerNumber: customer.customerNumber,
    // A channel without debtor groups has none, whatever the mandate says.
    debtorGroup: rules.defaultDebtorGroup === '' ? '' : mandate?.debtorGroup || rules.defaultDebtorGroup,
    mandateNumber: mandate?.mandateNumber ?? null,
    paymentDate,
    amount: minor(net),
    shares: claims.map((claim) => ({ claimId: claim.id, amount: claim.remaining })),
  };
}
