import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '#kernel';

/** Where a counterpart remembers: a log of entries, and the bytes of files it will lay out. */
export interface StateLog<Entry> {
  readonly read: () => Promise<readonly Entry[]>;
  /** On the disk when it returns. */
  readonly append: (entry: Entry) => Promise<void>;
  readonly stage: (name: string, bytes: Uint8Array) => Promise<void>;
  readonly staged: (name: string) => Promise<Uint8Array>;
  readonly unstage: (name: string) => Promise<void>;
}

export function memoryLog<Entry>(): StateLog<Entry> {
  const entries: Entry[] = [];
  const files = new Map<string, Uint8Array>();
  return {
    read: () => Promise.resolve(entries),
    append: (entry) => Promise.resolve(void entries.push(entry)),
    stage: (name, bytes) => Promise.resolve(void files.set(name, bytes)),
    staged: (name) => {
      const found = files.get(name);
      assert(found, `${name} was staged`);
      return Promise.resolve(found);
    },
    unstage: (name) => Promise.resolve(void files.delete(name)),
  };
}

/**
 * @param fileName of the log in the folder
 * @param parse reads one entry of the log back; throws on what it did not write
 */
export function folderLog<Entry>(folder: string, fileName: string, parse: (value: unknown) => Entry): StateLog<Entry> {
  const log = join(folder, fileName);
  const staging = join(folder, 'staged');
  return {
    async read() {
      await mkdir(staging, { recursive: true });
      if (!existsSync(log)) return [];
      const bytes = await readFile(log);
      const end = bytes.lastIndexOf(0x0a) + 1;
      // A killed process may leave half a line; what it was about has not happened.
      if (end < bytes.length) await truncate(log, end);
      return bytes
        .subarray(0, end)
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => parse(JSON.parse(line)));
    },
    async append(entry) {
      const file = await open(log, 'a');
      try {
        await file.writeFile(`${JSON.stringify(entry)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    stage: (name, bytes) => writeWhole(join(staging, name), bytes),
    staged: (name) => readFile(join(staging, name)),
    unstage: (name) => unlink(join(staging, name)).catch(() => undefined),
  };
}

/** Appears under its name whole, and on the disk. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const at = path.lastIndexOf('/') + 1;
  const temporary = `${path.slice(0, at)}.${path.slice(at)}.tmp`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
