import { type BenchFigure, figure, inOwnProcess, isRecordOfNumbers } from './kit.ts';

/**
 * The heap that the process may use, in megabytes, as an operator would set it for an instance of a gigabyte. Without a
 * limit V8 lets garbage lie until there is four times as much of it as of what is in use (some 400 MB here).
 */
const heap = 850;

/** Pure matching of a million payments on the first rungs; `matching-child.ts` says of what. */
export async function run(): Promise<BenchFigure[]> {
  const before = process.env['NODE_OPTIONS'];
  process.env['NODE_OPTIONS'] = `${before ?? ''} --max-old-space-size=${heap}`.trim();
  const { seconds = NaN, memory = NaN } = await inOwnProcess('matching-child.ts', [], isRecordOfNumbers);
  if (before === undefined) delete process.env['NODE_OPTIONS'];
  else process.env['NODE_OPTIONS'] = before;
  return [
    figure('1,000,000 payments to 1,000,000 claims, pure', Math.round(seconds * 10) / 10, 's', 'lower', 15),
    figure('pure matching with its books, memory', Math.round(memory), 'MB', 'lower', 1_000),
  ];
}
