import { problem, type Problem, ProblemError } from '#kernel';
import { createMessage, decrypt, encrypt, type PrivateKey, readMessage, type Key } from 'openpgp';
import { openPgpConfig, type OpenKeys, textOf } from './openpgp-keys.ts';

/** Encrypts and signs while it streams. Each call gives other bytes, also for the same content. */
export async function* seal(
  source: AsyncIterable<Buffer>,
  keys: { readonly own: PrivateKey; readonly bank: readonly Key[] },
  date: Date,
): AsyncGenerator<Buffer> {
  const input = watched(source);
  try {
    const sealed = await encrypt({
      message: await createMessage({ binary: ReadableStream.from(input.bytes), date }),
      encryptionKeys: [...keys.bank],
      signingKeys: keys.own,
      format: 'binary',
      date,
      config: openPgpConfig,
    });
    yield* chunksOf(sealed);
  } catch (thrown) {
    throw input.failure() ?? thrown;
  }
}

/**
 * Decrypts and verifies while it streams. Content is given out before the end tells whether it is genuine, so whoever
 * takes it must throw it away when the stream ends with a problem. Nothing is kept in memory.
 *
 * @param date the latest time a signature may bear
 */
export async function* unseal(
  source: AsyncIterable<Buffer>,
  { fileName, keys, date }: { readonly fileName: string; readonly keys: OpenKeys; readonly date: Date },
): AsyncGenerator<Buffer> {
  const input = watched(source);
  try {
    const opened = await decrypt({
      message: await readSealed(input.bytes),
      decryptionKeys: [...keys.opening],
      verificationKeys: [...keys.bank],
      format: 'binary',
      date,
      config: openPgpConfig,
    });
    const verdicts = opened.signatures.map(({ keyID, verified }) => {
      const verdict = verified.then(
        () => ({ isGood: true, text: '' }),
        (thrown: unknown) => ({ isGood: false, text: `key ${keyID.toHex()}: ${textOf(thrown)}` }),
      );
      return verdict;
    });
    yield* chunksOf(opened.data);
    const found = await Promise.all(verdicts);
    if (!found.some(({ isGood }) => isGood)) {
      const text = found.length === 0 ? 'it is not signed' : found.map((verdict) => verdict.text).join('; ');
      throw new ProblemError(problem('FILE_SIGNATURE_WRONG', { fileName, text }));
    }
  } catch (thrown) {
    throw input.failure() ?? asProblem(fileName, thrown);
  }
}

const armorStart = '-----BEGIN PGP MESSAGE-----';

/**
 * Whether bytes begin an encrypted OpenPGP message: armored, or with a packet of a session key (RFC 9580, section 5).
 *
 * Such a first byte is no letter of a file in ASCII or UTF-8.
 */
export function isSealed(head: Uint8Array): boolean {
  const first = head[0] ?? 0;
  const tag = (first & 0xc0) === 0xc0 ? first & 0x3f : (first & 0xc0) === 0x80 ? (first & 0x3c) >> 2 : 0;
  if (tag === 1 || tag === 3) return true;
  return Buffer.from(head.subarray(0, 64)).toString('latin1').trimStart().startsWith(armorStart);
}

/** Binary and armored files differ in the library's entrance only. */
async function readSealed(source: AsyncIterable<Buffer>) {
  const { head, whole } = await withHead(source);
  if ((head[0] ?? 0) >= 0x80) return readMessage({ binaryMessage: ReadableStream.from(whole), config: openPgpConfig });
  if (!isSealed(head)) throw new Error('it is not encrypted');
  return readMessage({ armoredMessage: ReadableStream.from(asText(whole)), config: openPgpConfig });
}

/** Enough to tell an armored message. */
const headInBytes = 64;

/** Reads the head of a stream, and gives a stream that begins with it again. */
export async function withHead(source: AsyncIterable<Buffer>) {
  const iterator = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < headInBytes) {
    const next = await iterator.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, whole: again(head, iterator) };
}

async function* again(head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

async function* asText(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  for await (const chunk of source) yield chunk.toString('latin1');
}

/** The library wraps what its source throws, or loses it; so the source's own problem is noted here. */
function watched(source: AsyncIterable<Buffer>) {
  let failure: unknown;
  async function* bytes(): AsyncGenerator<Buffer> {
    try {
      yield* source;
    } catch (thrown) {
      failure = thrown;
      throw thrown;
    }
  }
  return { bytes: bytes(), failure: () => failure };
}

async function* chunksOf(stream: unknown): AsyncGenerator<Buffer> {
  if (!(stream instanceof ReadableStream)) throw new Error('the library gave no stream');
  const reader = stream.getReader();
  let isDone = false;
  try {
    for (;;) {
      const next = await reader.read();
      if (next.done) break;
      const chunk: unknown = next.value;
      if (!(chunk instanceof Uint8Array)) throw new Error('the library gave no bytes');
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
    isDone = true;
  } finally {
    // A reader that stops half-way lets the source close its file and its connection.
    if (!isDone) await reader.cancel().catch(() => undefined);
  }
}

function asProblem(fileName: string, thrown: unknown): ProblemError | Error {
  if (thrown instanceof ProblemError) return thrown;
  const found: Problem = problem('FILE_NOT_DECRYPTED', { fileName, text: textOf(thrown) });
  return new ProblemError(found, { cause: thrown });
}
