import { assert } from '#kernel';
import { sharedTypes } from './shared-types.ts';
import { types2009 } from './types-2009.ts';
import { types2019 } from './types-2019.ts';
import { simpleTypes } from './values.ts';

/** An element among its siblings. */
export interface Particle {
  readonly name: string;
  readonly type: string;
  readonly least: number;
  readonly most: number;
}

export type SimpleType =
  | { readonly kind: 'codes'; readonly codes: ReadonlySet<string> }
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'text'; readonly most: number }
  | { readonly kind: 'decimal'; readonly digits: number; readonly fraction: number; readonly isUnsigned: boolean }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  | { readonly kind: 'dateTime' };

export type ComplexType =
  | { readonly kind: 'sequence'; readonly particles: readonly Particle[] }
  | { readonly kind: 'choice'; readonly particles: readonly Particle[] }
  /** Text with an attribute that must be there. */
  | { readonly kind: 'value'; readonly value: string; readonly attribute: string; readonly attributeType: string }
  /** Anything may stand inside. */
  | { readonly kind: 'any' };

/** What the bank takes in, and the type of what stands in `Document`. */
const messages = {
  'pain.008.001.02': { element: 'CstmrDrctDbtInitn', type: 'CustomerDirectDebitInitiationV02' },
  'pain.008.001.08': { element: 'CstmrDrctDbtInitn', type: 'CustomerDirectDebitInitiationV08' },
  'camt.055.001.01': { element: 'CstmrPmtCxlReq', type: 'CustomerPaymentCancellationRequestV01' },
} as const;

export type MessageName = keyof typeof messages;

export const isMessageName = (name: string): name is MessageName => name in messages;

export const documentOf = (name: MessageName): ComplexType => ({
  kind: 'sequence',
  particles: [{ name: messages[name].element, type: messages[name].type, least: 1, most: 1 }],
});

/** The type of that name; a name in a table that leads nowhere stops the program at start. */
export function typeOf(name: string): ComplexType | SimpleType {
  const found = known.get(name);
  assert(found, `the type ${name} is in the tables`);
  return found;
}

const linesOf = (table: string): readonly (readonly [name: string, meaning: string])[] =>
  table
    .split(/\n {2}(?! )/)
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '')
    .map((line): readonly [string, string] => {
      const at = line.indexOf(' = ');
      return [line.slice(0, at), line.slice(at + 3)];
    });

function simpleType(meaning: string): SimpleType {
  if (meaning.startsWith('=')) return { kind: 'codes', codes: new Set(meaning.slice(1).split('|')) };
  if (meaning.startsWith('~')) return { kind: 'pattern', pattern: new RegExp(`^(?:${meaning.slice(1)})$`) };
  const [kind, first, second, third] = meaning.split(' ');
  if (kind === 'text') return { kind, most: Number(first) };
  if (kind === 'decimal')
    return { kind, digits: Number(first), fraction: Number(second), isUnsigned: third === 'unsigned' };
  assert(kind === 'boolean' || kind === 'date' || kind === 'dateTime', `"${meaning}" says what a value may be`);
  return { kind };
}

function complexType(meaning: string): ComplexType {
  if (meaning === 'ANY') return { kind: 'any' };
  const value = /^(\w+) @(\w+):(\w+)$/.exec(meaning);
  if (value) return { kind: 'value', value: value[1] ?? '', attribute: value[2] ?? '', attributeType: value[3] ?? '' };
  const isChoice = meaning.includes(' | ');
  const particles = meaning.split(isChoice ? ' | ' : ' ').map(particle);
  return { kind: isChoice ? 'choice' : 'sequence', particles };
}

const cardinalities: Readonly<Record<string, readonly [number, number]>> = {
  '': [1, 1],
  '?': [0, 1],
  '*': [0, Infinity],
  '+': [1, Infinity],
};

function particle(text: string): Particle {
  const parts = /^(\w+)([?*+]|\{(\d),(\d+)\})?:(\w+)$/.exec(text);
  assert(parts, `"${text}" is an element of the tables`);
  const [, name = '', cardinality = '', low, high, type = ''] = parts;
  const [least, most] = cardinalities[cardinality] ?? [Number(low), Number(high)];
  return { name, type, least, most };
}

const known: ReadonlyMap<string, ComplexType | SimpleType> = new Map<string, ComplexType | SimpleType>([
  ...[4, 10, 16, 34, 35, 70, 105, 128, 140, 350, 1025, 2048].map((most): [string, SimpleType] => [
    `Max${most}Text`,
    { kind: 'text', most },
  ]),
  ...linesOf(simpleTypes).map(([name, meaning]): [string, SimpleType] => [name, simpleType(meaning)]),
  ...[sharedTypes, types2009, types2019]
    .flatMap(linesOf)
    .map(([name, meaning]): [string, ComplexType] => [name, complexType(meaning)]),
]);

for (const type of known.values()) {
  if (type.kind === 'sequence' || type.kind === 'choice') for (const { type: name } of type.particles) typeOf(name);
  if (type.kind === 'value') for (const name of [type.value, type.attributeType]) typeOf(name);
}
