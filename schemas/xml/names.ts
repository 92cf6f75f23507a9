/** A name as it stands in tags, kept once however often it comes. */
export interface XmlName {
  readonly raw: Uint8Array;
  /** With its prefix, as it stands in the file. */
  readonly full: string;
  readonly prefix: string;
  readonly local: string;
  /** It is neither `a`, nor `a:b`. */
  readonly isBroken: boolean;
  /** Bytes that are no sign of their own, because they continue one. */
  readonly surplus: number;
  readonly hash: number;
}

/** The names of one file. Looking one up makes no text. */
export interface NameTable {
  slots: (XmlName | undefined)[];
  count: number;
}

export const nameTable = (): NameTable => ({ slots: Array.from<XmlName | undefined>({ length: 1024 }), count: 0 });

/** The name whose bytes lie there, or undefined when it was not seen before. */
export function findName(
  table: NameTable,
  hash: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): XmlName | undefined {
  const { slots } = table;
  const mask = slots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const name = slots[slot];
    if (name === undefined) return undefined;
    if (name.hash === hash && isSame(name.raw, bytes, from, to)) return name;
  }
}

export function isSame(raw: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  const width = raw.length;
  if (to - from !== width) return false;
  for (let i = 0; i < width; i++) if (raw[i] !== bytes[from + i]) return false;
  return true;
}

export function addName(table: NameTable, hash: number, raw: Uint8Array, full: string): XmlName {
  const parts = full.split(':');
  const [first = '', second = ''] = parts;
  const name: XmlName = {
    raw: Uint8Array.from(raw),
    full,
    prefix: asKey(parts.length === 1 ? '' : first),
    local: asKey(parts.length === 1 ? first : second),
    isBroken: parts.length > 2 || parts.some((part) => !/^[^-.\d]/.test(part)),
    surplus: raw.length - Array.from(full).length,
    hash,
  };
  if (table.count * 2 > table.slots.length) grow(table);
  put(table.slots, name);
  table.count += 1;
  return name;
}

/**
 * The same text as a property's name, of which the engine keeps one copy: comparing it with a name in the program is
 * comparing two addresses.
 */
const asKey = (text: string): string => Object.keys({ [text]: 0 })[0] ?? text;

function grow(table: NameTable): void {
  const slots = Array.from<XmlName | undefined>({ length: table.slots.length * 2 });
  for (const name of table.slots) if (name !== undefined) put(slots, name);
  table.slots = slots;
}

function put(slots: (XmlName | undefined)[], name: XmlName): void {
  const mask = slots.length - 1;
  let slot = name.hash & mask;
  while (slots[slot] !== undefined) slot = (slot + 1) & mask;
  slots[slot] = name;
}
