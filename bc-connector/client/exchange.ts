import { type Problem, problem } from '#kernel';
import { readErrorBody } from '#schemas/bc';
import { type Address, pathOf } from './addresses.ts';
import { retryAfterInMs } from './back-off.ts';
import type { CheckedSettings } from './settings.ts';
import type { SignIn } from './sign-in.ts';
import { type Action, judge, type Refusal } from './status-table.ts';
import { semaphore, slidingWindow } from './throttle.ts';
import type { Incoming, Transport } from './transport.ts';
import type { BcParts } from './types.ts';

export const userAgent = 'Tilgode/0.1.0';

export interface Request extends Address {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Answer =
  | { readonly ok: true; readonly status: number; readonly body: unknown; readonly url: string }
  | {
      readonly ok: false;
      readonly action: Action;
      readonly problem: Problem;
      readonly refusal: Refusal;
    };

/** Sends one request within the limits, with a token, and judges the answer. Tries again after 401 only. */
export type Exchange = (request: Request) => Promise<Answer>;

export function createExchange(
  settings: CheckedSettings,
  signIn: SignIn,
  transport: Transport,
  parts: Required<BcParts>,
): Exchange {
  const inPlace = semaphore(settings.maxParallel);
  const inTime = slidingWindow(settings.requestsPer5Minutes, parts.now, parts.sleep);

  const sendWith = (request: Request, token: string): Promise<Answer> =>
    inPlace(async () => {
      await inTime();
      const clientRequestId = guidFrom(parts.random);
      const incoming = await transport({
        method: request.method,
        url: request.url,
        headers: headersOf(request, token, clientRequestId),
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
      const answer = answerOf(request, incoming, parts.now());
      parts.log(logEntry(request, incoming, answer, clientRequestId));
      return answer;
    });

  return async (request) => {
    const token = await signIn.token();
    if (!token.ok) return notSignedIn(request, token.error);
    const answer = await sendWith(request, token.value);
    if (answer.ok || answer.action !== 'new-token-once') return answer;
    // 401 means the request was not looked at, so it may be sent again, also a write.
    const renewed = await signIn.renew(token.value);
    return renewed.ok ? sendWith(request, renewed.value) : notSignedIn(request, renewed.error);
  };
}

/** Source: business-central.md 2.7. English texts are stable, so that they can be told apart. */
function headersOf(request: Request, token: string, clientRequestId: string): Record<string, string> {
  return {
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    'Accept-Language': 'en-US',
    'User-Agent': userAgent,
    'client-request-id': clientRequestId,
    ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...request.headers,
  };
}

function answerOf(request: Request, incoming: Incoming, now: Date): Answer {
  if (incoming.kind === 'no-answer') return refusalOf(request, 0, incoming.text);
  if (incoming.kind === 'too-large') {
    const found = {
      url: pathOf(request.url),
      field: '(body)',
      value: 'too large',
      expected: `${incoming.limit} bytes`,
    };
    return unreadable(request, problem('BC_ANSWER_UNREADABLE', found), 'stop');
  }
  const body = parsed(incoming.body);
  const { status } = incoming;
  if (status >= 200 && status < 300) {
    if (body !== undefined) return { ok: true, status, body, url: request.url };
    const found = { url: pathOf(request.url), field: '(body)', value: 'no JSON', expected: 'JSON' };
    return unreadable(request, problem('BC_ANSWER_UNREADABLE', found), 'back-off');
  }
  const retryAfter = retryAfterInMs(incoming.header('retry-after'), now);
  const error = readErrorBody(body);
  const text = error?.text ?? `HTTP ${status} without an error body`;
  return refusalOf(request, status, text, error?.code, error?.correlationId, retryAfter);
}

function refusalOf(
  request: Request,
  status: number,
  text: string,
  code = '',
  correlationId = '',
  retryAfter = 0,
): Answer {
  const { api } = request;
  const refusal = { status, code, text, correlationId, api, url: pathOf(request.url), retryAfterInMs: retryAfter };
  return { ok: false, refusal, ...judge(refusal) };
}

/** An answer we cannot read may come of a gateway in between (try again), or be far too large (do not). */
function unreadable(request: Request, found: Problem, action: 'stop' | 'back-off'): Answer {
  const refusal = { status: 0, code: '', text: 'unreadable', correlationId: '', retryAfterInMs: 0 };
  return { ok: false, action, problem: found, refusal: { ...refusal, api: request.api, url: pathOf(request.url) } };
}

function notSignedIn(request: Request, { text, isTemporary }: { text: string; isTemporary: boolean }): Answer {
  return {
    ...unreadable(request, problem('BC_SIGN_IN_FAILED', { text }), isTemporary ? 'back-off' : 'stop'),
  };
}

/** An empty body, as 204 has, is `null`; a body that is no JSON is `undefined`. */
function parsed(body: string): unknown {
  if (body.trim() === '') return null;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function logEntry(request: Request, incoming: Incoming, answer: Answer, clientRequestId: string) {
  const isAnswer = incoming.kind === 'answer';
  return {
    method: request.method,
    path: pathOf(request.url),
    status: isAnswer ? incoming.status : 0,
    code: answer.ok ? '' : answer.refusal.code,
    clientRequestId,
    requestId: (isAnswer ? incoming.header('request-id') : null) ?? '',
    correlationId: answer.ok ? '' : answer.refusal.correlationId,
  };
}

/** A version 4 GUID out of the random numbers that were handed in. */
function guidFrom(random: () => number): string {
  const digits = Array.from({ length: 32 }, (_, at) => {
    const digit = Math.floor(random() * 16);
    if (at === 12) return '4';
    return (at === 16 ? (digit % 4) + 8 : digit).toString(16);
  }).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
