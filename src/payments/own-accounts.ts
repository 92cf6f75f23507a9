import { sql } from 'kysely';
import type { DbOrTx } from '#store';

/** The accounts that money comes to, as the company's agreements name them. */
export async function accountsOf(db: DbOrTx, companyId: number): Promise<readonly string[]> {
  const { rows } = await sql<{ account: string }>`
    select creditor_number as account from channel_agreement
      where company_id = ${companyId} and channel in ('sepa', 'statements')
    union
    select jsonb_array_elements_text(contract -> 'accounts') from channel_agreement
      where company_id = ${companyId} and channel = 'statements'`.execute(db);
  return rows.map(({ account }) => account);
}

/**
 * An account as both sides compare it: letters and digits only. A bank may put its own code and a slash before a
 * national number (`DABADKKK/1122334`).
 */
export const comparableAccount = (text: string): string =>
  text
    .toUpperCase()
    .replace(/^[A-Z]{6}[A-Z0-9]{2,5}\//, '')
    .replaceAll(/[^A-Z0-9]/g, '');
