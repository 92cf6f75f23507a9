import { XMLParser } from 'fast-xml-parser';

/** One element with its namespace worked out. */
export interface XmlNode {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  readonly text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
});

/** Reads XML in the order it stands; throws on anything that is not one element. */
export function readTree(xml: string): XmlNode {
  if (/<!DOCTYPE/i.test(xml)) throw new Error('a document type is not allowed');
  const parsed: unknown = parser.parse(xml);
  const [root] = elementsOf(parsed, {}).filter(({ name }) => name !== '?xml');
  if (!root) throw new Error('there is no element');
  return root;
}

type Scope = Readonly<Record<string, string>>;

function elementsOf(list: unknown, scope: Scope): readonly XmlNode[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    if (!isRecord(item)) return [];
    const tag = Object.keys(item).find((key) => key !== ':@' && key !== '#text');
    return tag === undefined ? [] : [nodeOf(tag, item[tag], item[':@'], scope)];
  });
}

function nodeOf(tag: string, inside: unknown, rawAttributes: unknown, outer: Scope): XmlNode {
  const attributes: Record<string, string> = {};
  for (const [key, value] of Object.entries(isRecord(rawAttributes) ? rawAttributes : {})) {
    attributes[key] = typeof value === 'string' ? value : '';
  }
  const scope: Record<string, string> = { ...outer };
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'xmlns') scope[''] = value;
    else if (key.startsWith('xmlns:')) scope[key.slice(6)] = value;
  }
  const [prefix, local] = tag.includes(':')
    ? [tag.slice(0, tag.indexOf(':')), tag.slice(tag.indexOf(':') + 1)]
    : ['', tag];
  const text = (Array.isArray(inside) ? inside : [])
    .map((part: unknown) => (isRecord(part) && typeof part['#text'] === 'string' ? part['#text'] : ''))
    .join('');
  return { namespace: scope[prefix] ?? '', name: local, attributes, children: elementsOf(inside, scope), text };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const child = (node: XmlNode | undefined, name: string): XmlNode | undefined =>
  node?.children.find((found) => found.name === name);

export const textOf = (node: XmlNode | undefined, name: string): string => child(node, name)?.text.trim() ?? '';

/** One element of a sequence as a schema states it. */
export interface Rule {
  readonly name: string;
  readonly least: 0 | 1;
  /** Of the text; null: it holds elements. */
  readonly pattern: RegExp | null;
}

/** Compares the children of a node with a sequence: names, namespace, order, number and texts. Null: as the schema wants. */
export function breachOf(node: XmlNode, namespace: string, rules: readonly Rule[]): string | null {
  let at = 0;
  for (const found of node.children) {
    if (found.namespace !== namespace) return `${found.name} is in the namespace "${found.namespace}"`;
    while (at < rules.length && rules[at]?.name !== found.name) {
      if (rules[at]?.least === 1) return `${rules[at]?.name} is missing before ${found.name}`;
      at += 1;
    }
    const rule = rules[at];
    if (!rule) return `${found.name} does not belong here`;
    if (rule.pattern && !rule.pattern.test(found.text)) return `${found.name} holds "${found.text.slice(0, 60)}"`;
    if (rule.pattern && found.children.length > 0) return `${found.name} holds elements`;
    at += 1;
  }
  const missing = rules.slice(at).find((rule) => rule.least === 1);
  return missing ? `${missing.name} is missing` : null;
}

export const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?$/;
export const ofLength = (least: number, most: number): RegExp => new RegExp(`^[^]{${least},${most}}$`);
export const base64Pattern = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;
