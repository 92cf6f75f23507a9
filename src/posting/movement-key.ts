import { createHash } from 'node:crypto';
import { assert } from '#kernel';

/** Where a movement of money was told: what makes it itself, whatever becomes of our own numbering. */
export interface MovementSource {
  readonly pbsNumber: string;
  /** The delivery's own number as the sender gave it, or null when the format has none. */
  readonly deliveryNumber: string | null;
  readonly fileSha256: string;
  readonly lineNumber: number;
  readonly paymentKey: string;
}

/** Business Central's extension keeps 100 signs; ours stay well below, for people read them too. */
const mostSigns = 60;

/**
 * The identity of one movement of money, for ever (business-central.md 5.9): `BS:<PBS number>:<delivery>:<line>:<hash>`.
 *
 * @param revision 1 at first. Business Central holds one content under one key; when a person assigns a refused payment
 * anew, the corrected movement goes under the next revision, and the earlier ones are asked about before it does.
 */
export function movementKey(source: MovementSource, revision: number): string {
  const hash = base32(digest(`${source.fileSha256}|${source.lineNumber}|${source.paymentKey}`)).slice(0, 16);
  const stem = `BS:${source.pbsNumber}:${source.deliveryNumber ?? '-'}:${source.lineNumber}:${hash}`;
  const key = revision === 1 ? stem : `${stem}:r${revision}`;
  assert(key.length <= mostSigns, `the key ${key} has at most ${mostSigns} signs`);
  return key;
}

/** The revision a key was made with. */
export function revisionOf(key: string): number {
  const found = /:r(\d+)$/.exec(key);
  return found ? Number(found[1]) : 1;
}

/** The keys the same movement went under before, latest first. */
export function earlierKeys(key: string): readonly string[] {
  const stem = key.replace(/:r\d+$/, '');
  const earlier = Array.from({ length: revisionOf(key) - 1 }, (_, index) => index + 1);
  return earlier.map((revision) => (revision === 1 ? stem : `${stem}:r${revision}`)).reverse();
}

/** At most 35 signs, as Business Central's External Document No. holds: `BS` and 20 signs of the key's hash. */
export const externalDocumentNumber = (key: string): string => `BS${base32(digest(key)).slice(0, 20)}`;

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
