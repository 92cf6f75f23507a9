import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { insertPayment, type PaymentRow, postRow } from './strict-payments.ts';
import { entitySets } from './strict-entities.ts';
import { BadFilter, type FieldType, parseFilter, type Row } from './strict-filter.ts';

/** What goes wrong with one request. `after` means Business Central did the work, and only the answer is lost. */
export type Fault =
  | { readonly kind: 'reset' | 'reset-after' | 'hang-after' }
  | {
      readonly kind: 'answer' | 'answer-after';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export const company = '824820a2-508c-ed11-aada-000d3a298ab3';
export const tenant = 'contoso';
export const secret = 'rehearsal-secret-9f2c';

/** A small Business Central that refuses what the real one refuses; every request it sees is kept for the tests. */
export class StrictBc {
  readonly seen: Seen[] = [];
  readonly rows: Record<string, Row[]> = {};
  readonly payments: PaymentRow[] = [];
  /** One entry per real posting, by key. Never two of the same. */
  readonly postings: string[] = [];
  readonly tokenRequests: URLSearchParams[] = [];
  /** What happens to the next requests; asked before each one is handled. */
  fault: (seen: Seen) => Fault | undefined = () => undefined;
  /** The text posting fails with, by key; undefined: it posts. */
  postingFault: (key: string) => string | undefined = () => undefined;
  /** What the token endpoint answers instead of a token. */
  tokenFault: () => Fault | undefined = () => undefined;
  acceptsToken: (token: string) => boolean = () => true;
  /** What each request waits for before it is answered. */
  pause: () => Promise<void> = () => Promise.resolve();
  nextLink: (link: string) => string = (link) => link;
  hasExtension = true;
  mostInFlight = 0;
  baseUrl = '';
  private inFlight = 0;
  private tokens = 0;
  private readonly keys = new WeakMap<Row, { readonly order: string; readonly key: string }>();
  private readonly server = createServer((request, response) => {
    void this.serve(request, response);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.baseUrl = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v2.0`;
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get authorityMetadata(): string {
    const { origin } = new URL(this.baseUrl);
    const login = 'https://login.microsoftonline.com/contoso';
    return JSON.stringify({
      issuer: `${login}/v2.0`,
      authorization_endpoint: `${login}/oauth2/v2.0/authorize`,
      token_endpoint: `${origin}/contoso/oauth2/v2.0/token`,
      jwks_uri: `${login}/discovery/v2.0/keys`,
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', this.baseUrl);
    const body = Buffer.concat(chunks).toString('utf8');
    const path = decodeURIComponent(url.pathname);
    const seen = { method: request.method ?? '', path, query: url.searchParams, headers: request.headers, body };
    if (path === '/contoso/oauth2/v2.0/token') return this.giveToken(body, response);
    this.seen.push(seen);
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      await this.pause();
      this.answerWithFaults(seen, response);
    } finally {
      this.inFlight--;
    }
  }

  private answerWithFaults(seen: Seen, response: ServerResponse): void {
    const fault = this.fault(seen);
    if (fault?.kind === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    const usual = fault?.kind === 'answer' ? undefined : this.answer(seen);
    if (fault?.kind === 'reset-after') response.socket?.resetAndDestroy();
    else if (fault?.kind === 'hang-after') return;
    else if (fault?.kind === 'answer' || fault?.kind === 'answer-after') {
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
    } else if (usual) {
      response.writeHead(usual.status, { 'content-type': 'application/json', 'request-id': 'r-1' });
      response.end(usual.body === undefined ? '' : JSON.stringify(usual.body));
    }
  }

  private giveToken(body: string, response: ServerResponse): void {
    const asked = new URLSearchParams(body);
    this.tokenRequests.push(asked);
    const fault = this.tokenFault();
    if (fault?.kind === 'answer') {
      response
        .writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
        .end(fault.body ?? '{}');
      return;
    }
    const isRight =
      asked.get('grant_type') === 'client_credentials' &&
      asked.get('client_secret') === secret &&
      asked.get('scope')?.split(' ').includes('https://api.businesscentral.dynamics.com/.default') === true;
    const answer = isRight
      ? { token_type: 'Bearer', expires_in: 3599, access_token: `token-${++this.tokens}` }
      : { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' };
    response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private answer(seen: Seen): BcAnswer {
    const token = /^Bearer (.+)$/.exec(seen.headers.authorization ?? '')?.[1];
    if (token === undefined || !this.acceptsToken(token)) {
      return refuse(401, 'Authentication_InvalidCredentials', 'The server has rejected the client credentials.');
    }
    const headerFault = faultInHeaders(seen);
    if (headerFault) return refuse(400, 'BadRequest', headerFault);
    const route = /^\/v2\.0\/contoso\/Production\/(api\/tilgode\/collection\/v1\.0|api\/v2\.0)\/(.+)$/.exec(seen.path);
    if (!route) return refuse(404, 'BadRequest_NotFound', 'No route.');
    const api = route[1] === 'api/v2.0' ? 'standard' : 'extension';
    if (api === 'extension' && !this.hasExtension) {
      return refuse(404, 'BadRequest_ResourceNotFound', "Resource not found for the segment 'tilgode'.");
    }
    const rest = route[2] ?? '';
    if (rest === 'companies') return this.list(seen, `${api}/companies`, () => true);
    const inCompany = /^companies\(([0-9a-f-]{36})\)\/(.+)$/.exec(rest);
    if (!inCompany) return refuse(404, 'BadRequest_ResourceNotFound', `Resource not found: ${rest}`);
    if (inCompany[1] !== company) return refuse(404, 'Internal_CompanyNotFound', 'The company does not exist.');
    return this.inCompany(seen, `${api}/${inCompany[2]}`);
  }

  private inCompany(seen: Seen, path: string): BcAnswer {
    const lines = /^standard\/customerPaymentJournals\(([0-9a-f-]{36})\)\/customerPayments$/.exec(path);
    if (lines) return this.list(seen, 'standard/customerPayments', (row) => row['journalId'] === lines[1]);
    if (path === 'standard/customerPayments') {
      const text = 'You must specify a journal batch ID or a journal ID to get a journal line.';
      return refuse(400, 'BadRequest', text);
    }
    const action = /^extension\/collectionPayments\(([0-9a-f-]{36})\)\/Microsoft\.NAV\.applyAndPost$/.exec(path);
    if (action) {
      if (seen.method !== 'POST' || seen.body !== '{}')
        return refuse(400, 'BadRequest', 'The action takes POST and {}.');
      const row = this.payments.find(({ id }) => id === action[1]);
      if (!row) return refuse(404, 'Internal_RecordNotFound', 'The record does not exist.');
      return { status: 200, body: postRow(row, this.postings, this.postingFault(row.idempotencyKey)) };
    }
    if (path === 'extension/collectionPayments' && seen.method === 'POST') {
      const inserted = insertPayment(seen.body, this.payments);
      return 'row' in inserted ? { status: 201, body: inserted.row } : refuse(400, inserted.code, inserted.text);
    }
    return this.list(seen, path, () => true);
  }

  private list(seen: Seen, path: string, within: (row: Row) => boolean): BcAnswer {
    const fields = entitySets[path];
    if (!fields) return refuse(404, 'BadRequest_ResourceNotFound', `Resource not found for the segment '${path}'.`);
    if (seen.method !== 'GET') return refuse(405, 'MethodNotAllowed', 'The verb is not allowed.');
    const all = path === 'extension/collectionPayments' ? this.payments : (this.rows[path] ?? []);
    try {
      return { status: 200, body: this.page(seen, fields, all.filter(within)) };
    } catch (thrown) {
      if (thrown instanceof BadFilter) return refuse(400, 'BadRequest', thrown.message);
      throw thrown;
    }
  }

  private keyOf(row: Row, order: string): string {
    const known = this.keys.get(row);
    if (known?.order === order) return known.key;
    const key = `${textOf(row[order]).padStart(30, '0')}|${textOf(row['entryNumber'] ?? row['id']).padStart(36, '0')}`;
    this.keys.set(row, { order, key });
    return key;
  }

  /** Paging by key as Business Central does it: the token holds the last key, not a count. */
  private page(seen: Seen, fields: Readonly<Record<string, FieldType>>, all: readonly Row[]): unknown {
    const { query } = seen;
    const known = new Set(['$filter', '$select', '$orderby', '$top', '$skiptoken', 'aid']);
    for (const name of query.keys())
      if (!known.has(name)) throw new BadFilter(`The query option '${name}' is unknown.`);
    const selected = query.get('$select')?.split(',');
    for (const name of selected ?? []) if (!(name in fields)) throw new BadFilter(`No property '${name}'.`);
    const order = query.get('$orderby') ?? 'entryNumber';
    if (query.has('$orderby') && !(order in fields)) throw new BadFilter(`No property '${order}'.`);
    const fits = query.has('$filter') ? parseFilter(query.get('$filter') ?? '', fields) : () => true;
    const key = (row: Row): string => this.keyOf(row, order);
    const from = query.get('$skiptoken') ?? '';
    const keyed = all.filter(fits).map((row) => [key(row), row] as const);
    const left = keyed.filter(([at]) => at > from).sort(([a], [b]) => (a < b ? -1 : 1));
    const top = query.get('$top');
    const size = top === null ? maxPageSize(seen) : Number(top);
    const shown = left.slice(0, size);
    const value = shown.map(([, row]) => (selected ? pick(row, [...selected, '@odata.etag']) : row));
    const last = shown.at(-1);
    if (top !== null || last === undefined || left.length <= size) return { value };
    const next = new URL(`${this.baseUrl}${seen.path.slice('/v2.0'.length)}`);
    for (const [name, text] of query) if (name !== '$skiptoken') next.searchParams.set(name, text);
    next.searchParams.set('aid', 'FIN');
    next.searchParams.set('$skiptoken', last[0]);
    return { value, '@odata.nextLink': this.nextLink(next.href) };
  }
}

interface BcAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export const correlationId = '7f9e6f5c-1111-4222-8333-944455556666';

export const errorBody = (code: string, text: string): string =>
  JSON.stringify({ error: { code, message: `${text}  CorrelationId:  ${correlationId}.` } });

function refuse(status: number, code: string, text: string): BcAnswer {
  return { status, body: JSON.parse(errorBody(code, text)) };
}

function faultInHeaders({ method, headers }: Seen): string | null {
  if (headers['accept-language'] !== 'en-US') return 'texts would not be stable';
  if (
    !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(String(headers['client-request-id']))
  ) {
    return 'client-request-id is not a GUID';
  }
  if (!/^Tilgode\/\d/.test(headers['user-agent'] ?? '')) return 'the User-Agent does not say who calls';
  if (method === 'POST' && headers['data-access-intent'] === 'ReadOnly') return 'a write with read-only intent';
  if (method === 'POST' && headers['content-type'] !== 'application/json') return 'a body that is not called JSON';
  return null;
}

function maxPageSize({ headers }: Seen): number {
  const asked = Number(/odata\.maxpagesize=(\d+)/.exec(String(headers['prefer']))?.[1] ?? 20_000);
  if (asked > 20_000) throw new BadFilter('more than 20,000 entities per page');
  return asked;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));

const pick = (row: Row, names: readonly string[]): Row => Object.fromEntries(names.map((name) => [name, row[name]]));
