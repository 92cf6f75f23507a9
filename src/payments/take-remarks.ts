import { sql } from 'kysely';
import type { RemarkFact } from '#channels';
import { type Finding, openExceptions } from '#exceptions';
import { acceptByTotals, agreementsByCreditor, keepAnswers, moveLines } from '#journal';
import { problem } from '#kernel';
import type { Actor, Tx } from '#store';
import type { FileRow } from './inbound-file.ts';

/**
 * Takes in what a channel says of what we sent (0621, 0690): every word is kept; a refused record rejects its line and is
 * told; the receipts of Leverandørservice, which has no other, accept the delivery whose totals they state.
 */
export async function takeRemarks(tx: Tx, file: FileRow, remarks: readonly RemarkFact[], actor: Actor): Promise<void> {
  await storeRemarks(tx, file.id, remarks);
  const routes = await agreementsByCreditor(tx, file);
  for (const creditor of new Set(remarks.map(({ creditorNumber }) => creditorNumber))) {
    const about = { ...file, agreementId: routes.get(creditor) ?? file.agreementId };
    const theirs = remarks.filter(({ creditorNumber }) => creditorNumber === creditor);
    await takeReceipts(tx, about, theirs, actor);
    for (const remark of theirs.filter(({ kind }) => kind === 'error' || kind === 'remark')) {
      await takeRemark(tx, about, remark, actor);
    }
  }
}

async function storeRemarks(tx: Tx, fileId: number, remarks: readonly RemarkFact[]): Promise<void> {
  const rows = remarks.map((one) => ({
    file_id: fileId,
    line_number: one.lineNumber,
    kind: one.kind,
    debtor_group: one.debtorGroup,
    customer_number: one.customerNumber,
    mandate_number: one.mandateNumber,
    date: one.date,
    amount_minor: one.amount,
    count: one.count,
    code: one.code,
    text: one.text,
  }));
  await sql`insert into remark select * from jsonb_populate_recordset(null::remark, ${JSON.stringify(rows)}::jsonb)
    on conflict do nothing`.execute(tx);
}

/** Betalingsservice has its V receipt; where there is none, receipts that add up to a delivery accept it. */
async function takeReceipts(tx: Tx, file: FileRow, remarks: readonly RemarkFact[], actor: Actor): Promise<void> {
  const receipts = remarks.filter(({ kind, channel }) => kind === 'receipt' && channel === 'leverandoerservice');
  if (receipts.length === 0) return;
  const refused = remarks.filter(({ kind }) => kind === 'error');
  const counted = [...receipts.map(({ count }) => count ?? 0), ...refused.map(() => 1)];
  const amounts = [...receipts, ...refused].map(({ amount }) => amount);
  const totals = { count: sum(counted), minor: sum(amounts) };
  const told = { fileId: file.id, lineNumbers: receipts.map(({ lineNumber }) => lineNumber) };
  const answer = { text: `received with ${file.fileName}`, told };
  const accepted = await acceptByTotals(tx, file.agreementId, totals, answer, actor);
  if (accepted) return;
  const context = { fileName: file.fileName, code: receipts[0]?.recordCode ?? '', text: `${totals.count} collections` };
  const finding = { problem: problem('RECEIPT_UNMATCHED', context), subject: 'file' as const, subjectId: file.id };
  await openExceptions(tx, file.companyId, [finding], actor);
}

async function takeRemark(tx: Tx, file: FileRow, remark: RemarkFact, actor: Actor): Promise<void> {
  const line = await lineOf(tx, file.agreementId, remark);
  if (line && remark.kind === 'error') await moveLines(tx, 'reject', sql`r.id = ${line.id}`, actor);
  const { lineNumber, customerNumber, code, text } = remark;
  if (line) {
    const told = { fileId: file.id, lineNumbers: [lineNumber] };
    await keepAnswers(tx, told, 'line', [line.id], remark.kind === 'error' ? 'rejected' : 'remarked');
  }
  const reference = line?.reference ?? '';
  const context = { fileName: file.fileName, lineNumber, customerNumber, reference, code, text };
  const about: Pick<Finding, 'subject' | 'subjectId'> = line
    ? { subject: 'line', subjectId: line.id }
    : { subject: 'file', subjectId: file.id };
  const dedupeKey = `RECORD_REFUSED:${file.id}:${lineNumber}`;
  const found = remark.kind === 'error' ? 'RECORD_REFUSED' : 'RECORD_REMARKED';
  await openExceptions(tx, file.companyId, [{ problem: problem(found, context), ...about, dedupeKey }], actor);
}

async function lineOf(
  tx: Tx,
  agreementId: number,
  { customerNumber, debtorGroup, date }: RemarkFact,
): Promise<{ readonly id: number; readonly reference: string } | null> {
  if (customerNumber === '' || date === null) return null;
  const { rows } = await sql<{ id: number; reference: string }>`
    select id, reference from collection_line
    where agreement_id = ${agreementId} and customer_number = ${customerNumber} and payment_date = ${date}
      and (${debtorGroup} = '' or debtor_group = ${debtorGroup}) and state in ('exported', 'acknowledged')
    order by id desc limit 1`.execute(tx);
  return rows[0] ?? null;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
