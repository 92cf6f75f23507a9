import { type MessageKind, messages, structureCheck } from '#schemas/iso20022';
import { type Finding, printable } from '#schemas/kit';
import { readXmlRecords, type XmlElement, xmlFaultFinding, xmlParser, type XmlRecord } from '#schemas/xml';

/** What lint looks for in one kind of message beside its structure. */
export interface MessageRules {
  readonly kind: MessageKind;
  /** Paths of the records its rules look at. */
  readonly records: readonly string[];
  /** A new run: what it counts stays in it. */
  readonly start: () => MessageRun;
}

export interface MessageRun {
  readonly record: (record: XmlRecord) => readonly Finding[];
  readonly end: () => readonly Finding[];
}

/**
 * Looks through a message: whether its XML is sound, each element in its place with what it may hold, and what its own
 * rules say. Streams; never throws on content.
 */
export async function* lintMessage(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  rules: MessageRules,
): AsyncGenerator<Finding> {
  const structure = structureCheck();
  const parser = xmlParser(structure.sink);
  const watched = watch(source, (chunk) => parser.write(chunk));
  const run = rules.start();
  let isOurs = true;
  let isTold = false;
  for await (const batch of readXmlRecords(watched, { records: rules.records })) {
    yield* structure.take();
    if (batch.firstChild && !isTold) {
      isTold = true;
      isOurs = structure.message()?.kind === rules.kind;
      if (!isOurs) yield otherMessage(batch.firstChild, fileName, rules.kind);
    }
    if (isOurs) for (const record of batch.records) yield* run.record(record);
    if (batch.fault) {
      yield xmlFaultFinding(batch.fault);
      return;
    }
  }
  if (isOurs && isTold) yield* run.end();
}

async function* watch(
  source: AsyncIterable<Uint8Array>,
  see: (chunk: Uint8Array) => unknown,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; from += pieceSize) {
      const piece = chunk.subarray(from, from + pieceSize);
      see(piece);
      yield piece;
    }
  }
}

/** Findings are told piece by piece, so that they come in the order of the file, nearly. */
const pieceSize = 1 << 16;

/** A finding about what stands in an element; its place is that of its start tag. */
export function findingAt(
  element: XmlElement,
  field: string,
  expected: string,
  remedy: string,
  severity: Finding['severity'] = 'fault',
): Finding {
  const { line, column, name, text } = element;
  const value = printable(text.trim());
  return { severity, lineNumber: line, from: column, to: column + name.length + 1, field, value, expected, remedy };
}

const otherMessage = (element: XmlElement, fileName: string, kind: MessageKind): Finding => ({
  severity: 'fault',
  lineNumber: element.line,
  from: element.column,
  to: element.column + element.name.length,
  field: 'Document',
  value: `${fileName}: <${printable(element.name)}> of ${printable(element.namespace) || 'no namespace'}`,
  expected: `<${messages[kind].child}>, which is ${messages[kind].words} (${kind})`,
  remedy: `Check that it is the right file. Versions known: ${messages[kind].versions.join(', ')}.`,
});
