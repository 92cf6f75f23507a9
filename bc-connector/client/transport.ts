import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { AxiosError, type AxiosInstance } from 'axios';
import { type CheckedSettings, isLoopback } from './settings.ts';

export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back, not yet understood. */
export type Incoming =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; header(name: string): string | null }
  /** No whole answer: the request may or may not have been done. */
  | { readonly kind: 'no-answer'; readonly text: string }
  | { readonly kind: 'too-large'; readonly limit: number };

export type Transport = (request: Outgoing) => Promise<Incoming>;

/** A page of 20,000 wide entries stays below it; whatever is larger is no answer to a question of ours. */
const largestBodyInBytes = 64 * 1024 * 1024;

/** Sends one request and nothing more: no retry, no redirect (which could carry the token away), no cookie. */
export function createTransport(settings: CheckedSettings): Transport {
  const agentOptions = { keepAlive: true, maxSockets: settings.maxParallel };
  const client = axios.create({
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
    maxRedirects: 0,
    maxContentLength: largestBodyInBytes,
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    transitional: { silentJSONParsing: false, forcedJSONParsing: false, clarifyTimeoutError: true },
    validateStatus: () => true,
    ...(isLoopback(new URL(settings.baseUrl)) ? { proxy: false as const } : {}),
  });
  return (request) => send(client, settings.timeoutInMs, request);
}

async function send(client: AxiosInstance, timeoutInMs: number, request: Outgoing): Promise<Incoming> {
  try {
    const answer = await client.request<unknown>({
      method: request.method,
      url: request.url,
      headers: { ...request.headers },
      ...(request.body === undefined ? {} : { data: request.body }),
      // The axios timeout is about silence; the signal bounds the whole, a slow drip included.
      timeout: timeoutInMs,
      signal: AbortSignal.timeout(timeoutInMs),
    });
    return {
      kind: 'answer',
      status: answer.status,
      body: typeof answer.data === 'string' ? answer.data : '',
      header: (name) => textOrNull(answer.headers[name]),
    };
  } catch (thrown) {
    if (isTooLarge(thrown)) return { kind: 'too-large', limit: largestBodyInBytes };
    return { kind: 'no-answer', text: noAnswerText(thrown) };
  }
}

const isTooLarge = (thrown: unknown): boolean =>
  thrown instanceof AxiosError && thrown.message.startsWith('maxContentLength');

/** The kind of failure only: messages of the network layer hold addresses and names. */
function noAnswerText(thrown: unknown): string {
  const code = thrown instanceof AxiosError ? thrown.code : undefined;
  return `no answer (${code ?? 'connection failed'})`;
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
