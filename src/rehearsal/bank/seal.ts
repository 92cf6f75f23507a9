import * as openpgp from 'openpgp';
import { fail, ok, type Result } from '#kernel';
import type { BankKeys } from './agreement.ts';
import type { Sealing } from './day-files.ts';
import type { Reason } from './received.ts';

/** Opens what comes from the customer and closes what goes there. */
export interface Sealer {
  readonly open: (bytes: Uint8Array) => Promise<Result<Uint8Array, Reason>>;
  readonly seal: (bytes: Uint8Array, sealing: Sealing) => Promise<Uint8Array>;
}

/** Files as they are. */
export const noSealer: Sealer = {
  open: (bytes) => Promise.resolve(ok(bytes)),
  seal: (bytes) => Promise.resolve(bytes),
};

/**
 * OpenPGP both ways: what is not encrypted to the bank and signed by the customer is refused. danske-iso20022.md 1.2.
 *
 * @param now the bank's clock: a key that has expired by it is refused
 */
export function pgpSealer(keys: BankKeys, now: () => Date): Sealer {
  const bank = openpgp.readPrivateKey({ armoredKey: keys.bankPrivateKey });
  const customer = openpgp.readKey({ armoredKey: keys.customerPublicKey });
  let stranger: Promise<openpgp.PrivateKey> | null = null;
  const strangersKey = (): Promise<openpgp.PrivateKey> =>
    (stranger ??= openpgp
      .generateKey({ type: 'rsa', rsaBits: 2048, userIDs: [{ name: 'Stranger' }], format: 'object' })
      .then(({ privateKey }) => privateKey));
  return {
    open: async (bytes) => {
      const customerKey = await customer;
      const expires = await customerKey.getExpirationTime();
      if (expires instanceof Date && expires <= now()) return refuse('DS0D', 'The key of the customer has expired');
      const message = await readMessage(bytes);
      if (message === null) return refuse('DS09', 'The file is not encrypted with OpenPGP');
      // Rehearsed days and the clock of the signer need not agree; expiry was looked at by the bank's own clock.
      const wide = new Date(latest([now(), new Date(), customerKey.getCreationTime()]).getTime() + dayInMs);
      const asOf = await whileValid(wide, [customerKey]);
      return opened(message, await bank, customerKey, asOf);
    },
    seal: async (bytes, sealing) => {
      const [bankKey, customerKey] = [await bank, await customer];
      const signingKey = sealing === 'stranger' ? await strangersKey() : bankKey;
      const used = [bankKey, customerKey, signingKey];
      const message = await openpgp.createMessage({ binary: bytes });
      const sealed = await openpgp.encrypt({
        message,
        encryptionKeys: customerKey,
        signingKeys: signingKey,
        // Rehearsed days may lie before the keys were made, and an expired key must still get its refusal.
        date: await whileValid(latest([now(), ...used.map((key) => key.getCreationTime())]), used),
        format: 'binary',
      });
      return sealing === 'tampered' ? changed(sealed) : sealed;
    },
  };
}

const dayInMs = 86_400_000;

const refuse = (code: string, text: string): Result<never, Reason> => fail({ code, text });

/** Binary or armored. */
async function readMessage(bytes: Uint8Array): Promise<openpgp.Message<Uint8Array> | null> {
  const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1').trimStart();
  try {
    if (start.startsWith('-----BEGIN PGP MESSAGE-----')) {
      const message = await openpgp.readMessage({ armoredMessage: Buffer.from(bytes).toString('latin1') });
      return openpgp.readMessage({ binaryMessage: message.write() });
    }
    return await openpgp.readMessage({ binaryMessage: bytes });
  } catch {
    return null;
  }
}

async function opened(
  message: openpgp.Message<Uint8Array>,
  bank: openpgp.PrivateKey,
  customer: openpgp.PublicKey,
  asOf: Date,
): Promise<Result<Uint8Array, Reason>> {
  if (message.getEncryptionKeyIDs().length === 0) return refuse('DS09', 'The file is not encrypted');
  try {
    const { data, signatures } = await openpgp.decrypt({
      message,
      decryptionKeys: bank,
      verificationKeys: customer,
      format: 'binary',
      date: asOf,
    });
    const [signature] = signatures;
    if (signature === undefined) return refuse('DS0A', 'The file is not signed');
    try {
      await signature.verified;
    } catch {
      return refuse('DS0B', 'The signature is not that of the customer');
    }
    return ok(Buffer.from(data));
  } catch {
    return refuse('DS09', 'The file cannot be decrypted with the key of the bank');
  }
}

const latest = (dates: readonly Date[]): Date => new Date(Math.max(...dates.map((date) => date.getTime())));

/** The moment, or the last at which all keys hold. */
async function whileValid(moment: Date, keys: readonly openpgp.Key[]): Promise<Date> {
  const ends = await Promise.all(keys.map((key) => key.getExpirationTime()));
  const limits = ends.flatMap((end) => (end instanceof Date ? [end.getTime() - 1_000] : []));
  return new Date(Math.min(moment.getTime(), ...limits));
}

/** One bit of the encrypted part is turned. */
function changed(sealed: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(sealed);
  const at = Math.floor(bytes.length * 0.8);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}
