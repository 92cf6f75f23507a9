import { type BenchFigure, figure, inOwnProcess, isRecordOfNumbers } from './kit.ts';

/** Reads bank statements of a quarter of a gigabyte into facts, with all their details, and ties every statement. */
export async function run(): Promise<BenchFigure[]> {
  const measured = await inOwnProcess('mt940-child.ts', ['256'], isRecordOfNumbers);
  const { megabytesPerSecond = 0, entriesPerSecond = 0, peakMegabytes = Number.POSITIVE_INFINITY } = measured;
  return [
    figure('read MT940 into facts', Math.round(megabytesPerSecond), 'MB/s', 'higher', 50),
    figure('read MT940 into facts, entries', Math.round(entriesPerSecond), 'entries/s', 'higher', 150_000),
    figure('read MT940, memory', Math.round(peakMegabytes), 'MB', 'lower', 200),
  ];
}
