import { XMLParser } from 'fast-xml-parser';

/** Looks at what the bank laid out, in as few words as the tests need. */
export interface Seen {
  /** The text at a path such as `GrpHdr/MsgId`; empty when there is none. */
  readonly text: (path: string) => string;
  /** Every element at a path. */
  readonly all: (path: string) => readonly Seen[];
}

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, isArray: () => true });

const seen = (node: unknown): Seen => {
  const all = (path: string): readonly unknown[] =>
    path
      .split('/')
      .reduce<readonly unknown[]>(
        (nodes, name) => nodes.flatMap((one) => (one as Record<string, unknown[]> | undefined)?.[name] ?? []),
        [node],
      );
  return {
    text: (path) => {
      const [first] = all(path);
      return typeof first === 'string' ? first : '';
    },
    all: (path) => all(path).map(seen),
  };
};

export const parsed = (bytes: Uint8Array): Seen => {
  const [document] = seen(parser.parse(Buffer.from(bytes).toString('latin1'))).all('Document');
  if (!document) throw new Error('there is no Document');
  return document;
};

export interface Told {
  readonly group: string;
  readonly reasons: readonly string[];
  readonly batches: readonly string[];
  readonly transactions: readonly string[];
}

const codesOf = (of: Seen): readonly string[] =>
  of.all('StsRsnInf/Rsn').map((reason) => reason.text('Cd') || reason.text('Prtry'));

/** What a pain.002 says. */
export function statusOf(bytes: Uint8Array | undefined): Told {
  const [report] = parsed(bytes!).all('CstmrPmtStsRpt');
  const [group] = report!.all('OrgnlGrpInfAndSts');
  const batches = report!.all('OrgnlPmtInfAndSts');
  return {
    group: group!.text('GrpSts'),
    reasons: codesOf(group!),
    batches: batches.map((one) => [one.text('OrgnlPmtInfId'), one.text('PmtInfSts'), ...codesOf(one)].join(' ')),
    transactions: batches.flatMap((one) =>
      one.all('TxInfAndSts').map((tx) => [tx.text('OrgnlEndToEndId'), tx.text('TxSts'), ...codesOf(tx)].join(' ')),
    ),
  };
}

export interface SeenEntry {
  readonly file: string;
  readonly status: string;
  /** In cent, signed. */
  readonly amount: number;
  readonly reference: string;
  readonly bookedOn: string;
  readonly code: string;
  /** End-to-end id, cent, and the reason when there is one. */
  readonly transactions: readonly string[];
  /** The bank's reference of each. */
  readonly references: readonly string[];
}

/** The entries of the camt files of one kind. */
export function entriesIn(files: ReadonlyMap<string, Buffer>, kind: 'CAMT054' | 'CAMT053'): SeenEntry[] {
  return [...files]
    .filter(([name]) => name.startsWith(kind))
    .flatMap(([file, bytes]) => {
      const document = parsed(bytes);
      const entries = [
        ...document.all('BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry'),
        ...document.all('BkToCstmrStmt/Stmt/Ntry'),
      ];
      return entries.map((entry): SeenEntry => {
        const details = entry.all('NtryDtls/TxDtls');
        return {
          file,
          status: entry.text('Sts'),
          amount: signed(entry),
          reference: entry.text('AcctSvcrRef'),
          bookedOn: entry.text('BookgDt/Dt'),
          code: ['Cd', 'Fmly/Cd', 'Fmly/SubFmlyCd'].map((part) => entry.text(`BkTxCd/Domn/${part}`)).join('/'),
          transactions: details.map((one) =>
            [
              one.text('Refs/EndToEndId'),
              cents(one.text('AmtDtls/TxAmt/Amt')),
              one.text('RtrInf/Rsn/Cd') || one.text('RtrInf/Rsn/Prtry'),
            ]
              .join(' ')
              .trim(),
          ),
          references: details.map((one) => one.text('Refs/AcctSvcrRef')),
        };
      });
    });
}

const cents = (decimal: string): number => Number(decimal.replace('.', ''));
const signed = (of: Seen): number => cents(of.text('Amt')) * (of.text('CdtDbtInd') === 'DBIT' ? -1 : 1);

/** Opening and closing of a statement, in cent. */
export function balancesOf(bytes: Uint8Array): { readonly opening: number; readonly closing: number } {
  const [opening, closing] = parsed(bytes).all('BkToCstmrStmt/Stmt/Bal').map(signed);
  return { opening: opening!, closing: closing! };
}
