import { type BenchFigure, figure, inOwnProcess, isRecordOfNumbers } from './kit.ts';

/** Writes a pain.008 of a million transactions, streamed to a sink that counts. */
export async function run(): Promise<BenchFigure[]> {
  const measured = await inOwnProcess('pain008-child.ts', ['1000000'], isRecordOfNumbers);
  const { transactionsPerSecond = 0, peakMegabytes = Number.POSITIVE_INFINITY } = measured;
  return [
    figure('write pain.008, 1,000,000 transactions', Math.round(transactionsPerSecond), 'tx/s', 'higher', 150_000),
    figure('write pain.008, memory', Math.round(peakMegabytes), 'MB', 'lower', 200),
  ];
}
