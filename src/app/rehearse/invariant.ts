/** Something that must hold after a rehearsal, whatever happened in it. */
export interface Invariant {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface Counted {
  readonly count: number;
  readonly minor: number;
}

export const shown = ({ count, minor }: Counted): string => `${count} / ${minor}`;

export const equal = (name: string, ours: Counted, theirs: Counted): Invariant => ({
  name,
  ok: ours.count === theirs.count && ours.minor === theirs.minor,
  detail: `ours ${shown(ours)}, theirs ${shown(theirs)}`,
});
