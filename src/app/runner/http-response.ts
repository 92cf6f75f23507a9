import type { ServerResponse } from 'node:http';

import type { HttpCookie, HttpData, TypedData } from './contract.ts';

/** Writes what a function returned. Nothing returned is 204. */
export function writeResponse(response: ServerResponse, returned: TypedData | null | undefined): void {
  const http = returned?.http;
  if (http === null || http === undefined) {
    endEmpty(response, 204);
    return;
  }
  const body = bytesOf(http.body);
  response.statusCode = Number(http.statusCode ?? 200);
  for (const [name, value] of Object.entries(http.headers ?? {})) {
    if (!hopByHop.has(name.toLowerCase())) response.setHeader(name, value);
  }
  addCookies(response, http);
  const mayHaveBody = ![204, 205, 304].includes(response.statusCode);
  if (mayHaveBody) response.setHeader('content-length', body.length);
  response.end(mayHaveBody ? body : undefined);
}

export function endEmpty(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, status === 204 ? headers : { 'content-length': '0', ...headers });
  response.end();
}

export function endJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
}

/** These belong to the connection, which is ours and not the function's. */
const hopByHop = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

function bytesOf(body: TypedData | null | undefined): Buffer {
  if (body?.bytes) return Buffer.from(body.bytes);
  return Buffer.from(body?.string ?? body?.json ?? '');
}

function addCookies(response: ServerResponse, { cookies }: HttpData): void {
  if (cookies === null || cookies === undefined || cookies.length === 0) return;
  const given = response.getHeader('set-cookie');
  const earlier = given === undefined ? [] : [given].flat().map(String);
  response.setHeader('set-cookie', [...earlier, ...cookies.map(cookieText)]);
}

function cookieText(cookie: HttpCookie): string {
  const expires = cookie.expires?.value?.seconds;
  const attributes = [
    [encodeURIComponent(cookie.name ?? ''), encodeURIComponent(cookie.value ?? '')],
    ['expires', isGiven(expires) ? new Date(expires * 1000).toUTCString() : undefined],
    ['max-age', isGiven(cookie.maxAge?.value) ? String(cookie.maxAge?.value) : undefined],
    ['domain', cookie.domain?.value],
    ['path', cookie.path?.value],
    ['samesite', sameSite[cookie.sameSite ?? 'none']],
  ] as const;
  const named = attributes.flatMap(([name, value]) => (isGiven(value) ? [`${name}=${value}`] : []));
  const flags = [cookie.secure?.value ? 'secure' : '', cookie.httpOnly?.value ? 'httponly' : ''];
  return [...named, ...flags.filter((flag) => flag !== '')].join('; ');
}

/** The library says `none` when nothing was asked for, and `explicitNone` for the attribute of that name. */
const sameSite = { none: undefined, lax: 'lax', strict: 'strict', explicitNone: 'none' } as const;

const isGiven = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;
