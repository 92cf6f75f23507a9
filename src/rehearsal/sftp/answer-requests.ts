import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import ssh2, { type Attributes, type FileEntry, type SFTPWrapper } from 'ssh2';
import type { ArmedFaults } from './faults.ts';
import type { RootedFolder } from './rooted-folder.ts';

/** Status codes of SFTP version 3, section 7. */
const status = { ok: 0, endOfFile: 1, noSuchFile: 2, permissionDenied: 3, failure: 4, unsupported: 8 } as const;

/** Names given per answer to a directory read; the client asks until there are none left. */
const namesPerAnswer = 100;

interface Handles {
  readonly files: Map<number, number>;
  readonly listings: Map<number, FileEntry[]>;
}

/**
 * Answers the requests of one SFTP channel out of a folder. The protocol's own number comes first in every request.
 *
 * Files are handled synchronously: the requests of a connection take effect in the order they came, as faults need it.
 *
 * @param breakConnection drops the connection without a word
 * @returns closes what the client left open
 */
export function answerRequests(
  channel: SFTPWrapper,
  folder: RootedFolder,
  faults: ArmedFaults,
  breakConnection: () => void,
): () => void {
  const handles: Handles = { files: new Map(), listings: new Map() };
  const tell = (id: number, code: number): void => channel.status(id, code);
  answerFileRequests({ channel, folder, faults, breakConnection, handles });
  answerFolderRequests({ channel, folder, faults, breakConnection, handles });
  for (const unwanted of ['MKDIR', 'RMDIR', 'SYMLINK', 'READLINK', 'EXTENDED'] as const) {
    channel.on(unwanted, (id: number) => tell(id, status.unsupported));
  }
  return () => {
    for (const file of handles.files.values()) closeSync(file);
    handles.files.clear();
  };
}

interface Desk {
  readonly channel: SFTPWrapper;
  readonly folder: RootedFolder;
  readonly faults: ArmedFaults;
  readonly breakConnection: () => void;
  readonly handles: Handles;
}

function answerFileRequests({ channel, folder, faults, breakConnection, handles }: Desk): void {
  const guard = guardOf(channel);
  let lastHandle = 0;

  channel.on('OPEN', (id, path, flags) =>
    guard(id, () => {
      const mode = ssh2.utils.sftp.flagsToString(flags);
      const local = folder.locate(path);
      if (local === null || mode === null) return channel.status(id, status.permissionDenied);
      handles.files.set(++lastHandle, openSync(local, mode));
      return channel.handle(id, handleOf(lastHandle));
    }),
  );
  channel.on('WRITE', (id, handle, offset, data) =>
    guard(id, () => {
      const file = fileOf(handles, handle);
      const cutAt = faults.cut('drop-after-bytes', data.length);
      writeSync(file, data, 0, cutAt ?? data.length, offset);
      return cutAt === null ? channel.status(id, status.ok) : breakConnection();
    }),
  );
  channel.on('READ', (id, handle, offset, length) =>
    guard(id, () => {
      const block = Buffer.alloc(Math.min(length, 65_536));
      const got = readSync(fileOf(handles, handle), block, 0, block.length, offset);
      if (got === 0) return channel.status(id, status.endOfFile);
      return faults.cut('drop-after-read', got) === null ? channel.data(id, block.subarray(0, got)) : breakConnection();
    }),
  );
  channel.on('FSTAT', (id, handle) =>
    guard(id, () => channel.attrs(id, attributesOf(fstatSync(fileOf(handles, handle))))),
  );
  channel.on('FSETSTAT', (id) => channel.status(id, status.ok));
  channel.on('CLOSE', (id, handle) =>
    guard(id, () => {
      const number = numberOf(handle);
      const file = handles.files.get(number);
      if (file !== undefined) closeSync(file);
      const isKnown = handles.files.delete(number) || handles.listings.delete(number);
      return channel.status(id, isKnown ? status.ok : status.failure);
    }),
  );
}

function answerFolderRequests({ channel, folder, faults, breakConnection, handles }: Desk): void {
  const guard = guardOf(channel);
  const located = (path: string): string => {
    const local = folder.locate(path);
    if (local === null) throw Object.assign(new Error('outside'), { code: 'EACCES' });
    return local;
  };
  // Far above the numbers of files, so that one number never means both.
  let lastListing = 1_000_000_000;

  channel.on('REALPATH', (id, path) => {
    const filename = folder.view(path);
    channel.name(id, [{ filename, longname: filename, attrs: noAttributes }]);
  });
  channel.on('STAT', (id, path) =>
    guard(id, () => (faults.strikes('silence') ? undefined : channel.attrs(id, attributesOf(statSync(located(path)))))),
  );
  channel.on('LSTAT', (id, path) => guard(id, () => channel.attrs(id, attributesOf(lstatSync(located(path))))));
  channel.on('SETSTAT', (id) => channel.status(id, status.ok));
  channel.on('OPENDIR', (id, path) =>
    guard(id, () => {
      const local = located(path);
      handles.listings.set(
        ++lastListing,
        readdirSync(local).map((name) => entryOf(local, name)),
      );
      return channel.handle(id, handleOf(lastListing));
    }),
  );
  channel.on('READDIR', (id, handle) =>
    guard(id, () => {
      const names = handles.listings.get(numberOf(handle))?.splice(0, namesPerAnswer) ?? [];
      return names.length > 0 ? channel.name(id, names) : channel.status(id, status.endOfFile);
    }),
  );
  channel.on('REMOVE', (id, path) =>
    guard(id, () => {
      unlinkSync(located(path));
      return channel.status(id, status.ok);
    }),
  );
  channel.on('RENAME', (id, from, to) =>
    guard(id, () => {
      if (faults.strikes('drop-before-rename')) return breakConnection();
      if (exists(located(to))) return channel.status(id, status.failure);
      renameSync(located(from), located(to));
      if (faults.strikes('drop-after-rename')) return breakConnection();
      return channel.status(id, faults.strikes('refuse-after-rename') ? status.failure : status.ok);
    }),
  );
}

/** A request that fails on the disk is answered with the status SFTP has for it; the channel goes on. */
const guardOf =
  (channel: SFTPWrapper) =>
  (id: number, work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
      if (code === 'ENOENT') channel.status(id, status.noSuchFile);
      else channel.status(id, code === 'EACCES' || code === 'EPERM' ? status.permissionDenied : status.failure);
    }
  };

function handleOf(number: number): Buffer {
  const handle = Buffer.alloc(4);
  handle.writeUInt32BE(number);
  return handle;
}

const numberOf = (handle: Buffer): number => (handle.length === 4 ? handle.readUInt32BE() : -1);

function fileOf(handles: Handles, handle: Buffer): number {
  const file = handles.files.get(numberOf(handle));
  if (file === undefined) throw new Error('unknown handle');
  return file;
}

const noAttributes: Attributes = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

const attributesOf = (found: Stats): Attributes => ({
  mode: found.mode,
  uid: found.uid,
  gid: found.gid,
  size: found.size,
  atime: Math.floor(found.atimeMs / 1000),
  mtime: Math.floor(found.mtimeMs / 1000),
});

function entryOf(folder: string, filename: string): FileEntry {
  const attrs = attributesOf(lstatSync(join(folder, filename)));
  const kind = (attrs.mode & 0o170000) === 0o040000 ? 'd' : '-';
  return { filename, longname: `${kind}rw-r--r-- 1 nets nets ${attrs.size} Jan 1 00:00 ${filename}`, attrs };
}

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
