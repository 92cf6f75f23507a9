import type { FileHeader, RecordSpan } from '#channels';
import type { Problem } from '#kernel';
import type { DescribedLine, FileFormat, Finding } from '#schemas/kit';
import { sourceOf } from './bs-kit.ts';

interface Batch<Fact> {
  readonly header?: FileHeader;
  readonly facts: readonly Fact[];
  readonly records: readonly RecordSpan[];
  readonly problems: readonly Problem[];
  readonly fatal: readonly Problem[];
}

export type Reader<Fact> = (source: AsyncIterable<Uint8Array>, fileName: string) => AsyncIterable<Batch<Fact>>;

/** Everything a reader says of a file that comes in chunks of a given size. */
export async function readWhole<Fact>(read: Reader<Fact>, bytes: Uint8Array, size = bytes.length || 1) {
  const facts: Fact[] = [];
  const records: RecordSpan[] = [];
  const problems: Problem[] = [];
  const fatal: Problem[] = [];
  const headers: FileHeader[] = [];
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
  for await (const batch of read(sourceOf(...chunks), 'test')) {
    facts.push(...batch.facts);
    records.push(...batch.records);
    problems.push(...batch.problems);
    fatal.push(...batch.fatal);
    if (batch.header) headers.push(batch.header);
  }
  return { headers, facts, records, problems, fatal };
}

export async function findingsOf(format: FileFormat, bytes: Uint8Array): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const found of format.lint(sourceOf(bytes), 'test')) findings.push(found);
  return findings;
}

export async function linesOf(format: FileFormat, bytes: Uint8Array): Promise<readonly DescribedLine[]> {
  const lines: DescribedLine[] = [];
  for await (const line of format.describe(sourceOf(bytes), 'test')) lines.push(line);
  return lines;
}

/** All the bytes a writer gives, and the totals it ends with. */
export async function written<Totals>(
  writing: AsyncGenerator<Buffer, Totals>,
): Promise<{ readonly bytes: Buffer; readonly totals: Totals; readonly chunks: number }> {
  const chunks: Buffer[] = [];
  for (;;) {
    const next = await writing.next();
    if (next.done) return { bytes: Buffer.concat(chunks), totals: next.value, chunks: chunks.length };
    chunks.push(next.value);
  }
}

/** The lines of a file, changed by their numbers: a text in place of the line, null without it. */
export function changed(bytes: Buffer, changes: Readonly<Record<number, string | null>>): Buffer {
  const lines = bytes.toString('latin1').split('\r\n');
  const kept = lines.flatMap((line, i) => {
    const change = changes[i + 1];
    return change === undefined ? [line] : change === null ? [] : [change];
  });
  return Buffer.from(kept.join('\r\n'), 'latin1');
}

/** A line with other signs at a position counted from 1. */
export const putAt = (line: string, position: number, signs: string): string =>
  `${line.slice(0, position - 1).padEnd(position - 1)}${signs}${line.slice(position - 1 + signs.length)}`;

export const lineAt = (bytes: Buffer, number: number): string =>
  bytes.toString('latin1').split('\r\n')[number - 1] ?? '';
