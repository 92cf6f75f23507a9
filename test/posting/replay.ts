import { exceptionMachine, exceptionStarts } from '#exceptions';
import { deliveryMachine, deliveryStarts, journalMachine, journalStarts, lineMachine, lineStarts } from '#journal';
import { fileMachine, fileStarts, paymentMachine, paymentStarts } from '#payments';
import { postingMachine, postingStarts } from '#posting';
import { type Db, type ReplayReport, replayEvents } from '#store';

/** Every state is the fold of its events, step by step as the machines allow. */
export const replayAll = (db: Db): Promise<ReplayReport> =>
  replayEvents(db, {
    journal: { starts: journalStarts, table: journalMachine },
    collection_line: { starts: lineStarts, table: lineMachine },
    delivery: { starts: deliveryStarts, table: deliveryMachine },
    inbound_file: { starts: fileStarts, table: fileMachine },
    payment: { starts: paymentStarts, table: paymentMachine },
    posting: { starts: postingStarts, table: postingMachine },
    exception: { starts: exceptionStarts, table: exceptionMachine },
  });
