import type { Finding } from '#schemas/kit';
import type { PaymentReader } from '../facts.ts';
import { findingOf } from './problem-findings.ts';

/** Everything a reader sets aside or refuses a file for, as findings. What reading tolerates, `lint` does not name. */
export async function* lintByReading(
  read: PaymentReader,
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<Finding> {
  for await (const batch of read(source, fileName)) {
    for (const found of batch.fatal) yield findingOf(found);
    for (const found of batch.problems) yield findingOf(found);
  }
}
