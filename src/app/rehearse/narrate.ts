import { sql } from 'kysely';
import { danishAmount, minor } from '#kernel';
import { type Db, openDatabase } from '#store';

/** What came to us is positive, as with payments: a posting's own amount has no sign. */
const signedPosting = sql`case when b.kind in ('return', 'reversal', 'refund') then -b.amount_minor else b.amount_minor end`;

interface Happening {
  readonly stream: string;
  readonly type: string;
  readonly count: number;
  readonly minor: number;
  readonly names: string;
  readonly agreement: string;
  readonly currency: string;
}

export interface Narrator {
  /** What people did; told after what the books say of the day. */
  readonly told: (text: string) => void;
  readonly dayEnded: (day: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const money = ({ minor: amount, currency }: Happening): string => `${danishAmount(minor(amount))} ${currency}`;
const some = (count: number, one: string, many: string): string => (count === 1 ? `one ${one}` : `${count} ${many}`);
const lines = ({ count }: Happening): string => some(count, 'line', 'lines');
const payments = ({ count }: Happening): string => some(count, 'payment', 'payments');

/** How each kind of event is told, when a day had some. What is not here is not worth a line. */
const sentences: Readonly<Record<string, (happening: Happening) => string>> = {
  'journal built': ({ names }) => `journal ${names} was built`,
  'collection_line passCheck': (day) => `${lines(day)} checked and right, ${money(day)}`,
  'collection_line failCheck': (day) => `${lines(day)} faulty, ${money(day)}: see the error log`,
  'delivery frozen': (day) => `file ${day.names} frozen and hashed, ${money(day)}`,
  'delivery arrive': ({ names }) => `file ${names} sent over SFTP`,
  'delivery accept': (day) => `accepted: ${day.names}, ${money(day)}`,
  'delivery refuse': ({ names }) => `refused: ${names}, see the error log`,
  'inbound_file ingest': ({ names }) => `taken in: ${names}`,
  'inbound_file quarantine': ({ names }) => `put aside, nothing settled from it: ${names}`,
  'payment match': (day) => `${payments(day)} matched, ${money(day)}`,
  'payment park': (day) => `${payments(day)} doubtful, waiting in the error log, ${money(day)}`,
  'collection_line reject': (day) => `${some(day.count, 'collection', 'collections')} rejected or cancelled`,
  'posting confirm': (day) => `${some(day.count, 'posting', 'postings')} confirmed by Business Central, ${money(day)}`,
  'posting fail': ({ count }) => `${some(count, 'posting', 'postings')} refused by Business Central`,
};

/** Tells each day from the journal of events: what is told is what the books say, not what a driver believes. */
export function narrateDay(databaseUrl: string, tell: (text: string) => void): Narrator {
  const opened = openDatabase(databaseUrl, { maxConnections: 1 });
  /** What happened before this start was told then. */
  const before = opened.then(async ({ db }) => {
    const { rows } = await sql<{ last: number }>`select coalesce(max(id), 0) as last from event`.execute(db);
    return rows[0]?.last ?? 0;
  });
  let last: number | null = null;
  const people: string[] = [];
  return {
    told: (text) => void people.push(text),
    async dayEnded(day) {
      const { db } = await opened;
      const from = last ?? (await before);
      if (last === null) await tellWhatWasRead(db, day, tell);
      const { rows } = await sql<Happening & { last: number }>`
        select e.stream, e.type, coalesce(a.name, '') as agreement, coalesce(b.currency, p.currency, a.currency, '') as currency,
          count(*) as count, max(e.id) as last,
          coalesce(sum(coalesce(l.amount_minor, p.effect_minor, d.net_minor, ${signedPosting})), 0)::bigint as minor,
          coalesce(string_agg(distinct coalesce(d.file_name, f.file_name, case when e.stream = 'journal' then e.stream_id::text end), ', '), '') as names
        from event e
        left join collection_line l on e.stream = 'collection_line' and l.id = e.stream_id
        left join payment p on e.stream = 'payment' and p.id = e.stream_id
        left join delivery d on e.stream = 'delivery' and d.id = e.stream_id
        left join inbound_file f on e.stream = 'inbound_file' and f.id = e.stream_id
        left join posting b on e.stream = 'posting' and b.id = e.stream_id
        left join journal j on e.stream = 'journal' and j.id = e.stream_id
        left join payment q on q.id = b.payment_id
        left join channel_agreement a
          on a.id = coalesce(l.agreement_id, p.agreement_id, d.agreement_id, f.agreement_id, j.agreement_id, q.agreement_id)
        where e.id > ${from}
        group by e.stream, e.type, 3, 4 order by min(e.id)`.execute(db);
      last = rows.reduce((most, row) => Math.max(most, row.last), from);
      for (const row of rows) {
        const sentence = sentences[`${row.stream} ${row.type}`];
        if (sentence) tell(`${day}  ${row.agreement}: ${sentence(row)}`);
      }
      people.splice(0).forEach(tell);
    },
    close: async () => (await opened).close(),
  };
}

async function tellWhatWasRead(db: Db, day: string, tell: (text: string) => void): Promise<void> {
  const { rows } = await sql<{ customers: number; mandates: number; claims: number }>`
    select (select count(*) from customer) as customers, (select count(*) from mandate) as mandates,
      (select count(*) from claim where is_open) as claims`.execute(db);
  const [read] = rows;
  if (read) {
    tell(
      `${day}  read from Business Central: ${read.customers} customers, ${read.mandates} mandates, ${read.claims} open entries`,
    );
  }
}
