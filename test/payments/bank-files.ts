/** The creditor's account in every bank's file of these tests. */
export const account = 'DK5000400440116243';

export interface StatusOf {
  readonly id: string;
  /** The message it answers, and what kind that was. */
  readonly of: string;
  readonly name?: string;
  readonly group?: string | undefined;
  readonly reason?: string;
  /** Collections it names, with their status and reason. */
  readonly transactions?: readonly { readonly reference: string; readonly status: string; readonly reason?: string }[];
  readonly batch?: string;
}

const reasonOf = (code: string | undefined): string =>
  code === undefined ? '' : `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`;

/** A status report as a bank writes it: pain.002.001.03, without amounts. */
export function statusReport(report: StatusOf): string {
  const { id, of, name = 'pain.008.001.02', group, reason, transactions = [], batch = '' } = report;
  const items = transactions.map(
    (one) =>
      `<TxInfAndSts><StsId>S-${one.reference}</StsId><OrgnlEndToEndId>${one.reference}</OrgnlEndToEndId>` +
      `<TxSts>${one.status}</TxSts>${reasonOf(one.reason)}</TxInfAndSts>`,
  );
  const part = `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${batch || `${of}-1`}</OrgnlPmtInfId>${items.join('\n')}</OrgnlPmtInfAndSts>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-02-03T10:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>${of}</OrgnlMsgId><OrgnlMsgNmId>${name}</OrgnlMsgNmId>${
    group === undefined ? '' : `<GrpSts>${group}</GrpSts>`
  }${reasonOf(reason)}</OrgnlGrpInfAndSts>
${transactions.length > 0 ? part : ''}
</CstmrPmtStsRpt></Document>
`;
}

export interface Detail {
  readonly amount: string;
  readonly reference?: string;
  readonly mandate?: string;
  /** The bank's own reference of the transaction. */
  readonly bankReference?: string;
  readonly returnReason?: string;
}

export interface Entry {
  readonly amount: string;
  readonly direction?: 'CRDT' | 'DBIT';
  readonly status?: 'BOOK' | 'PDNG' | 'INFO';
  /** Domain, family and sub-family. */
  readonly code?: string;
  readonly bankReference?: string;
  readonly currency?: string;
  readonly details?: readonly Detail[];
}

export interface StatementOf {
  readonly kind: '052' | '053' | '054';
  readonly id: string;
  readonly iban?: string;
  readonly currency?: string;
  readonly entries: readonly Entry[];
  /** Booked balances, as `opening, closing`. */
  readonly balances?: readonly [string, string];
}

const names = {
  '052': ['BkToCstmrAcctRpt', 'Rpt'],
  '053': ['BkToCstmrStmt', 'Stmt'],
  '054': ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
} as const;

const element = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `<${name}>${value}</${name}>`;

const detailOf = ({ amount, reference, mandate, bankReference, returnReason }: Detail, currency: string): string =>
  `<TxDtls><Refs>${element('AcctSvcrRef', bankReference)}${element('EndToEndId', reference)}${element('MndtId', mandate)}</Refs>` +
  `<AmtDtls><TxAmt><Amt Ccy="${currency}">${amount}</Amt></TxAmt></AmtDtls>` +
  `${returnReason === undefined ? '' : `<RtrInf><Rsn><Cd>${returnReason}</Cd></Rsn></RtrInf>`}</TxDtls>\n`;

function entryOf(entry: Entry, usual: string): string {
  const { amount, direction = 'CRDT', status = 'BOOK', code = 'PMNT/RDDT/ESDD', bankReference, details = [] } = entry;
  const currency = entry.currency ?? usual;
  const [domain, family, sub] = code.split('/');
  return (
    `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts>${status}</Sts>` +
    `<BookgDt><Dt>2026-02-10</Dt></BookgDt><ValDt><Dt>2026-02-10</Dt></ValDt>${element('AcctSvcrRef', bankReference)}` +
    `<BkTxCd><Domn><Cd>${domain}</Cd><Fmly><Cd>${family}</Cd><SubFmlyCd>${sub}</SubFmlyCd></Fmly></Domn></BkTxCd>` +
    `${details.length > 0 ? `<NtryDtls>${details.map((one) => detailOf(one, currency)).join('')}</NtryDtls>` : ''}</Ntry>\n`
  );
}

const balanceOf = (code: string, amount: string, currency: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt>` +
  `<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-10</Dt></Dt></Bal>`;

/** A statement (camt.053), a notification (camt.054) or a report of the day (camt.052), version .02. */
export function camtFile({ kind, id, iban = account, currency = 'EUR', entries, balances }: StatementOf): string {
  const [message, statement] = names[kind];
  const stated = balances ? balanceOf('OPBD', balances[0], currency) + balanceOf('CLBD', balances[1], currency) : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${kind}.001.02"><${message}>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-02-10T18:00:00</CreDtTm></GrpHdr>
<${statement}><Id>${id}-1</Id><CreDtTm>2026-02-10T18:00:00</CreDtTm>
<Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>${currency}</Ccy></Acct>${stated}
${entries.map((entry) => entryOf(entry, currency)).join('')}</${statement}>
</${message}></Document>
`;
}
