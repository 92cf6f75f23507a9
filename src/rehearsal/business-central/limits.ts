/** What one user may ask for at a time (business-central.md 2.1). */
export interface BcLimits {
  readonly atOnce: number;
  readonly waiting: number;
  readonly perWindow: number;
  readonly windowInMs: number;
}

export const documentedLimits: BcLimits = { atOnce: 5, waiting: 95, perWindow: 6_000, windowInMs: 300_000 };

export interface Turnstile {
  /** Resolves with `false` when the request is refused with 429, else when its turn has come. */
  readonly enter: (user: string) => Promise<boolean>;
  readonly leave: (user: string) => void;
  /** Most requests of one user that were ever in work at once. */
  readonly busiest: () => number;
}

interface User {
  running: number;
  readonly waiting: (() => void)[];
  /** Times of the requests in the window, oldest first. */
  readonly times: number[];
}

/** Lets five requests of a user run at once, keeps 95 waiting, and counts the sliding window. */
export function turnstile(limits: BcLimits, clockInMs: () => number): Turnstile {
  const users = new Map<string, User>();
  let busiest = 0;
  const known = (name: string): User => {
    const user = users.get(name) ?? { running: 0, waiting: [], times: [] };
    users.set(name, user);
    return user;
  };
  return {
    enter: (name) => {
      const user = known(name);
      const now = clockInMs();
      while ((user.times[0] ?? now) <= now - limits.windowInMs) user.times.shift();
      if (user.times.length >= limits.perWindow) return Promise.resolve(false);
      if (user.running >= limits.atOnce && user.waiting.length >= limits.waiting) return Promise.resolve(false);
      user.times.push(now);
      if (user.running < limits.atOnce) {
        busiest = Math.max(busiest, ++user.running);
        return Promise.resolve(true);
      }
      return new Promise((resolve) => user.waiting.push(() => resolve(true)));
    },
    leave: (name) => {
      const user = known(name);
      const next = user.waiting.shift();
      // The place goes to whoever waits longest, so the number of running requests stays the same.
      if (next) next();
      else user.running--;
    },
    busiest: () => busiest,
  };
}
