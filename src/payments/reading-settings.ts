import { sql } from 'kysely';
import { reading } from '#schemas/settings';
import { type DelimitedProfile, delimitedProfiles } from '#schemas/statements';
import type { DbOrTx } from '#store';
import type { Reading } from './payment-intake.ts';

/**
 * How the files of an agreement are read, as its settings say it. A mailbox that several agreements share is fetched for
 * one of them: what that one does not say, the others may.
 */
export async function readingOf(db: DbOrTx, agreementId: number): Promise<Reading> {
  const { rows } = await sql<{ id: number; reading: unknown; currency: string }>`
    select other.id, other.reading, other.currency from channel_agreement other join channel_agreement one
      on other.company_id = one.company_id and (other.id = one.id or other.transport = one.transport)
    where one.id = ${agreementId} order by other.id <> one.id, other.id`.execute(db);
  const [own] = rows;
  if (!own) throw new Error(`There is no agreement ${agreementId}`);
  const said = rows.map((row) => reading.parse(row.reading));
  return {
    currency: own.currency,
    charset: said.find(({ charset }) => charset)?.charset,
    mt940: said.find(({ mt940 }) => mt940)?.mt940,
    delimited: profileOf(said.find(({ delimitedProfile }) => delimitedProfile)?.delimitedProfile),
  };
}

/** A profile of ours by its name, or one that stands in the settings whole. */
function profileOf(wanted: string | DelimitedProfile | undefined): DelimitedProfile | undefined {
  return typeof wanted === 'string' ? delimitedProfiles.find(({ key }) => key === wanted) : wanted;
}
