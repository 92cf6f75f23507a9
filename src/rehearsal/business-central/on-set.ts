import type { Answer } from '../kit/http.ts';
import type { EntitySet } from './entities/entity-set.ts';
import type { Entity } from './odata/entity.ts';
import { isGuid } from './odata/read-value.ts';
import { badRequest, notFound, type Refusal } from './refusal.ts';

/** A request as the routes see it; everything about sign-in, limits and faults is behind it. */
export interface BcRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Partial<Record<'if-match' | 'prefer' | 'content-type' | 'data-access-intent', string>>>;
  readonly body: Buffer;
}

/** One part of a path: `customers(id)` has a name and a key. */
export interface Segment {
  readonly name: string;
  readonly key: string | undefined;
}

/** Answers a request to one entity set: the collection, one entity, a bound action, or an entity's lines. */
export function onSet(request: BcRequest, set: EntitySet, key: string | undefined, rest: readonly Segment[]): Answer {
  const { method } = request;
  const options = request.url.searchParams;
  const [next, ...further] = rest;
  if (key === undefined) {
    if (next?.name === '$count' && method === 'GET' && further.length === 0) {
      return { status: 200, body: String(set.count(optionsOf(options))), headers: { 'content-type': 'text/plain' } };
    }
    if (next) throw notFound(`Resource not found for the segment '${next.name}'.`);
    if (method === 'GET') return listAnswer(request, set);
    if (method === 'POST') return created(request, set.insert(request.body));
    throw wrongVerb(method);
  }
  const id = idOf(key);
  if (next) {
    const lines = set.linesOf(id, next.name);
    if (lines) return onSet(request, lines, next.key, further);
    return actionAnswer(request, set, id, next);
  }
  const ifMatch = request.headers['if-match'];
  if (method === 'GET') return entityAnswer(request, set.one(id, optionsOf(options)));
  if (method === 'PATCH') return entityAnswer(request, set.modify(id, request.body, ifMatch));
  if (method !== 'DELETE') throw wrongVerb(method);
  set.remove(id, ifMatch);
  return { status: 204 };
}

function actionAnswer(request: BcRequest, set: EntitySet, id: string, { name }: Segment): Answer {
  const action = /^Microsoft\.NAV\.(\w+)$/i.exec(name)?.[1];
  if (action === undefined) throw notFound(`Resource not found for the segment '${name}'.`);
  if (request.method !== 'POST') throw wrongVerb(request.method);
  const entity = set.act(id, action, request.body);
  if (!entity) throw notFound(`The action '${name}' was not found.`);
  return entityAnswer(request, entity);
}

function listAnswer(request: BcRequest, set: EntitySet): Answer {
  const wanted = /(?:^|[,;\s])(?:odata\.)?maxpagesize=(\d{1,9})/i.exec(request.headers.prefer ?? '')?.[1];
  const pageSize = wanted === undefined || Number(wanted) === 0 ? undefined : Number(wanted);
  const page = set.list(optionsOf(request.url.searchParams), pageSize);
  const count = page.count === undefined ? '' : `"@odata.count":${page.count},`;
  const link = page.nextToken === undefined ? undefined : nextLink(request.url, page.nextToken);
  const next = link === undefined ? '' : `,"@odata.nextLink":${JSON.stringify(link)}`;
  return jsonAnswer(
    200,
    `{${contextOf(request)},${count}"value":[${page.entities.join()}]${next}}`,
    pageSize === undefined ? {} : { 'preference-applied': `odata.maxpagesize=${pageSize}` },
  );
}

/** The link carries a parameter of its own beside the token; callers must follow it as it stands (2.4). */
function nextLink(url: URL, token: string): string {
  const next = new URL(url);
  next.searchParams.set('aid', 'FIN');
  next.searchParams.set('$skiptoken', token);
  return next.href;
}

const entityAnswer = (request: BcRequest, { etag, text }: Entity, status = 200, headers = {}): Answer =>
  jsonAnswer(status, `{${contextOf(request)},${text.slice(1)}`, { etag, ...headers });

function created(request: BcRequest, entity: Entity): Answer {
  const { origin, pathname } = request.url;
  return entityAnswer(request, entity, 201, { location: `${origin}${pathname}(${entity.id})` });
}

const jsonAnswer = (status: number, body: string, headers: Readonly<Record<string, string>>): Answer => ({
  status,
  body,
  headers: { 'content-type': 'application/json; odata.metadata=minimal', 'odata-version': '4.0', ...headers },
});

/** The first member of every answer, as JSON text. */
function contextOf({ url }: BcRequest): string {
  const at = url.pathname.indexOf('/companies');
  const [api, path] = at < 0 ? [url.pathname, ''] : [url.pathname.slice(0, at), url.pathname.slice(at + 1)];
  return `"@odata.context":${JSON.stringify(`${url.origin}${api}/$metadata#${path}`)}`;
}

/** One value per option; a repeated one would be ambiguous. */
function optionsOf(parameters: URLSearchParams): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (name.startsWith('$') && options.has(name))
      throw badRequest(`The query option '${name}' must be specified once.`);
    options.set(name, value);
  }
  return options;
}

/** Entities are addressed by their SystemId alone. */
function idOf(key: string): string {
  if (isGuid(key)) return key.toLowerCase();
  throw badRequest(`The key value '${key}' is not valid: a GUID without quotes is expected.`);
}

const wrongVerb = (method: string): Refusal => notFound(`No route answers ${method} at this address.`);
