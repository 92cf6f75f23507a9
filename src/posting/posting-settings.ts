import { posting, type PostingSettings } from '#schemas/settings';
import type { DbOrTx } from '#store';

/** How the company wants its payments posted. */
export async function postingSettings(db: DbOrTx, companyId: number): Promise<PostingSettings> {
  const row = await db.selectFrom('company').select('posting').where('id', '=', companyId).executeTakeFirst();
  return posting.parse(row?.posting ?? {});
}
