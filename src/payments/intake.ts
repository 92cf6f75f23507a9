import { check0602, read0602 } from '#channels/betalingsservice';
import { readLs0602 } from '#channels/leverandoerservice';
import type { PaymentReader, StatementSummary } from '#channels';
import type { Problem } from '#kernel';
import { statusIntake } from './ingest-status.ts';
import { byReading, type CheckedFile, type PaymentIntake, type Reading } from './payment-intake.ts';

/** How payments come in, by format. A format that is not here brings none. */
export const paymentIntakes: Readonly<Record<string, (reading: Reading) => PaymentIntake>> = {
  'nets-0602': () => ({ check: checked0602, read: whole0602 }),
  'ls-0602': () => byReading(readLs0602),
  'pain.002': ({ currency }) => statusIntake(currency),
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
