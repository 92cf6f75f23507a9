/** Tells those who wait that messages came, so that a message sent in this process need not wait for the next look. */
export function putListeners(): {
  readonly onPut: (listener: (queue: string) => void) => () => void;
  readonly tell: (queue: string) => void;
} {
  const listeners = new Set<(queue: string) => void>();
  return {
    onPut: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    tell: (queue) => {
      for (const listener of listeners) listener(queue);
    },
  };
}
