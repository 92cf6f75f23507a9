import type { z } from 'zod';
import type { PaymentIdEntry } from '#payment-ids';
import type { paymentIdView } from '#schemas/http';

/** A payment id as it travels: instants as texts. */
export const paymentIdAnswer = (entry: PaymentIdEntry): z.input<typeof paymentIdView> => ({
  id: entry.id,
  block: entry.block,
  scheme: entry.scheme,
  value: entry.value,
  printed: entry.printed,
  status: entry.status,
  customerNumber: entry.customerNumber,
  customerName: entry.customerName,
  isOwnerKnown: entry.isOwnerKnown,
  entryNumber: entry.entryNumber,
  documentNumber: entry.documentNumber,
  validFrom: entry.validFrom,
  validTo: entry.validTo,
  assignedBy: entry.assignedBy,
  assignedAt: entry.assignedAt.toISOString(),
  writtenToBcAt: entry.writtenToBcAt?.toISOString() ?? null,
});
