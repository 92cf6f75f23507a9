export * from './decision.ts';
export * from './default-policy.ts';
export { canonicalNumber, numberForms, numbersToAsk } from './document-numbers.ts';
export * from './facts.ts';
export { matchRemittances } from './match.ts';
export { nameLikeness, namesAgree } from './names.ts';
export type * from './reasons.ts';
export { endToEndAsId } from './what-it-says.ts';
