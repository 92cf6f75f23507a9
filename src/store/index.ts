export * from './database.ts';
export { md5 } from './digest.ts';
export * from './embedded-postgres.ts';
export * from './events.ts';
export * from './lease.ts';
export * from './outbox.ts';
export * from './replay.ts';
export type * from './tables.ts';
