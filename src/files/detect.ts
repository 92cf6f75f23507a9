import type { FileFormat } from '#schemas/kit';
import { formats } from './registry.ts';

/** What a file is, by its content; names lie. */
export interface Detected {
  /** The format's key, `nets-0686` for a delivery we only know by name, or `unknown`, `empty`, `binary`, `packed`. */
  readonly kind: string;
  /** For people. */
  readonly name: string;
  /** Null when it is in no format we know. */
  readonly format: FileFormat | null;
}

/** This much of a file's beginning decides. */
export const headSize = 8192;

/** Says what a file is from its first bytes; `headSize` of them are enough. Never throws. */
export function detect(head: Uint8Array): Detected {
  if (head.length === 0) return none('empty', 'an empty file');
  if (packed.some((mark) => mark.every((byte, i) => head[i] === byte))) return none('packed', 'a packed file');
  const seen = head.subarray(0, headSize);
  if (seen.includes(0) && !isWide(seen)) return none('binary', 'a binary file');
  for (const format of formats) {
    const name = format.recognise(seen);
    if (name !== null) return { kind: format.key, name, format };
  }
  if (isBinary(seen)) return none('binary', 'a binary file');
  return byFirstLine(seen);
}

const none = (kind: string, name: string): Detected => ({ kind, name, format: null });

const packed: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0x50, 0x4b, 0x07, 0x08],
  [0x1f, 0x8b],
  [0x37, 0x7a, 0xbc, 0xaf],
];

/** Deliveries of Nets that we know by name only (nets-formats.md sections 1 and 8). */
const deliveryNames: Readonly<Record<string, string>> = {
  '0686': 'information about payment slips from Nets',
};

/** Files that are refused by their name, because a person would ask what they are. */
const refused: readonly { readonly start: RegExp; readonly kind: string; readonly name: string }[] = [
  { start: /^-----BEGIN PGP (?:SIGNED )?MESSAGE-----/, kind: 'openpgp', name: 'an OpenPGP message, still encrypted' },
  { start: /^(?:UNA.{6}\s*)?UNB\+/, kind: 'edifact', name: 'an EDIFACT interchange, which is not read' },
];

function byFirstLine(head: Uint8Array): Detected {
  const lines = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1').split('\n');
  const line = lines.find((one) => one.trim() !== '' && !isWrapper(one));
  if (line === undefined) return none('unknown', 'a text file without content');
  const known = refused.find(({ start }) => start.test(line));
  if (known) return none(known.kind, known.name);
  const delivery = /^(BS|LS)002\d{8}...(\d{4})/.exec(line);
  if (!delivery) return none('unknown', 'a text file of a kind we do not know');
  const [, system = '', type = ''] = delivery;
  const name = deliveryNames[type] ?? 'a delivery we do not know';
  return none(`${system === 'BS' ? 'nets' : 'ls'}-${type}`, `${name} (${type})`);
}

/** The legacy wrapper lines stand before a delivery; 40 and 41 are the receipts themselves. */
const isWrapper = (line: string): boolean => /^PBCNET(?!4[01])/.test(line);

/** Text in two bytes a sign: its format says what is wrong with that. */
const isWide = (head: Uint8Array): boolean =>
  (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);

/** Text has line ends and tabs, an end-of-file mark at most, but no other control character; 0x9F is Nets' own. */
function isBinary(head: Uint8Array): boolean {
  let odd = 0;
  for (const byte of head) {
    if (byte === 0) return true;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 26) odd += 1;
  }
  return odd * 20 > head.length;
}
