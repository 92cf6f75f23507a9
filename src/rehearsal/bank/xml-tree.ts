import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { fail, ok, type Result } from '#kernel';

/** One element as the bank sees it: names without prefix, text with its references resolved. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly inside, white space and all. */
  readonly text: string;
}

export interface XmlMessage {
  readonly root: XmlElement;
  readonly namespace: string;
}

/** Nothing we are sent goes deeper than a dozen levels. */
const deepest = 40;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // References are resolved here, so that one that is not declared is found.
  processEntities: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** Bytes to a tree, or what is wrong with them. No DOCTYPE, one namespace, declared before or without a prefix. */
export function readXml(bytes: Uint8Array): Result<XmlMessage, string> {
  const decoded = decode(bytes);
  if (!decoded.ok) return decoded;
  const text = decoded.value;
  if (/<!DOCTYPE/i.test(text)) return fail('a DOCTYPE is not allowed');
  if (notXml.test(text)) return fail('a control character is not allowed in XML');
  try {
    const valid = XMLValidator.validate(text);
    if (valid !== true) return fail(`line ${valid.err.line}: ${valid.err.msg}`);
    const parsed: unknown = parser.parse(text);
    const [root, ...more] = elementsOf(parsed, 0).children;
    if (root === undefined || more.length > 0) return fail('there must be exactly one element outermost');
    return inOneNamespace(root);
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'it cannot be read');
  }
}

/** The first element at a path such as `PmtTpInf/SvcLvl/Cd`. */
export function find(element: XmlElement, path: string): XmlElement | null {
  let found: XmlElement | undefined = element;
  for (const name of path.split('/')) found = found?.children.find((child) => child.name === name);
  return found ?? null;
}

export const textAt = (element: XmlElement, path: string): string | null => find(element, path)?.text ?? null;

export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name);

/** Control characters, and the two code points that are none. */
// oxlint-disable-next-line no-control-regex -- XML forbids exactly these
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** By its mark or its declaration; danske-iso20022.md sections 1.2 and 2.3 name these three. */
function decode(bytes: Uint8Array): Result<string, string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(
    buffer.subarray(0, 200).toString('latin1').replace('\u00ef\u00bb\u00bf', ''),
  );
  const encoding = (declared?.[1] ?? 'UTF-8').toUpperCase();
  if (encoding === 'ISO-8859-1') return ok(buffer.toString('latin1'));
  if (encoding === 'ISO-8859-15') return ok(new TextDecoder('iso-8859-15').decode(bytes));
  if (encoding !== 'UTF-8') return fail(`the encoding ${encoding} is not supported`);
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fail('the bytes are not UTF-8');
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the parser gives for one element: a list of single-key objects, attributes beside the key under `:@`. */
function elementsOf(nodes: unknown, depth: number): { readonly children: XmlElement[]; readonly text: string } {
  if (depth > deepest) throw new Error(`elements stand more than ${deepest} deep in each other`);
  const children: XmlElement[] = [];
  let text = '';
  for (const node of Array.isArray(nodes) ? nodes.filter(isRecord) : []) {
    for (const [name, inside] of Object.entries(node)) {
      if (name === '#text') text += resolve(String(inside));
      else if (name === '#cdata') text += rawText(inside);
      else if (name !== ':@')
        children.push({ name, attributes: attributesOf(node[':@']), ...elementsOf(inside, depth + 1) });
    }
  }
  return { children, text };
}

const rawText = (nodes: unknown): string =>
  (Array.isArray(nodes) ? nodes.filter(isRecord) : [])
    .map(({ '#text': text }) => (typeof text === 'string' ? text : ''))
    .join('');

const noAttributes: ReadonlyMap<string, string> = new Map();

const attributesOf = (value: unknown): ReadonlyMap<string, string> =>
  isRecord(value) ? new Map(Object.entries(value).map(([name, text]) => [name, resolve(String(text))])) : noAttributes;

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolve(text: string): string {
  if (text.includes(']]>')) throw new Error('"]]>" may not stand in text');
  if (!text.includes('&')) return text;
  return text.replaceAll(/&([^;&]*);?/g, (whole, name: string) => {
    const found = named[name] ?? codePoint(name);
    if (!whole.endsWith(';') || found === null) throw new Error(`the reference "${whole}" is not declared`);
    return found;
  });
}

function codePoint(name: string): string | null {
  const digits = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(name);
  if (!digits) return null;
  const value = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return null;
  const found = String.fromCodePoint(value);
  return notXml.test(found) ? null : found;
}

/** Every element in the namespace of the root: with its prefix, and without another declaration. */
function inOneNamespace(root: XmlElement): Result<XmlMessage, string> {
  const prefix = root.name.includes(':') ? `${root.name.split(':')[0]}:` : '';
  const declaration = prefix === '' ? 'xmlns' : `xmlns:${prefix.slice(0, -1)}`;
  const namespace = root.attributes.get(declaration);
  if (namespace === undefined) return fail('the root element declares no namespace');
  const strip = (element: XmlElement, isRoot: boolean): XmlElement => {
    const name = element.name.slice(prefix.length);
    if (!element.name.startsWith(prefix) || name.includes(':'))
      throw new Error(`<${element.name}> is in another namespace`);
    // Most elements have nothing to take away.
    if (prefix === '' && element.attributes === noAttributes && element.children.length === 0) return element;
    const attributes = new Map<string, string>();
    for (const [key, value] of element.attributes) {
      const isNamespace = key === declaration && value === namespace;
      if (isNamespace || (isRoot && /^(?:xmlns:|xsi:)/.test(key))) continue;
      attributes.set(key, value);
    }
    return { ...element, name, attributes, children: element.children.map((child) => strip(child, false)) };
  };
  return ok({ root: strip(root, true), namespace });
}
