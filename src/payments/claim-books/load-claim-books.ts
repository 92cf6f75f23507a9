import { sql } from 'kysely';
import type { Tx } from '#store';
import type { ClaimBooks, IdOwner, OpenClaim, PayerHistory, PayingCustomer, Remittance } from '../ladder/facts.ts';
import { lockCustomers } from '../open-claims.ts';
import { neighboursAsked, numbersAsked } from './ask-numbers.ts';
import { findClaims, findClaimsByAmount, findNumbered, type NumberedClaim } from './find-claims.ts';
import { findMandates, findOwners, type FoundOwners } from './find-owners.ts';
import { findPayers, findUndone } from './find-payers.ts';
import { findAlike, type LikeCustomer } from './find-suggestions.ts';

/** The books of a stretch of payments, and whose claims were locked for it. */
export interface LoadedBooks extends ClaimBooks {
  /** Every claim that was read, open or closed. */
  readonly claimIds: readonly number[];
}

/** Who and what a stretch of payments could be about: numbers only, so far. */
export interface Leads {
  readonly owners: FoundOwners;
  readonly mandates: ReadonlyMap<string, readonly string[]>;
  readonly numbered: readonly NumberedClaim[];
  readonly payers: ReadonlyMap<string, readonly PayerHistory[]>;
  readonly customers: readonly string[];
}

/**
 * Finds out, set by set, whom these payments could be about, and locks those customers: from then on nobody else allocates
 * their claims. Numbers of payment ids, mandates and documents and the history of accounts lead to customers; names and
 * amounts alone do not.
 */
export async function findLeads(tx: Tx, companyId: number, remittances: readonly Remittance[]): Promise<Leads> {
  const owners = await findOwners(tx, companyId, remittances);
  const mandates = await findMandates(tx, companyId, remittances);
  const payers = await findPayers(tx, companyId, remittances);
  const numbered = await findNamed(tx, companyId, remittances, payers);
  const customers = new Set<string>();
  for (const { customerNumber } of owners.all) customers.add(customerNumber);
  for (const found of mandates.values()) for (const number of found) customers.add(number);
  for (const { customerNumber } of numbered) customers.add(customerNumber);
  for (const history of payers.values()) {
    // Whom an account of many pays this time it cannot say; whether it ever paid for somebody is asked of the history.
    if (history.length <= mostOfOneAccount) for (const { customerNumber } of history) customers.add(customerNumber);
  }
  await lockCustomers(tx, companyId, [...customers]);
  return { owners, mandates, numbered, payers, customers: [...customers] };
}

const mostOfOneAccount = 20;

async function findNamed(
  tx: Tx,
  companyId: number,
  remittances: readonly Remittance[],
  payers: Leads['payers'],
): Promise<readonly NumberedClaim[]> {
  const asked = numbersAsked(remittances);
  const found = await findNumbered(tx, companyId, [...asked]);
  if (found.length === 0) return found;
  const known = new Set(found.map(({ key }) => key));
  const unnamed = remittances.filter(({ payerName, payerAccount }) => payerName === '' && !payers.has(payerAccount));
  const neighbours = neighboursAsked(unnamed, (canonical) => known.has(canonical));
  const more = await findNumbered(
    tx,
    companyId,
    [...neighbours].filter((key) => !asked.has(key)),
  );
  return [...found, ...more];
}

/** Reads the claims and customers that the leads lead to, now that nobody else allocates them. */
export async function loadClaimBooks(
  tx: Tx,
  companyId: number,
  remittances: readonly Remittance[],
  leads: Leads,
  suggestFor: readonly Remittance[] = [],
): Promise<LoadedBooks> {
  const alike = await findAlike(tx, companyId, suggestFor);
  const byAmount = await findClaimsByAmount(tx, companyId, suggestFor, mostOfOneAmount);
  const likely = [...alike.values()].flat().map(({ number }) => number);
  const entries = leads.owners.all.map(({ entryNumber }) => entryNumber).filter((entry) => entry !== 0);
  const claims = await findClaims(tx, companyId, {
    customers: [...leads.customers, ...likely],
    ids: [...leads.numbered.filter(({ isOpen }) => !isOpen).map(({ id }) => id), ...byAmount],
    entries,
  });
  const undone = await findUndone(tx, companyId, remittances);
  const numbers = [...leads.customers, ...likely, ...claims.map(({ customerNumber }) => customerNumber)];
  const customers = await findCustomers(tx, companyId, numbers, leads.owners);
  return booksOf({ leads, claims, customers, undone, alike });
}

const mostOfOneAmount = 20;

async function findCustomers(
  tx: Tx,
  companyId: number,
  numbers: readonly string[],
  owners: FoundOwners,
): Promise<ReadonlyMap<string, PayingCustomer>> {
  const { rows } = await sql<PayingCustomer>`
    select c.number, c.name, c.blocked = 'All' or c.gone_since is not null as "isClosed"
    from unnest(${[...new Set(numbers)]}::text[]) as k(v)
    cross join lateral (
      select * from customer c where c.company_id = ${companyId} and c.number = k.v offset 0) c`.execute(tx);
  const gone = owners.all
    .filter(({ isGone }) => isGone)
    .map(({ customerNumber: number }) => [number, { number, name: '', isClosed: true }] as const);
  return new Map([...rows.map((row) => [row.number, row] as const), ...gone]);
}

interface Parts {
  readonly leads: Leads;
  readonly claims: readonly OpenClaim[];
  readonly customers: ReadonlyMap<string, PayingCustomer>;
  readonly undone: ReadonlyMap<string, readonly { readonly customerNumber: string }[]>;
  readonly alike: ReadonlyMap<string, readonly LikeCustomer[]>;
}

/** Answers from memory. */
function booksOf({ leads, claims, customers, undone, alike }: Parts): LoadedBooks {
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  const byEntry = new Map(claims.map((claim) => [claim.entryNumber, claim.id]));
  const open = claims.filter(({ openMinor }) => openMinor !== 0);
  const byCustomer = grouped(open, ({ customerNumber }) => customerNumber);
  const byAmount = grouped(open, ({ openMinor, currency }) => amountKey(openMinor, currency));
  const byNumber = new Map(
    [...grouped(leads.numbered, ({ key }) => key)].map(([key, found]) => [
      key,
      found.flatMap(({ id }) => byId.get(id) ?? []),
    ]),
  );
  const ownersOf: ClaimBooks['ownersOf'] = (id) =>
    leads.owners.of(id).map(({ entryNumber, isGone: _isGone, ...owner }): IdOwner => {
      const claimId = entryNumber === 0 ? null : (byEntry.get(entryNumber) ?? null);
      return { ...owner, claimId };
    });
  return {
    customer: (number) => customers.get(number),
    claimsOf: (number) => byCustomer.get(number) ?? none,
    claim: (id) => byId.get(id),
    ownersOf,
    isOfOurBlock: (id) => leads.owners.isOfOurBlock(id),
    customersOfMandate: (mandateId) => leads.mandates.get(mandateId) ?? none,
    claimsByNumber: (canonical) => byNumber.get(canonical) ?? none,
    historyOf: (account) => leads.payers.get(account) ?? none,
    claimsByAmount: (minor, currency) => byAmount.get(amountKey(minor, currency)) ?? none,
    customersLike: (name) => alike.get(name) ?? none,
    undoneOf: (paymentKey) => undone.get(paymentKey) ?? none,
    claimIds: [...byId.keys()],
  };
}

const none: readonly never[] = [];

const amountKey = (minor: number, currency: string): string => `${minor} ${currency}`;

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
