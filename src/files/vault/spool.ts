import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { hashing, type PutOptions, type Stored } from './vault.ts';

/** A local file under a name of its own while its hash is not known yet. */
export interface Spooled extends Stored {
  readonly path: string;
  /** Takes the file away, when it is still there. */
  readonly discard: () => Promise<void>;
}

const suffix = '.part';

/** Names this process is writing now, so that a sweep in the same process leaves them alone. */
const beingWritten = new Set<string>();

/** Writes the stream to a new file in `folder`, hashing it, and makes sure the bytes are on the disk. */
export async function spool(folder: string, source: AsyncIterable<Buffer>, options: PutOptions = {}): Promise<Spooled> {
  await mkdir(folder, { recursive: true });
  const name = `${process.pid}-${randomUUID()}${suffix}`;
  const path = join(folder, name);
  beingWritten.add(name);
  const discard = async (): Promise<void> => {
    await unlink(path).catch(() => undefined);
    beingWritten.delete(name);
  };
  try {
    const { bytes, stored } = hashing(source, options);
    const file = await open(path, 'wx');
    try {
      for await (const chunk of bytes) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    return { ...stored(), path, discard };
  } catch (thrown) {
    await discard();
    throw thrown;
  }
}

/** Removes what killed processes of this machine left half-written. Files of living processes are left alone. */
export async function sweepSpool(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const owner = /^(\d+)-/.exec(name)?.[1];
    if (!name.endsWith(suffix) || owner === undefined || isInUse(Number(owner), name)) continue;
    await unlink(join(folder, name)).catch(() => undefined);
  }
}

function isInUse(pid: number, name: string): boolean {
  if (pid === process.pid) return beingWritten.has(name);
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // Not ours to signal, and so alive.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
