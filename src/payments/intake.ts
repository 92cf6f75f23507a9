import { check0602, read0602 } from '#channels/betalingsservice';
import { readLs0602 } from '#channels/leverandoerservice';
import {
  type Mt940Settings,
  readCamt,
  readCmkv,
  readCmkxksx,
  readDelimited,
  readFi0,
  readMt940,
} from '#channels/statements';
import type { PaymentReader, StatementSummary } from '#channels';
import type { Problem } from '#kernel';
import { statusIntake } from './ingest-status.ts';
import { delimitedProfiles } from '#schemas/statements';
import { byReading, type CheckedFile, type PaymentIntake, type Reading } from './payment-intake.ts';

/** How payments come in, by format. A format that is not here brings none. */
export const paymentIntakes: Readonly<Record<string, (reading: Reading) => PaymentIntake>> = {
  'nets-0602': () => ({ check: checked0602, read: whole0602 }),
  'ls-0602': () => byReading(readLs0602),
  'pain.002': ({ currency }) => statusIntake(currency),
  'camt.052': () => byReading(readCamt),
  'camt.053': () => byReading(readCamt),
  'camt.054': () => byReading(readCamt),
  mt940: (reading) => byReading(readMt940(mt940SettingsOf(reading))),
  mt942: (reading) => byReading(readMt940(mt940SettingsOf(reading))),
  fi0: () => byReading(readFi0),
  cmkv: () => byReading(readCmkv),
  cmkxksx: () => byReading(readCmkxksx),
};

/**
 * A delimited report comes in by the profile that the agreement is set to, else by the one its content fits, unless that one
 * is UNVERIFIED. Most name no account of their own: that they are of ours, the mailbox they came to says.
 *
 * @returns null for a file of another kind, or one that no profile is set up for
 */
export function delimitedIntake(format: string, { delimited }: Reading): PaymentIntake | null {
  const fitting = delimitedProfiles.find(({ key }) => key === format);
  if (!fitting && format !== 'unknown') return null;
  const profile = delimited ?? (fitting?.mark === 'UNVERIFIED' ? undefined : fitting);
  if (!profile) return null;
  const intake = byReading(readDelimited(profile));
  return {
    ...intake,
    check: async (source, fileName) => {
      const { accounts, ...checked } = await intake.check(source, fileName);
      return { ...checked, accounts: accounts.filter((account) => account !== '') };
    },
  };
}

const mt940SettingsOf = ({ charset, mt940 }: Reading): Partial<Mt940Settings> => ({
  ...(charset ? { charset } : {}),
  ...(mt940?.dialect ? { dialect: mt940.dialect } : {}),
  ...(mt940?.returnCodes ? { returnCodes: new Set(mt940.returnCodes) } : {}),
  ...(mt940?.isVirtualAccount ? { isVirtualAccount: true } : {}),
});

async function checked0602(source: AsyncIterable<Buffer>, fileName: string): Promise<CheckedFile> {
  const { header, fatal } = await check0602(source, fileName);
  return { messageId: header?.deliveryNumber ?? null, accounts: [], fatal };
}

async function* whole0602(source: AsyncIterable<Uint8Array>, fileName: string): ReturnType<PaymentReader> {
  for await (const batch of read0602(source, fileName)) yield { ...batch, statements: noStatements, fatal: noProblems };
}

const noStatements: readonly StatementSummary[] = [];
const noProblems: readonly Problem[] = [];
