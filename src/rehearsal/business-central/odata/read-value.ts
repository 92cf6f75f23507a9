import { calendarDate, minorFromDecimal, unreachable } from '#kernel';
import { badRequest, Refusal } from '../refusal.ts';
import type { Field, Value } from './entity.ts';
import { encodedName } from './enum-names.ts';

const guidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const dateTimeText = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})$/;

export const isGuid = (candidate: string): boolean => guidText.test(candidate);

const edmTypes = {
  guid: 'Edm.Guid',
  text: 'Edm.String',
  code: 'Edm.String',
  decimal: 'Edm.Decimal',
  integer: 'Edm.Int32',
  boolean: 'Edm.Boolean',
  date: 'Edm.Date',
  dateTime: 'Edm.DateTimeOffset',
  enum: 'Edm.String',
} as const;

/** Reads a literal of `$filter` as the field's kind takes it: texts and enums in quotes, everything else without. */
export function valueOfLiteral<Row>(name: string, field: Field<Row>, literal: string): Value {
  const isQuoted = literal.startsWith("'");
  const takesQuotes = field.kind === 'text' || field.kind === 'code' || field.kind === 'enum';
  if (isQuoted !== takesQuotes) throw incompatible(name, field, literal);
  const content = isQuoted ? literal.slice(1, -1).replaceAll("''", "'") : literal;
  if (field.kind === 'enum') return nameOf(field, content);
  const value = plainValue(field, content);
  if (value === undefined) throw incompatible(name, field, literal);
  return value;
}

/** Reads a value of a JSON body. */
export function valueOfJson<Row>(name: string, field: Field<Row>, sent: unknown): Value {
  const wrong = (): Refusal =>
    badRequest(
      `Cannot convert the literal '${JSON.stringify(sent)}' of '${name}' ` +
        `to the expected type '${edmTypes[field.kind]}'.`,
    );
  if (field.kind === 'boolean') {
    if (typeof sent !== 'boolean') throw wrong();
    return sent;
  }
  if (field.kind === 'decimal' || field.kind === 'integer') {
    if (typeof sent !== 'number') throw wrong();
  } else if (typeof sent !== 'string') {
    throw wrong();
  }
  if (field.kind === 'enum') return nameOf(field, String(sent));
  const value = plainValue(field, String(sent));
  if (value === undefined) throw wrong();
  if (field.length > 0 && String(value).length > field.length) throw tooLong(field.length, String(value));
  return value;
}

function plainValue<Row>(field: Field<Row>, content: string): Value | undefined {
  switch (field.kind) {
    case 'guid':
      return isGuid(content) ? content.toLowerCase() : undefined;
    case 'code':
      return content.trim().toUpperCase();
    case 'decimal': {
      const read = minorFromDecimal(content);
      return read.ok ? read.value : undefined;
    }
    case 'integer':
      return /^-?\d{1,10}$/.test(content) ? Number(content) : undefined;
    case 'boolean':
      return content === 'true' || (content === 'false' ? false : undefined);
    case 'date':
      return calendarDate(content).ok ? content : undefined;
    case 'dateTime': {
      const at = dateTimeText.test(content) ? Date.parse(content) : Number.NaN;
      return Number.isNaN(at) ? undefined : at;
    }
    case 'text':
    case 'enum':
      return content;
    default:
      return unreachable(field.kind);
  }
}

/** The AL name behind an encoded one; the refusal is Business Central's (business-central.md 8.1, item 4). */
function nameOf<Row>(field: Field<Row>, sent: string): string {
  const found = field.names.find((name) => encodedName(name) === sent);
  if (found !== undefined) return found;
  throw new Refusal(
    400,
    'Unknown',
    `'${sent}' is not an option. The existing options are: ${field.names.map((name) => encodedName(name)).join(',')}`,
  );
}

const tooLong = (limit: number, value: string): Refusal =>
  new Refusal(
    400,
    'Application_StringExceededLength',
    `The length of the string is ${value.length}, but it must be less than or equal to ${limit} characters. ` +
      `Value: ${value}`,
  );

const incompatible = <Row>(name: string, field: Field<Row>, literal: string): Refusal =>
  badRequest(
    'A binary operator with incompatible types was detected: ' +
      `'${name}' is '${edmTypes[field.kind]}' and cannot be compared with ${literal}.`,
  );
