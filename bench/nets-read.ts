import { type BenchFigure, figure, inOwnProcess, isRecordOfNumbers } from './kit.ts';

/**
 * Reads and validates a 0602 of a million records with its totals (`check0602`: every field of every record), against
 * Node's own readline merely iterating over the same file in the same process; then makes all its facts (`read0602`).
 */
export async function run(): Promise<BenchFigure[]> {
  const measured = await inOwnProcess('nets-read-child.ts', ['1000000'], isRecordOfNumbers);
  const { ratio = Number.POSITIVE_INFINITY, factsPerSecond = 0, peakMegabytes = Number.POSITIVE_INFINITY } = measured;
  return [
    figure('read and validate 0602, time against readline', Math.round(ratio * 100) / 100, 'x', 'lower', 1),
    figure('read 0602 into facts', Math.round(factsPerSecond), 'records/s', 'higher', 500_000),
    figure('read 0602, memory', Math.round(peakMegabytes), 'MB', 'lower', 200),
  ];
}
