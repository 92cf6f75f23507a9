import { type BenchFigure, figure, inOwnProcess, isRecordOfNumbers } from './kit.ts';

/**
 * Reads a camt.054 of 1 GB into facts, and one of 60 MB in turns with fast-xml-parser, which merely parses the same
 * bytes in the same process.
 */
export async function run(): Promise<BenchFigure[]> {
  const never = Number.POSITIVE_INFINITY;
  const large = await inOwnProcess('camt-child.ts', ['large', '1000'], isRecordOfNumbers);
  const small = await inOwnProcess('camt-child.ts', ['small', '60'], isRecordOfNumbers);
  const { megabytesPerSecond = 0, peakMegabytes = never } = large;
  const { ratio = never } = small;
  return [
    figure('read camt.054 of 1 GB into facts', Math.round(megabytesPerSecond), 'MB/s', 'higher', 30),
    figure('read camt.054 of 1 GB, memory', Math.round(peakMegabytes), 'MB', 'lower', 200),
    figure('read camt.054, time against fast-xml-parser', Math.round(ratio * 100) / 100, 'x', 'lower', 1),
  ];
}
