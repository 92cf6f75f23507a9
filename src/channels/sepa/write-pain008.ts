import { assert, type Minor, minor, problem, ProblemError } from '#kernel';
import { type CharacterSet, markup, namespaceOf, type XmlBuffer, xmlBuffer } from '#schemas/iso20022';
import type { Placed } from '../channel.ts';
import type { SddBatch, SddCollection, SddHeader, SepaAgreement } from './agreement.ts';
import { characterSetOf, checkSepaAgreement, longestName } from './check-agreement.ts';
import {
  agentParts,
  creationTime,
  putAgent,
  putDate,
  putFreeText,
  putIban,
  putIdentifier,
  putPositive,
  refuse,
} from './put-values.ts';
import { putTransaction, type TransactionParts, transactionParts } from './write-transaction.ts';

/** What a file holds, as its head states it. */
export interface SddTotals {
  readonly batches: number;
  readonly collections: number;
  readonly total: Minor;
  readonly bytes: number;
}

const largestSum = Number.MAX_SAFE_INTEGER;

/**
 * Writes direct debits to be collected (pain.008.001.02 or .08) as a stream of chunks of about 64 KiB; memory does not
 * grow with the file.
 *
 * The collections come in the order of the header's batches, each checked by `checkSddCollection` before. Counts and
 * sums stand at the head of a file, so the batches state them up front; what does not agree with them in the end, or
 * cannot be written, throws a `ProblemError` with FIELD_NOT_WRITABLE, and nothing of the file may be used.
 *
 * @param placed told where each transaction lies, from its first tag to the end of its line
 * @returns the totals, as the generator's return value
 */
export async function* writePain008(
  header: SddHeader,
  collections: AsyncIterable<SddCollection> | Iterable<SddCollection>,
  placed?: Placed,
): AsyncGenerator<Buffer, SddTotals> {
  const file = begin(header);
  const { out } = file;
  for await (const collection of collections) {
    const batch =
      file.batch?.stated.paymentInfoId === collection.paymentInfoId ? file.batch : turnBatch(file, collection);
    out.makeRoom();
    const from = out.bytes();
    putTransaction(out, file.parts, collection);
    placed?.(from, out.bytes());
    batch.count += 1;
    batch.total += collection.amount;
    if (out.hasFull()) yield* out.full();
  }
  endBatch(file);
  const missing = header.batches[file.begun];
  if (missing) refuse('pain.008 PmtInf', 'NbOfTxs', '0', `${missing.count} collections in ${missing.paymentInfoId}`);
  out.put(file.tail);
  yield* out.end();
  return { batches: file.begun, collections: file.count, total: minor(file.total), bytes: out.bytes() };
}

interface Writing {
  readonly header: SddHeader;
  readonly set: CharacterSet;
  readonly out: XmlBuffer;
  readonly parts: TransactionParts;
  readonly tail: Uint8Array;
  /** Batches begun so far: the next one is at this place of the header. */
  begun: number;
  batch: { readonly stated: SddBatch; count: number; total: number } | null;
  readonly count: number;
  readonly total: number;
}

function begin(header: SddHeader): Writing {
  const { agreement, batches } = header;
  const [wrong] = checkSepaAgreement(agreement);
  if (wrong) refuse('pain.008 agreement', wrong.field, wrong.value, wrong.expected);
  checkBatches(batches);
  const set = characterSetOf(agreement);
  const out = xmlBuffer();
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const total = batches.reduce((sum, batch) => sum + batch.total, 0);
  putGroupHeader(out, header, set, count, total);
  const parts = transactionParts(agreement, set);
  const tail = markup('</CstmrDrctDbtInitn>\n</Document>\n');
  return { header, set, out, parts, tail, begun: 0, batch: null, count, total };
}

function checkBatches(batches: readonly SddBatch[]): void {
  const record = 'pain.008 PmtInf';
  if (batches.length === 0) refuse('pain.008 GrpHdr', 'NbOfTxs', '0', 'at least one batch');
  const ids = new Set<string>();
  for (const { paymentInfoId, count } of batches) {
    if (ids.has(paymentInfoId)) refuse(record, 'PmtInfId', paymentInfoId, 'an id of its own for every batch');
    ids.add(paymentInfoId);
    if (!Number.isSafeInteger(count) || count < 1) refuse(record, 'NbOfTxs', String(count), 'at least one collection');
  }
}

function putGroupHeader(out: XmlBuffer, header: SddHeader, set: CharacterSet, count: number, total: number): void {
  const { agreement, messageId, createdAt } = header;
  const { name, id } = agreement.initiatingParty;
  const record = 'pain.008 GrpHdr';
  const namespace = namespaceOf(`pain.008.001.${agreement.version}`);
  out.put(markup(`<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespace}">\n<CstmrDrctDbtInitn>\n`));
  out.put(markup('<GrpHdr><MsgId>'));
  putIdentifier(out, record, 'MsgId', messageId);
  out.put(markup(`</MsgId><CreDtTm>${creationTime(createdAt)}</CreDtTm><NbOfTxs>${count}</NbOfTxs><CtrlSum>`));
  putPositive(out, record, 'CtrlSum', total, largestSum);
  out.put(markup('</CtrlSum><InitgPty><Nm>'));
  putFreeText(out, record, 'InitgPty/Nm', name, set, longestName);
  out.put(markup('</Nm>'));
  if (id !== null) {
    out.put(markup('<Id><OrgId><Othr><Id>'));
    putIdentifier(out, record, 'InitgPty/Id', id);
    out.put(markup('</Id></Othr></OrgId></Id>'));
  }
  out.put(markup('</InitgPty></GrpHdr>\n'));
}

function turnBatch(file: Writing, collection: SddCollection): NonNullable<Writing['batch']> {
  endBatch(file);
  const stated = file.header.batches[file.begun];
  if (stated?.paymentInfoId !== collection.paymentInfoId) {
    const expected = stated ? `collections of ${stated.paymentInfoId} next` : 'no collections behind the last batch';
    refuse('pain.008 PmtInf', 'PmtInfId', collection.paymentInfoId, expected);
  }
  assert(stated, 'a batch that fits is there');
  file.begun += 1;
  file.out.makeRoom();
  putBatchHead(file, stated);
  const batch = { stated, count: 0, total: 0 };
  file.batch = batch;
  return batch;
}

function endBatch(file: Writing): void {
  if (file.batch === null) return;
  const { stated, count, total } = file.batch;
  const record = `pain.008 PmtInf ${stated.paymentInfoId}`;
  if (count !== stated.count) refuse(record, 'NbOfTxs', String(count), `${stated.count}, as its head says`);
  if (total !== stated.total) refuse(record, 'CtrlSum', String(total), `${stated.total} minor units, as its head says`);
  file.out.put(markup('</PmtInf>\n'));
  file.batch = null;
}

function putBatchHead(file: Writing, batch: SddBatch): void {
  const { out, set, header } = file;
  const { agreement } = header;
  const record = 'pain.008 PmtInf';
  out.put(markup('<PmtInf><PmtInfId>'));
  putIdentifier(out, record, 'PmtInfId', batch.paymentInfoId);
  out.put(markup(`</PmtInfId><PmtMtd>DD</PmtMtd><BtchBookg>${agreement.batchBooking}</BtchBookg>`));
  out.put(markup(`<NbOfTxs>${batch.count}</NbOfTxs><CtrlSum>`));
  putPositive(out, record, 'CtrlSum', batch.total, largestSum);
  out.put(markup(`</CtrlSum>${paymentType(agreement, batch)}<ReqdColltnDt>`));
  putDate(out, record, 'ReqdColltnDt', batch.collectionDate);
  out.put(markup('</ReqdColltnDt><Cdtr><Nm>'));
  putFreeText(out, record, 'Cdtr/Nm', agreement.creditorName, set, longestName);
  out.put(markup('</Nm></Cdtr><CdtrAcct><Id><IBAN>'));
  putIban(out, record, 'CdtrAcct/Id/IBAN', agreement.creditorIban);
  out.put(markup('</IBAN></Id></CdtrAcct><CdtrAgt>'));
  putAgent(out, record, 'CdtrAgt', agreement.creditorBic, agentParts(agreement.version === '08'));
  const isSepa = agreement.profile === 'sepa';
  out.put(markup(`</CdtrAgt>${isSepa ? '<ChrgBr>SLEV</ChrgBr>' : ''}<CdtrSchmeId><Id><PrvtId><Othr><Id>`));
  putIdentifier(out, record, 'CdtrSchmeId', agreement.creditorId);
  const scheme = isSepa ? '<SchmeNm><Prtry>SEPA</Prtry></SchmeNm>' : '';
  out.put(markup(`</Id>${scheme}</Othr></PrvtId></Id></CdtrSchmeId>\n`));
}

/** One block per batch, never per transaction (danske-iso20022.md section 2.2: one of both places). */
function paymentType({ profile, scheme, danishCodes }: SepaAgreement, { sequence }: SddBatch): string {
  if (profile === 'sepa') {
    const level = '<SvcLvl><Cd>SEPA</Cd></SvcLvl>';
    return `<PmtTpInf>${level}<LclInstrm><Cd>${scheme}</Cd></LclInstrm><SeqTp>${sequence}</SeqTp></PmtTpInf>`;
  }
  const instrument = danishCodes?.localInstrument;
  if (!instrument) throw new ProblemError(problem('UNEXPECTED', { text: 'the agreement was checked for its codes' }));
  const level = danishCodes.serviceLevel ? `<SvcLvl><Prtry>${danishCodes.serviceLevel}</Prtry></SvcLvl>` : '';
  return `<PmtTpInf>${level}<LclInstrm><Prtry>${instrument}</Prtry></LclInstrm><SeqTp>${sequence}</SeqTp></PmtTpInf>`;
}
