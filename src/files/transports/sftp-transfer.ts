import type { SftpSession } from './sftp-session.ts';

/** What `ssh2` sends in one request to any server; it would cut a larger block in two and wait between the halves. */
const blockInBytes = 31_744;

/**
 * Writes a stream from the beginning of a file, replacing what was there, with up to `concurrency` writes in flight.
 *
 * Writes in flight may land in any order: a file left by a broken connection can have its full size and a hole inside.
 *
 * @returns the number of bytes the server has confirmed
 */
export async function writeWindowed(
  session: SftpSession,
  path: string,
  source: AsyncIterable<Buffer>,
  concurrency: number,
): Promise<number> {
  const handle = await session.ask<Buffer>((sftp, answer) => sftp.open(path, 'w', answer));
  const inFlight = new Set<Promise<void>>();
  const failed: unknown[] = [];
  let position = 0;
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; from += blockInBytes) {
      const block = chunk.subarray(from, from + blockInBytes);
      const at = position;
      position += block.length;
      const write = session
        .tell((sftp, answer) => sftp.write(handle, block, 0, block.length, at, answer))
        .catch((thrown: unknown) => void failed.push(thrown))
        .finally(() => inFlight.delete(write));
      inFlight.add(write);
      while (inFlight.size >= concurrency) await Promise.race(inFlight);
      if (failed.length > 0) throw failed[0];
    }
  }
  await Promise.all(inFlight);
  if (failed.length > 0) throw failed[0];
  await session.tell((sftp, answer) => sftp.close(handle, answer));
  return position;
}

/**
 * Reads a file from its beginning to its end, keeping up to `window` blocks on their way. Gives them in order.
 *
 * Whoever stops half-way, or gets an error, must end the session: the file stays open in it.
 */
export async function* readWindowed(session: SftpSession, path: string, window: number): AsyncGenerator<Buffer> {
  const handle = await session.ask<Buffer>((sftp, answer) => sftp.open(path, 'r', answer));
  const coming: Promise<Buffer>[] = [];
  let position = 0;
  const next = (): void => {
    const block = readBlock(session, handle, position);
    // A failure is thrown when its turn comes; until then it must not count as unhandled.
    block.catch(() => undefined);
    coming.push(block);
    position += blockInBytes;
  };
  while (coming.length < window) next();
  for (let block = await coming.shift(); block && block.length > 0; block = await coming.shift()) {
    next();
    yield block;
    if (block.length < blockInBytes) break;
  }
  await Promise.all(coming);
  await session.tell((sftp, answer) => sftp.close(handle, answer));
}

/** One block; shorter only at the end of the file. A server may answer with less than was asked, so it is asked again. */
async function readBlock(session: SftpSession, handle: Buffer, from: number): Promise<Buffer> {
  const block = Buffer.alloc(blockInBytes);
  let filled = 0;
  while (filled < block.length) {
    const got = await readSome(session, handle, block, filled, from + filled);
    if (got === 0) break;
    filled += got;
  }
  return block.subarray(0, filled);
}

const readSome = (
  session: SftpSession,
  handle: Buffer,
  into: Buffer,
  offset: number,
  position: number,
): Promise<number> =>
  session.ask<number>((sftp, answer) =>
    sftp.read(handle, into, offset, into.length - offset, position, (error, bytesRead) => answer(error, bytesRead)),
  );
