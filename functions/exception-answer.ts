import type { z } from 'zod';
import type { ExceptionEntry, Proposal } from '#exceptions';
import type { RefundOrder } from '#payments';
import type { exceptionView, refundOrderView } from '#schemas/http';

/** An entry of the error log as it travels: instants as texts. */
export const exceptionAnswer = (
  entry: ExceptionEntry,
  proposals: readonly Proposal[] = [],
): z.input<typeof exceptionView> => ({
  ...entry,
  context: { ...entry.context },
  allowedActions: [...entry.allowedActions],
  openedAt: entry.openedAt.toISOString(),
  taken: entry.taken && { ...entry.taken, at: entry.taken.at.toISOString() },
  acted: entry.acted && { ...entry.acted, at: entry.acted.at.toISOString() },
  proposals: proposals.map(({ target, ...rest }) => ({ ...rest, target: target && { ...target } })),
});

/** An order to pay back as it travels. */
export const refundAnswer = (order: RefundOrder): z.input<typeof refundOrderView> => ({
  id: order.id,
  paymentId: order.payment_id,
  customerNumber: order.customer_number,
  minor: order.amount_minor,
  currency: order.currency,
  payerAccount: order.payer_account,
  payerName: order.payer_name,
  reason: order.reason,
  state: order.state,
  proposedBy: order.proposed_by,
  proposedAt: order.proposed_at.toISOString(),
  approvedBy: order.approved_by,
  withdrawnBy: order.withdrawn_by,
  withdrawnReason: order.withdrawn_reason,
});
