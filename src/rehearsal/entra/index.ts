export { createRehearsalEntra, type RehearsalEntra, type RehearsalEntraOptions } from './create.ts';
export { audienceOfScope, objectIdOf, type RehearsalApp } from './tokens.ts';
