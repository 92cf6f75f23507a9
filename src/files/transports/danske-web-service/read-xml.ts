import { DOMParser, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';

/** Thrown for XML we do not take: a document type, too deep, too large, or not well-formed. */
export class XmlRefused extends Error {}

/** Far above what any answer of the service needs. */
const deepest = 60;

/**
 * Reads XML of another party into a tree. Document types, and with them entities, are refused before anything is parsed;
 * so is what lies deeper than any message does, because canonicalisation descends by recursion.
 */
export function readXml(
  bytes: Uint8Array,
  limitInBytes: number,
): { readonly document: Document; readonly text: string } {
  if (bytes.length > limitInBytes) throw new XmlRefused(`${bytes.length} bytes are more than ${limitInBytes}`);
  return readXmlText(decoded(bytes));
}

export function readXmlText(text: string): { readonly document: Document; readonly text: string } {
  requireHarmless(text);
  const refuse = (level: string, message: string): never => {
    throw new XmlRefused(`${level}: ${message}`);
  };
  const document = new DOMParser({ onError: refuse }).parseFromString(text, 'text/xml');
  if (!document.documentElement) throw new XmlRefused('there is no element');
  return { document, text };
}

function decoded(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /^\s*(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(start)?.[1] ?? 'utf-8';
  if (!/^(?:utf-8|us-ascii|iso-8859-1)$/i.test(declared)) throw new XmlRefused(`the encoding ${declared}`);
  try {
    return new TextDecoder(/8859/.test(declared) ? 'latin1' : 'utf-8', { fatal: true }).decode(bytes);
  } catch (thrown) {
    throw new XmlRefused(`it is not ${declared}`, { cause: thrown });
  }
}

/** One pass over the tags: nothing but elements, comments, CDATA and the XML declaration, and not too deep. */
function requireHarmless(text: string): void {
  let depth = 0;
  let at = text.indexOf('<');
  while (at >= 0) {
    let end: number;
    if (text.startsWith('<!--', at)) end = closing(text, '-->', at);
    else if (text.startsWith('<![CDATA[', at)) end = closing(text, ']]>', at);
    else if (text.startsWith('<!', at)) throw new XmlRefused('a document type is not taken');
    else if (text.startsWith('<?', at)) {
      if (at > 3 || !/^<\?xml\s/.test(text.slice(at, at + 6))) throw new XmlRefused('a processing instruction');
      end = closing(text, '?>', at);
    } else {
      end = closing(text, '>', at);
      if (text[at + 1] === '/') depth -= 1;
      else if (text[end - 2] !== '/') depth += 1;
      if (depth > deepest) throw new XmlRefused(`it is more than ${deepest} elements deep`);
    }
    at = text.indexOf('<', end);
  }
}

function closing(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  if (found < 0) throw new XmlRefused('it stops before its end');
  return found + mark.length;
}

export function childrenOf(parent: Element, namespace: string, name: string): readonly Element[] {
  const found: Element[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    if (isElement(node) && node.namespaceURI === namespace && node.localName === name) found.push(node);
  }
  return found;
}

/** The only child of a name; none or several are null, because nobody can say which one counts. */
export function childOf(parent: Element, namespace: string, name: string): Element | null {
  const found = childrenOf(parent, namespace, name);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The text of the only child of a name, without blanks around it; blank when there is none. */
export const textIn = (parent: Element, namespace: string, name: string): string =>
  childOf(parent, namespace, name)?.textContent?.trim() ?? '';

export const isElement = (node: unknown): node is Element =>
  typeof node === 'object' && node !== null && 'nodeType' in node && node.nodeType === 1;

export const isNamed = (element: Element | null, namespace: string, name: string): element is Element =>
  element !== null && element.namespaceURI === namespace && element.localName === name;

export const xmlOf = (element: Element): string => new XMLSerializer().serializeToString(element);
