import { fieldFindings, type FieldReader, type Finding, type Layout, lineBlocks, printable } from '#schemas/kit';
import type { StandingLine, Walk } from '#schemas/nets';
import { lineText } from '../nets/unreadable.ts';

export type Report = (finding: Finding) => void;

/** What a tally tells of structure and totals, whichever system the file is of. */
export type TotalsFinding =
  | { readonly what: 'incomplete'; readonly lineNumber: number; readonly value: string; readonly expected: string }
  | {
      readonly what: 'totals';
      readonly severity: 'fault' | 'warning';
      readonly lineNumber: number;
      readonly field: string;
      readonly stated: string;
      readonly counted: string;
    };

export interface Linting<Line extends StandingLine> {
  readonly walk: Walk<Line>;
  readonly tally: (report: (finding: TotalsFinding) => void) => {
    readonly take: (line: Line) => void;
    readonly end: () => void;
  };
  /** Checks of records against their neighbours: what no single record can show. */
  readonly check: (line: Line, report: Report) => void;
  /** Whether an unknown record was told with the section it stands in. */
  readonly isTold: (line: Line) => boolean;
}

/** Looks through a file by the walk that also reads it: fields, structure, totals, and what its records say together. */
export async function* lintWalk<Line extends StandingLine>(
  source: AsyncIterable<Uint8Array>,
  { walk, tally: makeTally, check, isTold }: Linting<Line>,
): AsyncGenerator<Finding> {
  let findings: Finding[] = [];
  let current: Line | null = null;
  const report: Report = (finding) => findings.push(finding);
  const tally = makeTally((found) => findings.push(totalsFinding(found, current)));
  for await (const block of lineBlocks(source)) {
    walk.through(block, (line) => {
      current = line;
      if (!isTold(line)) findings.push(...lineFindings(line));
      check(line, report);
      tally.take(line);
    });
    yield* findings;
    findings = [];
  }
  current = null;
  tally.end();
  yield* findings;
}

const none: readonly Finding[] = [];

function lineFindings(line: StandingLine): readonly Finding[] {
  const { kind, layout, lineNumber } = line;
  if (kind === 'blank' || kind === 'wrapper') return none;
  if (layout === null) {
    if (kind === 'sectionEnd') return none;
    return [
      {
        severity: 'fault',
        lineNumber,
        from: 1,
        to: 17,
        field: kind === 'sectionStart' ? 'sectionNo' : 'recordType',
        value: printable(lineText(line), 40),
        expected: 'a record of the delivery',
        remedy: 'Check the record type and the transaction code against the format’s page.',
      },
    ];
  }
  const isShort =
    line.length <= layout.width || line.text.slice(line.start + layout.width, line.start + line.length).trim() === '';
  if (isShort && layout.isClean(line.bytes, line.text, line.start)) return none;
  return fieldFindings(layout.describe(lineText(line)), lineNumber);
}

function totalsFinding(found: TotalsFinding, line: StandingLine | null): Finding {
  const { lineNumber } = found;
  if (found.what === 'incomplete') {
    const { value, expected } = found;
    const remedy = 'Compare the order of records with the grammar of the delivery; ask for the file again.';
    return { severity: 'fault', lineNumber, from: 1, to: 5, field: 'recordType', value, expected, remedy };
  }
  const { severity, field, stated, counted } = found;
  const { from, to } = placeOf(line, field);
  const remedy =
    severity === 'warning'
      ? 'The file can be used; compare its content with what you know.'
      : 'Ask for the file again, or count the records again; nothing of it may be relied on.';
  const expected = `${counted}, as counted`;
  return { severity, lineNumber, from, to, field, value: stated, expected, remedy };
}

const placeOf = (line: StandingLine | null, field: string): { readonly from: number; readonly to: number } =>
  line?.layout?.fields.find((known) => known.name === field) ?? { from: 1, to: 5 };

const readersOf = new WeakMap<Layout, Map<string, FieldReader<unknown> | undefined>>();

/** A field of whatever record this is; undefined when the record has none of that name, or it cannot be read. */
export function valueOf(line: StandingLine, field: string): unknown {
  if (line.layout === null) return undefined;
  let readers = readersOf.get(line.layout);
  if (readers === undefined) {
    readers = new Map();
    readersOf.set(line.layout, readers);
  }
  if (!readers.has(field)) readers.set(field, line.layout.reader(field));
  return readers.get(field)?.(line.bytes, line.text, line.start);
}

/** A value of a field for people: texts and numbers as they are, a field that holds none in words. */
export const shown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : 'none';

/** A finding about one field of the line the walk stands at. */
export function onField(
  line: StandingLine,
  field: string,
  expected: string,
  remedy: string,
  severity: Finding['severity'] = 'fault',
): Finding {
  const { from, to } = placeOf(line, field);
  const value = printable(line.text.slice(line.start + from - 1, line.start + to).trim());
  return { severity, lineNumber: line.lineNumber, from, to, field, value, expected, remedy };
}
