import { problem, ProblemError } from '#kernel';
import { instant } from '#schemas/bc';

/**
 * One comparison of a `$filter`. Only what Business Central can do is expressible: comparisons joined by `and`.
 * There is no `or` across fields, no `in` and no lambda, for it refuses them (business-central.md 2.3).
 */
export type Comparison = string & { readonly __unit: 'comparison' };

interface Brand {
  (text: string): text is Comparison;
}
