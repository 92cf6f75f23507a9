import { canonicalNumber } from '../document-numbers.ts';
import type { OpenClaim, PayingCustomer } from '../facts.ts';
import { payerEvidence, payerReason, type PayerStanding } from '../payer-check.ts';
import type { BatchBooks } from '../batch-books.ts';
import type { SaidDocument, SaidId } from '../what-it-says.ts';
import { type Asked, type Idea, type Waiting, waits } from './rung.ts';

/** The customer, where the machine may apply money to him; else why it may not. */
export function payableCustomer(customerNumber: string, { remittance, books }: Asked): PayingCustomer | Waiting {
  const customer = books.told.customer(customerNumber);
  if (!customer) return waits('wrong customer', { code: 'CUSTOMER_UNKNOWN', customerNumber });
  if (customer.isClosed) return waits('closed item', { code: 'CUSTOMER_CLOSED', customerNumber });
  return wasUndone(customerNumber, remittance.paymentKey, books)
    ? waits('undone before', { code: 'UNDONE_BEFORE', customerNumber })
    : customer;
}

export const wasUndone = (customerNumber: string, paymentKey: string, { told }: BatchBooks): boolean =>
  told.undoneOf(paymentKey).some((undone) => undone.customerNumber === customerNumber);

export const isWaiting = (found: PayingCustomer | Waiting): found is Waiting => 'kind' in found;

/** Customers that ids and the mandate name besides this one: two that are named contradict each other. */
export function othersById(customerNumber: string, { said }: Asked): readonly string[] {
  const { ids, endToEnd, mandateCustomers } = said;
  const isHis = ({ owners }: SaidId): boolean => owners.length === 0 || isOneOf(owners, customerNumber);
  if (mandateCustomers.length === 0 && ids.every(isHis) && endToEnd.every(isHis)) return nobody;
  const others = new Set<string>();
  for (const { owners } of ids) addOthers(others, customerNumber, owners);
  for (const { owners } of endToEnd) addOthers(others, customerNumber, owners);
  if (mandateCustomers.length > 0 && !mandateCustomers.includes(customerNumber)) {
    for (const other of mandateCustomers) others.add(other);
  }
  return others.size === 0 ? nobody : [...others];
}

/** Customers whose documents the payment names, and none of this one's with the same number. */
export function othersByDocument(customerNumber: string, { said }: Asked): readonly string[] {
  if (said.documents.length === 0) return nobody;
  const others = new Set<string>();
  for (const document of said.documents) {
    if (!document.isOptional && !isOwnNumber(document, customerNumber)) {
      addOthers(others, customerNumber, document.claims);
    }
  }
  return others.size === 0 ? nobody : [...others];
}

const nobody: readonly never[] = [];

const isOneOf = (owners: readonly { readonly customerNumber: string }[], customerNumber: string): boolean =>
  owners.some((owner) => owner.customerNumber === customerNumber);

function addOthers(
  others: Set<string>,
  customerNumber: string,
  owners: readonly { readonly customerNumber: string }[],
): void {
  if (isOneOf(owners, customerNumber)) return;
  for (const owner of owners) others.add(owner.customerNumber);
}

/** Who writes his own customer number names himself, also where it is the number of another's document. */
export const isOwnNumber = ({ canonicals, said }: SaidDocument, customerNumber: string): boolean =>
  said === customerNumber || canonicals.includes(canonicalNumber(customerNumber));

export const contradicting = (customers: readonly string[]): Waiting =>
  waits('wrong customer', { code: 'IDENTIFIERS_CONTRADICT', customers });

/** Waits because of who paid. */
export const payerWaits = (
  standing: PayerStanding,
  customer: PayingCustomer,
  { remittance, books }: Asked,
  ideas: readonly Idea[] = [],
): Waiting =>
  waits('wrong customer', payerReason(standing, remittance, customer.number, books.told), {
    evidence: payerEvidence(standing, remittance, customer, books.told),
    ideas,
  });

/** A claim among those that are named that cannot take this money. */
export function notPayable(named: readonly OpenClaim[], { remittance }: Asked): Waiting | null {
  const { currency: said } = remittance;
  const foreign = named.find(({ currency }) => currency !== said);
  if (foreign) {
    const ours = foreign.currency;
    const evidence = [{ what: 'currency', said, ours, agrees: false }] as const;
    return waits('wrong currency', { code: 'CURRENCY_DIFFERS', said, ours }, { evidence });
  }
  const closed = named.find(({ openMinor }) => openMinor === 0);
  return closed ? waits('already paid', { code: 'CLAIM_CLOSED', documentNumber: closed.documentNumber }) : null;
}
