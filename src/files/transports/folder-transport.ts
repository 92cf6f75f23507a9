import { createReadStream } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { problem, ProblemError } from '#kernel';
import { withinLimit } from './count-bytes.ts';
import { requirePlainName, sortListing, temporaryNameOf } from './names.ts';
import type { Listing, RemoteFile, Transport } from './transport.ts';

export interface FolderTransportSettings {
  readonly name: string;
  /** Where we deliver. Made when it is not there. */
  readonly outgoingFolder: string;
  /** Where files wait for us; may be the same folder. Made when it is not there. */
  readonly incomingFolder: string;
}

/** A local or mounted folder with the same contract as the file servers: for banks that fetch by themselves, and for tests. */
export function folderTransport(settings: FolderTransportSettings): Transport {
  const { name: transport, outgoingFolder, incomingFolder } = settings;
  const outgoing = (name: string): string => join(outgoingFolder, name);
  const incoming = (name: string): string => join(incomingFolder, name);
  const guard = guardOf(transport);
  const sizeOf = (fileName: string, path: string) => guard('stat', fileName, () => fileSize(path));
  const listing = () => guard('list', '', () => lookInto(transport, incomingFolder));

  return {
    name: transport,
    listing,
    list: async () => (await listing()).files,
    stat: (name) => sizeOf(name, outgoing(name)),
    temporaryName: temporaryNameOf,

    async putTemporary(name, source, size) {
      requirePlainName(transport, name);
      const path = outgoing(temporaryNameOf(name));
      const written = await guard('upload', name, async () => {
        await mkdir(outgoingFolder, { recursive: true });
        return writeWhole(path, source());
      });
      const seen = await sizeOf(name, path);
      const sent = size ?? written;
      if (seen !== sent) throw unclear(transport, name, 'size check', `${seen ?? 'no'} bytes there, ${sent} sent`);
      return sent;
    },

    async rename(name) {
      requirePlainName(transport, name);
      const taken = await sizeOf(name, outgoing(name));
      if (taken !== null) throw fileExists(transport, name, taken);
      await guard('rename', name, () => renameWithoutReplacing(outgoing(temporaryNameOf(name)), outgoing(name)));
      await guard('rename', name, () => syncFolder(outgoingFolder));
    },

    async *fetch(name, limit) {
      requirePlainName(transport, name);
      const size = await sizeOf(name, incoming(name));
      if (size === null) throw new ProblemError(problem('NOT_FOUND', { what: 'file', id: name }));
      if (size > limit) throw new ProblemError(problem('FILE_TOO_LARGE', { fileName: name, size, limit }));
      const bytes: AsyncIterable<Buffer> = createReadStream(incoming(name));
      try {
        yield* withinLimit(bytes, { fileName: name, limit });
      } catch (thrown) {
        throw translate(transport, 'fetch', name, thrown);
      }
    },

    async remove(name) {
      requirePlainName(transport, name);
      await guard('remove', name, () => unlinkIfThere(incoming(name)));
    },

    close: () => Promise.resolve(),
  };
}

async function lookInto(transport: string, folder: string): Promise<Listing> {
  await mkdir(folder, { recursive: true });
  const found: RemoteFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const size = await fileSize(join(folder, entry.name));
    if (size !== null) found.push({ name: entry.name, size });
  }
  return sortListing(transport, found);
}

async function writeWhole(path: string, source: AsyncIterable<Buffer>): Promise<number> {
  const file = await open(path, 'w');
  let written = 0;
  try {
    for await (const chunk of source) {
      await file.writeFile(chunk);
      written += chunk.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return written;
}

/** A plain rename would replace a file that came meanwhile; a hard link never does. */
async function renameWithoutReplacing(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (thrown) {
    if (!hasCode(thrown, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw thrown;
    await rename(from, to);
    return;
  }
  await unlink(from);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Null when there is nothing. A folder or a link under the name is no file of ours, and is told as an error. */
async function fileSize(path: string): Promise<number | null> {
  try {
    const found = await lstat(path);
    if (!found.isFile()) throw new Error('it is no plain file');
    return found.size;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return null;
    throw thrown;
  }
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (thrown) {
    if (!hasCode(thrown, 'ENOENT')) throw thrown;
  }
}

const guardOf =
  (transport: string) =>
  async <T>(step: string, fileName: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw translate(transport, step, fileName, thrown);
    }
  };

function translate(transport: string, step: string, fileName: string, thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (hasCode(thrown, 'EEXIST')) return fileExists(transport, fileName, 0);
  return new ProblemError(problem('TRANSPORT_REFUSED', { transport, fileName, step, text }), { cause: thrown });
}

const fileExists = (transport: string, fileName: string, size: number): ProblemError =>
  new ProblemError(problem('TRANSPORT_FILE_EXISTS', { transport, fileName, size }));

const unclear = (transport: string, fileName: string, step: string, text: string): ProblemError =>
  new ProblemError(problem('TRANSPORT_UNCLEAR', { transport, fileName, step, text }));

const hasCode = (thrown: unknown, ...codes: readonly string[]): boolean =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && codes.includes(thrown.code);
