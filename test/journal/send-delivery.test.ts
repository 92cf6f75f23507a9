import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { type DeliveryState, sendDelivery, stopLine } from '#journal';
import { alone, updateWithEvents } from '#store';
import {
  type CompanyBooks,
  type CompanyOptions,
  exceptionsOf,
  expectBooksToReplay,
  frozenDelivery,
  inTime,
  openCompanyBooks,
} from '#test/company-books';
import { type Break, memoryTransport } from '#test/memory-transport';

let books: CompanyBooks;
afterEach(() => books.close());

async function openWithDelivery(options: CompanyOptions = {}) {
  books = await openCompanyBooks(options);
  await books.addClaim({ customer: 'K1', minor: 10_000 });
  await books.addMandate('K1');
  const { deliveryId } = await frozenDelivery(books);
  const transport = memoryTransport();
  const send = () => sendDelivery({ deliveryId }, { ...books.partsAt(), transport });
  const row = await books.db.selectFrom('delivery').selectAll().executeTakeFirstOrThrow();
  const bytes = books.vault.files.get(row.sha256) ?? Buffer.alloc(0);
  return { deliveryId, transport, send, name: row.file_name, bytes };
}

const stateOf = async (id: number) =>
  (await books.db.selectFrom('delivery').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state;

const openCodes = async () =>
  (await exceptionsOf(books)).filter(({ state }) => state === 'open').map(({ code }) => code);

test('a delivery is uploaded, renamed, seen, and sent; sending it again does nothing', async () => {
  const { deliveryId, transport, send, name, bytes } = await openWithDelivery();
  expect(await send()).toEqual({ ok: true, value: 'sent' });
  expect(await send()).toEqual({ ok: true, value: 'sent' });
  expect(transport.delivered).toEqual([{ name, bytes }]);
  const { rows } = await sql<{ type: string }>`
    select type from event where stream = 'delivery' and stream_id = ${deliveryId} order by id`.execute(books.db);
  expect(rows.map(({ type }) => type)).toEqual(['frozen', 'upload', 'rename', 'arrive']);
  expect(await exceptionsOf(books)).toEqual([]);
  await expectBooksToReplay(books);
});

interface Interruption {
  readonly what: string;
  readonly breaks: Break;
  /** What it is known to be after the interruption. */
  readonly leaves: DeliveryState;
  readonly code: string;
}

const interruptions: readonly Interruption[] = [
  { what: 'the first look fails', breaks: { call: 'stat', at: 1 }, leaves: 'frozen', code: 'TRANSPORT_UNREACHABLE' },
  { what: 'the second look fails', breaks: { call: 'stat', at: 2 }, leaves: 'frozen', code: 'TRANSPORT_UNREACHABLE' },
  {
    what: 'the upload cannot begin',
    breaks: { call: 'putTemporary', at: 'before' },
    leaves: 'uploading',
    code: 'TRANSPORT_UNREACHABLE',
  },
  {
    what: 'the upload breaks half-way',
    breaks: { call: 'putTemporary', at: 'half' },
    leaves: 'uploading',
    code: 'TRANSPORT_UNREACHABLE',
  },
  {
    what: 'the answer to the upload is lost',
    breaks: { call: 'putTemporary', at: 'after' },
    leaves: 'uploading',
    code: 'TRANSPORT_UNCLEAR',
  },
  {
    what: 'the rename does not arrive',
    breaks: { call: 'rename', at: 'before' },
    leaves: 'unknown',
    code: 'TRANSPORT_UNREACHABLE',
  },
  {
    what: 'the answer to the rename is lost',
    breaks: { call: 'rename', at: 'after' },
    leaves: 'unknown',
    code: 'TRANSPORT_UNCLEAR',
  },
  {
    what: 'the look after the rename fails',
    breaks: { call: 'stat', at: 3 },
    leaves: 'unknown',
    code: 'TRANSPORT_UNREACHABLE',
  },
];

const sealed = interruptions.map((row) => ({ ...row, what: `${row.what}, and files are sealed`, seal: 'PGP' }));

test.each<Interruption & { readonly seal?: string }>([...interruptions, ...sealed])(
  'when $what, the next run settles it by looking, and one file arrives',
  async (row) => {
    const { deliveryId, transport, send, name, bytes: plain } = await openWithDelivery();
    transport.seal = Buffer.from(row.seal ?? '');
    const bytes = Buffer.concat([transport.seal, plain]);
    transport.breakNext = row.breaks;
    expect(await send()).toMatchObject({ ok: false, error: { code: row.code } });
    expect(transport.breakNext).toBeNull();
    expect(await stateOf(deliveryId)).toBe(row.leaves);
    expect(await openCodes()).toEqual([row.code]);
    expect(await send()).toEqual({ ok: true, value: 'sent' });
    expect(transport.delivered).toEqual([{ name, bytes }]);
    expect([...transport.folder.keys()]).toEqual([name]);
    // What was doubted is over.
    expect(await openCodes()).toEqual([]);
    await expectBooksToReplay(books);
  },
);

test('when the receiver takes the file before we can look, only the receipt can tell; nothing is sent again', async () => {
  const { deliveryId, transport, send } = await openWithDelivery();
  transport.takesAtOnce = true;
  transport.breakNext = { call: 'rename', at: 'after' };
  expect(await send()).toMatchObject({ ok: false, error: { code: 'TRANSPORT_UNCLEAR' } });
  for (let again = 0; again < 3; again++) expect(await send()).toEqual({ ok: true, value: 'unknown' });
  expect(transport.delivered).toHaveLength(1);
  expect(await stateOf(deliveryId)).toBe('unknown');
  expect(await openCodes()).toEqual(['TRANSPORT_UNCLEAR']);
  await expectBooksToReplay(books);
});

/** What a killed process leaves: the stage it had stored, and what had come to lie with the receiver. */
test.each`
  stage          | temporary  | final      | result       | code                       | arrives
  ${'frozen'}    | ${''}      | ${''}      | ${'sent'}    | ${null}                    | ${1}
  ${'frozen'}    | ${''}      | ${'whole'} | ${null}      | ${'TRANSPORT_FILE_EXISTS'} | ${0}
  ${'uploading'} | ${''}      | ${''}      | ${'sent'}    | ${null}                    | ${1}
  ${'uploading'} | ${'half'}  | ${''}      | ${'sent'}    | ${null}                    | ${1}
  ${'uploading'} | ${'whole'} | ${''}      | ${'sent'}    | ${null}                    | ${1}
  ${'renaming'}  | ${'whole'} | ${''}      | ${'sent'}    | ${null}                    | ${1}
  ${'renaming'}  | ${''}      | ${'whole'} | ${'sent'}    | ${null}                    | ${0}
  ${'renaming'}  | ${''}      | ${'half'}  | ${null}      | ${'TRANSPORT_FILE_EXISTS'} | ${0}
  ${'renaming'}  | ${''}      | ${''}      | ${'unknown'} | ${'TRANSPORT_UNCLEAR'}     | ${0}
  ${'unknown'}   | ${'whole'} | ${''}      | ${'sent'}    | ${null}                    | ${1}
  ${'unknown'}   | ${''}      | ${'whole'} | ${'sent'}    | ${null}                    | ${0}
  ${'unknown'}   | ${''}      | ${''}      | ${'unknown'} | ${'TRANSPORT_UNCLEAR'}     | ${0}
`('killed at $stage with temporary "$temporary" and final "$final": $result', async (row) => {
  const { deliveryId, transport, send, name, bytes } = await openWithDelivery();
  const way = ['uploading', 'renaming', 'unknown'];
  for (const state of way.slice(0, way.indexOf(row.stage) + 1)) {
    await updateWithEvents(books.db, 'delivery', { state }, sql`r.id = ${deliveryId}`, state, {
      by: 'a test',
      at: inTime.at,
    });
  }
  const put = (key: string, how: string): void => {
    if (how !== '') transport.folder.set(key, how === 'whole' ? bytes : bytes.subarray(0, 100));
  };
  put(transport.temporaryName(name), row.temporary);
  put(name, row.final);
  for (const _ of [1, 2]) {
    const sent = await send();
    if (row.result !== null) expect(sent).toEqual({ ok: true, value: row.result });
    else expect(sent).toMatchObject({ ok: false, error: { code: row.code } });
  }
  expect(transport.delivered).toHaveLength(row.arrives);
  expect(await openCodes()).toEqual(row.code === null ? [] : [row.code]);
  await expectBooksToReplay(books);
});

test('when the stored bytes cannot be had, nothing is sent, and they are when they can', async () => {
  const { transport, send } = await openWithDelivery();
  books.vault.failure = new Error('the vault went away');
  await expect(send()).rejects.toThrow('the vault went away');
  expect(await openCodes()).toEqual(['UNEXPECTED']);
  expect(transport.delivered).toEqual([]);
  books.vault.failure = null;
  expect(await send()).toEqual({ ok: true, value: 'sent' });
  expect(await openCodes()).toEqual([]);
});

test('two at once send one file', async () => {
  const { transport, send } = await openWithDelivery();
  const both = await Promise.all([send(), send()]);
  expect(both.filter((done) => done.ok).length).toBeGreaterThanOrEqual(1);
  expect(transport.delivered).toHaveLength(1);
});

test('while another process sends it, it is busy', async () => {
  const { deliveryId, send } = await openWithDelivery();
  const refused = await alone(books.database.pool, `delivery:${deliveryId}`, send);
  expect(refused?.value).toMatchObject({ ok: false, error: { context: { state: 'busy' } } });
});

test('a stop waits until the collection it corrects is with the receiver', async () => {
  const { deliveryId, transport, send } = await openWithDelivery({ kind: 'basis' });
  const { reference } = await books.db.selectFrom('collection_line').select('reference').executeTakeFirstOrThrow();
  await stopLine({ reference }, books.partsAt());
  const sendStop = () => sendDelivery({ deliveryId: deliveryId + 1 }, { ...books.partsAt(), transport });
  expect(await sendStop()).toMatchObject({ ok: false, error: { context: { state: 'busy' } } });
  expect(await send()).toEqual({ ok: true, value: 'sent' });
  expect(await sendStop()).toEqual({ ok: true, value: 'sent' });
  expect(transport.delivered.map(({ bytes }) => bytes.toString('latin1').includes('0113'))).toEqual([false, true]);
});
