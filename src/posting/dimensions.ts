import type { PostingSettings } from '#schemas/settings';

/** The dimensions of a posting: fixed values, and whether those of the entry that is paid are put on it as well. */
export interface Dimensions {
  readonly fromEntry: boolean;
  readonly values: Readonly<Record<string, string>>;
}

/** What the company's settings put on a posting; null where nothing. */
export function dimensionsOf({ dimensions, dimensionsFrom }: PostingSettings): Dimensions | null {
  const fromEntry = dimensionsFrom === 'entry';
  if (!fromEntry && Object.keys(dimensions).length === 0) return null;
  return { fromEntry, values: inOrder(dimensions) };
}

/** The text field of our contract: one text for one meaning, whatever the order it was kept in. */
export const dimensionsText = (dimensions: Dimensions | null): string =>
  dimensions === null ? '' : JSON.stringify({ fromEntry: dimensions.fromEntry, values: inOrder(dimensions.values) });

const inOrder = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
