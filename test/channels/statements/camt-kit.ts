import { readCamt } from '#channels/statements';
import type { Problem } from '#kernel';
import type { FileHeader, PaymentFact, RecordSpan, StatementSummary } from '#channels';

/** A whole file, read. */
export interface CamtRead {
  readonly headers: readonly FileHeader[];
  readonly facts: readonly PaymentFact[];
  readonly records: readonly RecordSpan[];
  readonly statements: readonly StatementSummary[];
  readonly problems: readonly Problem[];
  readonly fatal: readonly Problem[];
}

export async function* sourceOf(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function readAll(file: Uint8Array | string, size?: number): Promise<CamtRead> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  const headers: FileHeader[] = [];
  const facts: PaymentFact[] = [];
  const records: RecordSpan[] = [];
  const statements: StatementSummary[] = [];
  const problems: Problem[] = [];
  const fatal: Problem[] = [];
  for await (const batch of readCamt(sourceOf(bytes, size), 'file.xml')) {
    if (batch.header) headers.push(batch.header);
    facts.push(...batch.facts);
    records.push(...batch.records);
    statements.push(...batch.statements);
    problems.push(...batch.problems);
    fatal.push(...batch.fatal);
  }
  return { headers, facts, records, statements, problems, fatal };
}

export interface CamtParts {
  readonly kind?: '052' | '053' | '054';
  readonly version?: string;
  /** What stands in front of the entries. */
  readonly head?: string;
  readonly entries: string;
  readonly group?: string;
}

const names = {
  '052': ['BkToCstmrAcctRpt', 'Rpt'],
  '053': ['BkToCstmrStmt', 'Stmt'],
  '054': ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
} as const;

/** A message with one statement; what matters to a test is given, the rest is plausible. */
export function camt({ kind = '054', version = '02', head = '', entries, group = '' }: CamtParts): string {
  const [message, statement] = names[kind];
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${kind}.001.${version}"><${message}>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-24T06:00:00</CreDtTm>${group}</GrpHdr>
<${statement}><Id>S1</Id><CreDtTm>2026-11-24T06:00:00</CreDtTm>
<Acct><Id><IBAN>DK5000400440116243</IBAN></Id><Ccy>DKK</Ccy></Acct>${head}
${entries}</${statement}>
</${message}></Document>
`;
}

export interface EntryParts {
  readonly amount?: string;
  readonly ccy?: string;
  readonly direction?: string;
  readonly status?: string;
  readonly reversal?: string;
  readonly code?: string;
  readonly booked?: string;
  readonly reference?: string;
  readonly details?: string;
  readonly more?: string;
  readonly text?: string;
}

/** An entry of 100.00 kr that was paid into the account on 23 November. */
export function entry(parts: EntryParts = {}): string {
  const { amount = '100.00', ccy = ' Ccy="DKK"', direction = 'CRDT', status = 'BOOK', reversal, more = '' } = parts;
  const { code = 'PMNT/RCDT/DMCT', booked = '<Dt>2026-11-23</Dt>', reference = 'R1', details = '', text } = parts;
  const [domain, family, sub] = code.split('/');
  return `<Ntry><Amt${ccy}>${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${
    reversal === undefined ? '' : `<RvslInd>${reversal}</RvslInd>`
  }<Sts>${status}</Sts><BookgDt>${booked}</BookgDt><ValDt><Dt>2026-11-23</Dt></ValDt>${
    reference === '' ? '' : `<AcctSvcrRef>${reference}</AcctSvcrRef>`
  }<BkTxCd><Domn><Cd>${domain}</Cd><Fmly><Cd>${family}</Cd><SubFmlyCd>${sub}</SubFmlyCd></Fmly></Domn></BkTxCd>${more}${
    details === '' ? '' : `<NtryDtls>${details}</NtryDtls>`
  }${text === undefined ? '' : `<AddtlNtryInf>${text}</AddtlNtryInf>`}</Ntry>\n`;
}

/** A transaction; version .02 has its amount inside `AmtDtls`. */
export const tx = (amount: string, inner = '', reference = ''): string =>
  `<TxDtls>${reference === '' ? '' : `<Refs><AcctSvcrRef>${reference}</AcctSvcrRef></Refs>`}${
    amount === '' ? '' : `<AmtDtls><TxAmt><Amt Ccy="DKK">${amount}</Amt></TxAmt></AmtDtls>`
  }${inner}</TxDtls>`;

export const balance = (code: string, amount: string, direction = 'CRDT'): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="DKK">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>` +
  `<Dt><Dt>2026-11-23</Dt></Dt></Bal>`;
