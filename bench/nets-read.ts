import { type BenchFigure, figure, inOwnProcess, isRecordOfNumbers } from './kit.ts';

/**
 * Reads and validates a 0602 of a million records, both passes (`check0602`, then the facts of `read0602`), and compares
 * with Node's own readline merely iterating over the same file in the same process.
 */
export async function run(): Promise<BenchFigure[]> {
  const measured = await inOwnProcess('nets-read-child.ts', ['1000000'], isRecordOfNumbers);
  const { ratio = Number.POSITIVE_INFINITY, recordsPerSecond = 0, peakMegabytes = Number.POSITIVE_INFINITY } = measured;
  return [
    figure('read 0602, time against readline', Math.round(ratio * 100) / 100, 'x', 'lower', 1),
    figure('read 0602, check and facts', Math.round(recordsPerSecond), 'records/s', 'higher', 500_000),
    figure('read 0602, memory', Math.round(peakMegabytes), 'MB', 'lower', 200),
  ];
}
