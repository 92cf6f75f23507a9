import type { MatchingPolicy } from './facts.ts';
import { mostSubsetNodes } from './subset-search.ts';

/**
 * What a company that says nothing gets: every rung that rests on proof, no convention, and no difference let go of.
 *
 * `unique amount` and `name` never settle anything, whatever their mode: on means that they suggest.
 */
export const defaultPolicy: MatchingPolicy = {
  rungs: {
    'payment id': 'on',
    'end-to-end or mandate id': 'on',
    'document numbers': 'on',
    'known payer': 'on',
    'unique subset': 'on',
    convention: 'on',
    'unique amount': 'on',
    name: 'on',
  },
  convention: 'none',
  smallDifferenceMinor: 0,
  mostNodes: mostSubsetNodes,
};
