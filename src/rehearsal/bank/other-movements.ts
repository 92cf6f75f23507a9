import { addDays, type CalendarDate, monthOf } from '#kernel';
import { type Seeded, seeded } from '../kit/seeded.ts';
import type { BankMandate } from './agreement.ts';
import { type BankFaults, type OtherMovement, rateOf } from './faults.ts';
import type { Movement } from './entries.ts';
import { addSettlementDays } from './target-calendar.ts';
import type { AccountEntry } from './write-account.ts';

/** What happens on the account that no collection of ours has to do with. References are numbered by the caller. */
export function movementsOf(
  seed: number,
  faults: BankFaults,
  date: CalendarDate,
  mandates: () => Iterable<BankMandate>,
): Omit<Movement, 'reference'>[] {
  const found: Omit<Movement, 'reference'>[] = [];
  for (const [kind, make] of Object.entries(kinds)) {
    if (!isKind(kind)) continue;
    const chance = seeded(seed, 'movement', kind, date);
    if (!chance.chance(rateOf(faults, kind))) continue;
    const made = make(chance, date, mandates);
    if (made !== null) found.push({ ...nobody, kind, ...made });
  }
  return found;
}

const nobody = { name: null, iban: null, creditorReference: null };

type Made = Omit<Movement, 'reference' | 'kind' | keyof typeof nobody> & Partial<Pick<Movement, keyof typeof nobody>>;
type Make = (chance: Seeded, date: CalendarDate, mandates: () => Iterable<BankMandate>) => Made | null;

const kinds: Readonly<Record<OtherMovement, Make>> = {
  charge: (chance) => ({ amount: -chance.between(100, 4_500), text: 'Gebyr for opkrævninger' }),
  /** On the last settlement day of a quarter. */
  interest: (chance, date) => {
    const isLast = addSettlementDays(date, 1).slice(0, 7) !== date.slice(0, 7) && monthOf(date) % 3 === 0;
    return isLast ? { amount: chance.between(1, 20_000), text: 'Renter' } : null;
  },
  customerTransfer: (chance, date, mandates) => {
    const known = [...mandates()].sort((a, b) => (a.mandateId < b.mandateId ? -1 : 1));
    if (known.length === 0) return null;
    const { debtorName, debtorIban } = chance.pick(known);
    const text = chance.pick(['Faktura', 'Betaling', 'Invoice', 'Regning', 'Tak for denne gang']);
    const number = chance.chance(0.7) ? ` ${chance.digits(6)}` : ` ${addDays(date, -30).slice(0, 7)}`;
    return { amount: chance.between(5_000, 900_000), text: `${text}${number}`, name: debtorName, iban: debtorIban };
  },
  referenceTransfer: (chance) => ({
    amount: chance.between(5_000, 900_000),
    text: 'Overførsel',
    creditorReference: creditorReference(chance.digits(10)),
    name: 'Referencebetaler A/S',
  }),
  /** Money that was meant for somebody else. */
  strangerTransfer: (chance) => ({
    amount: chance.between(10_000, 5_000_000),
    text: `Nordhavn Skibsproviant order ${chance.digits(8)}`,
    name: 'Fremmed Handel GmbH',
    iban: 'DE89370400440532013000',
  }),
};

const isKind = (name: string): name is OtherMovement => name in kinds;

/** ISO 11649: RF, two check digits by modulus 97, and the number. */
const creditorReference = (digits: string): string =>
  `RF${String(98n - (BigInt(`${digits}271500`) % 97n)).padStart(2, '0')}${digits}`;

const codes: Readonly<Record<OtherMovement, AccountEntry['code']>> = {
  charge: ['ACMT', 'MDOP', 'CHRG'],
  interest: ['ACMT', 'MCOP', 'INTR'],
  customerTransfer: ['PMNT', 'RCDT', 'DMCT'],
  referenceTransfer: ['PMNT', 'RCDT', 'DMCT'],
  strangerTransfer: ['PMNT', 'RCDT', 'XBCT'],
};

/** The entry of a movement in the statement. */
export function entryOfMovement(movement: Movement, date: CalendarDate): AccountEntry {
  const { kind, amount, reference, text, name, iban, creditorReference } = movement;
  const detail = { reference, amount: Math.abs(amount), debtorName: name, debtorIban: iban, remittance: text };
  return {
    amount,
    status: 'BOOK',
    isReversal: false,
    bookedOn: date,
    valueOn: date,
    reference,
    code: codes[kind],
    text,
    batch: null,
    details: name === null ? [] : [{ ...detail, creditorReference, endToEndId: 'NOTPROVIDED' }],
  };
}
