import { z } from 'zod';

/**
 * Column tables of Danske Bank's comma-separated Collection Service messages (danske-iso20022.md sections 1.4 and 6.6).
 *
 * The bank's tables are not public, so the program knows none: a user enters them from the bank's own documents. A record
 * without a table can be read as raw fields and cannot be written.
 */

/** Messages we send, and messages we get. */
export const collectionMessages = {
  outgoing: ['COLLECTION', 'COLDEBMOD', 'COLDELETE'],
  incoming: ['COLLACK', 'COLSTATUS', 'COLDEBITOR', 'CRECSF'],
} as const;

export const collectionMessageNames = [...collectionMessages.outgoing, ...collectionMessages.incoming] as const;
export type CollectionMessage = (typeof collectionMessageNames)[number];

/** What the program puts into, or takes from, a column. A column of no meaning holds a constant, or is left empty. */
export const columnMeanings = [
  'message',
  'collectionType',
  'creditorNumber',
  'customerNumber',
  'mandateNumber',
  'dueDate',
  'amount',
  'currency',
  'reference',
  'text',
  'debtorName',
  'debtorAccount',
  'taxNumber',
  'messageType',
  'statusCode',
  'statusText',
] as const;
export type ColumnMeaning = (typeof columnMeanings)[number];

const column = z.strictObject({
  /** The bank's own number of the field, counted from 1 without a gap. */
  no: z.int().min(1).max(200),
  /** The bank's own name of it, for people. */
  name: z.string().min(1).max(80),
  /** `an`: in double quotes, also when empty. `n`: digits without quotes. */
  kind: z.enum(['an', 'n']),
  maxLength: z.int().min(1).max(1000),
  /** Y yes, N no, C conditional: only the bank's document says when, so it is not checked. */
  required: z.enum(['Y', 'N', 'C']),
  meaning: z.enum(columnMeanings).optional(),
  /** Written when nothing else fills the column. */
  constant: z.string().optional(),
  /** How a date or an amount is written; only the bank's document says. */
  format: z.enum(['YYYYMMDD', 'DDMMYYYY', 'YYMMDD', 'minor', 'comma', 'point']).optional(),
  /** Filled up on the left with zeros to its whole length, as the debtor's account in COLDEBMOD. */
  zeroFilled: z.boolean().default(false),
  /** Where this line was taken from: document, version, page. */
  source: z.string().min(1),
});

export type CollectionColumn = z.output<typeof column>;

const columns = z
  .array(column)
  .min(1)
  .superRefine((table, context) => {
    const complain = (path: readonly (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    for (const [i, { no, meaning, format, constant, kind, maxLength }] of table.entries()) {
      if (no !== i + 1) complain([i, 'no'], `column ${i + 1} is missing: the numbers go up one by one`);
      const isDate = format === 'YYYYMMDD' || format === 'DDMMYYYY' || format === 'YYMMDD';
      if (meaning === 'dueDate' && !isDate) complain([i, 'format'], 'a date needs YYYYMMDD, DDMMYYYY or YYMMDD');
      if (meaning === 'amount' && (format === undefined || isDate)) {
        complain([i, 'format'], 'an amount needs minor, comma or point');
      }
      if (meaning !== 'dueDate' && meaning !== 'amount' && format !== undefined) {
        complain([i, 'format'], 'only a date or an amount has a format');
      }
      if (kind === 'n' && format !== undefined && (format === 'comma' || format === 'point')) {
        complain([i, 'kind'], 'digits have no decimal sign: quote it, or write minor units');
      }
      if (constant !== undefined && constant.length > maxLength) complain([i, 'constant'], 'longer than its column');
    }
    const used = table.flatMap(({ meaning }) => (meaning === undefined ? [] : [meaning]));
    for (const meaning of new Set(used)) {
      if (used.filter((other) => other === meaning).length > 1) complain([], `${meaning} stands in two columns`);
    }
    if (table[0]?.meaning !== 'message') complain([0, 'meaning'], 'the first column names the message');
  });

const outgoing = columns.superRefine((table, context) => {
  const missing = (['customerNumber'] as const).filter((meaning) => !table.some((found) => found.meaning === meaning));
  for (const meaning of missing) context.addIssue({ code: 'custom', path: [], message: `no column holds ${meaning}` });
});

const collection = outgoing.superRefine((table, context) => {
  for (const meaning of ['collectionType', 'dueDate', 'amount'] as const) {
    if (table.some((found) => found.meaning === meaning)) continue;
    context.addIssue({ code: 'custom', path: [], message: `no column holds ${meaning}` });
  }
});

/** One table per message; a message without one is neither written nor taken apart. */
export const collectionTables = z.strictObject({
  COLLECTION: collection.optional(),
  COLDEBMOD: outgoing.optional(),
  COLDELETE: outgoing.optional(),
  COLLACK: columns.optional(),
  COLSTATUS: columns.optional(),
  COLDEBITOR: columns.optional(),
  CRECSF: columns.optional(),
});

export type CollectionTables = z.output<typeof collectionTables>;
export type CollectionTablesInput = z.input<typeof collectionTables>;
