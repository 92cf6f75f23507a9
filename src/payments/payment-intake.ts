import type { PaymentReader } from '#channels';
import type { Vault } from '#files';
import type { Mt940Settings } from '#channels/statements';
import type { Charset, DelimitedProfile } from '#schemas/statements';
import type { Problem } from '#kernel';
import type { Actor, Tx } from '#store';
import type { FileRow } from './inbound-file.ts';

/** What the whole of a payment file says, before anything of it is believed. */
export interface CheckedFile {
  /** The sender's number of the delivery or id of the message; null where the format has none. */
  readonly messageId: string | null;
  /** The accounts whose statements it holds; empty for Nets. */
  readonly accounts: readonly string[];
  /** Why nothing of it may be settled. */
  readonly fatal: readonly Problem[];
}

export interface PaymentIntake {
  readonly check: (source: AsyncIterable<Buffer>, fileName: string) => Promise<CheckedFile>;
  readonly read: PaymentReader;
  /** Done once, when the file has passed its check, in the same transaction: a report answers deliveries too. */
  readonly answer?: (tx: Tx, file: FileRow, vault: Pick<Vault, 'open'>, actor: Actor) => Promise<void>;
}

/** How the files of an agreement are read where their content does not say it. */
export interface Reading {
  /** Of the agreement. */
  readonly currency: string;
  readonly charset?: Charset | undefined;
  readonly mt940?:
    | {
        readonly dialect?: Mt940Settings['dialect'] | undefined;
        readonly returnCodes?: readonly string[] | undefined;
        readonly isVirtualAccount?: boolean | undefined;
      }
    | undefined;
  readonly delimited?: DelimitedProfile | undefined;
}

/** Reads the whole file once and keeps only what it sums up to. */
export const byReading = (read: PaymentReader): PaymentIntake => ({
  read,
  check: async (source, fileName) => {
    const accounts = new Set<string>();
    const fatal: Problem[] = [];
    let messageId: string | null = null;
    for await (const batch of read(source, fileName)) {
      messageId ??= batch.header?.messageId ?? null;
      for (const statement of batch.statements) accounts.add(statement.account);
      if (fatal.length < mostProblems) fatal.push(...batch.fatal);
    }
    return { messageId, accounts: [...accounts], fatal };
  },
});

/** A broken file may be broken everywhere; this many problems tell enough. */
const mostProblems = 100;
