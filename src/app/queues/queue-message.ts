import { assert } from '#kernel';

/** The most a Storage Queue takes in one message, counted after the Base64 coding (azure-functions.md 3.3). */
export const longestMessageInBytes = 65_536;

/**
 * A message as the queue stores it, coded the way the Functions host expects it.
 *
 * @remarks
 * The SDK for JavaScript does not code by itself, and the host takes Base64 unless host.json says `"none"`: a message
 * sent as plain JSON would go straight to the poison queue (azure-functions.md 1.6).
 */
export const encodeMessage = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/**
 * The text of a stored message, or undefined when the host could not decode it. White space is let through, as there.
 */
export function decodeMessage(stored: string): string | undefined {
  const packed = stored.replace(/\s+/g, '');
  const wellFormed = packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed);
  return wellFormed ? Buffer.from(packed, 'base64').toString('utf8') : undefined;
}

/** Storage Queue names: 3 to 63 small letters, digits and single dashes, a letter or digit at either end. */
export const isQueueName = (name: string): boolean => /^[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$/.test(name);

export function assertSendable(queue: string, stored: readonly string[]): void {
  assert(isQueueName(queue), `'${queue}' is a queue name: 3 to 63 small letters, digits and single dashes`);
  for (const message of stored) {
    const size = Buffer.byteLength(message, 'utf8');
    assert(
      size <= longestMessageInBytes,
      `a message to ${queue} is at most 65,536 bytes as stored, this one is ${size}`,
    );
  }
}

/** Where messages go that failed too often. A poison queue itself has none. */
export const poisonQueueOf = (queue: string): string | undefined =>
  queue.endsWith(poisonSuffix) ? undefined : `${queue}${poisonSuffix}`;

const poisonSuffix = '-poison';
