import { sql } from 'kysely';
import { danishAmount, minor } from '#kernel';
import type { Tx } from '#store';

export interface StoryEvent {
  readonly id: number;
  readonly at: Date;
  readonly by: string;
  readonly subject: string;
  readonly subjectId: number;
  readonly type: string;
  /** What happened, in plain words. */
  readonly text: string;
}

/** Whose events a story holds. */
export type Subjects = Readonly<Record<string, readonly number[]>>;

type Patch = Readonly<Record<string, unknown>>;

interface EventRow {
  readonly id: number;
  readonly at: Date;
  readonly done_by: string;
  readonly stream: string;
  readonly stream_id: number;
  readonly type: string;
  readonly patch: Patch;
}

/** The events of all subjects, as they happened. */
export async function eventsOf(tx: Tx, subjects: Subjects): Promise<readonly StoryEvent[]> {
  const { rows } = await sql<EventRow>`
    select e.id, e.at, e.done_by, e.stream, e.stream_id, e.type, e.patch
    from jsonb_each(${JSON.stringify(subjects)}::jsonb) s(stream, ids)
    cross join lateral jsonb_array_elements_text(s.ids) i(id)
    join event e on e.stream = s.stream and e.stream_id = i.id::bigint
    order by e.id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    by: row.done_by,
    subject: row.stream,
    subjectId: row.stream_id,
    type: row.type,
    text: inWords(row),
  }));
}

function inWords({ stream, type, patch }: EventRow): string {
  const told = words[`${stream} ${type}`];
  if (told) return told(patch);
  const state = textIn(patch, 'state');
  return `${names[stream] ?? stream}: ${type}${state === '' ? '' : `, now ${state}`}`;
}

const names: Readonly<Record<string, string>> = {
  journal: 'The journal',
  collection_line: 'The line',
  delivery: 'The delivery',
  inbound_file: 'The file',
  payment: 'The payment',
  allocation: 'The allocation',
  exception: 'The error log',
  posting: 'The posting',
};

const words: Readonly<Record<string, (patch: Patch) => string>> = {
  'journal ordered': (p) => `The journal was ordered for ${textIn(p, 'payment_date')}`,
  'journal chunkBuilt': () => 'Some customers were weighed for the journal',
  'journal built': () => 'The journal was built',
  'journal validated': () => 'The journal was checked',
  'journal approved': (p) => `The journal was approved by ${textIn(p, 'approved_by')}`,
  'journal exported': () => 'The journal was written into a delivery',
  'collection_line built': (p) =>
    `Line ${textIn(p, 'reference')}: ${amountIn(p, 'amount_minor')} from customer ${textIn(p, 'customer_number')} on ${textIn(p, 'payment_date')}`,
  'collection_line passCheck': () => 'The line was found in order',
  'collection_line failCheck': () => 'The line was found faulty',
  'collection_line approve': () => 'The line was approved',
  'collection_line export': () => 'The line was written into a delivery',
  'collection_line acknowledge': () => 'The line’s delivery was accepted',
  'collection_line refuse': () => 'The line’s delivery was refused',
  'collection_line pay': (p) => `The line was paid: ${amountIn(p, 'paid_minor')}`,
  'collection_line reject': () => 'The customer or the bank rejected the collection',
  'collection_line chargeBack': () => 'The payment of the line was taken back',
  'collection_line undoPayment': () => 'The payment of the line was undone',
  'collection_line resend': () => 'The line was taken up again for the next delivery',
  'collection_line withdraw': () => 'The line was withdrawn',
  'delivery frozen': (p) =>
    `Delivery ${textIn(p, 'file_name')} was frozen: ${textIn(p, 'collections')} collections, ${amountIn(p, 'net_minor')}`,
  'delivery upload': () => 'The upload of the delivery began',
  'delivery rename': () => 'The delivery was given its final name',
  'delivery arrive': () => 'The delivery lies with the receiver',
  'delivery lose': () => 'It is not known whether the delivery arrived',
  'delivery receive': () => 'The delivery was received',
  'delivery accept': () => 'The delivery was accepted',
  'delivery refuse': (p) => `The delivery was refused: ${textIn(p, 'receipt_text')}`,
  'inbound_file receive': (p) => `The file ${textIn(p, 'file_name')} came in`,
  'inbound_file check': () => 'The totals of the file were compared with its records',
  'inbound_file ingest': () => 'The file was read',
  'inbound_file quarantine': () => 'The file was put aside',
  'payment receive': (p) =>
    `Told in line ${textIn(p, 'line_number')}, record ${textIn(p, 'record_code')}: ${amountIn(p, 'effect_minor')}`,
  'payment match': () => 'The payment was matched',
  'payment note': () => 'Noted: it moves no money',
  'payment park': () => 'The payment went to the error log',
  'payment dismiss': () => 'The payment was put aside for good',
  'allocation allocate': (p) => `${amountIn(p, 'amount_minor')} by ${textIn(p, 'rung')}`,
  'exception open': (p) => `In the error log: ${textIn(p, 'code')}`,
  'exception reopen': () => 'In the error log again',
  'exception solve': (p) => `Solved (${textIn(p, 'action')}) by ${textIn(p, 'acted_by')}: ${textIn(p, 'reason')}`,
  'exception dismiss': (p) => `Dismissed by ${textIn(p, 'acted_by')}: ${textIn(p, 'reason')}`,
  'posting propose': (p) =>
    `A ${textIn(p, 'kind')} of ${amountIn(p, 'amount_minor')} is to be posted on ${textIn(p, 'posting_date')}`,
  'posting send': () => 'The posting was sent to Business Central',
  'posting confirm': (p) => `Posted as document ${textIn(p, 'document_number')}, entry ${textIn(p, 'bc_entry_number')}`,
  'posting fail': (p) => `Not posted: ${textIn(p, 'bc_text')}`,
  'posting takeBack': () => 'Business Central did not post it; it is to be posted again',
  'posting retry': () => 'A person wants it posted again',
};

const textIn = (patch: Patch, field: string): string => {
  const value = patch[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

const amountIn = (patch: Patch, field: string): string => {
  const value = patch[field];
  return typeof value === 'number' ? danishAmount(minor(value)) : '';
};
