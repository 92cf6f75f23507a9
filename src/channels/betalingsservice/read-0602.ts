import { type Problem, problem } from '#kernel';
import { lineBlocks, printable } from '#schemas/kit';
import { automaticPayment, slipPayment, type WalkedLine, walkDelivery } from '#schemas/nets';
import type { PaymentFact, RecordSpan } from '../facts.ts';
import { automaticFact, slipFact } from './payment-facts.ts';
import { lineText, unreadable } from '../nets/unreadable.ts';

/** What some neighbouring lines of a 0602 said. */
export interface Read0602Batch {
  readonly facts: readonly PaymentFact[];
  /** Every record of the delivery, also those that tell no fact. */
  readonly records: readonly RecordSpan[];
  /** LINE_UNREADABLE and RECORD_UNKNOWN: these lines were set aside, the others are in `facts`. */
  readonly problems: readonly Problem[];
}

/**
 * Reads payment information (0602) as a stream of batches; memory does not grow with the file.
 *
 * One bad line never costs a good one. Whether anything of the file may be settled is not said here: `check0602` must
 * have passed on the same bytes first.
 */
export async function* read0602(source: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<Read0602Batch> {
  const walk = walkDelivery();
  for await (const block of lineBlocks(source)) {
    const batch: Batch = { facts: [], records: [], problems: [] };
    walk.through(block, (line) => takeLine(batch, line, fileName));
    yield batch;
  }
}

interface Batch {
  readonly facts: PaymentFact[];
  readonly records: RecordSpan[];
  readonly problems: Problem[];
}

function takeLine(batch: Batch, line: WalkedLine, fileName: string): void {
  const { kind, layout } = line;
  if (kind === 'blank' || kind === 'wrapper') return;
  const { lineNumber, byteFrom, byteTo } = line;
  batch.records.push({ lineNumber, byteFrom, byteTo, layoutKey: layout === null ? null : layout.key });
  if (kind === 'record' && layout !== null) {
    takeRecord(batch, line, fileName);
    return;
  }
  if (kind === 'unknown' && line.counts !== null && line.section === null) return;
  if (layout === null && kind !== 'sectionEnd') {
    batch.problems.push(problem('RECORD_UNKNOWN', { fileName, lineNumber, value: printable(lineText(line), 40) }));
  }
}

function takeRecord(batch: Batch, line: WalkedLine, fileName: string): void {
  const isPayment = line.layout === automaticPayment || line.layout === slipPayment;
  if (!isPayment && !line.isOverlong) return;
  const fact = line.isOverlong ? undefined : line.layout === automaticPayment ? automaticFact(line) : slipFact(line);
  if (fact !== undefined) batch.facts.push(fact);
  else batch.problems.push(...unreadable(line, fileName));
}
