import {
  type BsAgreement,
  type BsCollection,
  type BsDeliveryHeader,
  type DeliveryTotals,
  writeDelivery,
} from '#channels/betalingsservice';
import { knownDate, minor } from '#kernel';

export async function* sourceOf(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

export const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

export const group = { number: '00001', mainText: '', userId: '', settlement: null };

export const agreementOf = (kind: 'total' | 'basis', change: Partial<BsAgreement> = {}): BsAgreement => ({
  kind,
  pbsNumber: '01234560',
  dataSupplierNumber: '12345674',
  subsystem: 'BS1',
  sendKnownMandateNumber: false,
  debtorGroups: [group],
  ...change,
});

export const headerOf = (agreement: BsAgreement, change: Partial<BsDeliveryHeader> = {}): BsDeliveryHeader => ({
  agreement,
  section: '0112',
  deliveryNumber: 42,
  creationDate: knownDate('2025-12-15'),
  ...change,
});

export const collection: BsCollection = {
  debtorGroup: '00001',
  customerNumber: 'K10001',
  mandateNumber: '000101529',
  paymentDate: knownDate('2026-01-02'),
  direction: 'collect',
  amount: minor(125_000),
  reference: 'T0000001A',
  texts: ['Faktura 2025-000123                                1.250,00'],
  payer: {
    name: 'Testkunde Æble ApS',
    addressLines: ['Prøvevej 1'],
    postcode: '8000',
    city: 'Aarhus C',
    country: 'DK',
  },
};

export interface Written {
  readonly bytes: Buffer;
  readonly totals: DeliveryTotals;
  readonly chunks: number;
}

export async function write(
  header: BsDeliveryHeader,
  collections: AsyncIterable<BsCollection> | Iterable<BsCollection>,
): Promise<Written> {
  const writing = writeDelivery(header, collections);
  const chunks: Buffer[] = [];
  for (;;) {
    const next = await writing.next();
    if (next.done) return { bytes: Buffer.concat(chunks), totals: next.value, chunks: chunks.length };
    chunks.push(next.value);
  }
}
