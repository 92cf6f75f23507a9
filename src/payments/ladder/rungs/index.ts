import type { ClaimRung } from '../facts.ts';
import { convention } from './convention.ts';
import { documentNumbers } from './document-numbers.ts';
import { endToEndOrMandate } from './end-to-end-or-mandate.ts';
import { ideasOfAccount } from './ideas.ts';
import { knownPayer } from './known-payer.ts';
import { nameLike } from './name.ts';
import { paymentId } from './payment-id.ts';
import type { Asked, Idea, LadderRung } from './rung.ts';
import { uniqueAmount } from './unique-amount.ts';
import { uniqueSubset } from './unique-subset.ts';

export interface NamedRung {
  readonly name: ClaimRung;
  readonly ask: LadderRung;
}

/** They know what is paid from what the payment says: asked in the order of the money, each with what is left then. */
export const identifiedRungs: readonly NamedRung[] = [
  { name: 'payment id', ask: paymentId },
  { name: 'end-to-end or mandate id', ask: endToEndOrMandate },
  { name: 'document numbers', ask: documentNumbers },
];

/** They infer what is paid from what is open: asked for all payments against the same books. */
export const inferredRungs: readonly NamedRung[] = [
  { name: 'known payer', ask: knownPayer },
  { name: 'unique subset', ask: uniqueSubset },
];

/** It knows nothing, and spreads as the company declared. */
export const declaredRungs: readonly NamedRung[] = [{ name: 'convention', ask: convention }];

/** They prove nothing: what they find is for a person to choose from, from the likeliest down. */
export const suggestingRungs: readonly {
  readonly name: ClaimRung;
  readonly suggest: (asked: Asked) => readonly Idea[];
}[] = [
  { name: 'known payer', suggest: ideasOfAccount },
  { name: 'unique amount', suggest: uniqueAmount },
  { name: 'name', suggest: nameLike },
];
