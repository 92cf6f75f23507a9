import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BsCollection, writeDelivery } from '#channels/betalingsservice';
import { writeLsDelivery } from '#channels/leverandoerservice';
import { writePain008 } from '#channels/sepa';
import { addDays, type CalendarDate, knownDate, type Minor, minor } from '#kernel';
import {
  channelNames,
  createWorld,
  type FoundedCustomer,
  type FoundedMandate,
  type SchemeCode,
  type SepaAddress,
  type SftpAddress,
  type World,
  type WorldOptions,
} from '#rehearsal';
import * as openpgp from 'openpgp';
import SftpClient from 'ssh2-sftp-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

/** The five channels at once: what our own writers make, sent over real SFTP, against counterparts by the specification. */
const base = mkdtempSync(join(tmpdir(), 'tilgode-world-'));
afterAll(() => rmSync(base, { recursive: true }));

const start = knownDate('2026-01-12');
const payDay = knownDate('2026-02-02');
const quiet = { charge: 0, interest: 0, customerTransfer: 0, referenceTransfer: 0, strangerTransfer: 0, latin1File: 0 };
/** Nothing goes wrong anywhere. */
const peace: Pick<WorldOptions, 'netsFaults' | 'lsFaults' | 'bankFaults'> = {
  netsFaults: { forPayment: () => 'none', forFile: () => [] },
  lsFaults: { forPayment: () => 'none', forFile: () => 'none' },
  bankFaults: { rates: quiet, forCollection: () => 'none', forFile: () => [] },
};
let worlds = 0;

async function openWorld(options: Partial<WorldOptions> = {}): Promise<World> {
  const world = await createWorld({
    seed: 3,
    customers: 60,
    folder: join(base, `world-${++worlds}`),
    startDate: start,
    ...peace,
    ...options,
  });
  return world;
}

async function withClient<T>(address: SftpAddress, work: (client: SftpClient) => Promise<T>): Promise<T> {
  const client = new SftpClient('test', { error: () => {}, end: () => {}, close: () => {} });
  const { host, port, user: username, privateKey } = address;
  await client.connect({ host, port, username, privateKey });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const put = (address: SftpAddress, path: string, bytes: Uint8Array): Promise<unknown> =>
  withClient(address, async (client) => {
    const [, folder = '', name = ''] = /^(.*\/)?([^/]+)$/.exec(path) ?? [];
    await client.put(Buffer.from(bytes), `${folder}.${name}.tmp`);
    await client.rename(`${folder}.${name}.tmp`, `${folder}${name}`);
  });

/** Everything that lies there, taken away. */
const takeAll = (address: SftpAddress, folder = '.'): Promise<Map<string, Buffer>> =>
  withClient(address, async (client) => {
    const files = new Map<string, Buffer>();
    for (const { name, type } of await client.list(folder)) {
      if (type !== '-') continue;
      const bytes = await client.get(`${folder}/${name}`);
      if (Buffer.isBuffer(bytes)) files.set(name, bytes);
      await client.delete(`${folder}/${name}`);
    }
    return files;
  });

async function bytesOf(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

type Mandated = FoundedCustomer & { readonly mandate: FoundedMandate };

const mandated = (world: World, scheme: SchemeCode): Mandated[] =>
  world.bc.founded.flatMap((one) => (one.scheme === scheme && one.mandate ? [{ ...one, mandate: one.mandate }] : []));

/** 100.00 for the first, one more for each. */
const amountOf = (at: number): Minor => minor(10_000 + at * 100);
const sumOf = (count: number): number =>
  Array.from({ length: count }, (_, at) => amountOf(at)).reduce((a, b) => a + b, 0);

function basisDelivery(world: World): AsyncGenerator<Buffer> {
  const { basis } = world.addresses.channels;
  if (!basis) throw new Error('there is a Basis agreement');
  const groups = basis.debtorGroups.map((number) => ({ number, mainText: '', userId: '', settlement: null }));
  const collections = mandated(world, 'BSB').map(
    ({ mandate }, at): BsCollection => ({
      debtorGroup: mandate.debtorGroup,
      customerNumber: mandate.customerNumber,
      mandateNumber: mandate.mandateNumber,
      paymentDate: payDay,
      direction: 'collect',
      amount: amountOf(at),
      reference: `B${at}`,
      texts: [`Faktura ${at}`],
      payer: null,
    }),
  );
  const agreement = { ...basis, sendKnownMandateNumber: false, debtorGroups: groups };
  return writeDelivery(
    { agreement, section: '0112', deliveryNumber: 1, creationDate: start },
    collections.sort((a, b) => (a.debtorGroup < b.debtorGroup ? -1 : 1)),
  );
}

function lsDelivery(world: World): AsyncGenerator<Buffer> {
  const { ls } = world.addresses.channels;
  if (!ls) throw new Error('there is an agreement with Leverandørservice');
  return writeLsDelivery(
    { agreement: { ...ls, isTest: false }, deliveryNumber: 1, creationDate: start },
    mandated(world, 'LS').map(({ customerNumber }, at) => ({
      customerNumber,
      paymentDate: payDay,
      direction: 'collect' as const,
      amount: amountOf(at),
    })),
  );
}

function sepaMessage(address: SepaAddress, debtors: readonly Mandated[], messageId: string): AsyncGenerator<Buffer> {
  const { scheme, creditorName, creditorIban, creditorBic, creditorId } = address;
  const agreement = {
    scheme,
    creditorName,
    creditorIban,
    creditorBic,
    creditorId,
    version: '02',
    currency: 'EUR',
    batchBooking: false,
    initiatingParty: { name: creditorName, id: null },
    firstSequence: false,
    profile: 'sepa',
  } as const;
  const paymentInfoId = `${messageId}-1`;
  const total = minor(sumOf(debtors.length));
  const batch = { paymentInfoId, collectionDate: payDay, sequence: 'RCUR', count: debtors.length, total } as const;
  return writePain008(
    { agreement, messageId, createdAt: new Date(`${start}T09:00:00Z`), batches: [batch] },
    debtors.map(({ name, mandate }, at) => ({
      paymentInfoId,
      endToEndId: `${messageId}-E${at}`,
      amount: amountOf(at),
      mandate: { id: mandate.mandateNumber, signedOn: knownDate(mandate.signedOn), amendment: null },
      debtor: { name, iban: mandate.debtorIban, bic: mandate.debtorBic },
      text: `Faktura ${at}`,
      creditorReference: null,
    })),
  );
}

async function sealed(address: SepaAddress, bytes: Uint8Array): Promise<Uint8Array> {
  const keys = address.openPgp;
  if (!keys) throw new Error('this bank wants OpenPGP');
  return openpgp.encrypt({
    message: await openpgp.createMessage({ binary: bytes }),
    encryptionKeys: await openpgp.readKey({ armoredKey: keys.bankPublicKey }),
    signingKeys: await openpgp.readPrivateKey({ armoredKey: keys.ownPrivateKey }),
    format: 'binary',
  });
}

/** Decrypted with our key; throws unless the bank signed it. */
async function opened(address: SepaAddress, bytes: Uint8Array): Promise<string> {
  const keys = address.openPgp;
  if (!keys) throw new Error('this bank wants OpenPGP');
  const { data } = await openpgp.decrypt({
    message: await openpgp.readMessage({ binaryMessage: bytes }),
    decryptionKeys: await openpgp.readPrivateKey({ armoredKey: keys.ownPrivateKey }),
    verificationKeys: await openpgp.readKey({ armoredKey: keys.bankPublicKey }),
    expectSigned: true,
    format: 'binary',
    // The bank signs by the rehearsal's clock, which may stand before or after ours.
    date: new Date('2100-01-01T00:00:00Z'),
  });
  return Buffer.from(data).toString('utf8');
}

async function liveUntil(world: World, last: string): Promise<void> {
  for (let day: CalendarDate = world.today(); day <= last; day = addDays(day, 1)) {
    await world.poll();
    await world.endDay(day);
  }
}

describe('a month with five channels', () => {
  let world: World;
  let inbox: Map<string, Buffer>;
  let danske: SepaAddress;
  let sepa: SepaAddress;

  beforeAll(async () => {
    world = await openWorld({ channels: channelNames });
    const { channels } = world.addresses;
    if (!channels.sepa || !channels.danske || !channels.basis || !channels.ls) throw new Error('all five are there');
    [sepa, danske] = [channels.sepa, channels.danske];
    await put(channels.basis.sftp, 'BS0601', await bytesOf(basisDelivery(world)));
    await put(channels.ls.sftp, 'LS40', await bytesOf(lsDelivery(world)));
    const plain = await bytesOf(sepaMessage(sepa, mandated(world, 'SEPA'), 'SEPA-1'));
    await put(sepa.sftp, `${sepa.sftp.outgoingFolder}/SEPA-1.xml`, plain);
    const secret = await bytesOf(sepaMessage(danske, mandated(world, 'DBSEPA'), 'DB-1'));
    await put(danske.sftp, `${danske.sftp.outgoingFolder}/DB-1.xml.pgp`, await sealed(danske, secret));
    expect(await world.poll()).toBe(4);
    await liveUntil(world, '2026-02-06');
    inbox = await takeAll(danske.sftp, danske.sftp.incomingFolder);
  });
  afterAll(() => world.close());

  test('each counterpart took what was meant for it, and refused nothing', async () => {
    const { basis, ls, sepa: bank, danske: other, bs } = world.counterparts;
    expect((await bs.ledger()).deliveries).toEqual([]);
    expect((await basis?.ledger())?.deliveries).toMatchObject([{ isAccepted: true, findings: [], refused: [] }]);
    const lsDeliveries = (await ls?.ledger())?.deliveries ?? [];
    expect(lsDeliveries).toMatchObject([{ isAccepted: true, findings: [], remarks: [] }]);
    for (const bankOf of [bank, other]) {
      const states = (await bankOf?.ledger())?.collections.map(({ state }) => state) ?? [];
      expect(new Set(states)).toEqual(new Set(['settled']));
    }
  });

  test('what was collected is told, to the last cent, by each', async () => {
    const { basis, ls, sepa: bank, danske: other } = world.counterparts;
    const basisTold = (await basis?.ledger())?.told.map(({ actualAmount }) => actualAmount) ?? [];
    expect(basisTold.reduce((a, b) => a + b, 0)).toBe(sumOf(mandated(world, 'BSB').length));
    const lsTold = (await ls?.ledger())?.told.map(({ amount }) => amount) ?? [];
    expect(lsTold.reduce((a, b) => a + b, 0)).toBe(sumOf(mandated(world, 'LS').length));
    for (const [scheme, of] of [
      ['SEPA', bank],
      ['DBSEPA', other],
    ] as const) {
      const ledger = await of?.ledger();
      expect(ledger && ledger.balance - ledger.openingBalance).toBe(sumOf(mandated(world, scheme).length));
    }
  });

  test('Danske Bank’s files come encrypted to us and signed by the bank, the other bank’s do not', async () => {
    expect(inbox.size).toBeGreaterThan(2);
    for (const [name, bytes] of inbox) {
      expect(name).toMatch(/\.xml\.pgp$/);
      expect(await opened(danske, bytes)).toContain('<Document');
    }
    const plain = await takeAll(sepa.sftp, sepa.sftp.incomingFolder);
    expect(plain.size).toBe(inbox.size);
    for (const bytes of plain.values()) expect(bytes.toString('utf8')).toContain('<Document');
  });

  test('the lists of Nets and Leverandørservice come by their days', async () => {
    const { bs, basis, ls } = world.addresses.channels;
    const names = async (address: SftpAddress | undefined) => (address ? [...(await takeAll(address)).keys()] : []);
    const [total, ofBasis, ofLs] = [await names(bs.sftp), await names(basis?.sftp), await names(ls?.sftp)];
    const days = (list: readonly string[], type: string) =>
      list
        .filter((name) => name.includes(type))
        .map((name) => name.slice(3, 9))
        .toSorted((a, b) => (a < b ? -1 : 1));
    expect(days(total, '-603.')).toContain('260115');
    expect(days(ofBasis, '-603.')).toContain('260115');
    expect(days(ofBasis, '-621.')).toEqual(['260112']);
    expect(days(ofBasis, '-602.')).not.toEqual([]);
    expect(days(ofLs, '-030.')).toContain('260115');
    expect(days(ofLs, '-602.')).toEqual(['260202']);
    expect(ofLs.filter((name) => name.includes('-690.'))).toHaveLength(1);
    expect(days(total, '-621.')).toEqual([]);
  });
});

describe('the mailboxes', () => {
  test('are five: another port, host key, user and key for each, and nobody else’s key opens one', async () => {
    const world = await openWorld({ channels: channelNames, customers: 10 });
    onTestFinished(() => world.close());
    const all = Object.values(world.addresses.channels).map((channel) => channel?.sftp);
    for (const field of ['port', 'hostKeyFingerprint', 'user', 'privateKey'] as const) {
      expect(new Set(all.map((address) => address?.[field])).size).toBe(5);
    }
    expect(world.addresses.sftp).toBe(world.addresses.channels.bs.sftp);
    expect([...world.mailboxes.keys()]).toEqual(['bs', 'basis', 'ls', 'sepa', 'danske']);
    const [first, second] = all;
    if (!first || !second) throw new Error('there are five');
    const stranger = withClient({ ...first, privateKey: second.privateKey }, () => Promise.resolve());
    await expect(stranger).rejects.toThrow(/authentication/i);
    await put(second, 'hello', Buffer.from('x'));
    expect((await takeAll(first)).size).toBe(0);
    expect([...(await takeAll(second)).keys()]).toEqual(['hello']);
    for (const bank of [world.addresses.channels.sepa, world.addresses.channels.danske]) {
      const folders = bank && (await withClient(bank.sftp, (client) => client.list('.')));
      expect(folders?.map(({ name }) => name).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['Inbox', 'Outbox']);
    }
  });

  test('a fault armed at one leaves the others alone', async () => {
    const world = await openWorld({ channels: ['ls'], customers: 10 });
    onTestFinished(() => world.close());
    world.mailboxes.get('ls')?.arm({ kind: 'drop-before-rename' });
    const { bs, ls } = world.addresses.channels;
    if (!ls) throw new Error('there is one');
    await put(bs.sftp, 'fine', Buffer.from('x'));
    await expect(put(ls.sftp, 'broken', Buffer.from('x'))).rejects.toThrow();
    expect(world.mailboxes.get('ls')?.faultsWaiting()).toBe(0);
  });
});

describe('a world', () => {
  test('has Betalingsservice Total alone unless asked for more, and then nothing that was not ordered comes', async () => {
    const world = await openWorld();
    onTestFinished(() => world.close());
    const { channels } = world.addresses;
    expect([channels.basis, channels.ls, channels.sepa, channels.danske]).toEqual([null, null, null, null]);
    expect(Object.values(world.counterparts).filter((one) => one !== null)).toEqual([world.nets]);
    expect(new Set(world.bc.founded.map(({ scheme }) => scheme))).toEqual(new Set(['BS']));
    await liveUntil(world, '2026-01-16');
    expect((await takeAll(channels.bs.sftp)).size).toBe(0);
  });

  test('sends the lists where they are ordered, also with one channel', async () => {
    const world = await openWorld({ hasInformation: true });
    onTestFinished(() => world.close());
    await liveUntil(world, '2026-01-15');
    const names = [...(await takeAll(world.addresses.sftp)).keys()];
    expect(names).toContain('D3826011561-603.BS1');
  });

  test('spreads customers over the schemes it has, and over no other', async () => {
    const world = await openWorld({ channels: ['bs', 'sepa'] });
    onTestFinished(() => world.close());
    expect(new Set(world.bc.founded.map(({ scheme }) => scheme))).toEqual(new Set(['BS', 'SEPA']));
    expect(world.counterparts.ls).toBeNull();
    expect(world.addresses.channels.sepa?.openPgp).toBeNull();
  });

  test('keeps its keys, its day and its books over a restart', async () => {
    const options = { folder: join(base, 'kept'), channels: channelNames, customers: 20 };
    const first = await openWorld(options);
    await first.poll();
    await first.endDay(start);
    await first.endDay(addDays(start, 1));
    // A day that is over does not end again.
    await first.endDay(start);
    expect(first.today()).toBe('2026-01-14');
    await first.close();
    const again = await openWorld(options);
    onTestFinished(() => again.close());
    expect(again.today()).toBe('2026-01-14');
    const identity = ({ addresses }: World) =>
      Object.values(addresses.channels).map((channel) => ({ ...channel, sftp: { ...channel?.sftp, port: 0 } }));
    expect(identity(again)).toEqual(identity(first));
    expect(again.addresses.clientSecret).toBe(first.addresses.clientSecret);
    expect(again.bc.books().ledger).toEqual(first.bc.books().ledger);
    expect(again.bc.founded).toEqual(first.bc.founded);
  });

  test('gives each counterpart a fate of its own', async () => {
    const world = await openWorld({ channels: channelNames, customers: 400, netsFaults: { rates: {} } });
    onTestFinished(() => world.close());
    await liveUntil(world, '2026-01-30');
    const { bs, basis, sepa, danske } = world.counterparts;
    expect((await sepa?.ledger())?.openingBalance).not.toBe((await danske?.ledger())?.openingBalance);
    const [total, other] = [await bs.ledger(), await basis?.ledger()];
    expect(total.mandateChanges.length).toBeGreaterThan(3);
    const days = (ledger: typeof total | undefined) =>
      ledger?.mandateChanges.map(({ endDate, validFrom }) => endDate ?? validFrom);
    expect(days(total)).not.toEqual(days(other));
    const customers = new Set(
      world.bc.founded.filter(({ scheme }) => scheme === 'BS').map(({ customerNumber }) => customerNumber),
    );
    expect(total.mandateChanges.every(({ customerNumber }) => customers.has(customerNumber))).toBe(true);
  });
});
