import { type Problem, problem } from '#kernel';
import { printable } from '#schemas/kit';
import type { StandingLine } from '#schemas/nets';

/** The line as it stands in the file, without its end. Bounded, because a line may be anything. */
export const lineText = (line: StandingLine): string => line.text.slice(line.start, line.start + line.length);

/** One problem per field that is not what it may be: file, line, field, value, what was expected. */
export function unreadable(line: StandingLine, fileName: string): readonly Problem[] {
  const fields = line.layout?.describe(lineText(line)) ?? [];
  return fields.flatMap(({ name, from, to, raw, fault }) =>
    fault?.severity === 'fault'
      ? [
          problem('LINE_UNREADABLE', {
            fileName,
            lineNumber: line.lineNumber,
            field: name,
            from,
            to,
            value: printable(raw),
            expected: fault.expected,
          }),
        ]
      : [],
  );
}
