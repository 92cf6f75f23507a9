import { type DescribedField, type DescribedLine, printable } from '#schemas/kit';
import { type XmlAttribute, type XmlFault, xmlParser, type XmlSink } from '#schemas/xml';

/** How the elements of an XML file are told. */
export interface XmlStory {
  /** How many elements from the root make up the line that a text belongs to; the rest of its path names the field. */
  readonly lineDepth: (path: readonly string[]) => number;
  /** What the line is about. */
  readonly title: (
    path: readonly string[],
    namespace: string,
  ) => { readonly key: string | null; readonly title: string };
  readonly field: (leaf: XmlLeaf) => Pick<DescribedField, 'meaning' | 'doc' | 'fault'>;
}

/** An element without elements in it. */
export interface XmlLeaf {
  /** From its line's element, which is not in it. */
  readonly path: readonly string[];
  readonly value: string;
  readonly attributes: readonly XmlAttribute[];
}

interface Open {
  readonly name: string;
  readonly namespace: string;
  readonly line: number;
  readonly column: number;
  readonly byteFrom: number;
  readonly attributes: readonly XmlAttribute[];
  text: string;
  hasChildren: boolean;
  /** Its line was told before: what follows continues it. */
  isTold: boolean;
}

/** A line while its fields are collected. */
interface Growing {
  readonly owner: Open;
  readonly line: DescribedLine;
  readonly fields: DescribedField[];
}

/** A line with more fields is told in pieces, so that memory does not grow with the file. */
const mostFields = 200;
const longestValue = 512;
const pieceSize = 1 << 16;

/**
 * Explains an XML file: a line for each element that is told by itself, a field for each text in it. Streams; of a
 * broken file everything before the break is explained, and then the break.
 */
export async function* describeXml(source: AsyncIterable<Uint8Array>, story: XmlStory): AsyncGenerator<DescribedLine> {
  const lines: DescribedLine[] = [];
  const { sink, flush } = describingSink(story, lines);
  const parser = xmlParser(sink);
  let fault: XmlFault | null = null;
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length && fault === null; from += pieceSize) {
      fault = parser.write(chunk.subarray(from, from + pieceSize));
      yield* lines.splice(0);
    }
    if (fault !== null) break;
  }
  fault ??= parser.end();
  flush();
  yield* lines.splice(0);
  if (fault !== null) yield brokenLine(fault);
}

interface Describing {
  readonly sink: XmlSink;
  /** Tells the line whose fields are being collected. */
  readonly flush: () => void;
}

function describingSink(story: XmlStory, lines: DescribedLine[]): Describing {
  const open: Open[] = [];
  let growing: Growing | null = null;

  const flush = (): void => {
    if (growing !== null) lines.push(growing.line);
    growing = null;
  };
  const lineOf = (owner: Open, path: readonly string[], byteFrom: number, line: number): Growing => {
    const { key, title } = story.title(path, owner.namespace);
    const fields: DescribedField[] = [];
    const told = owner.isTold ? `${title}, continued` : title;
    const start = owner.isTold ? { byteFrom, lineNumber: line } : { byteFrom: owner.byteFrom, lineNumber: owner.line };
    owner.isTold = true;
    const raw = `<${printable(owner.name)}>`;
    return { owner, fields, line: { ...start, byteTo: byteFrom, raw, key, title: told, fields } };
  };
  const take = (leaf: Open, byteTo: number): void => {
    const names = [...open.map(({ name }) => name), leaf.name];
    const depth = Math.min(Math.max(story.lineDepth(names), 1), Math.max(open.length, 1));
    const owner = open[depth - 1] ?? leaf;
    if (growing?.owner !== owner || growing.fields.length >= mostFields) {
      flush();
      growing = lineOf(owner, names.slice(0, depth), leaf.byteFrom, leaf.line);
    }
    const path = names.slice(depth);
    growing.fields.push(fieldOf(story, leaf, path.length === 0 ? names : path, byteTo - leaf.byteFrom));
    growing = { ...growing, line: { ...growing.line, byteTo } };
  };
  const sink: XmlSink = {
    open: (name, namespace, attributes, { line, column, byteFrom }) => {
      const parent = open.at(-1);
      if (parent !== undefined) parent.hasChildren = true;
      const own = attributes.count === 0 ? [] : attributes.all();
      const place = { line, column, byteFrom, attributes: own };
      open.push({ name, namespace, ...place, text: '', hasChildren: false, isTold: false });
    },
    text: (text) => {
      const element = open.at(-1);
      if (element !== undefined && !text.isBlank && element.text.length <= longestValue) element.text += text.value();
    },
    close: ({ byteTo }) => {
      const element = open.pop();
      if (element === undefined) return;
      if (!element.hasChildren) take(element, byteTo);
      if (open.length === 0) flush();
    },
  };
  return { sink, flush };
}

function fieldOf(story: XmlStory, leaf: Open, path: readonly string[], width: number): DescribedField {
  const value = leaf.text.trim();
  const { meaning, doc, fault } = story.field({ path, value, attributes: leaf.attributes });
  const place = { name: path.join('/'), from: leaf.column, to: leaf.column + width - 1 };
  const told = { ...place, raw: printable(value, longestValue), meaning, doc };
  return fault === undefined ? told : { ...told, fault };
}

const brokenLine = ({ text, line, column, byteAt }: XmlFault): DescribedLine => ({
  lineNumber: line,
  byteFrom: byteAt,
  byteTo: byteAt,
  raw: '',
  key: null,
  title: `here the file cannot be read further: ${text} (column ${column})`,
  fields: [],
});
