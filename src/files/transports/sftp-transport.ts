import { posix } from 'node:path';
import { problem, ProblemError } from '#kernel';
import { withinLimit } from './count-bytes.ts';
import { requirePlainName, sortListing, temporaryNames } from './names.ts';
import { type SftpLane, sftpLane } from './sftp-lane.ts';
import { ServerRefusal, type SftpSession } from './sftp-session.ts';
import { type CompleteSftpSettings, completeSftpSettings, type SftpSettings } from './sftp-settings.ts';
import { readWindowed, writeWindowed } from './sftp-transfer.ts';
import type { Listing, Transport } from './transport.ts';

/** Reads in flight at once; reading changes nothing, so no server is known to mind. */
const readWindow = 16;

const noSuchFile = 2;
const directory = 0o040000;
const plainFile = 0o100000;
const fileTypeMask = 0o170000;

/**
 * SFTP with a pinned host key and a private key, as Nets' My File Transfer and Danish banks offer it.
 *
 * @throws ProblemError when the settings cannot lead to a safe connection, above all without a pinned key
 */
export function sftpTransport(settings: SftpSettings): Transport {
  const complete = completeSftpSettings(settings);
  const { name: transport, outgoingFolder, incomingFolder, uploadConcurrency } = complete;
  const temporaryName = temporaryNames(complete.temporaryExtension);
  const lane = sftpLane(complete);
  const sizeIn = (folder: string, name: string) =>
    lane.run('stat', name, (session) => fileSize(session, pathIn(session, folder, name)));
  const listing = () => lane.run('list', '', (session) => lookInto(session, complete));

  return {
    name: transport,
    listing,
    list: async () => (await listing()).files,
    stat: (name) => sizeIn(outgoingFolder, name),
    temporaryName,

    async putTemporary(name, source, size) {
      requirePlainName(transport, name);
      const temporary = temporaryName(name);
      const written = await lane.run('upload', name, (session) =>
        writeWindowed(session, pathIn(session, outgoingFolder, temporary), source(), uploadConcurrency),
      );
      const seen = await sizeIn(outgoingFolder, temporary);
      requireSize({ transport, fileName: name, step: 'size check' }, size ?? written, seen);
      return written;
    },

    async rename(name) {
      requirePlainName(transport, name);
      // Some servers replace an existing file on rename, so it is looked for first.
      const taken = await sizeIn(outgoingFolder, name);
      if (taken !== null) {
        throw new ProblemError(problem('TRANSPORT_FILE_EXISTS', { transport, fileName: name, size: taken }));
      }
      await lane.run('rename', name, (session) => {
        const from = pathIn(session, outgoingFolder, temporaryName(name));
        return session.tell((sftp, answer) => sftp.rename(from, pathIn(session, outgoingFolder, name), answer));
      });
    },

    async *fetch(name, limit) {
      requirePlainName(transport, name);
      const size = await sizeIn(incomingFolder, name);
      if (size === null) throw new ProblemError(problem('NOT_FOUND', { what: 'file', id: name }));
      if (size > limit) throw new ProblemError(problem('FILE_TOO_LARGE', { fileName: name, size, limit }));
      let received = 0;
      for await (const chunk of readThrough(lane, incomingFolder, name, limit)) {
        received += chunk.length;
        yield chunk;
      }
      // A file that grew or shrank while it was read is still being written by its sender.
      requireSize({ transport, fileName: name, step: 'fetch' }, received, await sizeIn(incomingFolder, name));
    },

    async remove(name) {
      requirePlainName(transport, name);
      await lane.run('remove', name, (session) => removeIfThere(session, pathIn(session, incomingFolder, name)));
    },

    close: lane.close,
  };
}

async function* readThrough(lane: SftpLane, folder: string, name: string, limit: number): AsyncGenerator<Buffer> {
  let isWhole = false;
  try {
    const session = await lane.run('fetch', name, (found) => Promise.resolve(found));
    const blocks = readWindowed(session, pathIn(session, folder, name), readWindow);
    const bytes = withinLimit(blocks, { fileName: name, limit });
    for (;;) {
      const next = await lane.run('fetch', name, () => bytes.next());
      if (next.done) break;
      yield next.value;
    }
    isWhole = true;
  } finally {
    // The file is still open in the session of a reader that stopped half-way.
    if (!isWhole) await lane.close();
  }
}

/** Always absolute: a server may understand a relative path in its own way. */
const pathIn = (session: SftpSession, folder: string, name: string): string =>
  posix.join(posix.isAbsolute(folder) ? folder : posix.join(session.home, folder), name);

async function lookInto(
  session: SftpSession,
  { name: transport, incomingFolder, temporaryExtension }: CompleteSftpSettings,
): Promise<Listing> {
  const path = pathIn(session, incomingFolder, '');
  const entries = await session.ask<readonly { filename: string; attrs: { mode: number; size: number } }[]>(
    (sftp, answer) => sftp.readdir(path, answer),
  );
  // A server that states no type at all lists files only.
  const files = entries.filter(({ attrs }) => [0, plainFile].includes(attrs.mode & fileTypeMask));
  return sortListing(
    transport,
    files.map(({ filename, attrs }) => ({ name: filename, size: attrs.size })),
    temporaryExtension,
  );
}

/** Only the server's own "no such file" counts as null. Any other failure says nothing about the file. */
async function fileSize(session: SftpSession, path: string): Promise<number | null> {
  try {
    const found = await session.ask<{ mode: number; size: number }>((sftp, answer) => sftp.stat(path, answer));
    if ((found.mode & fileTypeMask) === directory) throw new ServerRefusal(4, 'it is a folder');
    return found.size;
  } catch (thrown) {
    if (thrown instanceof ServerRefusal && thrown.status === noSuchFile) return null;
    throw thrown;
  }
}

async function removeIfThere(session: SftpSession, path: string): Promise<void> {
  try {
    await session.tell((sftp, answer) => sftp.unlink(path, answer));
  } catch (thrown) {
    if (!(thrown instanceof ServerRefusal && thrown.status === noSuchFile)) throw thrown;
  }
}

function requireSize(
  where: { readonly transport: string; readonly fileName: string; readonly step: string },
  ours: number,
  theirs: number | null,
): void {
  if (ours === theirs) return;
  const text = `${ours} bytes here, ${theirs ?? 'no'} bytes there`;
  throw new ProblemError(problem('TRANSPORT_UNCLEAR', { ...where, text }));
}
