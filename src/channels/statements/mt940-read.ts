import { lineBlocks } from '#schemas/kit';
import type { PaymentReader, ReadBatch } from '../facts.ts';
import { type Mt940Settings, standardMt940 } from './mt940-settings.ts';
import { walkMt940 } from './mt940-walk.ts';

/**
 * A reader of bank statements MT940 and intraday reports MT942. Memory does not grow with the file, and one bad line never
 * costs a good one.
 *
 * @param settings what the bank's files do not tell by themselves; what is left out is standard
 */
export function readMt940(settings: Partial<Mt940Settings> = {}): PaymentReader {
  const complete = { ...standardMt940, ...settings };
  return async function* readStatements(source, fileName): AsyncGenerator<ReadBatch> {
    const walk = walkMt940(fileName, complete);
    for await (const block of lineBlocks(source)) yield walk.through(block);
    yield walk.end();
  };
}
