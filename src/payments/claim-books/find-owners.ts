import { sql } from 'kysely';
import { lookUpPaymentIds, type PaymentIdEntry, type PaymentIdLookUp } from '#payment-ids';
import type { Tx } from '#store';
import type { ArrivedId, IdOwner, Remittance } from '../ladder/facts.ts';
import { endToEndAsId } from '../ladder/what-it-says.ts';

/** Whose the numbers are that came with a stretch of payments. */
export interface FoundOwners {
  readonly of: (id: ArrivedId) => readonly FoundOwner[];
  readonly isOfOurBlock: (id: ArrivedId) => boolean;
  readonly all: readonly FoundOwner[];
}

/** An owner, before his claim is read. */
export interface FoundOwner extends Omit<IdOwner, 'claimId'> {
  /** 0: the customer as such. */
  readonly entryNumber: number;
  readonly isGone: boolean;
}

/** Asks the registry about every number of a stretch at once. */
export async function findOwners(tx: Tx, companyId: number, remittances: readonly Remittance[]): Promise<FoundOwners> {
  const asked = new Map<string, ArrivedId>();
  for (const { ids, endToEndId } of remittances) {
    for (const id of ids) asked.set(keyOf(id), id);
    if (endToEndId !== '' && endToEndId !== 'NOTPROVIDED') {
      const id = endToEndAsId(endToEndId);
      asked.set(keyOf(id), id);
    }
  }
  const answers = await lookUpPaymentIds(tx, companyId, [...asked.values()]);
  const byKey = new Map([...asked.keys()].map((key, i) => [key, answers[i]]));
  const owners = new Map([...byKey].map(([key, answer]) => [key, answer ? ownersIn(answer) : []]));
  return {
    of: (id) => owners.get(keyOf(id)) ?? [],
    isOfOurBlock: (id) => byKey.get(keyOf(id))?.isOfOurBlock ?? false,
    all: [...owners.values()].flat(),
  };
}

const keyOf = ({ kind, value }: Pick<ArrivedId, 'kind' | 'value'>): string => `${kind}|${value}`;

const ownersIn = ({ candidates, warning }: PaymentIdLookUp): readonly FoundOwner[] =>
  candidates.map((entry) => ({
    value: entry.value,
    customerNumber: numberOf(entry),
    entryNumber: entry.entryNumber,
    // The registry warns exactly where a number was found only with another check digit.
    isRepaired: warning !== null,
    isRetired: entry.status === 'retired',
    isGone: !entry.isOwnerKnown,
  }));

/** A customer who is gone may have left his number to somebody else: his payment id is not that one's. */
const numberOf = ({ customerNumber, isOwnerKnown }: PaymentIdEntry): string =>
  isOwnerKnown ? customerNumber : `${customerNumber} (gone)`;

/** The customers whose mandate a payment names, by the mandate's number. */
export async function findMandates(
  tx: Tx,
  companyId: number,
  remittances: readonly Remittance[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const numbers = [...new Set(remittances.map(({ mandateId }) => mandateId).filter((id) => id !== ''))];
  if (numbers.length === 0) return new Map();
  const { rows } = await sql<{ number: string; customers: readonly string[] }>`
    select k.v as number, o.customers
    from unnest(${numbers}::text[]) as k(v)
    cross join lateral (
      select jsonb_agg(distinct m.customer_number) as customers from mandate m
      where m.company_id = ${companyId} and m.mandate_number = k.v and m.mandate_number <> '') o
    where o.customers is not null`.execute(tx);
  return new Map(rows.map(({ number, customers }) => [number, customers]));
}
