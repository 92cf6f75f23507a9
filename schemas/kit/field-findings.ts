import type { Finding } from './file-format.ts';
import { printable } from './latin1.ts';
import type { DescribedField } from './read-record.ts';

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
