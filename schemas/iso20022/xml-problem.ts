import { type Problem, problem } from '#kernel';
import type { XmlFault } from '#schemas/xml';

/** Why an XML file could not be read to its end, as a problem of the file: it stops early, or its XML is broken. */
export function xmlProblem(fault: XmlFault, fileName: string): Problem {
  const { kind, text, line, column } = fault;
  if (kind === 'incomplete') return problem('FILE_INCOMPLETE', { fileName, lineNumber: line, expected: text });
  const place = { fileName, lineNumber: line, field: `xml ${kind}`, from: column, to: column };
  return problem('LINE_UNREADABLE', { ...place, value: '', expected: text });
}
