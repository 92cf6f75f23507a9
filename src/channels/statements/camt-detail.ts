import { explainReason } from '#schemas/iso20022';
import { at, childrenOf, textAt, type XmlElement } from '#schemas/xml';
import type { BankReason, StructuredReference } from '../facts.ts';
import { referencesOf } from './camt-references.ts';
import { accountOf, bankCodeOf, nameOf, rawAmount, type RawAmount } from './camt-values.ts';

/** What a transaction (`TxDtls`) says, before it is known what its entry says. Small: entries may have thousands. */
export interface CamtDetail {
  readonly byteFrom: number;
  readonly byteTo: number;
  /** Blank where it says nothing: then it is the entry's. */
  readonly direction: string;
  /** The amounts that may be meant, the best first (danske-iso20022.md 2.5, rule 2). */
  readonly amounts: readonly RawAmount[];
  readonly charges: readonly RawAmount[];
  readonly endToEndId: string;
  readonly mandateId: string;
  readonly messageId: string;
  readonly paymentInfoId: string;
  readonly transactionId: string;
  readonly bankReference: string;
  readonly bankCode: string;
  readonly debtorName: string;
  readonly debtorAccount: string;
  readonly creditorName: string;
  readonly creditorAccount: string;
  readonly references: readonly StructuredReference[];
  readonly texts: readonly string[];
  readonly returnReason: BankReason | null;
}

/** What the elements of a transaction that are read here do not include: left out while reading, for speed. */
export const unreadElements: ReadonlySet<string> = new Set([
  'Avlbty',
  'CardTx',
  'CcyXchg',
  'CdtLine',
  'CorpActn',
  'FinInstrmId',
  'Intrst',
  'PrtryAmt',
  'PrtryQty',
  'RgltryRptg',
  'RltdAgts',
  'RltdPric',
  'RltdQties',
  'RltdRmtInf',
  'SfkpgAcct',
  'SplmtryData',
  'Tax',
  'TaxRmt',
  'TtlNtriesPerBkTxCd',
]);

export function detailOf(element: XmlElement, batch: XmlElement | undefined): CamtDetail {
  const references = at(element, 'Refs');
  const parties = at(element, 'RltdPties');
  const remittance = at(element, 'RmtInf');
  const returned = at(element, 'RtrInf');
  return {
    byteFrom: element.byteFrom,
    byteTo: element.byteTo,
    direction: textAt(element, 'CdtDbtInd'),
    amounts: amountsOf(element),
    charges: chargesOf(element),
    endToEndId: given(textAt(references, 'EndToEndId')),
    mandateId: given(textAt(references, 'MndtId')),
    messageId: textAt(references, 'MsgId') || textAt(batch, 'MsgId'),
    paymentInfoId: textAt(references, 'PmtInfId') || textAt(batch, 'PmtInfId'),
    transactionId: textAt(references, 'TxId') || textAt(references, 'UETR'),
    bankReference: given(textAt(references, 'AcctSvcrRef')),
    bankCode: bankCodeOf(at(element, 'BkTxCd')),
    debtorName: nameOf(at(parties, 'Dbtr')) || nameOf(at(parties, 'UltmtDbtr')),
    debtorAccount: accountOf(at(parties, 'DbtrAcct')),
    creditorName: nameOf(at(parties, 'Cdtr')) || nameOf(at(parties, 'UltmtCdtr')),
    creditorAccount: accountOf(at(parties, 'CdtrAcct')),
    references: referencesOf(remittance),
    texts: textsOf(element, remittance),
    returnReason: returned === undefined ? null : reasonOf(returned),
  };
}

/** `NOTPROVIDED` is how a bank says that there is none (danske-iso20022.md 2.5, rule 5). */
export const given = (id: string): string => (/^notprovided$/i.test(id) ? '' : id);

function amountsOf(element: XmlElement): readonly RawAmount[] {
  const details = at(element, 'AmtDtls');
  const told = [at(element, 'Amt'), at(details, 'TxAmt', 'Amt'), at(details, 'InstdAmt', 'Amt')];
  return told.flatMap((amount) => (amount === undefined ? [] : [rawAmount(amount)]));
}

/** What the bank kept. Old messages have the charge itself in `Chrgs`, newer ones in records inside it. */
export function chargesOf(element: XmlElement): readonly RawAmount[] {
  const all = childrenOf(element, 'Chrgs');
  return all.length === 0
    ? none
    : all.flatMap((charges) => {
        const records = childrenOf(charges, 'Rcrd');
        const single = (records.length === 0 ? [charges] : records).flatMap((record) => {
          const amount = textAt(record, 'CdtDbtInd') === 'CRDT' ? undefined : at(record, 'Amt');
          return amount === undefined ? [] : [rawAmount(amount)];
        });
        const total = at(charges, 'TtlChrgsAndTaxAmt');
        return total === undefined ? single : [rawAmount(total)];
      });
}

const none: readonly RawAmount[] = [];

function textsOf(element: XmlElement, remittance: XmlElement | undefined): readonly string[] {
  const texts: string[] = [];
  if (remittance !== undefined) {
    for (const part of remittance.children) {
      if (part.name === 'Ustrd') texts.push(part.text.trim());
      else if (part.name === 'Strd') for (const more of childrenOf(part, 'AddtlRmtInf')) texts.push(more.text.trim());
    }
  }
  const more = textAt(element, 'AddtlTxInf');
  if (more !== '') texts.push(more);
  return texts.includes('') ? texts.filter((text) => text !== '') : texts;
}

function reasonOf(returned: XmlElement): BankReason {
  const reason = at(returned, 'Rsn');
  const text = childrenOf(returned, 'AddtlInf')
    .map((part) => part.text.trim())
    .join(' ');
  return explainReason(textAt(reason, 'Cd') || textAt(reason, 'Prtry'), text, 'return');
}
