/** Ctrl-C in a terminal may reach us twice, once by way of whoever started us; that is still one. */
const echoInMs = 2000;

/** Waits for Ctrl-C or an order to end. Another one while we tidy up ends at once. */
export const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    let first: number | null = null;
    const stop = (): void => {
      if (first !== null && Date.now() - first > echoInMs) process.exit(130);
      first ??= Date.now();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
