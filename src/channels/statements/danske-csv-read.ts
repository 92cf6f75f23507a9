import { minor, type Problem, problem } from '#kernel';
import { eachLine, lineBlocks, printable } from '#schemas/kit';
import { decoderOf } from '#schemas/statements';
import type { PaymentFact, PaymentReader, ReadBatch, RecordSpan, StatementSummary } from '../facts.ts';
import { type BalanceChain, chainSummary, continues, extendChain, newChain } from './danske-csv-balance.ts';
import { type DanskeKind, type DanskeRow, readDanskeRow } from './danske-csv-row.ts';
import { type PaymentKeys, paymentKeys } from './payment-keys.ts';
import { plainFact } from './plain-fact.ts';

/** Reads account statements of Danske Bank in nine columns (CMKV). The file names no currency: it is taken for kroner. */
export const readCmkv: PaymentReader = (source, fileName) => readDanske('CMKV', source, fileName);

/** Reads account statements of Danske Bank with extended advice (CMKXKSX). */
export const readCmkxksx: PaymentReader = (source, fileName) => readDanske('CMKXKSX', source, fileName);

interface Batch {
  readonly facts: PaymentFact[];
  readonly records: RecordSpan[];
  readonly problems: Problem[];
  readonly statements: StatementSummary[];
  readonly fatal: Problem[];
}

const decode = decoderOf('windows-1252');

async function* readDanske(
  kind: DanskeKind,
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<ReadBatch> {
  const keys = paymentKeys();
  let chain: BalanceChain | null = null;
  let isFirst = true;
  let lines = 0;
  for await (const block of lineBlocks(source)) {
    const batch = newBatch();
    eachLine(block, (start, end, lineNumber) => {
      const line = decode(block.text.slice(start, end)).replace(/^\ufeff/, '');
      if (line.replaceAll('\u001a', '').trim() === '') return;
      lines += 1;
      const place = { lineNumber, byteFrom: block.offset + start, byteTo: block.offset + end };
      const row = takeLine(kind, line, place, fileName, batch);
      if (row === null) return;
      batch.facts.push(factOf(kind, row, place, keys));
      if (chain !== null && continues(chain, row)) extendChain(chain, row, lineNumber);
      else {
        endChain(chain, fileName, batch);
        chain = newChain(row, lineNumber);
      }
    });
    yield isFirst ? { header: { messageId: null, variant: kind.toLowerCase(), createdOn: null }, ...batch } : batch;
    isFirst = false;
  }
  const batch = newBatch();
  if (lines === 0) batch.fatal.push(problem('FILE_EMPTY', { fileName }));
  endChain(chain, fileName, batch);
  yield batch;
}

const newBatch = (): Batch => ({ facts: [], records: [], problems: [], statements: [], fatal: [] });

type Place = Omit<RecordSpan, 'layoutKey'>;

function takeLine(kind: DanskeKind, line: string, place: Place, fileName: string, batch: Batch): DanskeRow | null {
  const { lineNumber } = place;
  const isKnown = line.startsWith(`"${kind}"`) || line.startsWith(`${kind},`);
  batch.records.push({ ...place, layoutKey: isKnown ? kind.toLowerCase() : null });
  if (!isKnown) {
    batch.problems.push(problem('RECORD_UNKNOWN', { fileName, lineNumber, value: printable(line, 40) }));
    return null;
  }
  const read = readDanskeRow(kind, line);
  if (read.ok) return read.value;
  for (const fault of read.error) {
    batch.problems.push(problem('LINE_UNREADABLE', { fileName, lineNumber, ...fault, value: printable(fault.value) }));
  }
  return null;
}

function endChain(chain: BalanceChain | null, fileName: string, batch: Batch): void {
  if (chain === null) return;
  const { summary, problems } = chainSummary(chain, fileName);
  if (summary !== null) batch.statements.push(summary);
  batch.problems.push(...problems);
}

function factOf(kind: DanskeKind, row: DanskeRow, place: Place, keys: PaymentKeys): PaymentFact {
  const { account, amount, bookingDate, currency, reference, texts, valueDate } = row;
  const isCredit = amount > 0;
  const paper = minor(Math.abs(amount));
  const what = `${account}|${bookingDate}|${isCredit ? 'C' : 'D'}${paper}`;
  return plainFact(place, {
    recordCode: kind,
    means: 'transfer',
    account,
    isCredit,
    currency,
    amount: paper,
    effect: amount,
    valueDate,
    bookkeepingDate: bookingDate,
    paymentKey: keys.of(what, reference, texts.join('\n')),
    bankReference: reference,
    bankCode: kind,
    creditedAccount: '',
    payerName: '',
    payerAccount: '',
    transactionId: '',
    references: [],
    texts,
  });
}
