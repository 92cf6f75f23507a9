export * from './figures.ts';
export * from './list-lines.ts';
export * from './statistics.ts';
