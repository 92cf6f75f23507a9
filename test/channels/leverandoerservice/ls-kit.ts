import {
  type LsAgreement,
  type LsCollection,
  type LsDeliveryHeader,
  type LsDeliveryTotals,
  writeLsDelivery,
} from '#channels/leverandoerservice';
import { knownDate, minor } from '#kernel';
import { written } from '../lists-kit.ts';

export const agreement: LsAgreement = { creditorNumber: '01234', dataSupplierNumber: '12345674', isTest: true };

export const headerOf = (change: Partial<LsDeliveryHeader> = {}): LsDeliveryHeader => ({
  agreement,
  deliveryNumber: 42,
  creationDate: knownDate('2025-12-15'),
  ...change,
});

export const collection: LsCollection = {
  customerNumber: 'K10001',
  paymentDate: knownDate('2025-12-18'),
  direction: 'collect',
  amount: minor(125_000),
};

export const writeLs = (
  header: LsDeliveryHeader,
  collections: AsyncIterable<LsCollection> | Iterable<LsCollection>,
): Promise<{ readonly bytes: Buffer; readonly totals: LsDeliveryTotals; readonly chunks: number }> =>
  written(writeLsDelivery(header, collections));
