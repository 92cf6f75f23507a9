import { problem, ProblemError } from '#kernel';
import { instant } from '#schemas/bc';

/**
 * One comparison of a `$filter`. Only what Business Central can do is expressible: comparisons joined by `and`.
 * There is no `or` across fields, no `in` and no lambda, for it refuses them (business-central.md 2.3).
 */
export interface Comparison {
  readonly field: string;
  readonly operator: 'eq' | 'gt';
  /** As OData writes it, quoted where it must be; not yet percent-encoded. */
  readonly literal: string;
}

export const isTrue = (field: string): Comparison => ({ field, operator: 'eq', literal: 'true' });

/** Texts stand in single quotes, and a quote within is doubled. */
export const isText = (field: string, value: string): Comparison => ({
  field,
  operator: 'eq',
  literal: `'${value.replaceAll("'", "''")}'`,
});

export function isNumber(field: string, value: number): Comparison {
  if (Number.isSafeInteger(value)) return { field, operator: 'eq', literal: String(value) };
  throw new ProblemError(problem('INPUT_WRONG', { field, value: String(value), expected: 'a whole number' }));
}

/** Instants stand unquoted, so nothing but an instant may get there. */
export function isAfter(field: string, value: string): Comparison {
  if (instant.safeParse(value).success) return { field, operator: 'gt', literal: value };
  const expected = 'an instant such as 2026-08-31T10:00:00Z';
  throw new ProblemError(problem('INPUT_WRONG', { field, value: value.slice(0, 100), expected }));
}

export const filterOf = (comparisons: readonly Comparison[]): string =>
  comparisons.map(({ field, operator, literal }) => `${field} ${operator} ${literal}`).join(' and ');
