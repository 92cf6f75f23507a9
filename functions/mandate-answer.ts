import type { MandateChange } from '#mandates';

/** A line of the mandate journal as HTTP shows it. */
export const mandateAnswer = (change: MandateChange) => ({
  id: change.id,
  direction: change.direction,
  kind: change.kind,
  customerNumber: change.customer_number,
  debtorGroup: change.debtor_group,
  mandateNumber: change.mandate_number,
  validFrom: change.valid_from,
  validTo: change.valid_to,
  registration: change.registration,
  account: change.account,
  taxNumber: change.tax_number,
  endedBy: change.ended_by,
  state: change.state,
  explanation: change.explanation,
  createdAt: change.created_at.toISOString(),
});
