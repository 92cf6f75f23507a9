/** One wait never takes longer, and nothing that asks for more is waited for: it is handed back as busy. */
export const longestWaitInMs = 60_000;
const firstWaitInMs = 1000;

/** How often one request is sent at most, the first time included. */
export const attemptsWhenBusy = 8;
export const attemptsWhenLocked = 5;

/**
 * How long to wait after a failed attempt: as long as the server asked, else anything up to 1, 2, 4 … 60 seconds
 * (full jitter, so that several clients do not come back together). Source: business-central.md 2.1.
 *
 * @param attempt the one that failed, counted from 1
 */
export function waitInMs(attempt: number, retryAfterInMs: number, random: () => number): number {
  if (retryAfterInMs > 0) return retryAfterInMs;
  return Math.floor(random() * Math.min(longestWaitInMs, firstWaitInMs * 2 ** (attempt - 1)));
}

/** Reads `Retry-After`, seconds or an HTTP date; 0 when it is absent, past or unreadable. */
export function retryAfterInMs(header: string | null, now: Date): number {
  const value = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime());
}
