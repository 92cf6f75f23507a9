import { sql } from 'kysely';
import { currentApp } from './current-app.ts';

export interface Health {
  readonly ok: boolean;
  readonly parts: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>;
}

/** Anybody may ask, so asking costs the parts behind us at most one look in this time. */
const freshForInMs = 15_000;
let last: { readonly at: number; readonly health: Promise<Health> } | null = null;

/** How each part is, without a word about anybody's data. A part that does not answer in time counts as down. */
export function checkHealth(): Promise<Health> {
  const now = performance.now();
  if (last === null || now - last.at > freshForInMs) last = { at: now, health: lookAtParts() };
  return last.health;
}

async function lookAtParts(): Promise<Health> {
  const parts = {
    database: await look(async () => {
      const { app } = await currentApp();
      await sql`select 1`.execute(app.database.db);
      return 'answers';
    }),
    work: await look(async () => {
      const { app } = await currentApp();
      const { rows } = await sql<{ state: string; count: number }>`
        select state, count(*) as count from outbox where state <> 'done' group by state`.execute(app.database.db);
      const poisoned = rows.find((row) => row.state === 'poisoned')?.count ?? 0;
      const pending = rows.find((row) => row.state === 'pending')?.count ?? 0;
      if (poisoned > 0) throw new Error(`${poisoned} pieces of work were put aside`);
      return `${pending} waiting`;
    }),
    businessCentral: await look(async () => {
      const { app } = await currentApp();
      const company = await app.database.db.selectFrom('company').select('bc_id').orderBy('id').executeTakeFirst();
      if (!company) return 'no company yet';
      const setup = await app.bc.setup(company.bc_id);
      return `extension ${setup.extensionVersion}`;
    }),
    fileServers: await look(async () => {
      const { app } = await currentApp();
      const keys = Object.keys(app.settings.transports);
      for (const key of keys) {
        const transport = app.openTransport(key);
        try {
          await transport.list();
        } finally {
          await transport.close();
        }
      }
      return keys.join(', ') || 'none';
    }),
  };
  return { ok: Object.values(parts).every((part) => part.ok), parts };
}

const patienceInMs = 15_000;

async function look(ask: () => Promise<string>): Promise<{ readonly ok: boolean; readonly detail: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), patienceInMs);
  });
  try {
    return { ok: true, detail: await Promise.race([ask(), late]) };
  } catch (thrown) {
    // Only the first line, and only of our own words: no address, no secret, nobody's data.
    return {
      ok: false,
      detail: thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '').slice(0, 200) : 'down',
    };
  } finally {
    clearTimeout(timer);
  }
}
