import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One measured figure and whether it meets its target. */
export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number;
  readonly better: 'higher' | 'lower';
  readonly ok: boolean;
}

export function figure(
  name: string,
  value: number,
  unit: string,
  better: BenchFigure['better'],
  target: number,
): BenchFigure {
  return { name, value, unit, target, better, ok: better === 'higher' ? value >= target : value <= target };
}

/**
 * Runs one file of `bench/` in a process of its own, so that its memory is its own, and gives back what it sends.
 *
 * Called from the project's root, as npm does: the child is bundled from there, whatever the caller was bundled into.
 *
 * @param file a file under `bench/` that calls `process.send` once with its measurement
 */
export async function inOwnProcess<T>(
  file: string,
  args: readonly string[],
  isAnswer: (sent: unknown) => sent is T,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tilgode-bench-'));
  const bundle = join(folder, 'child.mjs');
  try {
    const esbuild = join(process.cwd(), 'node_modules', '.bin', 'esbuild');
    const input = join(process.cwd(), 'bench', file);
    execFileSync(esbuild, [
      input,
      '--bundle',
      '--platform=node',
      '--format=esm',
      `--outfile=${bundle}`,
      // Packages in CommonJS (iconv-lite) ask for Node's own modules by require.
      "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      '--log-level=error',
    ]);
    return await new Promise<T>((resolve, reject) => {
      let answer: T | undefined;
      const child = fork(bundle, [folder, ...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      child.on('message', (sent) => {
        if (isAnswer(sent)) answer = sent;
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0 && answer !== undefined) resolve(answer);
        else reject(new Error(`${file} ended with ${code} and ${answer === undefined ? 'no' : 'an'} answer`));
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The largest resident memory of this process so far, in megabytes. */
export const peakMemory = (): number => process.resourceUsage().maxRSS / 1024;

export const isRecordOfNumbers = (sent: unknown): sent is Readonly<Record<string, number>> =>
  typeof sent === 'object' && sent !== null && Object.values(sent).every((value) => typeof value === 'number');
