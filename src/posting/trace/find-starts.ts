import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#store';
import type { WalkKind } from './chain.ts';
import { isNumber, type Meaning, type TraceWord } from './recognise.ts';

/** Something that was found under a meaning: where a chain starts, or what many items lie in. */
export interface Start {
  readonly word: TraceWord;
  readonly kind: WalkKind | 'delivery' | 'file' | 'batch';
  readonly id: number;
  /** What to ask for to get just this. */
  readonly what: string;
  readonly label: string;
}

/** So many are told of what goes by one name; who wants more asks for something narrower. */
export const mostStarts = 50;

/** All that is meant in the company's books, each thing once, in the order of the meanings. */
export async function findStarts(tx: Tx, companyId: number, meanings: readonly Meaning[]): Promise<readonly Start[]> {
  const queries = meanings.flatMap((meaning) =>
    queriesOf[meaning.word](companyId, meaning).map((query) => sql`(${query} limit ${mostStarts + 1})`),
  );
  const { rows } = await sql<Start>`${sql.join(queries, sql` union all `)}`.execute(tx);
  const first = new Map<string, Start>();
  for (const row of rows) first.set(`${row.kind} ${row.id}`, first.get(`${row.kind} ${row.id}`) ?? row);
  return [...first.values()];
}

type Queries = (companyId: number, meaning: Meaning) => readonly RawBuilder<unknown>[];

/** Where each word is looked up. */
const queriesOf: Readonly<Record<TraceWord, Queries>> = {
  entry: (company, { key }) => [sql`${entry('entry')} where c.company_id = ${company} and c.entry_number = ${key}`],
  document: (company, { key }) => [
    sql`${entry('document')} where c.company_id = ${company} and c.document_number = any(${bothCases(key)}) order by c.id`,
    sql`${postings('document')} where g.company_id = ${company} and g.document_number = any(${bothCases(key)})
      order by g.id`,
  ],
  line: (company, { key }) => [
    sql`${lines} where l.company_id = ${company} and l.reference = any(${bothCases(key)})`,
    ...(isNumber(key) ? [sql`${lines} where l.company_id = ${company} and l.id = ${key}`] : []),
  ],
  payment: (company, { key }) => [sql`${payments('payment')} where p.company_id = ${company} and p.id = ${key}`],
  key: (company, { key }) => [
    sql`${payments('key')} where p.company_id = ${company} and p.payment_key = ${key} order by p.id`,
  ],
  allocation: (company, { key }) => [sql`${allocations} where a.company_id = ${company} and a.id = ${key}`],
  posting: (company, { key }) => [
    sql`${postings('posting')} where g.company_id = ${company} and g.idempotency_key = ${key}`,
    ...(isNumber(key) ? [sql`${postings('posting')} where g.company_id = ${company} and g.id = ${key}`] : []),
  ],
  posted: (company, { key }) => [
    sql`${postings('posted')} where g.company_id = ${company} and g.bc_entry_number = ${key} order by g.id`,
  ],
  batch: (company, { key }) => [sql`${batches} where b.company_id = ${company} and b.id = ${key}`],
  delivery: (company, meaning) => [
    meaning.place === null ? deliveries(company, meaning) : recordsSent(company, meaning),
  ],
  file: (company, meaning) =>
    meaning.place === null
      ? [files(company, meaning)]
      : [recordsReceived(company, meaning), recordsThatAnswer(company, meaning)],
};

/** Business Central writes its numbers, and we our references, in capitals. */
const bothCases = (key: string): readonly string[] => [key, key.toUpperCase()];

const entry = (word: TraceWord) => sql`select ${sql.lit(word)} as word, 'entry' as kind, c.id,
  'entry ' || c.entry_number as what, concat_ws(' ', nullif(c.document_type, ''), c.document_number) as label
  from claim c`;

const lines = sql`select 'line' as word, 'line' as kind, l.id, 'line ' || l.reference as what,
  'collection line ' || l.reference as label from collection_line l`;

const allocations = sql`select 'allocation' as word, 'allocation' as kind, a.id, 'allocation ' || a.id as what,
  'allocation of payment ' || a.payment_id as label from allocation a`;

const batches = sql`select 'batch' as word, 'batch' as kind, b.id, 'batch ' || b.id as what,
  'posting batch ' || b.idempotency_key as label from posting_batch b`;

const payments = (word: TraceWord) => sql`select ${sql.lit(word)} as word, 'payment' as kind, p.id,
  'payment ' || p.id as what, p.kind || ' ' || p.record_code as label from payment p`;

const postings = (word: TraceWord) => sql`select ${sql.lit(word)} as word, 'posting' as kind, g.id,
  'posting ' || g.id as what, g.kind || ' ' || g.idempotency_key as label from posting g`;

const deliveryIs = (companyId: number, { key }: Meaning): RawBuilder<unknown> =>
  sql`d.company_id = ${companyId} and d.id in (
    select id from delivery where company_id = ${companyId} and file_name = ${key}
    union select id from delivery where company_id = ${companyId} and sha256 = ${key.toLowerCase()}
    ${isNumber(key) ? sql`union select ${key}::bigint` : sql``})`;

const fileIs = (companyId: number, { key }: Meaning): RawBuilder<unknown> =>
  sql`f.company_id = ${companyId} and f.id in (
    select id from inbound_file where company_id = ${companyId} and file_name = ${key}
    union select id from inbound_file where company_id = ${companyId} and sha256 = ${key.toLowerCase()}
    union select file_id from file_sighting where file_name = ${key}
    ${isNumber(key) ? sql`union select ${key}::bigint` : sql``})`;

const deliveries = (companyId: number, meaning: Meaning) => sql`select 'delivery' as word, 'delivery' as kind, d.id,
  'delivery ' || d.id as what, 'delivery ' || d.file_name as label
  from delivery d where ${deliveryIs(companyId, meaning)} order by d.id`;

const files = (companyId: number, meaning: Meaning) => sql`select 'file' as word, 'file' as kind, f.id,
  'file ' || f.id as what, 'file ' || f.file_name as label
  from inbound_file f where ${fileIs(companyId, meaning)} order by f.id`;

/** The last record that begins at or before the place, where it reaches as far. */
const recordsSent = (companyId: number, meaning: Meaning) => sql`select 'delivery' as word, 'line' as kind, l.id,
  'delivery ' || d.id || '@' || r.byte_from as what, 'collection line ' || l.reference as label
  from delivery d cross join lateral (
    select x.* from delivery_record x where x.delivery_id = d.id and ${beginsBy(meaning)} desc limit 1) r
  join collection_line l on l.id = r.line_id
  where ${deliveryIs(companyId, meaning)} and ${reaches(meaning)} order by d.id`;

const beginsBy = ({ place }: Meaning): RawBuilder<unknown> =>
  place && 'line' in place
    ? sql`x.line_from <= ${place.line} order by x.line_from`
    : sql`x.byte_from <= ${place?.byte ?? -1} order by x.byte_from`;

const reaches = ({ place }: Meaning): RawBuilder<unknown> =>
  place && 'line' in place ? sql`r.line_to >= ${place.line}` : sql`r.byte_to > ${place?.byte ?? -1}`;

const recordsReceived = (companyId: number, meaning: Meaning) => sql`select 'file' as word, 'payment' as kind, p.id,
  'file ' || f.id || '#' || p.line_number as what, p.kind || ' ' || p.record_code as label
  from inbound_file f join payment p on p.file_id = f.id and p.line_number in (${lineNumber(meaning)})
  where ${fileIs(companyId, meaning)} order by p.id`;

const recordsThatAnswer = (companyId: number, meaning: Meaning) => sql`select 'file' as word,
  case when a.line_id is null then 'delivery' else 'line' end as kind, coalesce(a.line_id, a.delivery_id) as id,
  'file ' || f.id || '#' || a.line_number as what, a.outcome || ' in ' || f.file_name as label
  from inbound_file f join delivery_answer a on a.file_id = f.id and
    (a.line_number = ${wholePage} or a.line_number in (${lineNumber(meaning)}))
  where ${fileIs(companyId, meaning)} order by a.id`;

/** A receipt is one page of text: every place in it is the whole. */
const wholePage = sql.lit(0);

/** Records may lie in records (a batch's transactions): the innermost begins last. */
const lineNumber = ({ place }: Meaning): RawBuilder<unknown> =>
  place && 'line' in place
    ? sql`${place.line}`
    : sql`select r.line_number from file_record r
        where r.file_id = f.id and r.byte_from <= ${place?.byte ?? -1} and r.byte_to > ${place?.byte ?? -1}
        order by r.byte_from desc limit 1`;
