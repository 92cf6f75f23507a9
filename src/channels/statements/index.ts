export { readCamt } from './camt-read.ts';
export * from './mt940-read.ts';
export { type Mt940Settings, standardMt940 } from './mt940-settings.ts';
