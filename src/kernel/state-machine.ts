/**
 * A state machine as a table: for every state, where each action leads. What is not in the table is not allowed.
 *
 * The same tables drive the SQL that moves rows, the answers people get, and the replay that proves the books.
 */
export type StateMachine<S extends string, A extends string> = Readonly<Record<S, Readonly<Partial<Record<A, S>>>>>;

/** The state an action leads to, or null when it is not allowed. */
export const after = <S extends string, A extends string>(machine: StateMachine<S, A>, from: S, action: A): S | null =>
  machine[from][action] ?? null;

/** The states in which an action is allowed, with where each leads. */
export function allowing<S extends string, A extends string>(
  machine: StateMachine<S, A>,
  action: A,
): readonly { readonly from: S; readonly to: S }[] {
  const states = Object.keys(machine) as S[];
  return states.flatMap((from) => {
    const to = machine[from][action];
    return to === undefined ? [] : [{ from, to }];
  });
}
