/** Lets at most `most` pieces of work run at once; the others wait in order. */
export function semaphore(most: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async function run<T>(work: () => Promise<T>): Promise<T> {
    if (running < most) running++;
    // Whoever ends hands the place on, so the count stays as it is.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

const windowInMs = 5 * 60_000;

/**
 * Lets at most `most` requests start in any five minutes (business-central.md 2.1), counting the way the server does.
 *
 * Each request is given its time when it asks, so nobody is overtaken, and nobody looks at the clock twice.
 */
export function slidingWindow(most: number, now: () => Date, sleep: (ms: number) => Promise<void>) {
  const starts: number[] = [];
  let next = 0;
  return async function wait(): Promise<void> {
    const asked = now().getTime();
    const earliest = starts.length < most ? asked : (starts[next] ?? asked) + windowInMs;
    // A clock that was set back must not make anybody wait for longer than the window is.
    const start = Math.min(Math.max(asked, earliest), asked + windowInMs);
    starts[next] = start;
    next = (next + 1) % most;
    if (start > asked) await sleep(start - asked);
  };
}
