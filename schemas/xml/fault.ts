import type { Finding } from '#schemas/kit';

/** What kind of thing stopped the reading of an XML file. */
export type XmlFaultKind =
  | 'encoding'
  | 'doctype'
  | 'entity'
  | 'character'
  | 'markup'
  | 'name'
  | 'attribute'
  | 'nesting'
  | 'namespace'
  | 'limit'
  | 'incomplete';

/** Why an XML file could not be read further, and where. Everything before the place was good and has been told. */
export interface XmlFault {
  readonly kind: XmlFaultKind;
  /** In plain words, a whole sentence without its full stop. */
  readonly text: string;
  /** Lines and columns count from 1; columns count signs, not bytes. */
  readonly line: number;
  readonly column: number;
  /** Counted from 0. */
  readonly byteAt: number;
}

/** One line for people: what, and where. */
export const describeXmlFault = ({ text, line, column, byteAt }: XmlFault): string =>
  `${text} (line ${line}, column ${column}, byte ${byteAt})`;

/** The end of what can be read, as a finding: nothing behind it was looked at. */
export const xmlFaultFinding = ({ text, line, column }: XmlFault): Finding => ({
  severity: 'fault',
  lineNumber: line,
  from: column,
  to: column,
  field: 'xml',
  value: '',
  expected: text,
  remedy: 'Have the file made again; behind this place nothing could be read.',
});
