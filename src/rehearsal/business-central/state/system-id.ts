import { hash } from '../../kit/seeded.ts';

/** Tables whose records have a SystemId; the number tells them apart inside an id. */
export const tables = {
  company: 1,
  customer: 18,
  ledgerEntry: 21,
  generalJournalLine: 81,
  generalLedgerSetup: 98,
  salesInvoice: 112,
  journalBatch: 232,
  detailedEntry: 379,
  dimensionSet: 480,
  agreement: 50_102,
  payment: 50_106,
  setup: 50_100,
  paymentId: 50_114,
  batch: 50_116,
  currency: 4,
} as const satisfies Record<string, number>;

export type TableName = keyof typeof tables;

const multiplier = 0x9e3779b1;
const inverse = inverseOf(multiplier);

/** SystemIds that look random, need no index, and are the same for the same seed. */
export interface SystemIds {
  readonly idOf: (table: TableName, number: number) => string;
  /** The record's number again; undefined when the id is not of this table or of another company. */
  readonly numberOf: (table: TableName, id: string) => number | undefined;
}

export function systemIds(seed: number): SystemIds {
  const salt = hash(`system id ${seed}`);
  const tails = new Map(Object.entries(tables).map(([name, number]) => [name, tailOf(salt, number)]));
  return {
    idOf: (table, number) => {
      const scrambled = (Math.imul(number, multiplier) ^ salt) >>> 0;
      return `${scrambled.toString(16).padStart(8, '0')}${tails.get(table)}`;
    },
    numberOf: (table, id) => {
      if (id.slice(8) !== tails.get(table) || !/^[0-9a-f]{8}$/.test(id.slice(0, 8))) return undefined;
      return Math.imul(Number.parseInt(id.slice(0, 8), 16) ^ salt, inverse) >>> 0;
    },
  };
}

/** The same shape as Business Central's sequential ids: `f2a5738a-44e3-ea11-bb43-000d3a2feca1`. */
function tailOf(salt: number, table: number): string {
  const hex = (text: string, width: number): string =>
    hash(`${salt} ${table} ${text}`).toString(16).slice(0, width).padStart(width, '0');
  return `-${hex('a', 4)}-ee11-b${hex('b', 3)}-000d3a${hex('c', 6)}`;
}

/** Newton's iteration for the inverse of an odd number modulo 2^32. */
function inverseOf(odd: number): number {
  let found = odd;
  for (let i = 0; i < 5; i++) found = Math.imul(found, 2 - Math.imul(odd, found));
  return found;
}
