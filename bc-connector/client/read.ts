import { type Problem, problem, ProblemError } from '#kernel';
import { page, readEntity } from '#schemas/bc';
import { type Address, pathOf } from './addresses.ts';
import { attemptsWhenBusy, attemptsWhenLocked, longestWaitInMs, waitInMs } from './back-off.ts';
import type { Answer, Exchange, Request } from './exchange.ts';
import type { Action } from './status-table.ts';
import type { BcParts } from './types.ts';

export interface Reading {
  readonly exchange: Exchange;
  readonly parts: Required<BcParts>;
  readonly pageSize: number;
}

/** Bulk reads may go to a replica, which lags a little; looks around a write never do (business-central.md 2.3). */
export const fromReplica = { 'Data-Access-Intent': 'ReadOnly' } as const;

/**
 * Reads something, trying again while Business Central is busy.
 *
 * @throws ProblemError with what the status table says, when it stays so or when trying again cannot help
 */
export async function read({ exchange, parts }: Reading, request: Omit<Request, 'method'>): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const answer = await exchange({ ...request, method: 'GET' });
    if (answer.ok) return answer.body;
    if (!mayTryAgain(answer, attempt)) throw new ProblemError(answer.problem);
    await parts.sleep(waitInMs(attempt, answer.refusal.retryAfterInMs, parts.random));
  }
}

/** Whether a failed attempt is worth another one, after waiting. */
export function mayTryAgain({ action, refusal }: Extract<Answer, { ok: false }>, attempt: number): boolean {
  return attempt < attemptsAt(action) && refusal.retryAfterInMs <= longestWaitInMs;
}

function attemptsAt(action: Action): number {
  if (action === 'back-off') return attemptsWhenBusy;
  return action === 'lock-retry' ? attemptsWhenLocked : 1;
}

/**
 * Reads a collection to its end, following `@odata.nextLink` as it is. Never `$top` or `$skip`: with `$top` there are
 * no further pages, and `$skip` jumps when rows are inserted (business-central.md 2.4).
 *
 * @throws ProblemError BC_ANSWER_UNREADABLE for a link that repeats or leads to another server, and what `read` throws
 */
export async function* readPages(
  reading: Reading,
  first: Address,
  headers: Readonly<Record<string, string>> = {},
): AsyncGenerator<readonly unknown[]> {
  const followed = new Set<string>([first.url]);
  for (let next: string | undefined = first.url; next !== undefined; ) {
    const body = await read(reading, {
      api: first.api,
      url: next,
      headers: { Prefer: `odata.maxpagesize=${reading.pageSize}`, ...headers },
    });
    const found = readEntity(page, body);
    if (!found.ok) throw new ProblemError(unreadableAt(first, found.error));
    yield found.value.value;
    next = found.value['@odata.nextLink'];
    if (next !== undefined) requireNewLink(first, next, followed);
  }
}

/** Reads a short collection whole. */
export async function readAll(reading: Reading, first: Address): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const entities of readPages(reading, first)) all.push(...entities);
  return all;
}

export const unreadableAt = (
  { url }: Address,
  fault: { readonly field: string; readonly value: string; readonly expected: string },
): Problem => problem('BC_ANSWER_UNREADABLE', { url: pathOf(url), ...fault });

function requireNewLink(first: Address, next: string, followed: Set<string>): void {
  const field = '@odata.nextLink';
  const { origin } = new URL(first.url);
  // The token goes along with every request: it must not go to a server we were not told of.
  if (!URL.canParse(next) || new URL(next).origin !== origin) {
    const value = URL.canParse(next) ? new URL(next).origin : 'no address';
    throw new ProblemError(unreadableAt(first, { field, value, expected: `an address at ${origin}` }));
  }
  if (followed.has(next)) {
    throw new ProblemError(unreadableAt(first, { field, value: pathOf(next), expected: 'a link not followed before' }));
  }
  followed.add(next);
}
