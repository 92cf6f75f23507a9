import { createHash } from 'node:crypto';
import { assert } from '#kernel';

/** Where a movement of money was told: what makes it itself, whatever becomes of our own numbering. */
export interface MovementSource {
  readonly channel: 'betalingsservice' | 'leverandoerservice' | 'sepa' | 'statements';
  /** PBS number, LS creditor number, or account. */
  readonly creditorNumber: string;
  /** The delivery's own number as the sender gave it, or null when the format has none. */
  readonly deliveryNumber: string | null;
  readonly fileSha256: string;
  readonly lineNumber: number;
  readonly paymentKey: string;
}

/** The first signs of a key say where the money was told. */
export const keyPrefixes = {
  betalingsservice: 'BS',
  leverandoerservice: 'LS',
  sepa: 'SD',
  statements: 'ST',
} as const satisfies Readonly<Record<MovementSource['channel'], string>>;

/** Business Central's extension keeps 100 signs; ours stay well below, for people read them too. */
const mostSigns = 80;

/**
 * The identity of one movement of money, for ever (business-central.md 5.9): `BS:<PBS number>:<delivery>:<line>:<hash>`.
 * An account or a message id that is too long for people to read is told by its last signs, or by a hash.
 *
 * @param revision 1 at first. Business Central holds one content under one key; when a person assigns a refused payment
 * anew, or undoes one that was posted, the corrected movement goes under the next revision, and refused ones are asked
 * about before it does.
 * @param part the customer whose part it is, where the movement goes to several: `:c<customer>`, whatever the order
 */
export function movementKey(source: MovementSource, revision: number, part: string | null = null): string {
  const hash = base32(digest(`${source.fileSha256}|${source.lineNumber}|${source.paymentKey}`)).slice(0, 16);
  const { channel, creditorNumber, deliveryNumber, lineNumber } = source;
  // Banks write accounts with blanks, hyphens and slashes.
  const creditor = creditorNumber.replaceAll(/[^A-Za-z0-9]/g, '').slice(-8) || '-';
  const delivery = deliveryNumber === null ? '-' : shortened(deliveryNumber);
  const stem = `${keyPrefixes[channel]}:${creditor}:${delivery}:${lineNumber}:${hash}`;
  const whose = part === null ? stem : `${stem}:c${shortened(part)}`;
  const key = revision === 1 ? whose : `${whose}:r${revision}`;
  assert(key.length <= mostSigns, `the key ${key} has at most ${mostSigns} signs`);
  return key;
}

const shortened = (number: string): string =>
  /^\w{1,10}$/.test(number) ? number : base32(digest(number)).slice(0, 10);

/** The identity of just these lines posted together, whatever the batches they were tried in before. */
export const batchKey = (keys: readonly string[]): string => `BATCH:${base32(digest(keys.join('\n'))).slice(0, 32)}`;

/** The identity of what takes a posting back in Business Central because a person undid it, or of what follows it there. */
export const followingKey = (key: string, what: 'u' | 'f' | `w${string}` | `p${string}`): string => `${key}:${what}`;

/** The revision a key was made with. */
export function revisionOf(key: string): number {
  const found = /:r(\d+)(?::|$)/.exec(key);
  return found ? Number(found[1]) : 1;
}

/** The keys the same movement went under before, latest first. */
export function earlierKeys(key: string): readonly string[] {
  const stem = key.replace(/:r\d+$/, '');
  const earlier = Array.from({ length: revisionOf(key) - 1 }, (_, index) => index + 1);
  return earlier.map((revision) => (revision === 1 ? stem : `${stem}:r${revision}`)).reverse();
}

/** At most 35 signs, as Business Central's External Document No. holds: the key's first signs and 20 of its hash. */
export const externalDocumentNumber = (key: string): string => `${key.slice(0, 2)}${base32(digest(key)).slice(0, 20)}`;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** RFC 4648. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(bytes: Buffer): string {
  let text = '';
  let carried = 0;
  let bits = 0;
  for (const byte of bytes) {
    carried = (carried << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(carried >> (bits - 5)) & 31] ?? '';
    carried &= (1 << bits) - 1;
  }
  return text;
}
