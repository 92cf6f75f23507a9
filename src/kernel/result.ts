/** What may go wrong is a value; what must not go wrong is an exception. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const fail = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/** States what the code relies on. A false statement is a bug, so it throws. */
export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`Broken assumption: ${what}`);
}

/** For the branch the compiler knows cannot be reached. */
export function unreachable(value: never): never {
  throw new Error(`Broken assumption: ${JSON.stringify(value)} was not foreseen`);
}
