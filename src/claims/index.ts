export * from './sync-company.ts';
