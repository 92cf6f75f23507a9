import {
  explainIsoCode,
  explainPath,
  type MessageKind,
  messageOf,
  readIsoAmount,
  reasonMeaning,
  statusMeaning,
} from '#schemas/iso20022';
import { decimalFromMinor } from '#kernel';
import { type DescribedField, type DescribedLine, printable } from '#schemas/kit';
import { attributeOf, readXmlRecords, type XmlBatch, type XmlElement } from '#schemas/xml';

/** How a message is told: which elements are lines of their own, and what each of them is. */
export interface MessageStory {
  readonly kind: MessageKind;
  /** Path -> title, outer ones before those inside them. */
  readonly records: Readonly<Record<string, string>>;
}

/**
 * Explains a message element by element: each record a line, each text in it a field with its meaning. Streams, and
 * never throws on content: of a broken file everything before the break is explained, and then the break.
 */
export async function* describeMessage(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  story: MessageStory,
): AsyncGenerator<DescribedLine> {
  const told = new WeakSet<XmlElement>();
  let isBegun = false;
  for await (const batch of readXmlRecords(source, { records: Object.keys(story.records) })) {
    if (batch.firstChild && !isBegun) {
      isBegun = true;
      yield documentLine(batch.firstChild, fileName, story.kind);
    }
    for (const { element, path, within } of batch.records) {
      // What a record lies in is told before it, as far as it was read: the rest of it seldom holds more.
      for (const outer of within) if (!told.has(outer)) yield tell(outer);
      if (!told.has(element)) yield tell(element, story.records[path]);
    }
    if (batch.fault) yield brokenLine(batch.fault);
  }

  function tell(element: XmlElement, title?: string): DescribedLine {
    told.add(element);
    return lineOf(element, title ?? titleOf(story, element));
  }
}

const titleOf = ({ records }: MessageStory, { name }: XmlElement): string =>
  Object.entries(records).find(([path]) => path.endsWith(`/${name}`))?.[1] ?? name;

function lineOf(element: XmlElement, title: string): DescribedLine {
  const { line: lineNumber, byteFrom, byteTo, name } = element;
  return { lineNumber, byteFrom, byteTo, raw: `<${name}>`, key: name, title, fields: [...fieldsOf(element, [])] };
}

/** Every text inside an element, with the path to it. */
function* fieldsOf(element: XmlElement, path: readonly string[]): Generator<DescribedField> {
  for (const child of element.children) {
    const inner = [...path, child.name];
    if (child.children.length > 0) yield* fieldsOf(child, inner);
    else yield fieldOf(child, inner);
  }
}

function fieldOf(element: XmlElement, path: readonly string[]): DescribedField {
  const raw = element.text.trim();
  const { column: from, byteFrom, byteTo } = element;
  const shown = printable(raw, 512);
  const place = { name: path.join('/'), from, to: from + byteTo - byteFrom - 1, raw: shown };
  return { ...place, meaning: meaningOf(element, path, raw), doc: explainPath(path) };
}

function meaningOf(element: XmlElement, path: readonly string[], value: string): string {
  if (value === '') return 'empty';
  const name = path.at(-1) ?? '';
  if (attributeOf(element, 'Ccy') !== undefined) return amountWords(element);
  if (name.endsWith('Sts')) return statusMeaning(value).words;
  if (path.at(-2) === 'Rsn') {
    const list = path.includes('CxlRsnInf') ? 'cancellation' : 'status';
    const meaning = reasonMeaning(value, list);
    if (meaning === null) return `${printable(value)} (a code we do not know; the bank’s own, perhaps)`;
    return meaning.reaction === null ? meaning.words : `${meaning.words}: ${meaning.reaction}`;
  }
  return explainIsoCode(path, value) ?? printable(value, 512);
}

function amountWords(element: XmlElement): string {
  const read = readIsoAmount(element);
  return read.ok ? `${decimalFromMinor(read.value.amount)} ${read.value.currency}` : read.error;
}

function documentLine(child: XmlElement, fileName: string, kind: MessageKind): DescribedLine {
  const message = messageOf(child.namespace, child.name);
  const isOurs = message?.kind === kind;
  const namespace = printable(child.namespace) || 'no namespace';
  const title = isOurs
    ? `${message.name}: ${message.words}${message.isNational ? `, in a national form (${namespace})` : ''}`
    : `${fileName} is no ${kind}: <${printable(child.name)}> of ${namespace}`;
  const { line: lineNumber, byteFrom, byteTo, name } = child;
  return { lineNumber, byteFrom, byteTo, raw: `<${name}>`, key: isOurs ? name : null, title, fields: [] };
}

const brokenLine = ({ text, line, byteAt }: NonNullable<XmlBatch['fault']>): DescribedLine => ({
  lineNumber: line,
  byteFrom: byteAt,
  byteTo: byteAt,
  raw: '',
  key: null,
  title: `here the file cannot be read further: ${text}`,
  fields: [],
});
