import {
  type ReadSddBatch,
  type ReadSddGroup,
  type ReadSddTransaction,
  readPain002,
  readPain008,
  type SddBatch,
  type SddCollection,
  type SddHeader,
  type SddTotals,
  type SepaAgreement,
  type StatusItem,
  writePain008,
} from '#channels/sepa';
import { knownDate, minor, type Problem } from '#kernel';

export const agreement: SepaAgreement = {
  scheme: 'CORE',
  version: '02',
  creditorName: 'Eksempel ApS',
  creditorIban: 'DK5000400440116243',
  creditorBic: 'DABADKKK',
  creditorId: 'DK93ZZZDBF000012345678',
  currency: 'EUR',
  batchBooking: true,
  initiatingParty: { name: 'Eksempel ApS', id: '12345678' },
  firstSequence: false,
  profile: 'sepa',
};

export const collection: SddCollection = {
  paymentInfoId: 'COL20261201-000042-1',
  endToEndId: 'K10010-103021',
  amount: minor(113_610),
  mandate: { id: 'M-K10010-01', signedOn: knownDate('2025-02-14'), amendment: null },
  debtor: { name: 'Beispiel GmbH', iban: 'DE89370400440532013000', bic: 'DEUTDEFF' },
  text: 'Invoice 103021',
  creditorReference: null,
};

/** The batches that these collections make up, one for each id in its order. */
export function batchesOf(collections: readonly SddCollection[], change: Partial<SddBatch> = {}): readonly SddBatch[] {
  const ids = [...new Set(collections.map(({ paymentInfoId }) => paymentInfoId))];
  return ids.map((paymentInfoId) => {
    const own = collections.filter((one) => one.paymentInfoId === paymentInfoId);
    const total = minor(own.reduce((sum, { amount }) => sum + amount, 0));
    return {
      paymentInfoId,
      collectionDate: knownDate('2026-12-01'),
      sequence: 'RCUR',
      count: own.length,
      total,
      ...change,
    };
  });
}

export const headerOf = (
  collections: readonly SddCollection[],
  change: Partial<SepaAgreement> = {},
  batch: Partial<SddBatch> = {},
): SddHeader => ({
  agreement: { ...agreement, ...change },
  messageId: 'COL20261201-000042',
  createdAt: new Date('2026-11-24T07:15:09Z'),
  batches: batchesOf(collections, batch),
});

export async function* sourceOf(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

export async function write(
  header: SddHeader,
  collections: AsyncIterable<SddCollection> | Iterable<SddCollection>,
): Promise<{ readonly bytes: Buffer; readonly totals: SddTotals; readonly chunks: number }> {
  const writing = writePain008(header, collections);
  const chunks: Buffer[] = [];
  for (;;) {
    const next = await writing.next();
    if (next.done) return { bytes: Buffer.concat(chunks), totals: next.value, chunks: chunks.length };
    chunks.push(next.value);
  }
}

export interface ReadFile {
  readonly variant: string | null;
  readonly group: ReadSddGroup | null;
  readonly batches: readonly ReadSddBatch[];
  readonly transactions: readonly ReadSddTransaction[];
  readonly problems: readonly Problem[];
  readonly fatal: readonly Problem[];
}

export async function read008(...chunks: readonly Uint8Array[]): Promise<ReadFile> {
  const found = { batches: [] as ReadSddBatch[], transactions: [] as ReadSddTransaction[] };
  const problems: Problem[] = [];
  const fatal: Problem[] = [];
  let group: ReadSddGroup | null = null;
  let variant: string | null = null;
  for await (const batch of readPain008(sourceOf(...chunks), 'pain008.xml')) {
    group ??= batch.group;
    variant ??= batch.header?.variant ?? null;
    found.batches.push(...batch.batches);
    found.transactions.push(...batch.transactions);
    problems.push(...batch.problems);
    fatal.push(...batch.fatal);
  }
  return { variant, group, ...found, problems, fatal };
}

export async function read002(...chunks: readonly Uint8Array[]): Promise<{
  readonly variant: string | null;
  readonly items: readonly StatusItem[];
  readonly problems: readonly Problem[];
  readonly fatal: readonly Problem[];
}> {
  const items: StatusItem[] = [];
  const problems: Problem[] = [];
  const fatal: Problem[] = [];
  let variant: string | null = null;
  for await (const batch of readPain002(sourceOf(...chunks), 'pain002.xml')) {
    variant ??= batch.header?.variant ?? null;
    items.push(...batch.items);
    problems.push(...batch.problems);
    fatal.push(...batch.fatal);
  }
  return { variant, items, problems, fatal };
}
