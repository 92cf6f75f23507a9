import type { BankCreditor, BankMandate } from '../../../src/rehearsal/bank/index.ts';
import { knownDate } from '#kernel';

/** Builds messages for these tests only: plain text, so that each rule can be broken by replacing a piece of it. */

export const creditor: BankCreditor = {
  name: 'Testselskabet A/S',
  iban: 'DK5000400440116243',
  bic: 'DABADKKK',
  creditorId: 'DK93ZZZDBF000012345678',
  scheme: 'CORE',
  currency: 'EUR',
};

/** German accounts with right check digits, one for each number. */
export function ibanOf(number: number): string {
  const account = `50010517${String(number).padStart(10, '0')}`;
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${account}`;
}

export const mandate = (number: number, change: Partial<BankMandate> = {}): BankMandate => ({
  mandateId: `M-${number}`,
  customerNumber: `K${number}`,
  debtorName: `Debitor ${number}`,
  debtorIban: ibanOf(number),
  debtorBic: 'DEUTDEFF',
  signedOn: knownDate('2025-02-14'),
  status: 'active',
  ...change,
});

export interface Asked {
  readonly number: number;
  readonly amount?: string;
  readonly endToEndId?: string;
  readonly mandateId?: string;
  readonly signedOn?: string;
  readonly iban?: string;
  readonly remittance?: string;
}

export interface AskedBatch {
  readonly id?: string;
  readonly dueDate?: string;
  readonly sequenceType?: string;
  readonly batchBooking?: boolean;
  readonly asked: readonly Asked[];
}

export const dueDate = '2026-12-01';

/** A message of the version asked for; totals are right. */
export function pain008(
  batches: readonly AskedBatch[],
  options: { id?: string; version?: '02' | '08'; scheme?: 'CORE' | 'B2B' } = {},
): string {
  const { id = 'MSG-1', version = '02', scheme = 'CORE' } = options;
  const bic = version === '02' ? 'BIC' : 'BICFI';
  const all = batches.flatMap(({ asked }) => asked);
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.${version}">
  <CstmrDrctDbtInitn>
    <GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-11-24T08:15:00</CreDtTm><NbOfTxs>${all.length}</NbOfTxs><CtrlSum>${totalOf(all)}</CtrlSum><InitgPty><Nm>Testselskabet</Nm></InitgPty></GrpHdr>
${batches.map((batch, at) => batchText(batch, at, { id, bic, scheme })).join('\n')}
  </CstmrDrctDbtInitn>
</Document>
`;
}

function batchText(
  batch: AskedBatch,
  at: number,
  { id, bic, scheme }: { id: string; bic: string; scheme: string },
): string {
  return `    <PmtInf>
      <PmtInfId>${batch.id ?? `${id}-${at + 1}`}</PmtInfId><PmtMtd>DD</PmtMtd><BtchBookg>${batch.batchBooking ?? true}</BtchBookg>
      <NbOfTxs>${batch.asked.length}</NbOfTxs><CtrlSum>${totalOf(batch.asked)}</CtrlSum>
      <PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>${scheme}</Cd></LclInstrm><SeqTp>${batch.sequenceType ?? 'RCUR'}</SeqTp></PmtTpInf>
      <ReqdColltnDt>${batch.dueDate ?? dueDate}</ReqdColltnDt>
      <Cdtr><Nm>Testselskabet</Nm></Cdtr>
      <CdtrAcct><Id><IBAN>${creditor.iban}</IBAN></Id></CdtrAcct>
      <CdtrAgt><FinInstnId><${bic}>${creditor.bic}</${bic}></FinInstnId></CdtrAgt>
      <ChrgBr>SLEV</ChrgBr>
      <CdtrSchmeId><Id><PrvtId><Othr><Id>${creditor.creditorId}</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>
${batch.asked.map((one) => transactionText(one, bic)).join('\n')}
    </PmtInf>`;
}

function transactionText(one: Asked, bic: string): string {
  const { number } = one;
  return `      <DrctDbtTxInf>
        <PmtId><InstrId>I-${number}</InstrId><EndToEndId>${one.endToEndId ?? `E-${number}`}</EndToEndId></PmtId>
        <InstdAmt Ccy="EUR">${one.amount ?? amountOf(number)}</InstdAmt>
        <DrctDbtTx><MndtRltdInf><MndtId>${one.mandateId ?? `M-${number}`}</MndtId><DtOfSgntr>${one.signedOn ?? '2025-02-14'}</DtOfSgntr></MndtRltdInf></DrctDbtTx>
        <DbtrAgt><FinInstnId><${bic}>DEUTDEFF</${bic}></FinInstnId></DbtrAgt>
        <Dbtr><Nm>Debitor ${number}</Nm></Dbtr>
        <DbtrAcct><Id><IBAN>${one.iban ?? ibanOf(number)}</IBAN></Id></DbtrAcct>
        <RmtInf><Ustrd>${one.remittance ?? `Faktura ${1000 + number}`}</Ustrd></RmtInf>
      </DrctDbtTxInf>`;
}

/** 100.00 for the first, one euro more for each. */
const amountOf = (number: number): string => `${99 + number}.00`;

function totalOf(asked: readonly Asked[]): string {
  const cents = asked.reduce((sum, one) => sum + BigInt((one.amount ?? amountOf(one.number)).replace('.', '')), 0n);
  const text = String(cents).padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
}

/** A request to cancel transactions of one batch. */
export function camt055(
  endToEndIds: readonly string[],
  options: { id?: string; messageId?: string; batchId?: string } = {},
): string {
  const { id = 'CXL-1', messageId = 'MSG-1', batchId = 'MSG-1-1' } = options;
  const asked = endToEndIds.map(
    (one) => `<TxInf><OrgnlEndToEndId>${one}</OrgnlEndToEndId><CxlRsnInf><Rsn><Cd>CUST</Cd></Rsn></CxlRsnInf></TxInf>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.055.001.01"><CstmrPmtCxlReq>
  <Assgnmt><Id>${id}</Id><Assgnr><Pty><Nm>Testselskabet</Nm></Pty></Assgnr><Assgne><Agt><FinInstnId><BIC>${creditor.bic}</BIC></FinInstnId></Agt></Assgne><CreDtTm>2026-11-25T08:15:00</CreDtTm></Assgnmt>
  <CtrlData><NbOfTxs>${endToEndIds.length}</NbOfTxs></CtrlData>
  <Undrlyg>
    <OrgnlGrpInfAndCxl><OrgnlMsgId>${messageId}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.02</OrgnlMsgNmId></OrgnlGrpInfAndCxl>
    <OrgnlPmtInfAndCxl><OrgnlPmtInfId>${batchId}</OrgnlPmtInfId>${asked.join('')}</OrgnlPmtInfAndCxl>
  </Undrlyg>
</CstmrPmtCxlReq></Document>
`;
}
