import { assert } from '#kernel';
import { accountMessageRules } from './camt-structure.ts';
import { type LeafType, leafType } from './leaf-types.ts';
import type { MessageKind, MessageName } from './messages.ts';
import {
  cancellationRules,
  commonRules,
  creditTransferRules,
  directDebitRules,
  statusReportRules,
} from './structure-rules.ts';

/** What an element may hold. */
export type ElementType =
  | { readonly kind: 'sequence' | 'choice'; readonly children: readonly ElementRule[] }
  | { readonly kind: 'leaf'; readonly leaf: LeafType }
  | { readonly kind: 'any' };

export interface ElementRule {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly type: ElementType;
}

/** The structure of a message's body (the first child of `Document`), or null where we have no table for it. */
export function structureOf({ kind, version }: MessageName): ElementType | null {
  const start = bodies[kind];
  if (start === undefined) return null;
  const isNewer = version !== null && Number(version) >= start.newerFrom;
  return (isNewer ? newer : older).get(start.type) ?? null;
}

/** From which version on a message is of the 2019 generation, whose elements differ. */
const bodies: { readonly [K in MessageKind]?: { readonly type: string; readonly newerFrom: number } } = {
  'pain.001': { type: 'Transfers', newerFrom: 9 },
  'pain.002': { type: 'StatusReport', newerFrom: 10 },
  'pain.008': { type: 'Initiation', newerFrom: 8 },
  'camt.052': { type: 'AccountReports', newerFrom: 3 },
  'camt.053': { type: 'AccountStatements', newerFrom: 3 },
  'camt.054': { type: 'AccountNotes', newerFrom: 3 },
  'camt.055': { type: 'Cancellation', newerFrom: 8 },
};

type Generation = 'old' | 'new';

const occurrences: ReadonlyMap<string, readonly [number, number]> = new Map<string, readonly [number, number]>([
  ['1', [1, 1]],
  ['?', [0, 1]],
  ['+', [1, Number.POSITIVE_INFINITY]],
  ['*', [0, Number.POSITIVE_INFINITY]],
]);

const rules = [
  commonRules,
  directDebitRules,
  creditTransferRules,
  statusReportRules,
  cancellationRules,
  accountMessageRules,
].join('\n');
const older = compile('old');
const newer = compile('new');

/** A rule that names a type nobody declared, or declares one twice, stops the program at start. */
function compile(generation: Generation): ReadonlyMap<string, ElementType> {
  const types = new Map<string, { readonly kind: 'sequence' | 'choice'; readonly children: ElementRule[] }>();
  const lines = declarations();
  for (const { name, kind } of lines) {
    assert(!types.has(name), `the type ${name} is declared once`);
    types.set(name, { kind, children: [] });
  }
  for (const { name, body } of lines) {
    for (const child of body.split(';')) {
      const rule = ruleOf(child.trim(), generation, types);
      if (rule) types.get(name)?.children.push(rule);
    }
  }
  return types;
}

interface Declaration {
  readonly name: string;
  readonly kind: 'sequence' | 'choice';
  readonly body: string;
}

/** A line that begins with blanks continues the one before. */
function declarations(): readonly Declaration[] {
  const lines = rules.replaceAll(/\n +/g, ' ').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const found = /^(\w+) ([=|]) (.*)$/.exec(line);
      assert(found, `"${line}" declares a type`);
      const [, name = '', sign, body = ''] = found;
      return { name, kind: sign === '=' ? 'sequence' : 'choice', body };
    });
}

function ruleOf(text: string, generation: Generation, types: ReadonlyMap<string, ElementType>): ElementRule | null {
  const found = /^(?:(old|new):)?(\w+) (\S+) (\w+|\([A-Z ]+\))$/.exec(text);
  assert(found, `"${text}" is a child`);
  const [, only, name = '', often = '', word = ''] = found;
  const range = occurrences.get(often) ?? often.split('-').map(Number);
  const [least = Number.NaN, most = Number.NaN] = range;
  assert(least <= most, `"${often}" says how often`);
  const leaf = leafType(word);
  const type: ElementType | undefined =
    word === 'any' ? { kind: 'any' } : leaf ? { kind: 'leaf', leaf } : types.get(word);
  assert(type, `the type ${word} is declared`);
  return only === undefined || only === generation ? { name, least, most, type } : null;
}
