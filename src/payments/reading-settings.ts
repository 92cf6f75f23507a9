import { reading } from '#schemas/settings';
import { type DelimitedProfile, delimitedProfiles } from '#schemas/statements';
import type { DbOrTx } from '#store';
import type { Reading } from './payment-intake.ts';

/** How the files of an agreement are read, as its settings say it. */
export async function readingOf(db: DbOrTx, agreementId: number): Promise<Reading> {
  const row = await db
    .selectFrom('channel_agreement')
    .select(['reading', 'currency'])
    .where('id', '=', agreementId)
    .executeTakeFirstOrThrow();
  const { delimitedProfile, ...settings } = reading.parse(row.reading);
  return { ...settings, currency: row.currency, delimited: profileOf(delimitedProfile) };
}

/** A profile of ours by its name, or one that stands in the settings whole. */
function profileOf(wanted: string | DelimitedProfile | undefined): DelimitedProfile | undefined {
  return typeof wanted === 'string' ? delimitedProfiles.find(({ key }) => key === wanted) : wanted;
}
