import * as openpgp from 'openpgp';

/** The bank's side of OpenPGP: it opens and checks what its customer sends, and seals what it lays out. */
export interface RehearsalOpenPgp {
  /** Armored, for the customer's settings. */
  readonly publicKey: string;
  /** Decrypts and checks the customer's signature; throws when either is wrong, as the bank would refuse the file. */
  readonly open: (sealed: Uint8Array) => Promise<Buffer>;
  /** Encrypts to the customer and signs. */
  readonly seal: (content: Uint8Array) => Promise<Buffer>;
}

/** A bank's key box with the given keys, or with new ones. */
export async function createRehearsalOpenPgp(settings: {
  readonly customerPublicKey: string;
  /** The bank's private key, armored and without passphrase, so that a restart finds the same identity. */
  readonly privateKey: string;
  readonly now: () => Date;
}): Promise<RehearsalOpenPgp> {
  const own = await openpgp.readPrivateKey({ armoredKey: settings.privateKey });
  const customer = await openpgp.readKey({ armoredKey: settings.customerPublicKey });
  return {
    publicKey: own.toPublic().armor(),
    async open(sealed) {
      const { data, signatures } = await openpgp.decrypt({
        message: await openpgp.readMessage({ binaryMessage: sealed }),
        decryptionKeys: own,
        verificationKeys: customer,
        expectSigned: true,
        format: 'binary',
        date: settings.now(),
      });
      await Promise.all(signatures.map(({ verified }) => verified));
      return Buffer.from(data);
    },
    async seal(content) {
      const sealed = await openpgp.encrypt({
        message: await openpgp.createMessage({ binary: content, date: settings.now() }),
        encryptionKeys: customer,
        signingKeys: own,
        format: 'binary',
        date: settings.now(),
      });
      return Buffer.from(sealed);
    },
  };
}

/** A new private key for rehearsal, armored, without passphrase and without end; its public part is in the same text. */
export async function newOpenPgpKey(
  name: string,
  from: Date,
): Promise<{ readonly private: string; readonly public: string }> {
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: 'rsa',
    rsaBits: 2048,
    userIDs: [{ name }],
    date: from,
    format: 'armored',
  });
  return { private: privateKey, public: publicKey };
}
