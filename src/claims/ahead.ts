/** Asks for the next page while the last one is being stored: the other side works while we do. One page ahead, no more. */
export async function* ahead<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  const reading = pages[Symbol.asyncIterator]();
  let next = reading.next();
  try {
    for (;;) {
      const page = await next;
      if (page.done) return;
      next = reading.next();
      // Whoever takes the page may fail before this one is waited for; the failure is told when it is.
      next.catch(() => undefined);
      yield page.value;
    }
  } finally {
    await next.catch(() => undefined);
    await reading.return?.();
  }
}
