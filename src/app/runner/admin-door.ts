import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';

import type { AppFunction } from './functions.ts';
import { readBody, tooLong } from './http-request.ts';
import { endEmpty, endJson } from './http-response.ts';
import { type FunctionKeys, isAllowed } from './keys.ts';
import type { Run } from './outputs.ts';
import type { TimerPump } from './timer-pump.ts';

export interface AdminDoor {
  readonly functions: readonly AppFunction[];
  readonly timers: ReadonlyMap<string, TimerPump>;
  readonly routePrefix: string;
  readonly url: () => string;
  readonly keys: FunctionKeys;
  readonly run: Run;
}

/**
 * The host's own door under `/admin`, for the master key alone: what there is, and `POST /admin/functions/{name}` with
 * `{"input": "…"}`, which starts a timer or queue function at once. It answers 202 and does not wait for the function.
 *
 * @returns false when the path is not one of the admin door.
 */
export async function answerAdmin(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  door: AdminDoor,
): Promise<boolean> {
  const [, admin, room, name, ...more] = url.pathname.split('/');
  if (admin?.toLowerCase() !== 'admin') return false;
  if (!isAllowed(door.keys, 'admin', request, url)) endEmpty(response, 401);
  else if (more.length > 0) endEmpty(response, 404);
  else if (room === 'host' && name === 'status' && request.method === 'GET') {
    endJson(response, 200, { state: 'Running', version: 'local' });
  } else if (room !== 'functions') endEmpty(response, 404);
  else await answerFunctions(request, response, name ?? '', door);
  return true;
}

async function answerFunctions(
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
  door: AdminDoor,
): Promise<void> {
  const target = door.functions.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (request.method === 'GET' && name === '') {
    endJson(
      response,
      200,
      door.functions.map((each) => describe(each, door)),
    );
  } else if (target === undefined) endEmpty(response, 404);
  else if (request.method === 'GET') endJson(response, 200, describe(target, door));
  else if (request.method === 'POST' && target.trigger !== 'http') await startByHand(request, response, target, door);
  else endEmpty(response, 404);
}

async function startByHand(
  request: IncomingMessage,
  response: ServerResponse,
  target: AppFunction,
  { timers, run }: AdminDoor,
): Promise<void> {
  const body = await readBody(request, longestInputInBytes);
  const input = body === tooLong ? undefined : inputOf(body);
  if (input === undefined) {
    endEmpty(response, 400);
    return;
  }
  endEmpty(response, 202);
  const timer = timers.get(target.name);
  // A failure is in the log already; nobody waits for it here.
  if (timer === undefined) await run(target, { string: input });
  else await timer.fire();
}

/** No body at all is an empty input, as for timers. */
function inputOf(body: Buffer | undefined): string | undefined {
  if (body === undefined) return '';
  try {
    const read = startRequest.safeParse(JSON.parse(body.toString('utf8')));
    return read.success ? read.data.input : undefined;
  } catch {
    return undefined;
  }
}

const startRequest = z.object({ input: z.string().default('') });
const longestInputInBytes = 1_048_576;

function describe(target: AppFunction, { routePrefix, url }: AdminDoor): object {
  const { name, registered } = target;
  const bindings = Object.entries(registered.metadata.bindings).map(([binding, options]) => ({
    ...options,
    name: binding,
  }));
  const prefix = routePrefix === '' ? '' : `${routePrefix}/`;
  return {
    name,
    language: 'node',
    isDisabled: false,
    href: `${url()}/admin/functions/${name}`,
    invoke_url_template: target.trigger === 'http' ? `${url()}/${prefix}${target.route.template}` : null,
    config: { bindings },
  };
}
