import { type PaymentFact, read0602 } from '#channels/betalingsservice';
import type { Problem } from '#kernel';
import { sourceOf } from './bs-kit.ts';

/** Reads a whole 0602, in chunks of a given size. */
export async function readAll(bytes: Uint8Array, size = bytes.length || 1) {
  const facts: PaymentFact[] = [];
  const problems: Problem[] = [];
  const records: (string | null)[] = [];
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
  for await (const batch of read0602(sourceOf(...chunks), 'test')) {
    facts.push(...batch.facts);
    problems.push(...batch.problems);
    records.push(...batch.records.map((span) => span.layoutKey));
  }
  return { facts, problems, records };
}
