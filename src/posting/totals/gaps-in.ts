import { sql } from 'kysely';
import type { Tx } from '#store';
import { gapOf, type GapSubject, type TotalsGap } from './gap.ts';
import { paymentTies, postingTies } from './payment-ties.ts';
import { type ChainTable, figuresOf, type RowGap, rowGaps } from './row-witness.ts';
import type { Scope } from './scope.ts';
import { deliveryTies, fileTies, journalTies, lineTies, statementTies } from './ties.ts';

/** So many ids are looked at in one statement: the answer of each stays small, and so does the plan. */
const idsAStep = 5000;

/** What a gap in this many places means is that something happened to the books as a whole. */
export const mostGaps = 500;

/** With the sums of whole files, deliveries and journals, or without. */
export type Depth = 'rows' | 'sums';

/** Everything that does not agree within a scope; sums first, for they tell more than a single figure. */
export async function gapsIn(
  tx: Tx,
  companyId: number,
  scope: Scope,
  depth: Depth = 'sums',
): Promise<readonly TotalsGap[]> {
  const gaps: TotalsGap[] = [];
  const look = async (ids: readonly number[], ask: (ids: readonly number[]) => Promise<readonly TotalsGap[]>) => {
    for (let at = 0; at < ids.length && gaps.length <= mostGaps; at += idsAStep) {
      gaps.push(...(await ask(ids.slice(at, at + idsAStep))));
    }
  };
  if (depth === 'sums') {
    await look(scope.file, (ids) => fileTies(tx, ids));
    await look(scope.file, (ids) => statementTies(tx, ids));
    await look(scope.delivery, (ids) => deliveryTies(tx, ids));
    await look(scope.journal, (ids) => journalTies(tx, ids));
  }
  await look(scope.line, (ids) => lineTies(tx, ids));
  await look(scope.payment, (ids) => paymentTies(tx, ids));
  await look(scope.posting, (ids) => postingTies(tx, ids));
  for (const [table, subject] of tablesOfScope) {
    await look(scope[subject], async (ids) => rowsAsGaps(tx, await rowGaps(tx, companyId, table, ids)));
  }
  return gaps;
}

const tablesOfScope = [
  ['inbound_file', 'file'],
  ['delivery', 'delivery'],
  ['journal', 'journal'],
  ['collection_line', 'line'],
  ['payment', 'payment'],
  ['allocation', 'allocation'],
  ['posting', 'posting'],
] as const satisfies readonly (readonly [ChainTable, keyof Scope])[];

/** What rows are called in front of people. */
const wordOf: Readonly<Record<ChainTable, string>> = {
  inbound_file: 'file',
  delivery: 'delivery',
  journal: 'journal',
  collection_line: 'line',
  payment: 'payment',
  allocation: 'allocation',
  posting: 'posting',
};

async function rowsAsGaps(tx: Tx, rows: readonly RowGap[]): Promise<readonly TotalsGap[]> {
  const names = await fileNames(tx, rows);
  return rows.flatMap((row) => {
    const what = `${wordOf[row.table]} ${row.id}${row.columns.length > 0 ? `: ${row.columns.join(', ')}` : ''}`;
    const lineNumber = numberIn(row, 'line_number') ?? 0;
    const name = names.get(fileOf(row) ?? 0) ?? textIn(row, 'file_name') ?? '';
    return stopOf[row.table](row).map(([subject, id]) =>
      gapOf(subject, id, { name, lineNumber, what, ...figuresOf(row) }),
    );
  });
}

type Stopped = readonly (readonly [GapSubject, number])[];

/** What a row that is not itself any more stops: itself, and what its events and it say that it belongs to. */
const stopOf: Readonly<Record<ChainTable, (row: RowGap) => Stopped>> = {
  inbound_file: ({ id }) => [['file', id]],
  delivery: ({ id }) => [['delivery', id]],
  journal: ({ id }) => [['journal', id]],
  collection_line: (row) => [['line', row.id], ...(row.row === null ? belongsTo(row, 'journal', 'journal_id') : [])],
  payment: (row) => {
    const isElsewhere = row.row === null || row.columns.includes('file_id');
    return [['payment', row.id], ...(isElsewhere ? belongsTo(row, 'file', 'file_id') : [])];
  },
  allocation: (row) => belongsTo(row, 'payment', 'payment_id'),
  posting: (row) => [['posting', row.id], ...belongsTo(row, 'payment', 'payment_id')],
};

const belongsTo = ({ told, row }: RowGap, subject: GapSubject, column: string): Stopped =>
  [...new Set([told?.[column], row?.[column]])].flatMap((id) =>
    typeof id === 'number' ? [[subject, id] as const] : [],
  );

const fileOf = (row: RowGap): number | null => numberIn(row, 'file_id');

function numberIn({ row, told }: RowGap, column: string): number | null {
  const found = told?.[column] ?? row?.[column];
  return typeof found === 'number' ? found : null;
}

function textIn({ row, told }: RowGap, column: string): string | null {
  const found = told?.[column] ?? row?.[column];
  return typeof found === 'string' ? found : null;
}

async function fileNames(tx: Tx, rows: readonly RowGap[]): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(rows.flatMap((row) => fileOf(row) ?? []))];
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: number; name: string }>`
    select id, file_name as name from inbound_file where id = any(${ids})`.execute(tx);
  return new Map(found.rows.map(({ id, name }) => [id, name]));
}
