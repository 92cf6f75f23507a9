import { type BenchFigure, figure, inOwnProcess, isRecordOfNumbers } from './kit.ts';

/** Writes a 0601 of a million collections, about eight records each, streamed to a sink that counts. */
export async function run(): Promise<BenchFigure[]> {
  const measured = await inOwnProcess('nets-write-child.ts', ['1000000'], isRecordOfNumbers);
  const { recordsPerSecond = 0, peakMegabytes = Number.POSITIVE_INFINITY } = measured;
  return [
    figure('write 0601, 1,000,000 collections', Math.round(recordsPerSecond), 'records/s', 'higher', 500_000),
    figure('write 0601, memory', Math.round(peakMegabytes), 'MB', 'lower', 250),
  ];
}
