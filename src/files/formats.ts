export { describeFile } from './describe.ts';
export { detect, type Detected, headSize } from './detect.ts';
export { headOf } from './head-of.ts';
export { lintFile } from './lint.ts';
export { formats } from './registry.ts';
