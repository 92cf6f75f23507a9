import { check0602, read0602 } from '#channels/betalingsservice';
import type { PaymentReader, StatementSummary } from '#channels';
import type { Problem } from '#kernel';

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
}

/** How the files of an agreement are read where their content does not say it. */
export interface Reading {
  readonly charset?: string | undefined;
  readonly delimitedProfile?: string | undefined;
}

/** How payments come in, by format. A format that is not here brings none. */
export const paymentIntakes: Readonly<Record<string, (reading: Reading) => PaymentIntake>> = {
  'nets-0602': () => ({ check: checked0602, read: whole0602 }),
};

async function checked0602(source: AsyncIterable<Buffer>, fileName: string): Promise<CheckedFile> {
  const { header, fatal } = await check0602(source, fileName);
  return { messageId: header?.deliveryNumber ?? null, accounts: [], fatal };
}

async function* whole0602(source: AsyncIterable<Uint8Array>, fileName: string): ReturnType<PaymentReader> {
  for await (const batch of read0602(source, fileName)) yield { ...batch, statements: noStatements, fatal: noProblems };
}

const noStatements: readonly StatementSummary[] = [];
const noProblems: readonly Problem[] = [];

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
