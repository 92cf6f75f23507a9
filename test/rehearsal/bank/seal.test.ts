import * as openpgp from 'openpgp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BankKeys } from '../../../src/rehearsal/bank/index.ts';
import { pain008 } from './pain-008.ts';
import { entriesIn, statusOf } from './seen.ts';
import { allPaid, world } from './world.ts';

interface Pair {
  readonly private: openpgp.PrivateKey;
  readonly public: openpgp.PublicKey;
}

async function pair(name: string, keyExpirationTime = 0): Promise<Pair> {
  const made = await openpgp.generateKey({ type: 'ecc', userIDs: [{ name }], format: 'object', keyExpirationTime });
  return { private: made.privateKey, public: made.publicKey };
}

let bank: Pair;
let customer: Pair;
let stranger: Pair;
let keys: BankKeys;
beforeAll(async () => {
  [bank, customer, stranger] = await Promise.all([pair('Bank'), pair('Customer'), pair('Stranger')]);
  keys = { bankPrivateKey: bank.private.armor(), customerPublicKey: customer.public.armor() };
});

const message = pain008([{ asked: [{ number: 1 }, { number: 2 }] }]);

interface How {
  readonly to?: Pair | undefined;
  readonly by?: Pair | undefined;
  readonly text?: string;
}

/** Binary, to the bank and by the customer unless told otherwise. */
const sealed = async ({ to = bank, by = customer, text = message }: How = {}): Promise<Uint8Array> =>
  openpgp.encrypt({
    message: await openpgp.createMessage({ text }),
    encryptionKeys: to.public,
    signingKeys: by.private,
    format: 'binary',
  });

const unsigned = async (): Promise<Uint8Array> =>
  openpgp.encrypt({
    message: await openpgp.createMessage({ text: message }),
    encryptionKeys: bank.public,
    format: 'binary',
  });

const onlySigned = async (): Promise<Uint8Array> =>
  openpgp.sign({
    message: await openpgp.createMessage({ text: message }),
    signingKeys: customer.private,
    format: 'binary',
  });

async function changed(): Promise<Uint8Array> {
  const bytes = await sealed();
  bytes[bytes.length - 40] = bytes[bytes.length - 40]! ^ 1;
  return bytes;
}

/** What a file of the bank holds, and whether it is signed by it. */
async function opened(
  bytes: Uint8Array,
  by: Pair = bank,
): Promise<{ readonly bytes: Buffer; readonly isSigned: boolean }> {
  const { data, signatures } = await openpgp.decrypt({
    message: await openpgp.readMessage({ binaryMessage: Uint8Array.from(bytes) }),
    decryptionKeys: customer.private,
    verificationKeys: by.public,
    format: 'binary',
    // The rehearsed day may be later than ours.
    date: new Date('2030-01-01T00:00:00Z'),
  });
  const isSigned = await signatures[0]!.verified.then(
    () => true,
    () => false,
  );
  return { bytes: Buffer.from(data), isSigned };
}

/** Uploads one file and opens the one answer. */
async function answerTo(bytes: Uint8Array | string, openPgp: BankKeys = keys, start?: Date) {
  const given = world({ openPgp, ...(start ? { start } : {}) });
  await given.bank.poll();
  given.upload('a.xml.pgp', bytes);
  await given.bank.poll();
  const [answer, ...others] = [...given.fetch()];
  expect(others).toEqual([]);
  const { bytes: text, isSigned } = await opened(answer![1]);
  expect(isSigned).toBe(true);
  return { ...statusOf(text), name: answer![0] };
}

describe('with keys a file from the customer', () => {
  test('is opened when it is encrypted to the bank and signed by the customer, armored or not', async () => {
    expect(await answerTo(await sealed())).toMatchObject({ group: 'ACTC', name: 'PAIN002_20261124_R00001.xml.pgp' });
    const armored = await openpgp.encrypt({
      message: await openpgp.createMessage({ text: message }),
      encryptionKeys: bank.public,
      signingKeys: customer.private,
    });
    expect(await answerTo(armored)).toMatchObject({ group: 'ACTC' });
  });

  test.each([
    ['is plain', () => Promise.resolve(message), 'DS09'],
    ['is empty', () => Promise.resolve(''), 'DS09'],
    ['is signed only', onlySigned, 'DS09'],
    ['is encrypted only', unsigned, 'DS0A'],
    ['is encrypted to another', () => sealed({ to: stranger }), 'DS09'],
    ['is signed by another', () => sealed({ by: stranger }), 'DS0B'],
    ['was changed on its way', changed, 'DS09'],
    ['holds no XML', () => sealed({ text: 'no XML' }), 'FF01'],
  ])('is refused when it %s', async (_when, make, reason) => {
    expect(await answerTo(await make())).toMatchObject({ group: 'RJCT', reasons: [reason] });
  });

  test('is refused when the key of the customer has expired by the clock of the bank', async () => {
    const old = await pair('Old', 30 * 86_400);
    const openPgp = { ...keys, customerPublicKey: old.public.armor() };
    const created = old.public.getCreationTime().getTime();
    const before = new Date(created + 29 * 86_400_000);
    const after = new Date(created + 31 * 86_400_000);
    const refusalsAt = async (start: Date) => {
      const given = world({ openPgp, start });
      await given.bank.poll();
      given.upload('a.xml.pgp', await sealed({ by: old }));
      await given.bank.poll();
      expect(given.fetch().size).toBe(1);
      return (await given.bank.ledger()).messages.map(({ refusals }) => refusals.map(({ code }) => code));
    };
    expect(await refusalsAt(after)).toEqual([['DS0D']]);
    expect(await refusalsAt(before)).toEqual([[]]);
  });
});

describe('with keys a file of the bank', () => {
  test('is encrypted and signed; a stranger signs one, and another was changed: both lie beside the right one', async () => {
    const given = world({
      openPgp: keys,
      faults: { ...allPaid, forFile: (day) => (day === '2026-12-01' ? ['strangerSigned', 'tamperedFile'] : []) },
    });
    await given.bank.poll();
    given.upload('a.xml.pgp', await sealed());
    const files = await given.run('2026-12-01');
    const [right, strange, tampered] = ['001', '061', '062'].map((serial) => `CAMT054_20261201_${serial}.xml.pgp`);
    const faults = new Map((await given.bank.ledger()).files.map(({ name, fault }) => [name, fault]));
    expect([...files.keys()].every((name) => name.endsWith('.xml.pgp'))).toBe(true);
    expect([right, strange, tampered].map((name) => faults.get(name!))).toEqual(['', 'strangerSigned', 'tamperedFile']);
    const good = new Map<string, Buffer>();
    for (const [name, bytes] of files) {
      if (name === tampered) {
        await expect(opened(bytes)).rejects.toThrow();
        continue;
      }
      const found = await opened(bytes);
      expect([name, found.isSigned]).toEqual([name, name !== strange]);
      if (found.isSigned) good.set(name, found.bytes);
    }
    expect(entriesIn(good, 'CAMT054')).toMatchObject([{ amount: 20_100 }]);
    expect(entriesIn(good, 'CAMT053').map(({ amount }) => amount)).toEqual([20_100]);
  });
});
