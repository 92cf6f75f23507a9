import { account } from './bank-files.ts';

/** One transfer as a bank tells of it. Amounts are text, as they stand in the file. */
export interface Transfer {
  readonly amount: string;
  readonly name?: string;
  /** The payer's IBAN. */
  readonly from?: string;
  readonly texts?: readonly string[];
  /** A creditor reference in its own field. */
  readonly reference?: string;
  readonly endToEndId?: string;
  readonly mandate?: string;
  /** The account it was paid into, where that is not the statement's. */
  readonly to?: string;
  readonly bankReference?: string;
  readonly on?: string;
  /** The customer takes it back: the reason of the bank. */
  readonly returned?: string;
}

export interface TransferFile {
  readonly kind?: '053' | '054';
  readonly id: string;
  readonly currency?: string;
  readonly transfers: readonly Transfer[];
}

/** A statement or notification of transfers, each an entry of its own, version .02. */
export function transferFile({ kind = '054', id, currency = 'DKK', transfers }: TransferFile): string {
  const [message, statement] = kind === '054' ? ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'] : ['BkToCstmrStmt', 'Stmt'];
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${kind}.001.02"><${message}>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-02-10T18:00:00</CreDtTm></GrpHdr>
<${statement}><Id>${id}-1</Id><CreDtTm>2026-02-10T18:00:00</CreDtTm>
<Acct><Id><IBAN>${account}</IBAN></Id><Ccy>${currency}</Ccy></Acct>
${transfers.map((one, i) => entry(one, currency, `${id}-${i + 1}`)).join('')}</${statement}>
</${message}></Document>
`;
}

function entry(transfer: Transfer, currency: string, number: string): string {
  const { amount, on = '2026-02-10', returned } = transfer;
  const bankReference = transfer.bankReference ?? number;
  const code =
    returned === undefined
      ? '<Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly>'
      : '<Fmly><Cd>ICDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly>';
  return (
    `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${returned === undefined ? 'CRDT' : 'DBIT'}</CdtDbtInd>` +
    `<Sts>BOOK</Sts><BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt>` +
    `<AcctSvcrRef>${bankReference}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd>${code}</Domn></BkTxCd>` +
    `<NtryDtls>${details(transfer, currency, bankReference)}</NtryDtls></Ntry>\n`
  );
}

const element = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `<${name}>${escaped(value)}</${name}>`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function details(transfer: Transfer, currency: string, bankReference: string): string {
  const { amount, name, from, texts = [], reference, endToEndId, mandate, to, returned } = transfer;
  const structured =
    reference === undefined
      ? ''
      : `<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>${escaped(reference)}</Ref></CdtrRefInf></Strd>`;
  return (
    `<TxDtls><Refs><AcctSvcrRef>${bankReference}</AcctSvcrRef>${element('EndToEndId', endToEndId)}${element('MndtId', mandate)}</Refs>` +
    `<AmtDtls><TxAmt><Amt Ccy="${currency}">${amount}</Amt></TxAmt></AmtDtls><RltdPties>` +
    `<Dbtr>${element('Nm', name)}</Dbtr>${from === undefined ? '' : `<DbtrAcct><Id><IBAN>${from}</IBAN></Id></DbtrAcct>`}` +
    `${to === undefined ? '' : `<CdtrAcct><Id><IBAN>${to}</IBAN></Id></CdtrAcct>`}</RltdPties>` +
    `<RmtInf>${texts.map((text) => element('Ustrd', text)).join('')}${structured}</RmtInf>` +
    `${returned === undefined ? '' : `<RtrInf><Rsn><Cd>${returned}</Cd></Rsn></RtrInf>`}</TxDtls>`
  );
}
