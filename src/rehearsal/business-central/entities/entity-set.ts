import { hash, mix } from '../../kit/seeded.ts';
import { badRequest, recordNotFound, Refusal } from '../refusal.ts';
import { type Body, readEntity, readNoParameters } from '../odata/body.ts';
import { type Definition, type Entity, etag, type Field, type Options, type Part } from '../odata/entity.ts';
import { counter, type Lister, lister, type Source } from '../odata/list.ts';
import { parseSingle } from '../odata/query.ts';

/** One entity set as the routes see it, whatever its rows are. */
export interface EntitySet {
  readonly name: string;
  readonly list: Lister;
  readonly count: (options: Options) => number;
  readonly one: (id: string, options: Options) => Entity;
  readonly insert: (bytes: Buffer) => Entity;
  readonly modify: (id: string, bytes: Buffer, ifMatch: string | undefined) => Entity;
  readonly remove: (id: string, ifMatch: string | undefined) => void;
  /** Runs a bound action; undefined when there is none of that name. Names are compared without their case. */
  readonly act: (id: string, action: string, bytes: Buffer) => Entity | undefined;
  /** The set of an entity's lines; undefined when it has no such lines. */
  readonly linesOf: (id: string, name: string) => EntitySet | undefined;
}

export interface EntitySetParts<Row> {
  readonly definition: Definition<Row>;
  readonly source: Source<Row>;
  readonly find: (id: string) => Row | undefined;
  /** Left out when the page does not allow it. */
  readonly insert?: (body: Body) => Row;
  readonly modify?: (row: Row, body: Body) => void;
  readonly remove?: (row: Row) => void;
  readonly actions?: Readonly<Record<string, (row: Row) => void>>;
  readonly lines?: Readonly<Record<string, (row: Row) => EntitySet>>;
}

export function entitySet<Row>(parts: EntitySetParts<Row>): EntitySet {
  const { definition, source } = parts;
  const entityOf = (row: Row, options: Options): Entity => ({
    id: String(definition.fields.get('id')?.read(row)),
    etag: definition.etagOf(row),
    text: parseSingle(definition, options)(row),
  });
  const all = (row: Row): Entity => entityOf(row, new Map());
  const known = (id: string): Row => {
    const row = parts.find(id);
    if (row === undefined) throw recordNotFound();
    return row;
  };
  return {
    name: definition.entitySet,
    list: lister(definition, source),
    count: counter(definition, source),
    one: (id, options) => entityOf(known(id), options),
    insert: (bytes) => {
      if (!parts.insert) throw notAllowed('insert');
      return all(parts.insert(readEntity(definition, bytes, 'insert')));
    },
    modify: (id, bytes, ifMatch) => {
      if (!parts.modify) throw notAllowed('modify');
      const row = known(id);
      checkMatch(ifMatch, definition.etagOf(row));
      parts.modify(row, readEntity(definition, bytes, 'modify'));
      return all(row);
    },
    remove: (id, ifMatch) => {
      if (!parts.remove) throw notAllowed('delete');
      const row = known(id);
      checkMatch(ifMatch, definition.etagOf(row));
      parts.remove(row);
    },
    act: (id, action, bytes) => {
      const found = Object.entries(parts.actions ?? {}).find(([name]) => name.toLowerCase() === action.toLowerCase());
      if (!found) return undefined;
      const row = known(id);
      readNoParameters(bytes);
      found[1](row);
      return all(row);
    },
    linesOf: (id, name) => parts.lines?.[name]?.(known(id)),
  };
}

export interface DefinitionParts<Row> {
  readonly entitySet: string;
  readonly entity: string;
  readonly fields: Readonly<Record<string, Field<Row>>>;
  readonly parts?: Readonly<Record<string, Part<Row>>>;
  readonly keyOf: (row: Row) => number;
  /** Counts the writes of a row; left out for rows that are never written again. */
  readonly versionOf?: (row: Row) => number;
}

export function definition<Row>(parts: DefinitionParts<Row>): Definition<Row> {
  const salt = hash(parts.entity);
  const { keyOf, versionOf = () => 1 } = parts;
  return {
    entitySet: parts.entitySet,
    entity: parts.entity,
    fields: new Map(Object.entries(parts.fields)),
    parts: new Map(Object.entries(parts.parts ?? {})),
    keyOf,
    etagOf: (row) => etag(`${1 + mix(salt ^ keyOf(row))}${String(versionOf(row)).padStart(8, '0')}`),
  };
}

/** A part of an entity: its own rows as a list, with nested `$filter`, `$select`, `$orderby`, `$top`. */
export function listPart<Row, Child>(child: Definition<Child>, rowsOf: (row: Row) => readonly Child[]): Part<Row> {
  return (options) => {
    let rows: readonly Child[] = [];
    let revision = 0;
    const list = lister(child, { all: () => rows, indexes: new Map(), revision: () => ++revision });
    // Refuses wrong nested options even when there is no row to expand.
    list(options, undefined);
    return (row) => {
      rows = rowsOf(row);
      return `[${list(options, undefined).entities.join()}]`;
    };
  };
}

/**
 * Every change needs `If-Match` with the entity's newest ETag, or `*` (business-central.md 2.5 and 8.1, item 7).
 */
function checkMatch(ifMatch: string | undefined, current: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '') {
    throw new Refusal(
      400,
      'BadRequest_InvalidToken',
      'The request must hold an If-Match header with the ETag of the entity.',
    );
  }
  if (ifMatch === '*') return;
  if (!/^W\/".+"$/.test(ifMatch)) throw new Refusal(400, 'BadRequest_InvalidToken', `'${ifMatch}' is not an ETag.`);
  if (ifMatch !== current) {
    throw new Refusal(409, 'Request_EntityChanged', 'Another user has already changed the record.');
  }
}

const notAllowed = (verb: string): Refusal =>
  new Refusal(405, 'BadRequest_MethodNotAllowed', `Entity does not support ${verb}.`);

/** A source of few rows that are simply walked through. */
export const plainSource = <Row>(all: () => readonly Row[], revision: () => number): Source<Row> => ({
  all,
  indexes: new Map(),
  revision,
});

/** Lines can be reached only through the entity they belong to (business-central.md 1.4). */
export const flatLinesRefused = (): Refusal =>
  badRequest('You must specify a journal batch ID or a journal ID to get a journal line.');
