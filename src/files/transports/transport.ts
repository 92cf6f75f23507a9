import type { Problem } from '#kernel';

/** A file as it lies with the other party. */
export interface RemoteFile {
  readonly name: string;
  /** In bytes, as the other party states it; null when it states none. */
  readonly size: number | null;
}

/** What a listing found: the files we take, and a problem for each name we do not. */
export interface Listing {
  readonly files: readonly RemoteFile[];
  readonly problems: readonly Problem[];
}

/**
 * A way to exchange files with a bank or with Nets. Every method may throw a `ProblemError` and nothing else.
 *
 * @remarks
 * A file goes out in steps that can each be looked up afterwards: written under its temporary name, its size compared,
 * renamed. Which step comes next after a doubt is decided by `whatToDo`, never by the transport.
 *
 * A transport holds at most one connection. It opens it when first needed, drops it after any failure and opens a new
 * one on the next call. Whoever made the transport closes it when the work is done: banks forbid idle sessions.
 */
export interface Transport {
  /** How people and problems name it. Holds no secret. */
  readonly name: string;
  /** Files waiting for us, oldest name first. Temporary names, folders and names we do not take are left out. */
  list(): Promise<readonly RemoteFile[]>;
  /** The same with a problem for each name that is left out because it could not be taken safely. */
  listing(): Promise<Listing>;
  /** The size of a file where we deliver, or null when there is none. Knows temporary names, too. */
  stat(name: string): Promise<number | null>;
  temporaryName(name: string): string;
  /**
   * Writes the whole file under its temporary name, replacing what an earlier attempt left, then compares the size.
   *
   * @param source gives the bytes from their beginning each time it is called
   * @param size the number of bytes there must be; null: as many as the source gives
   * @returns how many bytes lie there now: more than the source gave where the transport encrypts. Every later look
   * compares with this number, so it is stored before the rename is tried.
   */
  putTemporary(name: string, source: () => AsyncIterable<Buffer>, size: number | null): Promise<number>;
  /** Gives the temporary file its final name. Refuses when the final name is taken. */
  rename(name: string): Promise<void>;
  /**
   * Streams a waiting file. Refuses before the first byte when the file is larger than `limit` bytes, as far as the other
   * party states sizes; in any case as soon as there are more.
   *
   * Where files come sealed, the bytes count only when the stream has ended without a problem: the signature stands
   * behind them.
   */
  fetch(name: string, limit: number): AsyncIterable<Buffer>;
  /** Set where files come sealed: encrypted, signed, or both. */
  readonly sealed?: SealedFiles;
  /** A problem for each key or certificate that ends soon and has no successor yet. */
  keyWarnings?(now: Date): Promise<readonly Problem[]>;
  /** Takes away a file that was fetched. One that is gone already is no problem. */
  remove(name: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * How to take in a sealed file so that nothing is ever lost: keep what `fetch` gives, then open the kept bytes.
 *
 * A file that cannot be opened is a `FILE_NOT_DECRYPTED` or a `FILE_SIGNATURE_WRONG`: nothing of its content may be read,
 * and the kept bytes are what a person shows the bank.
 */
export interface SealedFiles {
  /** Streams a waiting file as it lies there, at most `limit` bytes and what sealing adds. */
  fetch(name: string, limit: number): AsyncIterable<Buffer>;
  /** Opens the bytes that `fetch` gave, and refuses more than `limit` bytes of content. */
  open(name: string, source: AsyncIterable<Buffer>, limit: number): AsyncIterable<Buffer>;
}
