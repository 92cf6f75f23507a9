export * from './open-minor.ts';
export { refreshClaims } from './refresh-claims.ts';
export * from './sync-company.ts';
