import { sql } from 'kysely';
import type { Db, Tx } from '#store';
import { gapOf, type TotalsGap } from './gap.ts';

/** Stretches that the daily check looks at again; `tilgode verify` looks at all. */
const stretchesADay = 7;

/**
 * Puts a seal on the events since the last one: how many they are, and the sum of their hashes.
 *
 * The end of a stretch is taken at a moment when nobody writes an event, so that none with a lower number can come after
 * it. When somebody does write just now, the next check seals them.
 */
export async function sealEvents(db: Db, at: Date): Promise<void> {
  const to = await quietEnd(db);
  if (to === null) return;
  await sql`
    insert into event_checkpoint (from_event, to_event, count, digest, at)
    select last.to_event + 1, ${to}, t.count, t.digest, ${at}
    from (select coalesce(max(to_event), 0) as to_event from event_checkpoint) last
    join lateral (select count(*) as count, ${digest} as digest from event e
      where e.id > last.to_event and e.id <= ${to}) t on true
    where t.count > 0
    on conflict (from_event) do nothing`.execute(db);
}

/** The SQLSTATE of a lock that could not be had at once. */
const lockNotAvailable = '55P03';

async function quietEnd(db: Db): Promise<number | null> {
  try {
    return await db.transaction().execute(async (tx) => {
      await sql`lock table event in share mode nowait`.execute(tx);
      const { rows } = await sql<{ last: number | null }>`select max(id) as last from event`.execute(tx);
      return rows[0]?.last ?? null;
    });
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === lockNotAvailable) return null;
    throw thrown;
  }
}

/** Sealed stretches that are no longer what they were; they stop the company's posting, for nothing narrower can be told. */
export async function brokenSeals(tx: Tx, companyId: number, extent: 'recent' | 'all'): Promise<readonly TotalsGap[]> {
  const limit = extent === 'all' ? sql`` : sql`limit ${stretchesADay}`;
  const { rows } = await sql<{ from_event: number; to_event: number; count: number; counted: number }>`
    select c.from_event, c.to_event, c.count, t.count as counted
    from (select * from event_checkpoint order by from_event desc ${limit}) c
    join lateral (select count(*) as count, ${digest} as digest from event e
      where e.id between c.from_event and c.to_event) t on true
    where c.count <> t.count or c.digest <> t.digest order by c.from_event`.execute(tx);
  return rows.map(({ from_event: from, to_event: to, count, counted }) =>
    gapOf('company', companyId, {
      name: '',
      what: `events ${from} to ${to}`,
      stated: `${count} events, as they were sealed`,
      counted: count === counted ? `${counted} events, of which some were changed` : `${counted} events`,
    }),
  );
}

/** Sixty bits of each event's MD5, added up. */
const digest = sql`coalesce(sum(('x' || left(md5(concat_ws('|', e.id, e.company_id, e.stream, e.stream_id, e.type, e.patch::text,
  e.done_by, extract(epoch from e.at))), 15))::bit(60)::bigint), 0)`;
