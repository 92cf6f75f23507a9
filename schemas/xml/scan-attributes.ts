import { findName, type XmlName } from './names.ts';
import { namespaceOf, type NamespaceScope } from './namespaces.ts';
import { passReference, replaceReferences } from './references.ts';
import { newName, undeclared } from './scan-name.ts';
import { bytesAsText, hasReference, hasReturn, hasWide, newLine, passBlanks } from './scan-text.ts';
import {
  controlFault,
  controlSign,
  failAt,
  lineFeedSign,
  nameBytes,
  passWide,
  referenceSign,
  type Scanner,
  signs,
  tagSign,
  wideSign,
} from './scanner.ts';
import type { XmlAttribute, XmlAttributes } from './sink.ts';

interface Slot {
  name: XmlName;
  namespace: string;
  from: number;
  to: number;
  features: number;
}

/** The attributes of the tag that is being scanned; one list for the whole file. */
export interface AttributeList {
  count: number;
  readonly slots: Slot[];
  readonly declared: (readonly [prefix: string, uri: string])[];
  readonly view: XmlAttributes;
  /** Finds the namespaces, and refuses two attributes of one name. */
  readonly resolve: (scope: NamespaceScope, at: number) => boolean;
}

export function attributeList(s: Scanner): AttributeList {
  const slots: Slot[] = [];
  const valueOf = (slot: Slot): string => attributeText(s, slot);
  const list: AttributeList = {
    count: 0,
    slots,
    declared: [],
    view: {
      get count() {
        return list.count;
      },
      get: (localName, namespace = '') => {
        for (let i = 0; i < list.count; i++) {
          const slot = slots[i] as Slot;
          if (slot.name.local === localName && slot.namespace === namespace) return valueOf(slot);
        }
        return undefined;
      },
      all: () =>
        slots.slice(0, list.count).map(
          (slot): XmlAttribute => ({
            localName: slot.name.local,
            namespace: slot.namespace,
            value: valueOf(slot),
          }),
        ),
    },
    resolve: (scope, at) => resolveAll(s, list, scope, at),
  };
  return list;
}

/** A line end or a tab in a value is a blank (XML 1.0, section 3.3.3), unless it is written as a reference. */
function attributeText(s: Scanner, { from, to, features }: Slot): string {
  if (features === 0) return s.text.slice(from, to);
  const raw = bytesAsText(s, from, to, features);
  const text = (features & hasReturn) !== 0 ? raw.replaceAll(/\r\n|[\r\n\t]/g, ' ') : raw;
  return (features & hasReference) !== 0 ? replaceReferences(text) : text;
}

function resolveAll(s: Scanner, list: AttributeList, scope: NamespaceScope, at: number): boolean {
  for (let i = 0; i < list.count; i++) {
    const slot = list.slots[i] as Slot;
    const { prefix, local } = slot.name;
    if (prefix !== '') {
      const namespace = namespaceOf(scope, prefix);
      if (namespace === undefined) return undeclared(s, slot.from, prefix);
      slot.namespace = namespace;
    } else slot.namespace = '';
    for (let other = 0; other < i; other++) {
      const { name, namespace } = list.slots[other] as Slot;
      if (name.local === local && namespace === slot.namespace) {
        return failAt(s, at, 'attribute', `the attribute ${slot.name.full} stands twice in one tag`);
      }
    }
  }
  return true;
}

/** Takes the attributes behind a tag's name. @returns where the tag goes on behind them, or -1 */
export function passAttributes(s: Scanner, list: AttributeList, from: number): number {
  const { bytes } = s;
  let at = from;
  for (;;) {
    const blanksFrom = at;
    at = passBlanks(s, at);
    if (at === s.end) return -1;
    const byte = bytes[at] as number;
    if (byte === 62 || byte === 47) return at;
    if (nameBytes[byte] !== 1) return at;
    if (at === blanksFrom) {
      failAt(s, at, 'markup', 'a blank is missing before an attribute');
      return -1;
    }
    if (list.count + list.declared.length >= s.limits.attributes) {
      failAt(s, at, 'limit', `a tag has more than ${s.limits.attributes} attributes`);
      return -1;
    }
    at = passAttribute(s, list, at);
    if (at < 0) return -1;
  }
}

function passAttribute(s: Scanner, list: AttributeList, from: number): number {
  const { bytes } = s;
  let at = from;
  let hash = 0;
  for (let byte = bytes[at] as number; nameBytes[byte] === 1; byte = bytes[at] as number) {
    hash = (Math.imul(hash, 31) + byte) | 0;
    at += 1;
  }
  if (at === s.end) return -1;
  const name = findName(s.names, hash, bytes, from, at) ?? newName(s, from, at, hash);
  if (name === undefined) return -1;
  s.surplus += name.surplus;
  at = passBlanks(s, at);
  if (at === s.end) return -1;
  if (bytes[at] !== 61) return failed(s, at, `the attribute ${name.full} has no value`);
  at = passBlanks(s, at + 1);
  if (at === s.end) return -1;
  const quote = bytes[at] as number;
  if (quote !== 34 && quote !== 39) return failed(s, at, `the value of ${name.full} stands in no quotes`);
  return passValue(s, list, name, at + 1, quote);
}

function passValue(s: Scanner, list: AttributeList, name: XmlName, from: number, quote: number): number {
  const { bytes } = s;
  let features = 0;
  let at = from;
  for (let byte = bytes[at] as number; byte !== quote; byte = bytes[at] as number) {
    const kind = signs[byte] as number;
    if (kind === wideSign) {
      const width = passWide(s, at);
      if (width <= 0) return -1;
      features |= hasWide;
      at += width;
      continue;
    }
    if (kind === referenceSign) {
      const next = passReference(s, at);
      if (next <= 0) return -1;
      features |= hasReference;
      at = next;
      continue;
    }
    if (kind === tagSign) return at === s.end ? -1 : failed(s, at, `a "<" stands in the value of ${name.full}`);
    if (kind === controlSign) {
      controlFault(s, at);
      return -1;
    }
    at += 1;
    if (kind === lineFeedSign) newLine(s, at);
    if (byte < 32) features |= hasReturn;
  }
  return keep(s, list, { name, namespace: '', from, to: at, features }) ? at + 1 : -1;
}

function keep(s: Scanner, list: AttributeList, slot: Slot): boolean {
  const { prefix, local } = slot.name;
  if (prefix === 'xmlns' || (prefix === '' && local === 'xmlns')) {
    const declared = prefix === '' ? '' : local;
    if (list.declared.some(([other]) => other === declared)) {
      return failAt(s, slot.from, 'attribute', `the attribute ${slot.name.full} stands twice in one tag`);
    }
    list.declared.push([declared, attributeText(s, slot)]);
  } else list.slots[list.count++] = slot;
  return true;
}

function failed(s: Scanner, at: number, text: string): -1 {
  failAt(s, at, 'attribute', text);
  return -1;
}
