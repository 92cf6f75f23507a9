import { exceptionMachine, exceptionStarts } from '#exceptions';
import { deliveryMachine, deliveryStarts, journalMachine, journalStarts, lineMachine, lineStarts } from '#journal';
import { fileMachine, fileStarts, paymentMachine, paymentStarts, refundMachine, refundStarts } from '#payments';
import { mandateChangeMachine, mandateChangeStarts } from '#mandates';
import { paymentIdMachine, paymentIdStarts } from '#payment-ids';
import { postingMachine, postingStarts } from '#posting';
import type { AuditedTable, Machine } from '#store';

/** Every state machine of the house, by the table whose rows it moves: what the replay checks the events against. */
export const machines: Readonly<Partial<Record<AuditedTable, Machine>>> = {
  journal: { starts: journalStarts, table: journalMachine },
  collection_line: { starts: lineStarts, table: lineMachine },
  delivery: { starts: deliveryStarts, table: deliveryMachine },
  inbound_file: { starts: fileStarts, table: fileMachine },
  payment: { starts: paymentStarts, table: paymentMachine },
  payment_id: { starts: paymentIdStarts, table: paymentIdMachine },
  mandate_change: { starts: mandateChangeStarts, table: mandateChangeMachine },
  exception: { starts: exceptionStarts, table: exceptionMachine },
  refund_order: { starts: refundStarts, table: refundMachine },
  posting: { starts: postingStarts, table: postingMachine },
};
