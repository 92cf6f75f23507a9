import { utf8Length } from './encoding.ts';
import type { XmlFaultKind } from './fault.ts';
import { addName, type XmlName } from './names.ts';
import { controlFault, controlSign, failAt, type Scanner, signs } from './scanner.ts';

/** A name that was not seen before; undefined with a fault. */
export function newName(s: Scanner, from: number, to: number, hash: number): XmlName | undefined {
  const { bytes, limits, names } = s;
  const wrong = (kind: XmlFaultKind, text: string): undefined => {
    failAt(s, from, kind, text);
    return undefined;
  };
  if (from === to) {
    if (signs[bytes[to] as number] === controlSign) controlFault(s, to);
    return wrong('markup', 'a "<" begins no tag; on its own it is written &lt;');
  }
  if (to - from > limits.nameBytes) return wrong('limit', `a name is longer than ${limits.nameBytes} bytes`);
  if (names.count >= limits.names) return wrong('limit', `the file uses more than ${limits.names} different names`);
  const raw = bytes.subarray(from, to);
  if (s.encoding === 'UTF-8') {
    for (let at = from; at < to; ) {
      const width = (bytes[at] as number) < 128 ? 1 : utf8Length(bytes, at, to);
      if (width <= 0) return wrong('encoding', `byte ${s.offset + at} of a name is not ${s.encoding}`);
      at += width;
    }
  }
  const full = s.encoding === 'UTF-8' ? raw.toString('utf8') : raw.toString('latin1');
  const name = addName(names, hash, raw, full);
  return name.isBroken ? wrong('name', `"${full}" is no name of XML`) : name;
}

export function oddInTag(s: Scanner, at: number, name: string): false {
  if (signs[s.bytes[at] as number] === controlSign) return controlFault(s, at);
  const sign = s.text.slice(at, at + 1);
  return failAt(s, at, 'markup', `"${sign}" may not stand in the tag of ${name}`);
}

export const undeclared = (s: Scanner, at: number, prefix: string): false =>
  failAt(s, at, 'namespace', `the prefix "${prefix}" stands for no namespace: it is declared nowhere above`);
