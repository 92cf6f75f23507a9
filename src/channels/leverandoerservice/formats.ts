import type { FileFormat } from '#schemas/kit';
import { type LsFamily, tallyLs, walkLs } from '#schemas/nets';
import { describeWalk } from '../betalingsservice/describe-walk.ts';
import { firstLine } from '../betalingsservice/formats.ts';
import { lintWalk } from '../betalingsservice/lint-walk.ts';
import { lsChecks } from './lint-ls.ts';

const lsFormat = (key: LsFamily, name: string, start: RegExp): FileFormat => ({
  key,
  name: `Leverandørservice: ${name}`,
  recognise: (head) => (start.test(firstLine(head)) ? `Leverandørservice: ${name} (${key})` : null),
  describe: (source) => describeWalk(source, walkLs()),
  lint: (source) => lintWalk(source, { walk: walkLs(), tally: tallyLs, check: lsChecks(), isTold: () => false }),
});

/** Zeros up to position 23, seven blanks, our own reference, then what the file holds and its date. */
export const ls40Format = lsFormat('ls-40', 'collections to Nets', /^0{23}.{13}40\d{6}/);
export const ls30Format = lsFormat('ls-30', 'mandate list from Nets', /^0{23}.{13}30\d{6}/);
export const ls0690Format = lsFormat('ls-0690', 'receipt and remarks from Nets', /^LS002\d{8}...0690/);
export const ls0602Format = lsFormat('ls-0602', 'payments from Nets', /^LS002\d{8}...0602/);
