/**
 * How a counterpart reads records of fixed positions by its own layouts. The layouts are deliberately a second declaration
 * beside the product's, and so is this reading: a position that is wrong in one of them shows.
 */

/** `=…` a constant, `digits` all digits, `text` anything printable, `blank` and `zeros` fillers. */
export type Rule = 'digits' | 'text' | 'blank' | 'zeros' | `=${string}`;
export type Layout = readonly (readonly [name: string, from: number, to: number, rule: Rule])[];

/** A field that is not as its layout says. */
export interface WrongField {
  readonly field: string;
  readonly value: string;
  readonly expected: string;
}

/** Cuts a line, padded to its width, into its fields. Every field that breaks its rule is told. */
export function readFields(
  layout: Layout,
  line: string,
  width: number,
): { readonly at: FieldReader; readonly wrong: readonly WrongField[] } {
  const padded = line.padEnd(width);
  let wrong: WrongField[] | null = null;
  for (const [field, from, to, rule] of layout) {
    if (keeps(rule, padded, from - 1, to)) continue;
    const expected = rule.startsWith('=') ? rule.slice(1) : rule;
    (wrong ??= []).push({ field, value: padded.slice(from - 1, to), expected });
  }
  return { at: (field) => valueOf(layout, padded, field), wrong: wrong ?? nothingWrong };
}

export type FieldReader = (field: string) => string;

const nothingWrong: readonly WrongField[] = [];

function valueOf(layout: Layout, padded: string, field: string): string {
  for (const [name, from, to] of layout) if (name === field) return padded.slice(from - 1, to);
  return '';
}

/** Looks at the signs where they stand: a delivery has millions of fields, and most are never cut out. */
function keeps(rule: Rule, line: string, from: number, to: number): boolean {
  switch (rule) {
    case 'text':
      return true;
    case 'digits':
      return everySign(line, from, to, 48, 57);
    case 'blank':
      return everySign(line, from, to, 32, 32);
    case 'zeros':
      return everySign(line, from, to, 48, 48);
    default:
      return line.startsWith(rule.slice(1), from);
  }
}

function everySign(line: string, from: number, to: number, low: number, high: number): boolean {
  for (let at = from; at < to; at++) {
    const sign = line.charCodeAt(at);
    if (sign < low || sign > high) return false;
  }
  return true;
}

/** A line of a file without line ends is cut here, so that a wrong file cannot fill the memory. */
const longestLine = 1000;

/** Lines with a CR that ends them, so that a missing one can be told. */
export async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    yield* lines;
  }
  if (rest !== '') yield rest;
}
