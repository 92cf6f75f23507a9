/** What a file is, by its content; names lie. `name` is for people. */
export type FileFormat =
  | { readonly kind: 'nets-0601' | 'nets-0602' | 'nets-t' | 'nets-v' | 'nets-f'; readonly name: string }
  /** A file of Nets that is recognised and not read yet. */
  | { readonly kind: 'nets-other'; readonly type: string; readonly name: string }
  | { readonly kind: 'unknown' | 'empty' | 'binary' | 'zip'; readonly name: string };

/** Deliveries we know by name (nets-formats.md sections 1 and 8). */
const deliveryNames: Readonly<Record<string, string>> = {
  '0603': 'mandates from Nets',
  '0605': 'mandates to Nets',
  '0621': 'electronic information list from Nets',
  '0686': 'information about payment slips from Nets',
};

const packed: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0x50, 0x4b, 0x07, 0x08],
  [0x1f, 0x8b],
  [0x37, 0x7a, 0xbc, 0xaf],
];

/** This much of a file's beginning decides. */
export const headSize = 8192;

/** Says what a file is from its first bytes; `headSize` of them are enough. Never throws. */
export function detect(head: Uint8Array): FileFormat {
  if (head.length === 0) return { kind: 'empty', name: 'an empty file' };
  if (packed.some((mark) => mark.every((byte, i) => head[i] === byte))) return { kind: 'zip', name: 'a packed file' };
  const seen = head.subarray(0, headSize);
  if (isBinary(seen)) return { kind: 'binary', name: 'a binary file' };
  const lines = Buffer.from(seen.buffer, seen.byteOffset, seen.length).toString('latin1').split('\n');
  const first = lines.find((line) => line.trim() !== '' && !isWrapper(line));
  if (first === undefined) return { kind: 'unknown', name: 'a text file without content' };
  return byFirstLine(first);
}

function byFirstLine(line: string): FileFormat {
  if (line.startsWith('PBCNET40')) return { kind: 'nets-t', name: 'transmission receipt (T) from Nets' };
  if (line.startsWith('PBCNET41')) return { kind: 'nets-v', name: 'delivery receipt (V) from Nets' };
  if (/^1SYSTEM\s*:/.test(line)) return { kind: 'nets-f', name: 'delivery note (F) from Nets' };
  const delivery = /^BS002\d{8}...(\d{4})/.exec(line)?.[1];
  if (delivery === '0601') return { kind: 'nets-0601', name: 'collections to Nets (0601)' };
  if (delivery === '0602') return { kind: 'nets-0602', name: 'payment information from Nets (0602)' };
  if (delivery !== undefined) return other(delivery, deliveryNames[delivery] ?? 'a delivery we do not know');
  const supplier = /^LS002\d{8}...(\d{4})/.exec(line)?.[1];
  if (supplier !== undefined) return other(`ls-${supplier}`, 'Leverandørservice, from Nets');
  const material = /^0{23}.{13}(30|40)\d{6}/.exec(line)?.[1];
  if (material === '40') return other('ls-40', 'Leverandørservice, to Nets');
  if (material === '30') return other('ls-30', 'Leverandørservice, mandate list from Nets');
  return { kind: 'unknown', name: 'a text file of a kind we do not know' };
}

const other = (type: string, what: string): FileFormat => ({ kind: 'nets-other', type, name: `${what} (${type})` });

/** The legacy wrapper lines stand before a delivery; 40 and 41 are the receipts themselves. */
const isWrapper = (line: string): boolean => /^PBCNET(?!4[01])/.test(line);

/** Text has line ends and tabs, an end-of-file mark at most, but no other control character; 0x9F is Nets' own. */
function isBinary(head: Uint8Array): boolean {
  let odd = 0;
  for (const byte of head) {
    if (byte === 0) return true;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 26) odd += 1;
  }
  return odd * 20 > head.length;
}
