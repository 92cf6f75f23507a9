import { type RawBuilder, sql } from 'kysely';
import { md5 } from '#store';

/**
 * What a line's shares were when it was built: the MD5 of `claim:amount`, in the order of the claims.
 *
 * The line keeps it and so does its first event, so that shares that change later, also among themselves, are found by
 * the control totals. `sharesDigest` in SQL says what they are now.
 */
export const digestOfShares = (shares: readonly { readonly claimId: number; readonly amount: number }[]): string =>
  md5(
    [...shares]
      .sort((a, b) => a.claimId - b.claimId)
      .map(({ claimId, amount }) => `${claimId}:${amount}`)
      .join(','),
  );

/** What a line's shares are now; comparable with `digestOfShares`. */
export const sharesDigest = (lineId: RawBuilder<unknown>): RawBuilder<string> => sql`(
  select md5(coalesce(string_agg(s.claim_id || ':' || s.amount_minor, ',' order by s.claim_id), ''))
  from line_claim s where s.line_id = ${lineId})`;

/** What a journal left out, entry by entry with its reason. */
export const leftOutDigest = (journalId: RawBuilder<unknown>): RawBuilder<string> => sql`(
  select md5(coalesce(string_agg(x.claim_id || ':' || x.remaining_minor || ':' || x.reason, ',' order by x.claim_id), ''))
  from left_out x where x.journal_id = ${journalId})`;
