import type { DescribedField } from './read-record.ts';

/** One line of a text file, or one element of an XML file, explained. Plain data: it can be shown, or sent as JSON. */
export interface DescribedLine {
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  readonly raw: string;
  /** Key of its layout, tag or path; null when it is of no kind we know. */
  readonly key: string | null;
  readonly title: string;
  readonly fields: readonly DescribedField[];
}

/** One thing wrong, or odd, in a file: where, what stands there, what should, and what to do about it. */
export interface Finding {
  /** `warning`: odd, but the file can be used. `fault`: the receiver, or we, would refuse the line or the file. */
  readonly severity: 'fault' | 'warning';
  readonly lineNumber: number;
  /** Positions on the line, counted from 1, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly field: string;
  readonly value: string;
  readonly expected: string;
  readonly remedy: string;
}

/**
 * A file format as `detect`, `describe` and `lint` know it: one object per format, all of them in one registry.
 *
 * Everything streams, nothing throws on bad content, and a name is never looked at.
 */
export interface FileFormat {
  /** `nets-0602`, `camt.054`, `mt940`: kept with every file that comes in. */
  readonly key: string;
  /** What it is for, in a few words for people; one page in docs/formats tells the rest. */
  readonly name: string;
  /** From the first bytes (up to `headSize`): what exactly it is, for people ("bank statement camt.053.001.08"), or null. */
  readonly recognise: (head: Uint8Array) => string | null;
  readonly describe: (source: AsyncIterable<Uint8Array>, fileName: string) => AsyncIterable<DescribedLine>;
  readonly lint: (source: AsyncIterable<Uint8Array>, fileName: string) => AsyncIterable<Finding>;
}
