import { badRequest, type Refusal } from '../refusal.ts';
import type { Definition, Field, Value } from './entity.ts';
import { valueOfLiteral } from './read-value.ts';

export type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type MatchFunction = 'startswith' | 'endswith' | 'contains';

/** A `$filter` as the subset of OData that Business Central takes (business-central.md 2.3). */
export type Filter<Row> =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter<Row>[] }
  | {
      readonly kind: 'compare';
      readonly name: string;
      /** What is compared: the field itself, or a text made from it. */
      readonly read: (row: Row) => Value;
      readonly isPlain: boolean;
      readonly operator: Operator;
      readonly value: Value;
    }
  | {
      readonly kind: 'match';
      readonly name: string;
      readonly field: Field<Row>;
      readonly match: MatchFunction;
      readonly text: string;
    };

const operators: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const isOperator = (word: string): word is Operator => operators.has(word);
const matches: ReadonlySet<string> = new Set(['startswith', 'endswith', 'contains']);
const isMatch = (word: string): word is MatchFunction => matches.has(word);
const token = /\s+|'(?:[^']|'')*'|[(),]|[^\s(),']+/gy;
const deepestNesting = 50;

/** Reads a `$filter`; everything outside the subset is refused with 400. */
export function parseFilter<Row>(definition: Definition<Row>, text: string): Filter<Row> {
  const reader = new Tokens(text);
  const filter = parseOr(definition, reader, 0);
  if (reader.peek() !== undefined) throw syntax(`Syntax error at '${reader.peek()}' in '${text}'.`);
  return filter;
}

function parseOr<Row>(definition: Definition<Row>, reader: Tokens, depth: number): Filter<Row> {
  if (depth > deepestNesting) throw syntax('The filter is nested too deeply.');
  const parts = [parseAnd(definition, reader, depth)];
  while (reader.take('or')) parts.push(parseAnd(definition, reader, depth));
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  if (new Set(parts.flatMap(namesIn)).size > 1) {
    throw badRequest("The 'OR' operator is not supported on distinct fields on an OData filter.");
  }
  return { kind: 'or', parts };
}

function parseAnd<Row>(definition: Definition<Row>, reader: Tokens, depth: number): Filter<Row> {
  const parts = [parseTerm(definition, reader, depth)];
  while (reader.take('and')) parts.push(parseTerm(definition, reader, depth));
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : { kind: 'and', parts };
}

function parseTerm<Row>(definition: Definition<Row>, reader: Tokens, depth: number): Filter<Row> {
  if (reader.take('(')) {
    const inner = parseOr(definition, reader, depth + 1);
    reader.expect(')');
    return inner;
  }
  const word = reader.next();
  if (word.includes('/')) throw syntax(`The query operator 'any' or 'all' in '${word}' is not supported.`);
  if (word === 'not') throw syntax("The operator 'not' is not supported in a filter.");
  if (isMatch(word) && reader.peek() === '(') return parseMatch(definition, reader, word);
  if (reader.peek() === '(') return parseFunction(definition, reader, word);
  const field = fieldOf(definition, word);
  const operator = operatorOf(reader.next());
  const value = valueOfLiteral(word, field, reader.next());
  return { kind: 'compare', name: word, read: field.read, isPlain: true, operator, value };
}

/** `startswith(field,'text')`; a function inside it would need a newer schema version than the API uses. */
function parseMatch<Row>(definition: Definition<Row>, reader: Tokens, match: MatchFunction): Filter<Row> {
  reader.expect('(');
  const name = plainName(reader);
  const field = textField(definition, name);
  reader.expect(',');
  const content = String(valueOfLiteral(name, field, reader.next()));
  reader.expect(')');
  return { kind: 'match', name, field, match, text: content };
}

/** `tolower(field) eq 'text'`, `toupper(…)`, and `substring(field,start[,length]) eq 'text'`. */
function parseFunction<Row>(definition: Definition<Row>, reader: Tokens, word: string): Filter<Row> {
  if (word !== 'tolower' && word !== 'toupper' && word !== 'substring') {
    throw syntax(`An unknown function with name '${word}' was found. The function is not supported.`);
  }
  reader.expect('(');
  const name = plainName(reader);
  const field = textField(definition, name);
  const numbers: number[] = [];
  while (reader.take(',')) numbers.push(wholeNumber(reader.next()));
  reader.expect(')');
  const [start, length] = numbers;
  if ((word === 'substring') !== (start !== undefined) || numbers.length > 2) {
    throw syntax(`The function '${word}' has the wrong number of arguments.`);
  }
  const made = (row: Row): string => {
    const full = String(field.read(row));
    if (word === 'tolower') return full.toLowerCase();
    if (word === 'toupper') return full.toUpperCase();
    return full.slice(start, length === undefined ? undefined : (start ?? 0) + length);
  };
  const operator = operatorOf(reader.next());
  // The comparison is with a text made from the field, so a literal keeps its case even for a code field.
  const value = valueOfLiteral(name, { ...field, kind: 'text' }, reader.next());
  return { kind: 'compare', name, read: made, isPlain: false, operator, value };
}

function plainName(reader: Tokens): string {
  const name = reader.next();
  if (reader.peek() === '(') throw syntax('Nested functions in a filter need schema version 2.1.');
  return name;
}

export function fieldOf<Row>(definition: Definition<Row>, name: string): Field<Row> {
  const field = definition.fields.get(name);
  if (field) return field;
  throw badRequest(`Could not find a property named '${name}' on type 'Microsoft.NAV.${definition.entity}'.`);
}

function textField<Row>(definition: Definition<Row>, name: string): Field<Row> {
  const field = fieldOf(definition, name);
  if (field.kind === 'text' || field.kind === 'code') return field;
  throw syntax(`No function signature for a text function matches the type of '${name}'.`);
}

function operatorOf(word: string): Operator {
  if (isOperator(word)) return word;
  throw syntax(`The operator '${word}' is not supported in a filter.`);
}

function wholeNumber(word: string): number {
  if (!/^\d{1,4}$/.test(word)) throw syntax(`'${word}' is not a whole number.`);
  return Number(word);
}

const namesIn = <Row>(filter: Filter<Row>): readonly string[] =>
  'parts' in filter ? filter.parts.flatMap(namesIn) : [filter.name];

const syntax = (text: string): Refusal => badRequest(`The query specified in the URI is not valid. ${text}`);

class Tokens {
  readonly #words: readonly string[];
  #at = 0;

  constructor(text: string) {
    const found = text.match(token) ?? [];
    if (found.join('') !== text) throw syntax(`There is an unterminated string literal in '${text}'.`);
    this.#words = found.filter((word) => word.trim() !== '');
  }

  peek(): string | undefined {
    return this.#words[this.#at];
  }

  next(): string {
    const word = this.#words[this.#at];
    if (word === undefined) throw syntax('The filter ends too early.');
    this.#at++;
    return word;
  }

  take(word: string): boolean {
    if (this.peek() !== word) return false;
    this.#at++;
    return true;
  }

  expect(word: string): void {
    const found = this.next();
    if (found !== word) throw syntax(`'${word}' expected, '${found}' found.`);
  }
}
