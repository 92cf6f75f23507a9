import type { CalendarDate, Minor } from '#kernel';
import { markup, namespaceOf, toCharacterSet, type XmlBuffer, xmlBuffer } from '#schemas/iso20022';
import type { Placed } from '../channel.ts';
import type { SepaAgreement } from './agreement.ts';
import { longestName } from './check-agreement.ts';
import { largestSddAmount } from './check-sdd-collection.ts';
import {
  agentParts,
  creationTime,
  putAgent,
  putDate,
  putFreeText,
  putIdentifier,
  putPositive,
  refuse,
} from './put-values.ts';

/** Why a collection is cancelled; the codes of the older version, which the newer one takes as well. */
export const cancellationReasons = {
  customer: 'CUST',
  duplicate: 'DUPL',
  wrongBank: 'AGNT',
  wrongCurrency: 'CURR',
  notJustified: 'UPAY',
  investigation: 'CUTA',
} as const;

export type CancellationReason = keyof typeof cancellationReasons;

/** The head of one request for cancellation. */
export interface CancellationHeader {
  readonly agreement: Pick<SepaAgreement, 'creditorBic' | 'initiatingParty' | 'currency'>;
  /** Of camt.055; `01` is what Danske Bank takes. */
  readonly version: '01' | '08';
  /** Up to 35 signs, from a persisted number, never used twice. */
  readonly requestId: string;
  readonly createdAt: Date;
  /** The file whose collections are cancelled: its message id and its name, `pain.008.001.02`. */
  readonly original: { readonly messageId: string; readonly messageName: string };
}

/** One collection that is not to be carried out. */
export interface Cancellation {
  /** An id of its own, up to 35 signs; the answer names it. */
  readonly cancellationId: string;
  /** The batch it was sent in. */
  readonly paymentInfoId: string;
  readonly endToEndId: string;
  readonly amount: Minor;
  readonly collectionDate: CalendarDate;
  readonly reason: CancellationReason;
  /** More about it, up to 105 signs; blank for nothing. */
  readonly text: string;
}

const record = 'camt.055 TxInf';
const longestNote = 105;

/**
 * Writes a request to cancel single collections of one file we sent (camt.055.001.01 or .08). The cancellations come in
 * the order of their batches. What cannot be written throws a `ProblemError` with FIELD_NOT_WRITABLE.
 *
 * @param placed told where each cancellation lies
 */
export function writeCamt055(
  header: CancellationHeader,
  cancellations: readonly Cancellation[],
  placed?: Placed,
): Buffer {
  if (cancellations.length === 0) refuse('camt.055 CtrlData', 'NbOfTxs', '0', 'at least one cancellation');
  const out = xmlBuffer();
  putHead(out, header, cancellations);
  let batch: string | null = null;
  const ended = new Set<string>();
  for (const cancellation of cancellations) {
    out.makeRoom();
    if (cancellation.paymentInfoId !== batch) {
      if (batch !== null) out.put(markup('</OrgnlPmtInfAndCxl>\n'));
      batch = cancellation.paymentInfoId;
      if (ended.has(batch)) refuse('camt.055 OrgnlPmtInfAndCxl', 'OrgnlPmtInfId', batch, 'one block for each batch');
      ended.add(batch);
      out.put(markup('<OrgnlPmtInfAndCxl><OrgnlPmtInfId>'));
      putIdentifier(out, record, 'OrgnlPmtInfId', batch);
      out.put(markup('</OrgnlPmtInfId>\n'));
    }
    const from = out.bytes();
    putCancellation(out, header, cancellation);
    placed?.(from, out.bytes());
  }
  out.put(markup('</OrgnlPmtInfAndCxl>\n</Undrlyg>\n</CstmrPmtCxlReq>\n</Document>\n'));
  return Buffer.concat(out.end());
}

function putHead(out: XmlBuffer, header: CancellationHeader, cancellations: readonly Cancellation[]): void {
  const { agreement, version, requestId, createdAt, original } = header;
  const namespace = namespaceOf(`camt.055.001.${version}`);
  out.put(markup(`<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespace}">\n<CstmrPmtCxlReq>\n`));
  out.put(markup('<Assgnmt><Id>'));
  putIdentifier(out, 'camt.055 Assgnmt', 'Id', requestId);
  out.put(markup('</Id><Assgnr><Pty><Nm>'));
  const { name, id } = agreement.initiatingParty;
  putFreeText(out, 'camt.055 Assgnmt', 'Assgnr/Pty/Nm', name, 'sepa', longestName);
  out.put(markup('</Nm>'));
  if (id !== null) {
    out.put(markup('<Id><OrgId><Othr><Id>'));
    putIdentifier(out, 'camt.055 Assgnmt', 'Assgnr/Pty/Id', id);
    out.put(markup('</Id></Othr></OrgId></Id>'));
  }
  out.put(markup('</Pty></Assgnr><Assgne><Agt>'));
  putAgent(out, 'camt.055 Assgnmt', 'Assgne/Agt', agreement.creditorBic, agentParts(version === '08'));
  out.put(markup(`</Agt></Assgne><CreDtTm>${creationTime(createdAt)}</CreDtTm></Assgnmt>\n`));
  const total = cancellations.reduce((sum, { amount }) => sum + amount, 0);
  out.put(markup(`<CtrlData><NbOfTxs>${cancellations.length}</NbOfTxs><CtrlSum>`));
  putPositive(out, 'camt.055 CtrlData', 'CtrlSum', total, Number.MAX_SAFE_INTEGER);
  out.put(markup('</CtrlSum></CtrlData>\n<Undrlyg><OrgnlGrpInfAndCxl><OrgnlMsgId>'));
  putIdentifier(out, 'camt.055 OrgnlGrpInfAndCxl', 'OrgnlMsgId', original.messageId);
  out.put(markup('</OrgnlMsgId><OrgnlMsgNmId>'));
  putIdentifier(out, 'camt.055 OrgnlGrpInfAndCxl', 'OrgnlMsgNmId', original.messageName);
  // GrpCxl false: not the whole file, only what is named below.
  out.put(markup('</OrgnlMsgNmId><GrpCxl>false</GrpCxl></OrgnlGrpInfAndCxl>\n'));
}

function putCancellation(out: XmlBuffer, { agreement }: CancellationHeader, cancellation: Cancellation): void {
  out.put(markup('<TxInf><CxlId>'));
  putIdentifier(out, record, 'CxlId', cancellation.cancellationId);
  out.put(markup('</CxlId><OrgnlEndToEndId>'));
  putIdentifier(out, record, 'OrgnlEndToEndId', cancellation.endToEndId);
  out.put(markup(`</OrgnlEndToEndId><OrgnlInstdAmt Ccy="${agreement.currency}">`));
  putPositive(out, record, 'OrgnlInstdAmt', cancellation.amount, largestSddAmount);
  out.put(markup('</OrgnlInstdAmt><OrgnlReqdColltnDt>'));
  putDate(out, record, 'OrgnlReqdColltnDt', cancellation.collectionDate);
  const code = cancellationReasons[cancellation.reason];
  out.put(markup(`</OrgnlReqdColltnDt><CxlRsnInf><Rsn><Cd>${code}</Cd></Rsn>`));
  if (toCharacterSet(cancellation.text, 'sepa') !== '') {
    out.put(markup('<AddtlInf>'));
    putFreeText(out, record, 'AddtlInf', cancellation.text, 'sepa', longestNote);
    out.put(markup('</AddtlInf>'));
  }
  out.put(markup('</CxlRsnInf></TxInf>\n'));
}
