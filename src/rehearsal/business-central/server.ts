import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, headerOf, json, readBody, send } from '../kit/http.ts';
import type { FaultKind, Faults } from './faults.ts';
import type { Turnstile } from './limits.ts';
import { Refusal } from './refusal.ts';
import { requestKind, type Routes } from './routes.ts';

export interface ServerParts {
  readonly routes: Routes;
  readonly faults: Faults;
  readonly limits: Turnstile;
  readonly verifyToken: (bearer: string) => Promise<boolean>;
  /** Resolves when every change made so far is on disk; nobody is told of a change before. */
  readonly flushed: () => Promise<void>;
  readonly bodyLimitInBytes: number;
  readonly environments: (origin: string) => unknown;
}

/** Longer addresses are refused, as the caller is advised to keep them below 8 KB (business-central.md 2.3). */
const longestUrl = 8_192;

/** One request from the door to its answer: sign-in, the user's turn, faults, then the routes. */
export async function serve(request: IncomingMessage, response: ServerResponse, parts: ServerParts): Promise<void> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  if (bearer === undefined || !(await parts.verifyToken(bearer))) {
    return send(response, refusalAnswer(wrongCredentials(), { 'www-authenticate': 'Bearer' }));
  }
  const user = userOf(bearer);
  if (!(await parts.limits.enter(user))) return send(response, refusalAnswer(tooManyRequests()));
  try {
    await inTurn(request, response, parts);
  } finally {
    parts.limits.leave(user);
  }
}

async function inTurn(request: IncomingMessage, response: ServerResponse, parts: ServerParts): Promise<void> {
  const body = await readBody(request, parts.bodyLimitInBytes);
  const method = request.method ?? 'GET';
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const kind = requestKind(method, path);
  const fault = parts.faults.next(kind);
  if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, parts.faults.delayInMs()));
  if (fault === 'reset-before') return reset(request);
  const early = earlyAnswer(fault, kind === 'read', parts.faults);
  if (early) return send(response, early);
  const answer = body === undefined ? refusalAnswer(tooLarge()) : routed(request, method, body, parts);
  await parts.flushed();
  if (fault === 'reset-after') return reset(request);
  // A write that outlives the gateway is committed all the same: the caller sees 504 and must look.
  if (fault === 'gateway-timeout') return send(response, refusalAnswer(gatewayTimeout()));
  send(response, { ...answer, headers: { ...answer.headers, 'request-id': randomUUID() } });
}

/** Faults that strike before anything is done. */
function earlyAnswer(fault: FaultKind | undefined, isRead: boolean, faults: Faults): Answer | undefined {
  if (fault === 'too-many-requests') return refusalAnswer(tooManyRequests());
  if (fault === 'unavailable') {
    return refusalAnswer(unavailable(), { 'retry-after': String(faults.retryAfterInSeconds()) });
  }
  if (fault === 'locked') return refusalAnswer(locked());
  return fault === 'gateway-timeout' && isRead ? refusalAnswer(gatewayTimeout()) : undefined;
}

function routed(request: IncomingMessage, method: string, body: Buffer, parts: ServerParts): Answer {
  const target = request.url ?? '/';
  try {
    if (target.length > longestUrl) throw new Refusal(414, 'BadRequest', 'The request URI is too long.');
    const url = new URL(target, `http://${headerOf(request, 'host') ?? '127.0.0.1'}`);
    if (method === 'GET' && url.pathname === '/environments/v1.2') return json(200, parts.environments(url.origin));
    return parts.routes.answer({ method, url, headers: namedHeaders(request), body });
  } catch (thrown) {
    if (thrown instanceof Refusal) return refusalAnswer(thrown);
    throw thrown;
  }
}

function namedHeaders(request: IncomingMessage) {
  const names = ['if-match', 'prefer', 'content-type', 'data-access-intent'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headerOf(request, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** The body of every error, with the correlation id at the end of its text (business-central.md 2.2). */
function refusalAnswer(refusal: Refusal, headers: Readonly<Record<string, string>> = {}): Answer {
  const message = `${refusal.message}  CorrelationId:  ${randomUUID()}.`;
  return json(refusal.status, { error: { code: refusal.code, message } }, headers);
}

/** The app user behind a token; limits count per user. A token that is no JWT is its own user. */
function userOf(bearer: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(bearer.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (typeof claims === 'object' && claims !== null && 'appid' in claims) return String(claims.appid);
  } catch {
    // Not a JWT: falls through to the token itself.
  }
  return createHash('sha256').update(bearer).digest('hex');
}

/** Breaks the connection off without an answer, as a lost network does. */
function reset(request: IncomingMessage): void {
  request.socket.resetAndDestroy();
}

const wrongCredentials = (): Refusal =>
  new Refusal(401, 'Authentication_InvalidCredentials', 'The server has rejected the client credentials.');
const tooManyRequests = (): Refusal =>
  new Refusal(429, 'Application_TooManyRequests', 'Too many requests reached. Try again later.');
const unavailable = (): Refusal => new Refusal(503, 'Application_ServiceUnavailable', 'The service is unavailable.');
const gatewayTimeout = (): Refusal => new Refusal(504, 'Application_GatewayTimeout', 'The gateway timed out.');
const tooLarge = (): Refusal => new Refusal(413, 'RequestEntityTooLarge', 'The request body is too large.');
const locked = (): Refusal =>
  new Refusal(
    500,
    'Internal_ServerError',
    'The operation could not complete because a record in the Cust. Ledger Entry table was locked by another user. ' +
      'Please retry the activity.',
  );
