/** One message of each kind and generation with nearly every block the tables know. Made up; no block of type `any`. */

const agent = (isNewer: boolean): string =>
  `<FinInstnId><${isNewer ? 'BICFI' : 'BIC'}>DABADKKK</${isNewer ? 'BICFI' : 'BIC'}>` +
  '<ClrSysMmbId><ClrSysId><Cd>DEBLZ</Cd></ClrSysId><MmbId>30008</MmbId></ClrSysMmbId>' +
  (isNewer ? '<LEI>MAES062Z21O4RZ2U7M96</LEI>' : '') +
  '<Nm>Bank</Nm><PstlAdr><Ctry>DK</Ctry></PstlAdr><Othr><Id>X</Id><SchmeNm><Prtry>Y</Prtry></SchmeNm></Othr></FinInstnId>';

const address = (isNewer: boolean): string =>
  `<PstlAdr>${isNewer ? '' : '<AdrTp>BIZZ</AdrTp>'}<Dept>D</Dept><SubDept>S</SubDept><StrtNm>Vej</StrtNm><BldgNb>1</BldgNb>` +
  (isNewer ? '<BldgNm>B</BldgNm><Flr>2</Flr><PstBx>3</PstBx><Room>4</Room>' : '') +
  `<PstCd>8000</PstCd><TwnNm>Aarhus</TwnNm>${isNewer ? '<TwnLctnNm>C</TwnLctnNm><DstrctNm>M</DstrctNm>' : ''}` +
  '<CtrySubDvsn>J</CtrySubDvsn><Ctry>DK</Ctry><AdrLine>a</AdrLine><AdrLine>b</AdrLine></PstlAdr>';

const organisation = (isNewer: boolean): string =>
  `<OrgId>${isNewer ? '<AnyBIC>DABADKKKXXX</AnyBIC><LEI>MAES062Z21O4RZ2U7M96</LEI>' : '<BICOrBEI>DABADKKKXXX</BICOrBEI>'}` +
  '<Othr><Id>12345678</Id><SchmeNm><Cd>CUST</Cd></SchmeNm><Issr>I</Issr></Othr></OrgId>';

const person =
  '<PrvtId><DtAndPlcOfBirth><BirthDt>1980-02-29</BirthDt><PrvcOfBirth>J</PrvcOfBirth><CityOfBirth>Aarhus</CityOfBirth>' +
  '<CtryOfBirth>DK</CtryOfBirth></DtAndPlcOfBirth><Othr><Id>DK93ZZZDBF000012345678</Id><SchmeNm><Prtry>SEPA</Prtry>' +
  '</SchmeNm></Othr></PrvtId>';

const party = (isNewer: boolean, id: 'organisation' | 'person' = 'organisation'): string =>
  `<Nm>Eksempel ApS</Nm>${address(isNewer)}<Id>${id === 'person' ? person : organisation(isNewer)}</Id><CtryOfRes>DK</CtryOfRes>`;

const account = '<Id><IBAN>DK5000400440116243</IBAN></Id><Ccy>EUR</Ccy><Nm>Konto</Nm>';
const otherAccount = '<Id><Othr><Id>30001234567890</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm><Issr>I</Issr></Othr></Id>';

const remittance =
  '<RmtInf><Ustrd>Faktura</Ustrd><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>ISO</Issr></Tp>' +
  '<Ref>RF18539007547034</Ref></CdtrRefInf><AddtlRmtInf>a</AddtlRmtInf></Strd></RmtInf>';

const mandate = (isNewer: boolean): string =>
  '<MndtRltdInf><MndtId>M-1</MndtId><DtOfSgntr>2025-02-14</DtOfSgntr><AmdmntInd>true</AmdmntInd><AmdmntInfDtls>' +
  `<OrgnlMndtId>M-0</OrgnlMndtId><OrgnlCdtrSchmeId>${party(isNewer, 'person')}</OrgnlCdtrSchmeId>` +
  `<OrgnlCdtrAgt>${agent(isNewer)}</OrgnlCdtrAgt><OrgnlDbtr>${party(isNewer)}</OrgnlDbtr>` +
  `<OrgnlDbtrAcct>${account}</OrgnlDbtrAcct><OrgnlFnlColltnDt>2027-01-04</OrgnlFnlColltnDt>` +
  (isNewer
    ? '<OrgnlRsn><Prtry>R</Prtry></OrgnlRsn><OrgnlTrckgDays>14</OrgnlTrckgDays>'
    : '<OrgnlFrqcy>MNTH</OrgnlFrqcy>') +
  '</AmdmntInfDtls><ElctrncSgntr>S</ElctrncSgntr><FrstColltnDt>2026-01-02</FrstColltnDt>' +
  '<FnlColltnDt>2027-01-04</FnlColltnDt>' +
  `${isNewer ? '<Rsn><Cd>RENT</Cd></Rsn><TrckgDays>10</TrckgDays>' : '<Frqcy>YEAR</Frqcy>'}</MndtRltdInf>`;

const document = (name: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${name}">\n${body
    .replaceAll('><Pmt', '>\n<Pmt')
    .replaceAll('><Orgnl', '>\n<Orgnl')}\n</Document>\n`;

const header = (isNewer: boolean): string =>
  '<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-24T08:15:00+01:00</CreDtTm><Authstn><Prtry>TEST</Prtry></Authstn>' +
  `<NbOfTxs>1</NbOfTxs><CtrlSum>12.34</CtrlSum><InitgPty>${party(isNewer)}</InitgPty><FwdgAgt>${agent(isNewer)}</FwdgAgt></GrpHdr>`;

const ids = (isNewer: boolean): string =>
  `<PmtId><InstrId>I</InstrId><EndToEndId>E</EndToEndId>${isNewer ? '<UETR>caef6b65-4b76-4c4e-8fb2-658c4c28c445</UETR>' : ''}</PmtId>`;

const types = (sequence: string): string =>
  '<PmtTpInf><InstrPrty>NORM</InstrPrty><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>CORE</Cd></LclInstrm>' +
  `${sequence}<CtgyPurp><Prtry>P</Prtry></CtgyPurp></PmtTpInf>`;

const pain008 = (isNewer: boolean): string =>
  document(
    `pain.008.001.${isNewer ? '08' : '02'}`,
    `<CstmrDrctDbtInitn>${header(isNewer)}<PmtInf><PmtInfId>B1</PmtInfId><PmtMtd>DD</PmtMtd><BtchBookg>true</BtchBookg>` +
      `<NbOfTxs>1</NbOfTxs><CtrlSum>12.34</CtrlSum>${types('<SeqTp>RCUR</SeqTp>')}<ReqdColltnDt>2026-12-01</ReqdColltnDt>` +
      `<Cdtr>${party(isNewer)}</Cdtr><CdtrAcct>${account}</CdtrAcct><CdtrAgt>${agent(isNewer)}</CdtrAgt>` +
      `<UltmtCdtr>${party(isNewer)}</UltmtCdtr><ChrgBr>SLEV</ChrgBr><ChrgsAcct>${otherAccount}</ChrgsAcct>` +
      `<CdtrSchmeId>${party(isNewer, 'person')}</CdtrSchmeId><DrctDbtTxInf>${ids(isNewer)}<InstdAmt Ccy="EUR">12.34</InstdAmt>` +
      `<DrctDbtTx>${mandate(isNewer)}<PreNtfctnId>N</PreNtfctnId><PreNtfctnDt>2026-11-20</PreNtfctnDt></DrctDbtTx>` +
      `<DbtrAgt>${agent(isNewer)}</DbtrAgt><Dbtr>${party(isNewer)}</Dbtr><DbtrAcct>${account}</DbtrAcct>` +
      `<InstrForCdtrAgt>x</InstrForCdtrAgt><Purp><Cd>RENT</Cd></Purp>${remittance}</DrctDbtTxInf></PmtInf></CstmrDrctDbtInitn>`,
  );

const pain001 = (isNewer: boolean): string =>
  document(
    `pain.001.001.${isNewer ? '09' : '03'}`,
    `<CstmrCdtTrfInitn>${header(isNewer)}<PmtInf><PmtInfId>B1</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>false</BtchBookg>` +
      `<NbOfTxs>2</NbOfTxs><CtrlSum>12.34</CtrlSum>${types('')}` +
      `<ReqdExctnDt>${isNewer ? '<Dt>2026-12-01</Dt>' : '2026-12-01'}</ReqdExctnDt><PoolgAdjstmntDt>2026-12-01</PoolgAdjstmntDt>` +
      `<Dbtr>${party(isNewer)}</Dbtr><DbtrAcct>${account}</DbtrAcct><DbtrAgt>${agent(isNewer)}</DbtrAgt>` +
      `${isNewer ? '<InstrForDbtrAgt>x</InstrForDbtrAgt>' : ''}<UltmtDbtr>${party(isNewer)}</UltmtDbtr><ChrgBr>SHAR</ChrgBr>` +
      `<CdtTrfTxInf>${ids(isNewer)}<Amt><InstdAmt Ccy="EUR">2.34</InstdAmt></Amt><ChrgBr>SLEV</ChrgBr>` +
      `<IntrmyAgt1>${agent(isNewer)}</IntrmyAgt1><CdtrAgt>${agent(isNewer)}</CdtrAgt><Cdtr>${party(isNewer)}</Cdtr>` +
      `<CdtrAcct>${account}</CdtrAcct><InstrForDbtrAgt>y</InstrForDbtrAgt>${remittance}</CdtTrfTxInf>` +
      `<CdtTrfTxInf>${ids(isNewer)}<Amt><EqvtAmt><Amt Ccy="EUR">10</Amt><CcyOfTrf>DKK</CcyOfTrf></EqvtAmt></Amt></CdtTrfTxInf>` +
      '</PmtInf></CstmrCdtTrfInitn>',
  );

const either = (isNewer: boolean): string => (isNewer ? `<Pty>${party(true)}</Pty>` : party(false));

const original = (isNewer: boolean): string =>
  '<OrgnlTxRef><IntrBkSttlmAmt Ccy="EUR">12.34</IntrBkSttlmAmt><Amt><InstdAmt Ccy="EUR">12.34</InstdAmt></Amt>' +
  '<IntrBkSttlmDt>2026-12-01</IntrBkSttlmDt><ReqdColltnDt>2026-12-01</ReqdColltnDt>' +
  `<ReqdExctnDt>${isNewer ? '<DtTm>2026-12-01T08:00:00</DtTm>' : '2026-12-01'}</ReqdExctnDt>` +
  `<CdtrSchmeId>${party(isNewer, 'person')}</CdtrSchmeId><PmtMtd>DD</PmtMtd>${mandate(isNewer)}${remittance}` +
  `<UltmtDbtr>${either(isNewer)}</UltmtDbtr><Dbtr>${either(isNewer)}</Dbtr><DbtrAcct>${account}</DbtrAcct>` +
  `<DbtrAgt>${agent(isNewer)}</DbtrAgt><CdtrAgt>${agent(isNewer)}</CdtrAgt><Cdtr>${either(isNewer)}</Cdtr>` +
  `<CdtrAcct>${account}</CdtrAcct><UltmtCdtr>${either(isNewer)}</UltmtCdtr>${isNewer ? '<Purp><Cd>RENT</Cd></Purp>' : ''}</OrgnlTxRef>`;

const reason = (isNewer: boolean): string =>
  `<StsRsnInf><Orgtr>${party(isNewer)}</Orgtr><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>a</AddtlInf><AddtlInf>b</AddtlInf></StsRsnInf>` +
  '<StsRsnInf><Rsn><Prtry>K0999</Prtry></Rsn></StsRsnInf>';

const counts =
  '<NbOfTxsPerSts><DtldNbOfTxs>1</DtldNbOfTxs><DtldSts>RJCT</DtldSts><DtldCtrlSum>12.34</DtldCtrlSum></NbOfTxsPerSts>';

const pain002 = (isNewer: boolean): string =>
  document(
    `pain.002.001.${isNewer ? '10' : '03'}`,
    `<CstmrPmtStsRpt><GrpHdr><MsgId>S1</MsgId><CreDtTm>2026-11-24T08:20:00</CreDtTm><InitgPty>${party(isNewer)}</InitgPty>` +
      `<CdtrAgt>${agent(isNewer)}</CdtrAgt></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId>` +
      `<OrgnlMsgNmId>pain.008.001.02</OrgnlMsgNmId><OrgnlCreDtTm>2026-11-24T08:15:00</OrgnlCreDtTm><OrgnlNbOfTxs>1</OrgnlNbOfTxs>` +
      `<OrgnlCtrlSum>12.34</OrgnlCtrlSum><GrpSts>PART</GrpSts>${reason(isNewer)}${counts}</OrgnlGrpInfAndSts>` +
      `<OrgnlPmtInfAndSts><OrgnlPmtInfId>B1</OrgnlPmtInfId><OrgnlNbOfTxs>1</OrgnlNbOfTxs><OrgnlCtrlSum>12.34</OrgnlCtrlSum>` +
      `<PmtInfSts>PART</PmtInfSts>${reason(isNewer)}${counts}<TxInfAndSts><StsId>T1</StsId><OrgnlInstrId>I</OrgnlInstrId>` +
      `<OrgnlEndToEndId>E</OrgnlEndToEndId>${isNewer ? '<OrgnlUETR>caef6b65-4b76-4c4e-8fb2-658c4c28c445</OrgnlUETR>' : ''}` +
      `<TxSts>RJCT</TxSts>${reason(isNewer)}<AccptncDtTm>2026-11-24T08:16:00</AccptncDtTm><AcctSvcrRef>A</AcctSvcrRef>` +
      `<ClrSysRef>C</ClrSysRef>${original(isNewer)}</TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt>`,
  );

const cause = (isNewer: boolean): string =>
  `<CxlRsnInf><Orgtr>${party(isNewer)}</Orgtr><Rsn><Cd>CUST</Cd></Rsn><AddtlInf>a</AddtlInf></CxlRsnInf>`;

const incident = (isNewer: boolean): string =>
  `<Case><Id>C1</Id><Cretr><Pty>${party(isNewer)}</Pty></Cretr><ReopCaseIndctn>false</ReopCaseIndctn></Case>`;

const camt055 = (isNewer: boolean): string =>
  document(
    `camt.055.001.${isNewer ? '08' : '01'}`,
    `<CstmrPmtCxlReq><Assgnmt><Id>X1</Id><Assgnr><Pty>${party(isNewer)}</Pty></Assgnr><Assgne><Agt>${agent(isNewer)}</Agt></Assgne>` +
      `<CreDtTm>2026-11-24T08:20:00</CreDtTm></Assgnmt>${incident(isNewer)}<CtrlData><NbOfTxs>1</NbOfTxs><CtrlSum>12.34</CtrlSum></CtrlData>` +
      `<Undrlyg><OrgnlGrpInfAndCxl><GrpCxlId>G</GrpCxlId>${incident(isNewer)}<OrgnlMsgId>M1</OrgnlMsgId>` +
      `<OrgnlMsgNmId>pain.008.001.02</OrgnlMsgNmId><OrgnlCreDtTm>2026-11-24T08:15:00</OrgnlCreDtTm><NbOfTxs>1</NbOfTxs>` +
      `<CtrlSum>12.34</CtrlSum><GrpCxl>false</GrpCxl>${cause(isNewer)}</OrgnlGrpInfAndCxl><OrgnlPmtInfAndCxl><PmtCxlId>P</PmtCxlId>` +
      `${incident(isNewer)}<OrgnlPmtInfId>B1</OrgnlPmtInfId><OrgnlGrpInf><OrgnlMsgId>M1</OrgnlMsgId>` +
      `<OrgnlMsgNmId>pain.008.001.02</OrgnlMsgNmId></OrgnlGrpInf><NbOfTxs>1</NbOfTxs><CtrlSum>12.34</CtrlSum>` +
      `<PmtInfCxl>false</PmtInfCxl>${cause(isNewer)}<TxInf><CxlId>T</CxlId>${incident(isNewer)}<OrgnlInstrId>I</OrgnlInstrId>` +
      `<OrgnlEndToEndId>E</OrgnlEndToEndId>${isNewer ? '<OrgnlUETR>caef6b65-4b76-4c4e-8fb2-658c4c28c445</OrgnlUETR>' : ''}` +
      `<OrgnlInstdAmt Ccy="EUR">12.34</OrgnlInstdAmt><OrgnlReqdExctnDt>${isNewer ? '<Dt>2026-12-01</Dt>' : '2026-12-01'}` +
      `</OrgnlReqdExctnDt><OrgnlReqdColltnDt>2026-12-01</OrgnlReqdColltnDt>${cause(isNewer)}${original(isNewer)}</TxInf>` +
      '</OrgnlPmtInfAndCxl></Undrlyg></CstmrPmtCxlReq>',
  );

export const richMessages: Readonly<Record<string, string>> = {
  'pain.008.001.02': pain008(false),
  'pain.008.001.08': pain008(true),
  'pain.001.001.03': pain001(false),
  'pain.001.001.09': pain001(true),
  'pain.002.001.03': pain002(false),
  'pain.002.001.10': pain002(true),
  'camt.055.001.01': camt055(false),
  'camt.055.001.08': camt055(true),
};
