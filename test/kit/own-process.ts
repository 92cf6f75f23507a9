import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { bundleBeside } from '#test/bundle';

/**
 * Runs a module of the tests in a plain process of its own, and gives back the JSON that it prints.
 *
 * The test runner's hooks make every `await` several times slower; loops over 100,000 files do little else.
 *
 * @param entry path from the project's root; the module prints one JSON value
 */
export async function inOwnProcess(entry: string, args: readonly string[]): Promise<unknown> {
  const bundle = await bundleBeside(entry, `${basename(entry, '.ts')}.mjs`);
  const { stdout } = await promisify(execFile)(process.execPath, [bundle, ...args], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}
