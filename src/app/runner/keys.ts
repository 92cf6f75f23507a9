import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import type { AuthLevel } from './functions.ts';

/** The keys of the host, as the Functions host keeps them in its secrets. */
export interface FunctionKeys {
  /** Opens everything, also the host's admin door. */
  readonly master: string;
  /** Opens every function of level `function`. */
  readonly host: string;
  /** Opens one function each. */
  readonly functions?: Readonly<Record<string, string>>;
}

/** Made anew at each start when none are given, so that nobody can guess them. */
export const newKeys = (): FunctionKeys => ({
  master: randomBytes(32).toString('base64url'),
  host: randomBytes(32).toString('base64url'),
});

/** Whether the request carries a key for a door of that level; in the header `x-functions-key` or the query `code`. */
export function isAllowed(
  keys: FunctionKeys,
  level: AuthLevel,
  request: IncomingMessage,
  url: URL,
  functionName = '',
): boolean {
  if (level === 'anonymous') return true;
  const shown = request.headers['x-functions-key'] ?? url.searchParams.get('code');
  if (typeof shown !== 'string') return false;
  const ofFunction = Object.entries(keys.functions ?? {}).filter(
    ([name]) => name.toLowerCase() === functionName.toLowerCase(),
  );
  const fitting = level === 'admin' ? [keys.master] : [keys.master, keys.host, ...ofFunction.map(([, key]) => key)];
  return fitting.some((key) => areEqual(key, shown));
}

/** Takes the same time wherever the two part. An empty key opens nothing. */
function areEqual(key: string, shown: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return key !== '' && timingSafeEqual(digest(key), digest(shown));
}
