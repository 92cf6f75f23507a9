export { camt052Format, camt053Format, camt054Format, camtFormats, xmlFormat } from './camt-format.ts';
export { readCamt } from './camt-read.ts';
export * from './mt940-read.ts';
export { type Mt940Settings, standardMt940 } from './mt940-settings.ts';
export { readCmkv, readCmkxksx } from './danske-csv-read.ts';
export { readFi0 } from './fi0-read.ts';
export { readDelimited } from './delimited-read.ts';
