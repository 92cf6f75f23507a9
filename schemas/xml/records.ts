import type { XmlElement } from './element.ts';
import type { XmlFault } from './fault.ts';
import type { XmlLimits } from './limits.ts';
import { xmlParser } from './parser.ts';
import type { XmlAttribute, XmlAttributes, XmlPlace, XmlSink, XmlText } from './sink.ts';

export interface XmlRecordOptions {
  /**
   * Which elements are records: paths of names from the root, with `*` for any name. A record
   * inside another is told by itself, before the outer one, and is not among its children.
   */
  readonly records: readonly string[];
  /** Elements inside records that nobody needs, by name: they are checked and not kept. */
  readonly without?: ReadonlySet<string>;
  readonly limits?: Partial<XmlLimits>;
}

/** A record that has ended. */
export interface XmlRecord {
  readonly element: XmlElement;
  /** The path by which it was asked for. */
  readonly path: string;
  /**
   * The records it lies in, from the outermost, with what of them was read until now. The same object comes again
   * with every record inside it.
   */
  readonly within: readonly XmlElement[];
}

export interface XmlBatch {
  /** The name, namespace and place of the document's root, and of its first child; null while not yet read. */
  readonly root: XmlElement | null;
  readonly firstChild: XmlElement | null;
  readonly records: readonly XmlRecord[];
  /** Why reading stopped; only in the last batch. */
  readonly fault: XmlFault | null;
}

/** More elements than one record of any message has, without the records inside it. */
const mostElements = 200_000;

/**
 * Reads the records of an XML file as small trees, as they come; what is no record is checked and left out, so that
 * memory does not grow with the file. After a fault nothing more comes, and what was read before it stands.
 */
export async function* readXmlRecords(
  source: AsyncIterable<Uint8Array>,
  options: XmlRecordOptions,
): AsyncGenerator<XmlBatch> {
  const builder = recordBuilder(options);
  const parser = xmlParser(builder.sink, options.limits);
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; from += pieceSize) {
      const fault = parser.write(chunk.subarray(from, from + pieceSize)) ?? builder.fault();
      yield builder.take(fault);
      if (fault !== null) return;
    }
  }
  yield builder.take(parser.end() ?? builder.fault());
}

/** A batch is made of so many bytes at most, so that few records wait in memory. */
const pieceSize = 1 << 16;

/** Reads a small document whole. */
export function readXml(
  bytes: Uint8Array,
  limits: Partial<XmlLimits> = {},
): { readonly ok: true; readonly value: XmlElement } | { readonly ok: false; readonly error: XmlFault } {
  const builder = recordBuilder({ records: ['*'] });
  const parser = xmlParser(builder.sink, limits);
  const fault = parser.write(bytes) ?? builder.fault() ?? parser.end() ?? builder.fault();
  const [record] = builder.take(fault).records;
  if (fault !== null) return { ok: false, error: fault };
  return { ok: true, value: (record as XmlRecord).element };
}

/** An element while it is being read. */
interface Growing extends XmlElement {
  text: string;
  byteTo: number;
  children: XmlElement[];
}

/** A step of the paths that are asked for. */
interface Step {
  readonly next: Map<string, Step>;
  path: string | null;
}

interface Builder {
  readonly sink: XmlSink;
  /** What was read since it was last asked. */
  readonly take: (fault: XmlFault | null) => XmlBatch;
  readonly fault: () => XmlFault | null;
}

const noAttributes: readonly XmlAttribute[] = [];

function recordBuilder({ records: paths, without = new Set() }: XmlRecordOptions): Builder {
  const steps: (Step | undefined)[] = [stepsOf(paths)];
  /** The element at each depth; undefined where nothing is kept. */
  const open: (Growing | undefined)[] = [undefined];
  const within: Growing[] = [];
  const outer: (readonly XmlElement[])[] = [];
  /** How many elements were kept when each of them began. */
  const keptBefore: number[] = [];
  let ready: XmlRecord[] = [];
  let depth = 0;
  let kept = 0;
  let root: XmlElement | null = null;
  let firstChild: XmlElement | null = null;
  let fault: XmlFault | null = null;

  const sink: XmlSink = {
    open: (name, namespace, attributes, place) => {
      const parent = open[depth];
      const above = steps[depth];
      const step = above === undefined ? undefined : (above.next.get(name) ?? above.next.get('*'));
      const isRecord = step !== undefined && step.path !== null;
      depth += 1;
      steps[depth] = step;
      if (!isRecord && (parent === undefined || without.has(name))) {
        open[depth] = undefined;
        if (depth === 1) root = elementOf(name, namespace, attributes, place);
        else if (depth === 2 && firstChild === null) firstChild = elementOf(name, namespace, attributes, place);
        return;
      }
      const element = elementOf(name, namespace, attributes, place);
      if (depth === 1) root = element;
      else if (depth === 2 && firstChild === null) firstChild = element;
      open[depth] = element;
      if (isRecord) {
        within.push(element);
        keptBefore.push(kept);
      } else if (parent !== undefined) addChild(parent, element);
      kept += 1;
      if (kept > mostElements) fault ??= tooMany(place);
    },
    text: (text: XmlText) => {
      const element = open[depth];
      if (element === undefined || (text.isBlank && element.text === '')) return;
      element.text = element.text === '' ? text.value() : element.text + text.value();
    },
    close: (place) => {
      const element = open[depth];
      const path = steps[depth]?.path ?? null;
      depth -= 1;
      if (element === undefined) return;
      element.byteTo = place.byteTo;
      if (path === null) return;
      within.pop();
      ready.push({ element, path, within: outerOnes(within, outer) });
      kept = keptBefore.pop() ?? 0;
    },
  };
  const take = (found: XmlFault | null): XmlBatch => {
    const batch = { root, firstChild, records: ready, fault: found };
    ready = [];
    return batch;
  };
  return { sink, take, fault: () => fault };
}

/** What a record lies in; neighbours lie in the same, and share one list. */
function outerOnes(within: readonly Growing[], lists: (readonly XmlElement[])[]): readonly XmlElement[] {
  const depth = within.length;
  const known = lists[depth];
  if (known !== undefined && known[depth - 1] === within[depth - 1]) return known;
  const list = within.slice();
  lists[depth] = list;
  return list;
}

/** Most elements hold no other, and many hold one: a list is made when it is needed. */
const childless: XmlElement[] = [];

function addChild(parent: Growing, child: XmlElement): void {
  if (parent.children === childless) parent.children = [child];
  else parent.children.push(child);
}

const elementOf = (name: string, namespace: string, attributes: XmlAttributes, place: XmlPlace): Growing => ({
  name,
  namespace,
  attributes: attributes.count === 0 ? noAttributes : attributes.all(),
  text: '',
  children: childless,
  byteFrom: place.byteFrom,
  byteTo: place.byteTo,
  line: place.line,
  column: place.column,
});

const tooMany = ({ line, column, byteFrom }: XmlPlace): XmlFault => ({
  kind: 'limit',
  text: `one record holds more than ${mostElements} elements`,
  line,
  column,
  byteAt: byteFrom,
});

function stepsOf(paths: readonly string[]): Step {
  const first: Step = { next: new Map(), path: null };
  for (const path of paths) {
    let step = first;
    for (const name of path.split('/')) {
      const next: Step = step.next.get(name) ?? { next: new Map(), path: null };
      step.next.set(name, next);
      step = next;
    }
    step.path = path;
  }
  return first;
}
