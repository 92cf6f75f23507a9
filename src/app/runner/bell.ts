export interface Bell {
  readonly ring: () => void;
  /** Forgets earlier rings. */
  readonly silence: () => void;
  /** Until the bell rings, or has rung since the last silence, or the time is over. */
  readonly wait: (longestInMs: number) => Promise<void>;
}

/** Lets one loop sleep and be woken, without missing a ring that comes between its look and its sleep. */
export function newBell(): Bell {
  let hasRung = false;
  let wake = (): void => undefined;
  return {
    ring: () => {
      hasRung = true;
      wake();
    },
    silence: () => {
      hasRung = false;
    },
    wait: async (longestInMs) => {
      if (hasRung) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, longestInMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
