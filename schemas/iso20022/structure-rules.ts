/**
 * What may stand where in the messages of direct debit, one type a line: `Name = children` in this order, or
 * `Name | children` of which one. A child is its name, how often (`1`, `?` at most once, `+`, `*`, or `0-2`), and its
 * type; `old:` and `new:` mark what only messages of the 2009 or of the 2019 generation have.
 *
 * The lines follow the element trees of the schemas (`iso20022/trees-short` of the reference), so that a reviewer may
 * compare them with a finger on the page. What stands inside a child of type `any` is not looked at: no bank we know
 * reads those blocks in a direct debit. A test compares the verdicts with those of the schemas themselves.
 */
export const directDebitRules = `
Initiation = GrpHdr 1 GroupHeader; PmtInf + DebitBatch; new:SplmtryData * any
GroupHeader = MsgId 1 text35; CreDtTm 1 dateTime; Authstn 0-2 Authorisation; NbOfTxs 1 count; CtrlSum ? sum;
  InitgPty 1 Party; FwdgAgt ? Agent
Authorisation | Cd 1 (AUTH FDET FSUM ILEV); Prtry 1 text128
DebitBatch = PmtInfId 1 text35; PmtMtd 1 (DD); BtchBookg ? boolean; NbOfTxs ? count; CtrlSum ? sum; PmtTpInf ? DebitType;
  ReqdColltnDt 1 date; Cdtr 1 Party; CdtrAcct 1 Account; CdtrAgt 1 Agent; CdtrAgtAcct ? Account; UltmtCdtr ? Party;
  ChrgBr ? (DEBT CRED SHAR SLEV); ChrgsAcct ? Account; ChrgsAcctAgt ? Agent; CdtrSchmeId ? Party; DrctDbtTxInf + Debit
DebitType = InstrPrty ? (HIGH NORM); old:SvcLvl ? CodeOr35; new:SvcLvl * CodeOr35; LclInstrm ? Instrument;
  old:SeqTp ? (FRST RCUR FNAL OOFF); new:SeqTp ? (FRST RCUR FNAL OOFF RPRE); CtgyPurp ? CodeOr35
Instrument | Cd 1 text35; Prtry 1 text35
Debit = PmtId 1 PaymentId; PmtTpInf ? DebitType; InstdAmt 1 amount; ChrgBr ? (DEBT CRED SHAR SLEV);
  DrctDbtTx ? DebitMandate; UltmtCdtr ? Party; DbtrAgt 1 Agent; DbtrAgtAcct ? Account; Dbtr 1 Party; DbtrAcct 1 Account;
  UltmtDbtr ? Party; InstrForCdtrAgt ? text140; Purp ? CodeOr35; RgltryRptg 0-10 any; Tax ? any; RltdRmtInf 0-10 any;
  RmtInf ? Remittance; new:SplmtryData * any
PaymentId = InstrId ? text35; EndToEndId 1 text35; new:UETR ? uuid
DebitMandate = MndtRltdInf ? Mandate; CdtrSchmeId ? Party; PreNtfctnId ? text35; PreNtfctnDt ? date
Mandate = MndtId ? text35; DtOfSgntr ? date; AmdmntInd ? boolean; AmdmntInfDtls ? Amendment; ElctrncSgntr ? text1025;
  FrstColltnDt ? date; FnlColltnDt ? date; old:Frqcy ? (YEAR MNTH QURT MIAN WEEK DAIL ADHO INDA); new:Frqcy ? any;
  new:Rsn ? CodeOr70; new:TrckgDays ? twoDigits
Amendment = OrgnlMndtId ? text35; OrgnlCdtrSchmeId ? Party; OrgnlCdtrAgt ? Agent; OrgnlCdtrAgtAcct ? Account;
  OrgnlDbtr ? Party; OrgnlDbtrAcct ? Account; OrgnlDbtrAgt ? Agent; OrgnlDbtrAgtAcct ? Account; OrgnlFnlColltnDt ? date;
  old:OrgnlFrqcy ? (YEAR MNTH QURT MIAN WEEK DAIL ADHO INDA); new:OrgnlFrqcy ? any; new:OrgnlRsn ? CodeOr70;
  new:OrgnlTrckgDays ? twoDigits
`;

/** Payments to be made: pain.001. */
export const creditTransferRules = `
Transfers = GrpHdr 1 GroupHeader; PmtInf + TransferBatch; new:SplmtryData * any
TransferBatch = PmtInfId 1 text35; PmtMtd 1 (CHK TRF TRA); BtchBookg ? boolean; NbOfTxs ? count; CtrlSum ? sum;
  PmtTpInf ? TransferType; old:ReqdExctnDt 1 date; new:ReqdExctnDt 1 DateOrTime; PoolgAdjstmntDt ? date; Dbtr 1 Party;
  DbtrAcct 1 Account; DbtrAgt 1 Agent; DbtrAgtAcct ? Account; new:InstrForDbtrAgt ? text140; UltmtDbtr ? Party;
  ChrgBr ? (DEBT CRED SHAR SLEV); ChrgsAcct ? Account; ChrgsAcctAgt ? Agent; CdtTrfTxInf + Transfer
TransferType = InstrPrty ? (HIGH NORM); old:SvcLvl ? CodeOr35; new:SvcLvl * CodeOr35; LclInstrm ? Instrument;
  CtgyPurp ? CodeOr35
Transfer = PmtId 1 PaymentId; PmtTpInf ? TransferType; Amt 1 InstructedAmount; XchgRateInf ? any;
  ChrgBr ? (DEBT CRED SHAR SLEV); ChqInstr ? any; UltmtDbtr ? Party; IntrmyAgt1 ? Agent; IntrmyAgt1Acct ? Account;
  IntrmyAgt2 ? Agent; IntrmyAgt2Acct ? Account; IntrmyAgt3 ? Agent; IntrmyAgt3Acct ? Account; CdtrAgt ? Agent;
  CdtrAgtAcct ? Account; Cdtr ? Party; CdtrAcct ? Account; UltmtCdtr ? Party; InstrForCdtrAgt * any;
  InstrForDbtrAgt ? text140; Purp ? CodeOr35; RgltryRptg 0-10 any; Tax ? any; RltdRmtInf 0-10 any; RmtInf ? Remittance;
  new:SplmtryData * any
`;

/** What became of them: pain.002. */
export const statusReportRules = `
StatusReport = GrpHdr 1 StatusHeader; OrgnlGrpInfAndSts 1 GroupStatus; OrgnlPmtInfAndSts * PaymentStatus;
  new:SplmtryData * any
StatusHeader = MsgId 1 text35; CreDtTm 1 dateTime; InitgPty ? Party; FwdgAgt ? Agent; DbtrAgt ? Agent; CdtrAgt ? Agent
GroupStatus = OrgnlMsgId 1 text35; OrgnlMsgNmId 1 text35; OrgnlCreDtTm ? dateTime; OrgnlNbOfTxs ? count;
  OrgnlCtrlSum ? sum; old:GrpSts ? (ACTC RCVD PART RJCT PDNG ACCP ACSP ACSC ACWC); new:GrpSts ? text4;
  StsRsnInf * Reason; NbOfTxsPerSts * StatusCount
PaymentStatus = OrgnlPmtInfId 1 text35; OrgnlNbOfTxs ? count; OrgnlCtrlSum ? sum;
  old:PmtInfSts ? (ACTC RCVD PART RJCT PDNG ACCP ACSP ACSC ACWC); new:PmtInfSts ? text4; StsRsnInf * Reason;
  NbOfTxsPerSts * StatusCount; TxInfAndSts * TransactionStatus
TransactionStatus = StsId ? text35; OrgnlInstrId ? text35; OrgnlEndToEndId ? text35; new:OrgnlUETR ? uuid;
  old:TxSts ? (ACTC RJCT PDNG ACCP ACSP ACSC ACWC); new:TxSts ? text4; StsRsnInf * Reason; ChrgsInf * any;
  new:TrckrData ? any; AccptncDtTm ? dateTime; AcctSvcrRef ? text35; ClrSysRef ? text35; OrgnlTxRef ? OriginalTransaction;
  new:SplmtryData * any
Reason = Orgtr ? Party; Rsn ? CodeOr35; AddtlInf * text105
StatusCount = DtldNbOfTxs 1 count; old:DtldSts 1 (ACTC RJCT PDNG ACCP ACSP ACSC ACWC); new:DtldSts 1 text4;
  DtldCtrlSum ? sum
OriginalTransaction = IntrBkSttlmAmt ? amount; Amt ? InstructedAmount; IntrBkSttlmDt ? date; ReqdColltnDt ? date;
  old:ReqdExctnDt ? date; new:ReqdExctnDt ? DateOrTime; CdtrSchmeId ? Party; SttlmInf ? any; PmtTpInf ? any;
  PmtMtd ? (CHK TRF DD TRA); MndtRltdInf ? Mandate; RmtInf ? Remittance; old:UltmtDbtr ? Party;
  new:UltmtDbtr ? PartyOrAgent; old:Dbtr ? Party; new:Dbtr ? PartyOrAgent; DbtrAcct ? Account; DbtrAgt ? Agent;
  DbtrAgtAcct ? Account; CdtrAgt ? Agent; CdtrAgtAcct ? Account; old:Cdtr ? Party; new:Cdtr ? PartyOrAgent;
  CdtrAcct ? Account; old:UltmtCdtr ? Party; new:UltmtCdtr ? PartyOrAgent; new:Purp ? CodeOr35
`;

/** What is not to be carried out after all: camt.055. */
export const cancellationRules = `
Cancellation = Assgnmt 1 Assignment; Case ? Case; CtrlData ? ControlData; Undrlyg + Underlying; new:SplmtryData * any
Assignment = Id 1 text35; Assgnr 1 PartyOrAgent; Assgne 1 PartyOrAgent; CreDtTm 1 dateTime
Case = Id 1 text35; Cretr 1 PartyOrAgent; ReopCaseIndctn ? boolean
ControlData = NbOfTxs 1 count; CtrlSum ? sum
Underlying = OrgnlGrpInfAndCxl ? CancelledGroup; OrgnlPmtInfAndCxl * CancelledBatch
CancelledGroup = GrpCxlId ? text35; Case ? Case; OrgnlMsgId 1 text35; OrgnlMsgNmId 1 text35; OrgnlCreDtTm ? dateTime;
  NbOfTxs ? count; CtrlSum ? sum; GrpCxl ? boolean; CxlRsnInf * CancellationReason
CancelledBatch = PmtCxlId ? text35; Case ? Case; OrgnlPmtInfId 1 text35; OrgnlGrpInf ? OriginalGroup; NbOfTxs ? count;
  CtrlSum ? sum; PmtInfCxl ? boolean; CxlRsnInf * CancellationReason; TxInf * Cancelled
OriginalGroup = OrgnlMsgId 1 text35; OrgnlMsgNmId 1 text35; OrgnlCreDtTm ? dateTime
Cancelled = CxlId ? text35; Case ? Case; OrgnlInstrId ? text35; OrgnlEndToEndId ? text35; new:OrgnlUETR ? uuid;
  OrgnlInstdAmt ? amount; old:OrgnlReqdExctnDt ? date; new:OrgnlReqdExctnDt ? DateOrTime; OrgnlReqdColltnDt ? date;
  CxlRsnInf * CancellationReason; OrgnlTxRef ? OriginalTransaction; new:SplmtryData * any
CancellationReason = Orgtr ? Party; Rsn ? CancellationCode; AddtlInf * text105
CancellationCode | old:Cd 1 (CUST DUPL AGNT CURR UPAY CUTA); new:Cd 1 text4; Prtry 1 text35
`;

/** What all of them are made of. */
export const commonRules = `
CodeOr35 | Cd 1 text4; Prtry 1 text35
CodeOr70 | Cd 1 text4; Prtry 1 text70
DateOrTime | Dt 1 date; DtTm 1 dateTime
InstructedAmount | InstdAmt 1 amount; EqvtAmt 1 EquivalentAmount
EquivalentAmount = Amt 1 amount; CcyOfTrf 1 currency
PartyOrAgent | Pty 1 Party; Agt 1 Agent
Party = Nm ? text140; PstlAdr ? Address; Id ? PartyId; CtryOfRes ? country; CtctDtls ? any
PartyId | OrgId 1 Organisation; PrvtId 1 Person
Organisation = old:BICOrBEI ? bic; new:AnyBIC ? bicfi; new:LEI ? lei; Othr * OtherParty
Person = DtAndPlcOfBirth ? Birth; Othr * OtherParty
OtherParty = Id 1 text35; SchmeNm ? CodeOr35; Issr ? text35
Birth = BirthDt 1 date; PrvcOfBirth ? text35; CityOfBirth 1 text35; CtryOfBirth 1 country
Address = old:AdrTp ? (ADDR PBOX HOME BIZZ MLTO DLVY); new:AdrTp ? any; Dept ? text70; SubDept ? text70; StrtNm ? text70;
  BldgNb ? text16; new:BldgNm ? text35; new:Flr ? text70; new:PstBx ? text16; new:Room ? text70; PstCd ? text16;
  TwnNm ? text35; new:TwnLctnNm ? text35; new:DstrctNm ? text35; CtrySubDvsn ? text35; Ctry ? country; AdrLine 0-7 text70
Account = Id 1 AccountId; Tp ? any; Ccy ? currency; Nm ? text70; new:Prxy ? any
AccountId | IBAN 1 iban; Othr 1 OtherAccount
OtherAccount = Id 1 text34; SchmeNm ? CodeOr35; Issr ? text35
Agent = FinInstnId 1 Institution; BrnchId ? any
Institution = old:BIC ? bic; new:BICFI ? bicfi; ClrSysMmbId ? ClearingMember; new:LEI ? lei; Nm ? text140;
  PstlAdr ? Address; Othr ? OtherParty
ClearingMember = ClrSysId ? ClearingSystem; MmbId 1 text35
ClearingSystem | Cd 1 text5; Prtry 1 text35
Remittance = Ustrd * text140; Strd * Structured
Structured = RfrdDocInf * any; RfrdDocAmt ? any; CdtrRefInf ? CreditorReference; Invcr ? Party; Invcee ? Party;
  new:TaxRmt ? any; new:GrnshmtRmt ? any; AddtlRmtInf 0-3 text140
CreditorReference = Tp ? ReferenceType; Ref ? text35
ReferenceType = CdOrPrtry 1 ReferenceCode; Issr ? text35
ReferenceCode | Cd 1 (RADM RPIN FXDR DISP PUOR SCOR); Prtry 1 text35
`;
