import { createHash } from 'node:crypto';
import { jsonFromMinor, minor, problem, ProblemError } from '#kernel';
import { type BcBatch, collectionBatch, readEntity } from '#schemas/bc';
import { type Addresses, withQuery } from './addresses.ts';
import { filterOf, isText } from './filters.ts';
import { bodyOf, checkNewPayment } from './new-payment.ts';
import { postOnce } from './post-once.ts';
import { readAll, type Reading, unreadableAt } from './read.ts';
import type { BcBatchAnswer, BcNewBatch, BcNewPayment } from './types.ts';

/**
 * Posts many payments in one transaction, once: all of them or none. Business Central keeps each line's own key, so a line
 * that was posted before, alone or in another batch, makes it refuse the whole.
 *
 * @throws ProblemError FIELD_NOT_WRITABLE before anything is sent, when a line does not fit the fields of the API
 */
export async function postBatch(
  { reading, addresses }: { readonly reading: Reading; readonly addresses: Addresses },
  companyId: string,
  batch: BcNewBatch,
): Promise<BcBatchAnswer> {
  for (const line of batch.lines) checkLine(batch, line);
  const lines = JSON.stringify(batch.lines.map(lineOf));
  const ours = {
    idempotencyKey: batch.idempotencyKey,
    postingDate: batch.postingDate,
    currencyCode: batch.currencyCode,
    lineCount: batch.lines.length,
    totalAmount: totalOf(batch),
    linesHash: createHash('sha256').update(lines).digest('hex'),
  };
  const answer = await postOnce({
    reading,
    key: batch.idempotencyKey,
    rows: addresses.batches(companyId),
    action: (id) => addresses.applyAndPostBatch(companyId, id),
    body: { ...ours, totalAmount: jsonFromMinor(ours.totalAmount), lines },
    schema: collectionBatch,
    find: () => findBatch(reading, addresses, companyId, batch.idempotencyKey),
    differenceFrom: (row) => differenceBetween(ours, row),
  });
  if (answer.outcome !== 'posted') return answer;
  const { row } = answer;
  // Business Central keeps keys in capitals.
  const posted = new Map(row.results.map((result) => [result.idempotencyKey.toUpperCase(), result]));
  const lineResults = batch.lines.flatMap(({ idempotencyKey }) => {
    const result = posted.get(idempotencyKey.toUpperCase());
    return result ? [{ ...result, idempotencyKey }] : [];
  });
  const missing = batch.lines.find(({ idempotencyKey }) => !posted.has(idempotencyKey.toUpperCase()));
  if (missing === undefined) return { outcome: 'posted', id: row.id, lines: lineResults };
  const field = { field: 'results', value: missing.idempotencyKey, expected: 'a result of every line' };
  return { outcome: 'unclear', problem: unreadableAt(addresses.batches(companyId), field) };
}

async function findBatch(
  reading: Reading,
  addresses: Addresses,
  companyId: string,
  key: string,
): Promise<BcBatch | null> {
  const address = withQuery(addresses.batches(companyId), { $filter: filterOf([isText('idempotencyKey', key)]) });
  const [raw] = await readAll(reading, address);
  if (raw === undefined) return null;
  const found = readEntity(collectionBatch, raw);
  if (!found.ok) throw new ProblemError(unreadableAt(address, found.error));
  return found.value;
}

/** What a line says that its batch does not say for all of them. */
function lineOf(line: BcNewPayment): Readonly<Record<string, string | number>> {
  const said = new Set(['type', 'postingDate', 'currencyCode', 'accountNumber']);
  return Object.fromEntries(Object.entries(bodyOf(line)).filter(([name]) => !said.has(name)));
}

const totalOf = ({ lines }: BcNewBatch) => minor(lines.reduce((sum, { amount }) => sum + amount, 0));

function checkLine({ postingDate, currencyCode }: BcNewBatch, line: BcNewPayment): void {
  checkNewPayment(line);
  const isOfBatch = line.type === 'Payment' && line.postingDate === postingDate && line.currencyCode === currencyCode;
  if (isOfBatch) return;
  const context = {
    record: 'collectionBatches',
    field: 'lines',
    value: line.idempotencyKey,
    expected: 'payments of the batch’s own date and currency',
  };
  throw new ProblemError(problem('FIELD_NOT_WRITABLE', context));
}

/** The lines themselves are compared by their hash: Business Central does not send a large text back. */
function differenceBetween(
  ours: Readonly<
    Pick<BcBatch, 'postingDate' | 'currencyCode' | 'lineCount' | 'totalAmount'> & { readonly linesHash: string }
  >,
  theirs: BcBatch,
): string | null {
  const names = ['currencyCode', 'lineCount', 'totalAmount', 'linesHash'] as const;
  const different = names.find((name) => ours[name] !== theirs[name]);
  return different === undefined ? null : `${different} is ${theirs[different]} there and ${ours[different]} here`;
}
