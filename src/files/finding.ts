import { type DescribedField, printable } from '#schemas/kit';

/** One thing wrong, or odd, in a file: where, what stands there, what should, and what to do about it. */
export interface Finding {
  /** `warning`: odd, but the file can be used. `fault`: Nets, or we, would refuse the line or the file. */
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

/** The faults a layout's description names, as findings. */
export const fieldFindings = (fields: readonly DescribedField[], lineNumber: number): readonly Finding[] =>
  fields.flatMap(({ name, from, to, raw, fault }) =>
    fault
      ? [
          {
            severity: fault.severity,
            lineNumber,
            from,
            to,
            field: name,
            value: printable(raw),
            expected: fault.expected,
            remedy: `Write ${fault.expected} at positions ${from}-${to}.`,
          },
        ]
      : [],
  );
