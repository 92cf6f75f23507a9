import { closeSync, openSync, writeSync } from 'node:fs';

/** What a generated camt.054 holds, to be compared with what was read of it. */
export interface CamtFile {
  readonly bytes: number;
  readonly transactions: number;
  readonly minor: number;
}

const begin = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">
  <BkToCstmrDbtCdtNtfctn>
    <GrpHdr><MsgId>BENCH0001</MsgId><CreDtTm>2026-11-24T06:00:00+01:00</CreDtTm></GrpHdr>
    <Ntfctn>
      <Id>BENCH0001-1</Id><CreDtTm>2026-11-24T06:00:00+01:00</CreDtTm>
      <Acct><Id><IBAN>DK5000400440116243</IBAN></Id><Ccy>DKK</Ccy></Acct>
`;
const end = '    </Ntfctn>\n  </BkToCstmrDbtCdtNtfctn>\n</Document>\n';

/**
 * Writes a camt.054.001.08 of about so many bytes, indented as banks write it: payment slips, transfers with names in
 * two bytes a letter, and batches of direct debits with their details.
 */
export function writeCamt(path: string, bytesWanted: number): CamtFile {
  const file = openSync(path, 'w');
  let bytes = writeSync(file, begin);
  let transactions = 0;
  let sum = 0;
  while (bytes < bytesWanted) {
    let block = '';
    for (let i = 0; i < 500; i++) {
      const kind = transactions % 5;
      const cents = 100 + (transactions % 1_000_000);
      const size = kind === 4 ? 5 : 1;
      block += entry(transactions, kind, cents, size);
      sum += cents * size;
      transactions += size;
    }
    bytes += writeSync(file, block);
  }
  bytes += writeSync(file, end);
  closeSync(file);
  return { bytes, transactions, minor: sum };
}

const decimal = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

function entry(number: number, kind: number, cents: number, size: number): string {
  const details = Array.from({ length: size }, (_, i) => detail(number + i, kind, cents)).join('');
  const batch = size === 1 ? '' : `          <Btch>\n            <NbOfTxs>${size}</NbOfTxs>\n          </Btch>\n`;
  return `      <Ntry>
        <Amt Ccy="DKK">${decimal(cents * size)}</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd>
        <Sts>
          <Cd>BOOK</Cd>
        </Sts>
        <BookgDt>
          <Dt>2026-11-23</Dt>
        </BookgDt>
        <ValDt>
          <Dt>2026-11-23</Dt>
        </ValDt>
        <AcctSvcrRef>20261123${String(number).padStart(14, '0')}</AcctSvcrRef>
        <BkTxCd>
          <Domn>
            <Cd>PMNT</Cd>
            <Fmly>
              <Cd>${kind === 4 ? 'IDDT' : 'RCDT'}</Cd>
              <SubFmlyCd>${kind === 4 ? 'ESDD' : 'VCOM'}</SubFmlyCd>
            </Fmly>
          </Domn>
        </BkTxCd>
        <NtryDtls>
${batch}${details}        </NtryDtls>
      </Ntry>
`;
}

function detail(number: number, kind: number, cents: number): string {
  const id = String(number).padStart(15, '0');
  const remittance =
    kind < 2
      ? `<Strd>
                <CdtrRefInf>
                  <Tp>
                    <CdOrPrtry>
                      <Cd>SCOR</Cd>
                    </CdOrPrtry>
                  </Tp>
                  <Ref>71/${id}</Ref>
                </CdtrRefInf>
              </Strd>`
      : `<Ustrd>Faktura ${id} for november, med tak</Ustrd>`;
  const mandate = kind === 4 ? `\n              <MndtId>MANDAT-${id}</MndtId>` : '';
  return `          <TxDtls>
            <Refs>
              <AcctSvcrRef>0040${id}</AcctSvcrRef>
              <EndToEndId>${kind < 2 ? 'NOTPROVIDED' : `T${id}`}</EndToEndId>${mandate}
            </Refs>
            <Amt Ccy="DKK">${decimal(cents)}</Amt>
            <CdtDbtInd>CRDT</CdtDbtInd>
            <RltdPties>
              <Dbtr>
                <Pty>
                  <Nm>Kunde ${number % 5 === 3 ? 'Sørensen på Ærø' : 'Hansen'} ${number}</Nm>
                </Pty>
              </Dbtr>
              <DbtrAcct>
                <Id>
                  <IBAN>DK${String(5_000_400_000_000_000 + number)}</IBAN>
                </Id>
              </DbtrAcct>
            </RltdPties>
            <RmtInf>
              ${remittance}
            </RmtInf>
          </TxDtls>
`;
}
