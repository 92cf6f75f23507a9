import { type OpenChannel, openChannel } from '#channels';
import { type Currency, knownCurrency, problem, ProblemError } from '#kernel';
import { contract } from '#schemas/settings';
import type { DbOrTx } from '#store';

/** An agreement with its channel opened. */
export interface Agreement {
  readonly id: number;
  readonly companyId: number;
  readonly key: string;
  readonly schemeCode: string;
  readonly currency: Currency;
  readonly channel: OpenChannel;
}

/** The agreement as its channel knows it. One that only reads files collects nothing, and is refused. */
export async function agreementOf(db: DbOrTx, agreementId: number): Promise<Agreement> {
  const row = await db
    .selectFrom('channel_agreement')
    .select(['id', 'company_id', 'key', 'scheme_code', 'currency', 'contract'])
    .where('id', '=', agreementId)
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    companyId: row.company_id,
    key: row.key,
    schemeCode: row.scheme_code,
    currency: knownCurrency(row.currency),
    channel: channelOf(row),
  };
}

/** Opens the channel of an agreement's row. */
export function channelOf(row: { readonly key: string; readonly contract: unknown }): OpenChannel {
  const found = contract.parse(row.contract);
  if (found.channel !== 'statements') return openChannel(found);
  const expected = 'an agreement by which something is collected';
  throw new ProblemError(problem('INPUT_WRONG', { field: 'agreement', value: row.key, expected }));
}

/**
 * The company's agreements by what files call us: one mailbox, and even one delivery, may hold what is for several. Where two
 * share a number, the one the file came for has the word.
 */
export async function agreementsByCreditor(
  db: DbOrTx,
  { companyId, agreementId }: { readonly companyId: number; readonly agreementId: number },
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('channel_agreement')
    .select(['id', 'creditor_number'])
    .where('company_id', '=', companyId)
    .orderBy('id')
    .execute();
  const own = rows.filter((row) => row.id === agreementId);
  return new Map([...rows, ...own].map((row) => [row.creditor_number, row.id]));
}
