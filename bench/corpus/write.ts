import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { corpusBlocks, corpusFiles } from './corpus.ts';

/** What was written: how many rows each file has, and the SHA-256 of its bytes. */
export interface Written {
  readonly seed: number;
  readonly size: number;
  readonly files: Readonly<Record<string, { readonly rows: number; readonly sha256: string }>>;
}

/** The format of the files; a change of it, or of what a seed gives, is another version. */
export const corpusVersion = 1;

/** Writes a corpus, company by company, and `manifest.json` last: a folder without it is not whole. */
export async function writeCorpus(folder: string, seed: number, size: number): Promise<Written> {
  mkdirSync(folder, { recursive: true });
  const writers = Object.entries(corpusFiles).map(([name, rowsOf]) => ({
    name,
    rowsOf,
    out: createWriteStream(join(folder, name)),
    hash: createHash('sha256'),
    rows: 0,
  }));
  for (const block of corpusBlocks(seed, size)) {
    for (const writer of writers) {
      const rows = writer.rowsOf(block);
      const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      writer.rows += rows.length;
      writer.hash.update(text);
      if (!writer.out.write(text)) await once(writer.out, 'drain');
    }
  }
  for (const { out } of writers) {
    out.end();
    await once(out, 'finish');
  }
  const files = Object.fromEntries(writers.map(({ name, rows, hash }) => [name, { rows, sha256: hash.digest('hex') }]));
  const manifest = { version: corpusVersion, seed, size, files };
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return { seed, size, files };
}
