import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Transport } from '#files';
import { problem, ProblemError } from '#kernel';
import { actOnException } from '#exceptions';
import { fetchFiles, ingestFile, paymentHandlers } from '#payments';
import { sepaAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, openChannelBooks } from '#test/channel-books';
import { memoryTransport } from '#test/memory-transport';
import { camtFile } from './bank-files.ts';

let books: ChannelBooks;
beforeEach(async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId: 1 })]);
});
afterEach(async () => {
  await books.expectSound();
  await books.close();
});

const content = Buffer.from(
  camtFile({
    kind: '054',
    id: 'N1',
    entries: [{ amount: '1.00', details: [{ amount: '1.00', bankReference: 'B1' }] }],
  }),
);
const seal = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from('SEALED\n'), bytes]);
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

type Fault = 'FILE_NOT_DECRYPTED' | 'FILE_SIGNATURE_WRONG' | 'TRANSPORT_UNREACHABLE' | null;

/** A mailbox with files; while `fault` is set, none of them can be opened. */
function sealedMailbox(files: Readonly<Record<string, Buffer>>) {
  const waiting = new Map(Object.entries(files));
  const state: { fault: Fault; closed: number; opened: number } = { fault: null, closed: 0, opened: 0 };
  const fail = (fileName: string): never => {
    const text = 'the key is another';
    if (state.fault === 'FILE_NOT_DECRYPTED') throw new ProblemError(problem('FILE_NOT_DECRYPTED', { fileName, text }));
    if (state.fault === 'FILE_SIGNATURE_WRONG') {
      throw new ProblemError(problem('FILE_SIGNATURE_WRONG', { fileName, text }));
    }
    throw new ProblemError(problem('TRANSPORT_UNREACHABLE', { transport: 'memory', text: 'reset' }));
  };
  async function* bytesOf(name: string): AsyncGenerator<Buffer> {
    yield await Promise.resolve(waiting.get(name) ?? Buffer.alloc(0));
  }
  async function* open(name: string, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of source) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    // A signature is known to be wrong only at the end, when some of the content was seen already.
    if (state.fault === 'FILE_SIGNATURE_WRONG') yield bytes.subarray(7, 100);
    if (state.fault !== null) fail(name);
    state.opened += 1;
    yield bytes.subarray(0, 7).toString() === 'SEALED\n' ? bytes.subarray(7) : bytes;
  }
  const transport: Transport = {
    ...memoryTransport(),
    listing: () =>
      Promise.resolve({ files: [...waiting].map(([name, bytes]) => ({ name, size: bytes.length })), problems: [] }),
    sealed: { fetch: bytesOf, open },
    remove: (name) => Promise.resolve(void waiting.delete(name)),
    close: () => Promise.resolve(void (state.closed += 1)),
  };
  return { waiting, state, transport };
}

const fetchAll = (transport: Transport) =>
  fetchFiles({ agreementId: 1 }, { ...books.partsAt(), transport, largestFile: 1_000_000 });
const files = () => books.db.selectFrom('inbound_file').selectAll().orderBy('id').execute();
const ingestAll = async (transport: Transport): Promise<void> => {
  const parts = { ...books.partsAt(), transportOf: () => Promise.resolve(transport) };
  for (const { id } of await files()) {
    await ingestFile({ fileId: id }, parts);
    await books.matchAll(id);
  }
};

async function retry(): Promise<void> {
  const { id } = await books.db
    .selectFrom('exception')
    .select('id')
    .where('state', '=', 'open')
    .where('subject', '=', 'file')
    .executeTakeFirstOrThrow();
  const command = { exceptionId: id, action: 'retry', reason: 'the key was added' } as const;
  const done = await actOnException(command, { ...books.partsAt(), handlers: paymentHandlers });
  expect(done).toMatchObject({ ok: true });
}

test('a file that can be opened is kept as it came and as it was, by both hashes', async () => {
  const box = sealedMailbox({ 'N1.pgp': seal(content) });
  expect(await fetchAll(box.transport)).toEqual({ fetched: 1, problems: [] });
  await ingestAll(box.transport);
  const [file] = await files();
  expect([file?.sha256, file?.sealed_sha256, file?.state]).toEqual([
    hashOf(content),
    hashOf(seal(content)),
    'ingested',
  ]);
  expect(books.vault.files.get(hashOf(seal(content)))).toEqual(seal(content));
  expect(box.waiting.size).toBe(0);
});

test.each(['FILE_SIGNATURE_WRONG', 'FILE_NOT_DECRYPTED'] as const)(
  '%s: the file is kept as it came and told, nothing of it is read, and it is gone from the mailbox',
  async (fault) => {
    const box = sealedMailbox({ 'N1.pgp': seal(content) });
    box.state.fault = fault;
    await fetchAll(box.transport);
    await ingestAll(box.transport);
    const [file, ...others] = await files();
    expect([others.length, file?.sha256, file?.state, file?.format]).toEqual([
      0,
      hashOf(seal(content)),
      'quarantined',
      'openpgp',
    ]);
    expect(books.vault.files.get(file?.sha256 ?? '')).toEqual(seal(content));
    expect([await books.payments(), await books.openCodes(), box.waiting.size]).toEqual([[], [fault], 0]);
    // Tried again with the same keys it is refused again, and the entry stands open again.
    await retry();
    await ingestAll(box.transport);
    expect([(await files()).map(({ state }) => state), await books.openCodes()]).toEqual([['quarantined'], [fault]]);
    expect(box.state.closed).toBe(1);
  },
);

test('once the key is there a retry takes it in, once, whatever happens on the way', async () => {
  const box = sealedMailbox({ 'N1.pgp': seal(content) });
  box.state.fault = 'FILE_SIGNATURE_WRONG';
  await fetchAll(box.transport);
  box.state.fault = 'TRANSPORT_UNREACHABLE';
  await retry();
  // The keys cannot be asked for now: that is no word on the file.
  await expect(ingestAll(box.transport)).rejects.toThrow();
  expect((await files()).map(({ state }) => state)).toEqual(['received']);
  box.state.fault = null;
  await ingestAll(box.transport);
  await ingestAll(box.transport);
  const [sealed, opened, ...others] = await files();
  expect([others.length, sealed?.state, opened?.state]).toEqual([0, 'ingested', 'ingested']);
  expect([opened?.sha256, opened?.sealed_sha256]).toEqual([hashOf(content), hashOf(seal(content))]);
  expect((await books.payments()).length).toBe(1);
  expect(await books.openCodes()).toEqual(['PAYMENT_UNIDENTIFIED']);
  // The bank sends the very same again: now it can be opened, and is known.
  const again = sealedMailbox({ 'N1.pgp': seal(content) });
  await fetchAll(again.transport);
  await ingestAll(again.transport);
  expect([(await files()).length, (await books.payments()).length]).toEqual([2, 1]);
});

test('a mailbox that goes away in the middle leaves the file there for the next time', async () => {
  const box = sealedMailbox({ 'N1.pgp': seal(content), 'N2.pgp': seal(Buffer.from('something else')) });
  box.state.fault = 'TRANSPORT_UNREACHABLE';
  expect((await fetchAll(box.transport)).fetched).toBe(0);
  expect([(await files()).length, box.waiting.size]).toEqual([0, 2]);
  box.state.fault = null;
  expect((await fetchAll(box.transport)).fetched).toBe(2);
  expect([(await files()).length, box.waiting.size]).toEqual([2, 0]);
});
