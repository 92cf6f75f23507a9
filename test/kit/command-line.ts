import { vi } from 'vitest';
import { program } from '../../src/app/command-line/program.ts';

export interface Ran {
  readonly code: unknown;
  /** Standard output, and standard error. */
  readonly out: string;
  readonly err: string;
}

/** Runs a command as typed, in this process. */
export async function runTilgode(...words: readonly string[]): Promise<Ran> {
  const said = { out: '', err: '' };
  const keep = (where: 'out' | 'err') => (text: unknown) => {
    said[where] += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep('err')),
  ];
  process.exitCode = 0;
  try {
    await program().parseAsync(['node', 'tilgode', ...words]);
    return { code: process.exitCode, ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = 0;
  }
}
