import type { Transport } from '#files';
import { problem, ProblemError } from '#kernel';

/** Where a call of the transport breaks. `after`: it was done, but its answer is lost. */
export type Break =
  | { readonly call: 'stat'; readonly at: number }
  | { readonly call: 'putTemporary'; readonly at: 'before' | 'half' | 'after' }
  | { readonly call: 'rename'; readonly at: 'before' | 'after' };

export interface MemoryTransport extends Transport {
  /** What lies with the receiver. */
  readonly folder: Map<string, Buffer>;
  /** Every file that ever got its final name. */
  readonly delivered: { readonly name: string; readonly bytes: Buffer }[];
  /** Breaks the next call that fits, once. */
  breakNext: Break | null;
  /** The receiver takes a file away the moment it has its final name. */
  takesAtOnce: boolean;
  /** What encryption would add to every file: with it, sizes there are never ours. */
  seal: Buffer;
}

/** A receiver in memory that holds to the contract of a transport and breaks where it is told to. */
export function memoryTransport(): MemoryTransport {
  const folder = new Map<string, Buffer>();
  const temporaryName = (name: string): string => `.${name}.tmp`;
  let stats = 0;
  const isBroken = (call: Break['call'], at: Break['at']): boolean => {
    const due = transport.breakNext;
    if (due?.call !== call || due.at !== at) return false;
    transport.breakNext = null;
    return true;
  };
  const transport: MemoryTransport = {
    name: 'memory',
    folder,
    delivered: [],
    breakNext: null,
    takesAtOnce: false,
    seal: Buffer.alloc(0),
    temporaryName,
    list: () => Promise.resolve([]),
    listing: () => Promise.resolve({ files: [], problems: [] }),
    stat: (name) => {
      stats += 1;
      if (isBroken('stat', stats)) return Promise.reject(unreachable());
      return Promise.resolve(folder.get(name)?.length ?? null);
    },
    async putTemporary(name, source, size) {
      if (isBroken('putTemporary', 'before')) throw unreachable();
      const chunks: Buffer[] = [];
      for await (const chunk of source()) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      if (isBroken('putTemporary', 'half')) {
        folder.set(temporaryName(name), bytes.subarray(0, bytes.length >> 1));
        throw unreachable();
      }
      if (size !== null && bytes.length !== size) throw new Error('The size is not the one stated');
      const sealed = Buffer.concat([transport.seal, bytes]);
      folder.set(temporaryName(name), sealed);
      if (isBroken('putTemporary', 'after')) throw unclear(name, 'upload');
      return sealed.length;
    },
    rename: (name) => {
      if (isBroken('rename', 'before')) return Promise.reject(unreachable());
      const bytes = folder.get(temporaryName(name));
      if (!bytes || folder.has(name)) return Promise.reject(refused(name));
      folder.delete(temporaryName(name));
      transport.delivered.push({ name, bytes });
      if (!transport.takesAtOnce) folder.set(name, bytes);
      return isBroken('rename', 'after') ? Promise.reject(unclear(name, 'rename')) : Promise.resolve();
    },
    fetch: () => {
      throw new Error('Nothing is fetched here');
    },
    remove: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return transport;
}

const unreachable = (): ProblemError =>
  new ProblemError(problem('TRANSPORT_UNREACHABLE', { transport: 'memory', text: 'connection reset' }));

const unclear = (fileName: string, step: string): ProblemError =>
  new ProblemError(problem('TRANSPORT_UNCLEAR', { transport: 'memory', fileName, step, text: 'the answer was lost' }));

const refused = (fileName: string): ProblemError =>
  new ProblemError(
    problem('TRANSPORT_REFUSED', { transport: 'memory', fileName, step: 'rename', text: 'no such file' }),
  );
