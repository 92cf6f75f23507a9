export { type DescribedLine, describeFile } from './describe.ts';
export { detect, type FileFormat, headSize } from './detect.ts';
export type { Finding } from './finding.ts';
export { headOf } from './head-of.ts';
export { lintFile } from './lint.ts';
