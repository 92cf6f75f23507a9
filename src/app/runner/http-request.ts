import type { IncomingMessage } from 'node:http';

import type { HttpData } from './contract.ts';

/** What the host hands to the worker of an HTTP request. */
export type RequestParts = Required<
  Pick<HttpData, 'method' | 'url' | 'nullableHeaders' | 'nullableParams' | 'nullableQuery'>
>;

/**
 * Takes a request apart as the host does: header names in small letters, repeated headers and repeated query values
 * joined by a comma, query names compared without regard to case.
 */
export function requestParts(
  request: IncomingMessage,
  url: URL,
  params: Readonly<Record<string, string>>,
): RequestParts {
  return {
    method: request.method ?? 'GET',
    url: url.href,
    nullableHeaders: joined(pairsOf(request.rawHeaders), (name) => name.toLowerCase()),
    nullableQuery: joined([...url.searchParams], (name) => name),
    nullableParams: nullable(Object.entries(params)),
  };
}

/** A body longer than the cap. The host answers 413. */
export const tooLong = Symbol('too long');

/**
 * The body, or undefined when there is none.
 *
 * @remarks
 * The host reads a body only when the request says Content-Length above zero: one sent in chunks arrives empty
 * (azure-functions.md 1.6). It is read off the wire all the same, so that the connection may be used again, but no
 * further than the cap.
 */
export async function readBody(
  request: IncomingMessage,
  capInBytes: number,
): Promise<Buffer | undefined | typeof tooLong> {
  const stated = Number(request.headers['content-length'] ?? 0);
  if (stated > capInBytes) return tooLong;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > capInBytes) return tooLong;
    if (stated > 0) chunks.push(bytes);
  }
  return stated > 0 ? Buffer.concat(chunks) : undefined;
}

function pairsOf(raw: readonly string[]): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let place = 0; place + 1 < raw.length; place += 2) pairs.push([raw[place] ?? '', raw[place + 1] ?? '']);
  return pairs;
}

function joined(
  pairs: readonly (readonly [string, string])[],
  shownAs: (name: string) => string,
): Record<string, { value: string }> {
  const byName = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of pairs) {
    const known = byName.get(name.toLowerCase());
    if (known === undefined) byName.set(name.toLowerCase(), { name: shownAs(name), values: [value] });
    else known.values.push(value);
  }
  return nullable([...byName.values()].map(({ name, values }) => [name, values.join(',')]));
}

const nullable = (pairs: readonly (readonly [string, string])[]): Record<string, { value: string }> =>
  Object.fromEntries(pairs.map(([name, value]) => [name, { value }]));
