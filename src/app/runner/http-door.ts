import type { IncomingMessage, ServerResponse } from 'node:http';

import type { HttpFunction } from './functions.ts';
import { readBody, requestParts, tooLong } from './http-request.ts';
import { endEmpty, writeResponse } from './http-response.ts';
import { type FunctionKeys, isAllowed } from './keys.ts';
import type { Run } from './outputs.ts';

export interface HttpDoor {
  readonly functions: readonly HttpFunction[];
  readonly routePrefix: string;
  readonly keys: FunctionKeys;
  readonly run: Run;
  readonly largestBodyInBytes: number;
}

/**
 * Answers a request by the first function whose route and method fit, in the order of registration. The host does not
 * sort routes by how closely they fit, and to it a wrong method is an unknown route: 404, not 405.
 */
export async function answerByFunction(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  door: HttpDoor,
): Promise<void> {
  const found = find(request.method ?? 'GET', url.pathname, door);
  if (found === undefined) {
    endEmpty(response, 404);
    return;
  }
  const { target, params } = found;
  if (!isAllowed(door.keys, target.authLevel, request, url, target.name)) {
    endEmpty(response, 401);
    return;
  }
  const body = await readBody(request, door.largestBodyInBytes);
  if (body === tooLong) {
    endEmpty(response, 413, { connection: 'close' });
    return;
  }
  const http = { ...requestParts(request, url, params), body: body === undefined ? null : { bytes: body } };
  const traceParent = http.nullableHeaders['traceparent']?.value;
  const ran = await door.run(target, { http }, { traceParent });
  if (ran.ok) writeResponse(response, ran.value.returnValue);
  else endEmpty(response, 500);
}

function find(
  method: string,
  path: string,
  { functions, routePrefix }: HttpDoor,
): { readonly target: HttpFunction; readonly params: Readonly<Record<string, string>> } | undefined {
  const below = pathBelow(path, routePrefix);
  if (below === undefined) return undefined;
  for (const target of functions) {
    if (target.methods.length > 0 && !target.methods.includes(method)) continue;
    const params = target.route.match(below);
    if (params !== undefined) return { target, params };
  }
  return undefined;
}

/** What follows the prefix, which is compared without regard to case. */
function pathBelow(path: string, prefix: string): string | undefined {
  if (prefix === '') return path;
  const [start, rest] = [path.slice(0, prefix.length + 1), path.slice(prefix.length + 1)];
  const isBelow = start.toLowerCase() === `/${prefix.toLowerCase()}` && (rest === '' || rest.startsWith('/'));
  return isBelow ? rest : undefined;
}
