import { findName, isSame, type XmlName } from './names.ts';
import { innerScope, namespaceOf, type NamespaceScope } from './namespaces.ts';
import { type AttributeList, passAttributes } from './scan-attributes.ts';
import { newName, oddInTag, undeclared } from './scan-name.ts';
import { passBlanks } from './scan-text.ts';
import { columnAt, failAt, nameBytes, needsMore, type Scanner } from './scanner.ts';

/** The one place object of a file. */
export interface MutablePlace {
  byteFrom: number;
  byteTo: number;
  line: number;
  column: number;
}

/** Takes a start tag or an empty-element tag; `s.at` stands at its `<`. */
export function scanOpenTag(s: Scanner, list: AttributeList, place: MutablePlace): boolean {
  const { bytes, at: from } = s;
  place.line = s.line;
  place.column = columnAt(s, from);
  const nameFrom = from + 1;
  let at = nameFrom;
  let hash = 0;
  for (let byte = bytes[at] as number; nameBytes[byte] === 1; byte = bytes[at] as number) {
    hash = (Math.imul(hash, 31) + byte) | 0;
    at += 1;
  }
  if (at === s.end) return needsMore(s, from, s.limits.tagBytes, 'a tag');
  const name = findName(s.names, hash, bytes, nameFrom, at) ?? newName(s, nameFrom, at, hash);
  if (name === undefined) return false;
  s.surplus += name.surplus;
  list.count = 0;
  if (list.declared.length > 0) list.declared.length = 0;
  if (bytes[at] !== 62) {
    at = passAttributes(s, list, at);
    if (at < 0) return s.fault !== null ? false : needsMore(s, from, s.limits.tagBytes, 'a tag');
  }
  const isEmpty = bytes[at] === 47;
  if (isEmpty) {
    at += 1;
    if (at === s.end) return needsMore(s, from, s.limits.tagBytes, 'a tag');
  }
  if (bytes[at] !== 62) return oddInTag(s, at, name.full);
  if (at - from > s.limits.tagBytes) return needsMore(s, from, s.limits.tagBytes, 'a tag');
  return enter(s, list, place, name, from, at + 1, isEmpty);
}

function enter(
  s: Scanner,
  list: AttributeList,
  place: MutablePlace,
  name: XmlName,
  from: number,
  to: number,
  isEmpty: boolean,
): boolean {
  const { depth } = s;
  if (depth === 0 && s.hasRoot) {
    return failAt(s, from, 'nesting', 'a second document begins behind the end of the first: two files in one?');
  }
  if (depth >= s.limits.depth) {
    return failAt(s, from, 'limit', `elements are nested more than ${s.limits.depth} deep`);
  }
  let scope = s.scopes[depth] as NamespaceScope;
  if (list.declared.length > 0) {
    const inner = innerScope(scope, list.declared);
    if (typeof inner === 'string') return failAt(s, from, 'namespace', inner);
    scope = inner;
  }
  const namespace = namespaceOf(scope, name.prefix);
  if (namespace === undefined || name.prefix === 'xmlns') return undeclared(s, from, name.prefix);
  if (list.count > 0 && !list.resolve(scope, from)) return false;
  s.hasRoot = true;
  s.at = to;
  place.byteFrom = s.offset + from;
  place.byteTo = s.offset + to;
  s.sink.open(name.local, namespace, list.view, place);
  if (isEmpty) s.sink.close(place);
  else {
    s.stack[depth] = name;
    s.openedOn[depth] = place.line;
    s.depth = depth + 1;
    s.scopes[depth + 1] = scope;
  }
  return true;
}

/** Takes an end tag; `s.at` stands at its `<`. */
export function scanCloseTag(s: Scanner, place: MutablePlace): boolean {
  const { bytes, at: from } = s;
  const open = s.stack[s.depth - 1];
  if (s.depth === 0 || open === undefined) return strayEnd(s);
  place.line = s.line;
  place.column = columnAt(s, from);
  const width = open.raw.length;
  const nameFrom = from + 2;
  let at = nameFrom + width;
  if (at >= s.end && !isEndTagHere(s, nameFrom)) return needsMore(s, from, s.limits.tagBytes, 'a tag');
  if (!isSame(open.raw, bytes, nameFrom, at) || nameBytes[bytes[at] as number] === 1) return wrongEnd(s, open.full);
  if (bytes[at] !== 62) {
    at = passBlanks(s, at);
    if (at === s.end) return needsMore(s, from, s.limits.tagBytes, 'a tag');
    if (bytes[at] !== 62) return oddInTag(s, at, open.full);
  }
  s.surplus += open.surplus;
  s.at = at + 1;
  s.depth -= 1;
  place.byteFrom = s.offset + from;
  place.byteTo = s.offset + s.at;
  s.sink.close(place);
  return true;
}

/** A short wrong end tag may end before the window does, though the right one would not. */
function isEndTagHere(s: Scanner, from: number): boolean {
  for (let at = from; at < s.end; at++) if (nameBytes[s.bytes[at] as number] !== 1) return true;
  return false;
}

function wrongEnd(s: Scanner, expected: string): boolean {
  const from = s.at + 2;
  let at = from;
  while (nameBytes[s.bytes[at] as number] === 1) at += 1;
  if (at === s.end) return needsMore(s, s.at, s.limits.tagBytes, 'a tag');
  const found = s.text.slice(from, Math.min(at, from + 80));
  const line = s.openedOn[s.depth - 1] ?? 0;
  return failAt(s, s.at, 'nesting', `</${found}> stands where </${expected}> (opened on line ${line}) must end`);
}

function strayEnd(s: Scanner): false {
  const where = s.hasRoot ? 'behind the end of the document' : 'before the first element';
  return failAt(s, s.at, 'nesting', `an end tag stands ${where}`);
}
