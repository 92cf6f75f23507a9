import { addDays, type CalendarDate, daysBetween, later, minor, type Minor } from '#kernel';
import { type Seeded, seeded } from '../../kit/seeded.ts';
import { addEntry } from '../state/ledger.ts';
import { departmentOf, termsOf } from './payment-terms.ts';
import { postManually } from '../state/post-payment.ts';
import type { Customer, DocumentType, LedgerEntry, World } from '../state/world.ts';

/** Due dates of the seeded entries lie in this many days before and after the start date. */
const dueBeforeStartInDays = 75;
const dueAfterStartInDays = 95;

/** Adds the documents open at the start: `perCustomer` each, or two to six when nothing is said. */
export function addOpeningEntries(world: World, perCustomer: number | undefined): void {
  for (const customer of world.customers) {
    const random = seeded(world.seed, 'entries', customer.number);
    const count = perCustomer ?? random.between(2, 6);
    for (let i = 0; i < count; i++) {
      const dueDate = addDays(world.startDate, random.between(-dueBeforeStartInDays, dueAfterStartInDays));
      const at = world.foundedAt - random.between(1, 86_400) * 1000;
      addDocument(world, { customer, dueDate, today: world.startDate, at }, random);
    }
  }
}

export interface DocumentsWanted {
  readonly count: number;
  readonly dueFrom: CalendarDate;
  readonly dueTo: CalendarDate;
  /** Tells one lot from another, so that two lots with the same dates differ. */
  readonly lot: string;
}

/** What is invoiced as the days go by: new documents for seeded customers. */
export function addLaterEntries(world: World, wanted: DocumentsWanted, today: CalendarDate, at: number): void {
  const random = seeded(world.seed, 'lot', wanted.lot);
  const days = daysBetween(wanted.dueFrom, wanted.dueTo);
  for (let i = 0; i < wanted.count; i++) {
    const customer = random.pick(world.customers);
    const dueDate = addDays(wanted.dueFrom, random.between(0, Math.max(0, days)));
    addDocument(world, { customer, dueDate, today, at }, random);
  }
}

interface Place {
  readonly customer: Customer;
  readonly dueDate: CalendarDate;
  readonly today: CalendarDate;
  readonly at: number;
}

function addDocument(world: World, { customer, dueDate, today, at }: Place, random: Seeded): void {
  const documentType = typeOf(random);
  const isZeroDay = random.chance(0.06);
  // Zero days of credit: the document is due the day it is dated. Nothing is dated after today.
  const dated = addDays(dueDate, isZeroDay ? 0 : -random.pick([8, 14, 30, 30, 30, 45]));
  const postingDate = dated > today ? today : dated;
  const amount = amountOf(random);
  const number = ++world.counters.document;
  const currencyCode = customer.currencyCode || (random.chance(0.01) ? 'EUR' : '');
  const entry = addEntry(
    world,
    {
      customer,
      documentType,
      documentNumber: documentNumber(documentType, number),
      externalDocumentNumber: random.chance(0.3) ? `PO-${random.digits(6)}` : '',
      description: description(documentType, number),
      postingDate,
      dueDate: later(dueDate, postingDate),
      currencyCode,
      original: documentType === 'Credit Memo' ? minor(-amount) : amount,
      dimensions: departmentOf(world, number),
      terms: termsOf(world, { number, documentType, amount, postingDate }),
      onHold: random.chance(0.02) ? random.pick(['JUR', 'AFV', 'NET']) : '',
      disputeStatus: random.chance(0.015) ? random.pick(['PRICE', 'QUALITY', 'DELIVERY']) : '',
      promisedPayDate: random.chance(0.01) ? addDays(dueDate, random.between(5, 30)) : '0001-01-01',
      reminderLevel: dueDate < today && random.chance(0.3) ? random.between(1, 3) : 0,
    },
    at,
  );
  if (entry.original > 0 && random.chance(0.05)) payPartly(world, entry, random, today, at);
}

function payPartly(world: World, entry: LedgerEntry, random: Seeded, today: CalendarDate, at: number): void {
  const part = minor(Math.max(1, Math.floor((entry.original * random.between(10, 90)) / 100)));
  if (part < entry.original) postManually(world, entry, part, today, at);
}

function typeOf(random: Seeded): DocumentType {
  const drawn = random.fraction();
  if (drawn < 0.9) return 'Invoice';
  if (drawn < 0.95) return 'Credit Memo';
  return drawn < 0.98 ? 'Reminder' : 'Finance Charge Memo';
}

/** Most documents are between 49 kr and 5,000 kr; some are very small, some very large. */
function amountOf(random: Seeded): Minor {
  const drawn = random.fraction();
  if (drawn < 0.03) return minor(random.between(1, 500));
  if (drawn > 0.98) return minor(random.between(1_000_000, 25_000_000));
  return minor(random.between(4_900, 500_000));
}

/** Number series as in CRONUS: invoices 103, credit memos 104, reminders 105 (business-central.md 6.3). */
const series: Readonly<Record<DocumentType, string>> = {
  ' ': '100',
  Payment: 'G04',
  Invoice: '103',
  'Credit Memo': '104',
  Reminder: '105',
  'Finance Charge Memo': '106',
  Refund: '107',
};

export const documentNumber = (type: DocumentType, number: number): string =>
  `${series[type]}${String(number).padStart(6, '0')}`;

const words: Readonly<Record<DocumentType, string>> = {
  ' ': 'Post',
  Payment: 'Betaling',
  Invoice: 'Faktura',
  'Credit Memo': 'Kreditnota',
  Reminder: 'Rykker',
  'Finance Charge Memo': 'Rentenota',
  Refund: 'Refusion',
};

const description = (type: DocumentType, number: number): string => `${words[type]} ${documentNumber(type, number)}`;
