import type { XmlAttribute } from './sink.ts';

/** An element with what is in it. Read once, never changed. */
export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  /** Its own text, without that of its children; blank when it holds nothing but blanks. */
  readonly text: string;
  readonly children: readonly XmlElement[];
  /** From the `<` of its start tag up to and not including what follows its end tag. */
  readonly byteFrom: number;
  readonly byteTo: number;
  readonly line: number;
  readonly column: number;
}

/** The first element at the end of a path of names, or undefined: `at(entry, 'BkTxCd', 'Domn', 'Cd')`. */
export function at(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let found = element;
  for (let i = 0; i < path.length && found !== undefined; i++) found = childOf(found, path[i] as string);
  return found;
}

/** The text at the end of a path, without blanks around it; blank when there is none. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string {
  let found = element;
  for (let i = 0; i < path.length && found !== undefined; i++) found = childOf(found, path[i] as string);
  return found === undefined ? '' : trimmed(found.text);
}

/** All children of a name, in their order. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  const found: XmlElement[] = [];
  if (element === undefined) return found;
  for (const child of element.children) if (child.name === name) found.push(child);
  return found;
}

export function attributeOf(element: XmlElement | undefined, localName: string): string | undefined {
  if (element === undefined) return undefined;
  for (const attribute of element.attributes) if (attribute.localName === localName) return attribute.value;
  return undefined;
}

function childOf({ children }: XmlElement, name: string): XmlElement | undefined {
  for (let i = 0; i < children.length; i++) {
    const child = children[i] as XmlElement;
    if (child.name === name) return child;
  }
  return undefined;
}

/** Most texts have no blanks around them, and then nothing new is made. */
const trimmed = (text: string): string =>
  text.charCodeAt(0) > 32 && text.charCodeAt(text.length - 1) > 32 ? text : text.trim();
