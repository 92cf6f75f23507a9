import type { CalendarDate } from '#kernel';
import type { Original, Reason } from './received.ts';
import { amountTag, documentBytes, tag, textTag } from './xml-text.ts';

export const statusMessage = 'pain.002.001.03';

/** One refused transaction in a status report. */
export interface ToldRefusal {
  readonly endToEndId: string;
  readonly instructionId: string | null;
  /** In cent, of what was asked; null leaves the original out. */
  readonly amount: number | null;
  readonly dueDate: CalendarDate | null;
  readonly mandateId: string | null;
  readonly reason: { readonly code: string; readonly isOwn: boolean };
  readonly text: string | null;
}

export interface BatchStatus {
  readonly paymentInformationId: string;
  readonly status: 'ACCP' | 'PART' | 'RJCT';
  readonly reason: Reason | null;
  /** How many of each status; left out of reports that tell news only. */
  readonly counts: Readonly<Partial<Record<'ACCP' | 'RJCT', number>>>;
  readonly refusals: readonly ToldRefusal[];
}

export interface StatusReport {
  readonly reportId: string;
  /** `2026-11-24T08:20:00` */
  readonly createdAt: string;
  readonly creditorName: string;
  readonly bankBic: string;
  readonly original: Original;
  readonly status: 'ACTC' | 'ACCP' | 'PART' | 'RJCT';
  readonly reasons: readonly Reason[];
  readonly batches: readonly BatchStatus[];
}

/** Writes a pain.002.001.03: an acknowledgement at once, or a status later. danske-iso20022.md section 2.3. */
export function writeStatus(report: StatusReport): Uint8Array {
  const { original } = report;
  const header =
    textTag('MsgId', report.reportId) +
    tag('CreDtTm', report.createdAt) +
    tag('InitgPty', textTag('Nm', report.creditorName)) +
    tag('CdtrAgt', tag('FinInstnId', tag('BIC', report.bankBic)));
  const group =
    textTag('OrgnlMsgId', original.messageId) +
    textTag('OrgnlMsgNmId', original.messageName) +
    textTag('OrgnlCreDtTm', original.createdAt) +
    textTag('OrgnlNbOfTxs', original.numberOfTransactions) +
    textTag('OrgnlCtrlSum', original.controlSum) +
    tag('GrpSts', report.status) +
    report.reasons.map(reasonTag).join('');
  const batches = report.batches.map(batchTag).join('');
  const content = tag('GrpHdr', header) + tag('OrgnlGrpInfAndSts', group) + batches;
  return documentBytes(statusMessage, tag('CstmrPmtStsRpt', content), 'UTF-8');
}

function batchTag(batch: BatchStatus): string {
  const counts = (['ACCP', 'RJCT'] as const).map((status) => {
    const count = batch.counts[status] ?? 0;
    return count === 0 ? '' : tag('NbOfTxsPerSts', tag('DtldNbOfTxs', String(count)) + tag('DtldSts', status));
  });
  return tag(
    'OrgnlPmtInfAndSts',
    textTag('OrgnlPmtInfId', batch.paymentInformationId) +
      tag('PmtInfSts', batch.status) +
      (batch.reason === null ? '' : reasonTag(batch.reason)) +
      counts.join('') +
      batch.refusals.map(refusalTag).join(''),
  );
}

function refusalTag(refusal: ToldRefusal): string {
  const { amount, dueDate, mandateId, reason } = refusal;
  const reference =
    (amount === null ? '' : tag('Amt', amountTag('InstdAmt', amount, 'EUR'))) +
    tag('ReqdColltnDt', dueDate) +
    tag('MndtRltdInf', textTag('MndtId', mandateId));
  return tag(
    'TxInfAndSts',
    textTag('OrgnlInstrId', refusal.instructionId) +
      textTag('OrgnlEndToEndId', refusal.endToEndId) +
      tag('TxSts', 'RJCT') +
      tag(
        'StsRsnInf',
        tag('Rsn', textTag(reason.isOwn ? 'Prtry' : 'Cd', reason.code)) + additional(refusal.text ?? ''),
      ) +
      tag('OrgnlTxRef', reference),
  );
}

const reasonTag = ({ code, text }: Reason): string => tag('StsRsnInf', tag('Rsn', tag('Cd', code)) + additional(text));

/** As many lines of 105 signs as it takes. */
const additional = (text: string): string =>
  (
    Array.from(text.replaceAll(/\s+/g, ' ').trim())
      .join('')
      .match(/.{1,105}/gu) ?? []
  )
    .map((line) => textTag('AddtlInf', line))
    .join('');
