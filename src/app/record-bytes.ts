import type { Vault } from '#files';
import { describeProblem, problemOf } from '#kernel';
import { type Chain, type ChainNode, rangeIn } from '#posting';

/** The bytes of a record in a chain, as people read them. */
export interface RecordBytes {
  readonly kind: ChainNode['kind'];
  readonly key: string;
  readonly sha256: string;
  readonly text: string;
  /** Why they cannot be shown: the file is gone, or is not what its hash says. */
  readonly problem: string | null;
}

/** More of one record is not shown: a receipt is a page, a collection a few hundred bytes. */
const mostBytes = 65_536;

/**
 * The records that a chain names, out of the vault. Each file is read once, from its beginning to its end, so that what is
 * shown is what was sent or received: its hash is compared.
 */
export async function recordBytes(chain: Chain, vault: Pick<Vault, 'open'>): Promise<readonly RecordBytes[]> {
  const wanted = chain.nodes.flatMap(wantedOf);
  const shown: RecordBytes[] = [];
  for (const sha256 of new Set(wanted.map((record) => record.sha256))) {
    const ofFile = wanted.filter((record) => record.sha256 === sha256);
    shown.push(...(await readAll(vault, sha256, ofFile)));
  }
  return shown;
}

interface Wanted {
  readonly kind: ChainNode['kind'];
  readonly key: string;
  readonly sha256: string;
  readonly from: number;
  readonly to: number;
}

const recordKinds: ReadonlySet<ChainNode['kind']> = new Set(['sentRecord', 'answer', 'paymentRecord']);

function wantedOf({ kind, key, facts }: ChainNode): readonly Wanted[] {
  const range = rangeIn(facts, 'bytes');
  const { sha256 } = facts;
  if (!recordKinds.has(kind) || range === null || typeof sha256 !== 'string') return [];
  return [{ kind, key, sha256, from: range.from, to: Math.min(range.to, range.from + mostBytes) }];
}

async function readAll(
  vault: Pick<Vault, 'open'>,
  sha256: string,
  wanted: readonly Wanted[],
): Promise<readonly RecordBytes[]> {
  const pieces = wanted.map((): Buffer[] => []);
  try {
    let at = 0;
    for await (const chunk of vault.open(sha256)) {
      for (const [i, { from, to }] of wanted.entries()) {
        const piece = chunk.subarray(Math.max(0, from - at), Math.max(0, to - at));
        // A copy: what is kept must not hold the whole file in memory.
        if (piece.length > 0) pieces[i]?.push(Buffer.from(piece));
      }
      at += chunk.length;
    }
    return wanted.map(({ kind, key }, i) => {
      const text = readable(Buffer.concat(pieces[i] ?? []));
      return { kind, key, sha256, text, problem: null };
    });
  } catch (thrown) {
    const problem = describeProblem(problemOf(thrown));
    return wanted.map(({ kind, key }) => ({ kind, key, sha256, text: '', problem }));
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** XML is UTF-8, the files of Nets are ISO 8859-1; of older code pages only the letters beyond ASCII look odd. */
function readable(bytes: Buffer): string {
  try {
    return printable(utf8.decode(bytes));
  } catch {
    return printable(bytes.toString('latin1'));
  }
}

/** A terminal must not take orders from a file. */
const printable = (text: string): string => text.replaceAll(/[^\P{Cc}\r\n]/gu, '.');
