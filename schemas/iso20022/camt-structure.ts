/**
 * What may stand where in messages about an account (camt.052, .053, .054), in the notation of `structure-rules.ts`.
 * From version .03 on the lines marked `new:` hold; parties, whose form changed between .04 and .08, are then not
 * looked at. The lines follow `iso20022/trees-short` of the reference.
 */
export const accountMessageRules = `
AccountReports = GrpHdr 1 AccountHeader; Rpt + AccountReport; new:SplmtryData * any
AccountStatements = GrpHdr 1 AccountHeader; Stmt + AccountStatement; new:SplmtryData * any
AccountNotes = GrpHdr 1 AccountHeader; Ntfctn + AccountNote; new:SplmtryData * any
AccountHeader = MsgId 1 text35; CreDtTm 1 dateTime; MsgRcpt ? any; MsgPgntn ? AccountPages; new:OrgnlBizQry ? any;
  AddtlInf ? text500
AccountPages = PgNb 1 text5; LastPgInd 1 boolean
AccountReport = Id 1 text35; new:RptPgntn ? AccountPages; ElctrncSeqNb ? sum; new:RptgSeq ? any; LglSeqNb ? sum;
  old:CreDtTm 1 dateTime; new:CreDtTm ? dateTime; FrToDt ? any; CpyDplctInd ? (CODU COPY DUPL); RptgSrc ? CodeOr35;
  Acct 1 ReportedAccount; RltdAcct ? Account; Intrst * any; Bal * Balance; TxsSummry ? any; Ntry * Entry;
  AddtlRptInf ? text500
AccountStatement = Id 1 text35; new:StmtPgntn ? AccountPages; ElctrncSeqNb ? sum; new:RptgSeq ? any; LglSeqNb ? sum;
  old:CreDtTm 1 dateTime; new:CreDtTm ? dateTime; FrToDt ? any; CpyDplctInd ? (CODU COPY DUPL); RptgSrc ? CodeOr35;
  Acct 1 ReportedAccount; RltdAcct ? Account; Intrst * any; Bal + Balance; TxsSummry ? any; Ntry * Entry;
  AddtlStmtInf ? text500
AccountNote = Id 1 text35; new:NtfctnPgntn ? AccountPages; ElctrncSeqNb ? sum; new:RptgSeq ? any; LglSeqNb ? sum;
  old:CreDtTm 1 dateTime; new:CreDtTm ? dateTime; FrToDt ? any; CpyDplctInd ? (CODU COPY DUPL); RptgSrc ? CodeOr35;
  Acct 1 ReportedAccount; RltdAcct ? Account; Intrst * any; TxsSummry ? any; Ntry * Entry; AddtlNtfctnInf ? text500
ReportedAccount = Id 1 AccountId; Tp ? any; Ccy ? currency; Nm ? text70; new:Prxy ? any; Ownr ? any; Svcr ? any
Balance = Tp 1 BalanceType; old:CdtLine ? any; new:CdtLine * any; Amt 1 amount; CdtDbtInd 1 (CRDT DBIT);
  Dt 1 DateOrTime; Avlbty * any
BalanceType = CdOrPrtry 1 BalanceCode; SubTp ? CodeOr35
BalanceCode | old:Cd 1 (XPCD OPAV ITAV CLAV FWAV CLBD ITBD OPBD PRCD INFO); new:Cd 1 text4; Prtry 1 text35
Entry = NtryRef ? text35; Amt 1 amount; CdtDbtInd 1 (CRDT DBIT); RvslInd ? boolean; old:Sts 1 (BOOK PDNG INFO);
  new:Sts 1 any; BookgDt ? DateOrTime; ValDt ? DateOrTime; AcctSvcrRef ? text35; Avlbty * any; BkTxCd 1 BankCode;
  ComssnWvrInd ? boolean; AddtlInfInd ? any; AmtDtls ? any; old:Chrgs * any; new:Chrgs ? any; TechInptChanl ? any;
  Intrst * any; new:CardTx ? any; NtryDtls * EntryDetails; AddtlNtryInf ? text500
BankCode = Domn ? BankDomain; Prtry ? BankOwnCode
BankDomain = Cd 1 text4; Fmly 1 BankFamily
BankFamily = Cd 1 text4; SubFmlyCd 1 text4
BankOwnCode = Cd 1 text35; Issr ? text35
EntryDetails = Btch ? EntryBatch; TxDtls * EntryTransaction
EntryBatch = MsgId ? text35; PmtInfId ? text35; NbOfTxs ? count; TtlAmt ? amount; CdtDbtInd ? (CRDT DBIT)
EntryTransaction = Refs ? EntryRefs; new:Amt ? amount; new:CdtDbtInd ? (CRDT DBIT); AmtDtls ? any; Avlbty * any;
  BkTxCd ? BankCode; old:Chrgs * any; new:Chrgs ? any; Intrst * any; RltdPties ? EntryParties; RltdAgts ? any;
  new:LclInstrm ? any; Purp ? CodeOr35; RltdRmtInf 0-10 any; RmtInf ? Remittance; RltdDts ? any; RltdPric ? any;
  RltdQties * any; FinInstrmId ? any; Tax ? any; RtrInf ? EntryReturn; CorpActn ? any; SfkpgAcct ? any;
  new:CshDpst * any; new:CardTx ? any; AddtlTxInf ? text500; new:SplmtryData * any
EntryRefs = MsgId ? text35; AcctSvcrRef ? text35; PmtInfId ? text35; InstrId ? text35; EndToEndId ? text35;
  new:UETR ? uuid; TxId ? text35; MndtId ? text35; ChqNb ? text35; ClrSysRef ? text35; new:AcctOwnrTxId ? text35;
  new:AcctSvcrTxId ? text35; new:MktInfrstrctrTxId ? text35; new:PrcgId ? text35; old:Prtry ? any; new:Prtry * any
EntryParties = old:InitgPty ? Party; new:InitgPty ? any; old:Dbtr ? Party; new:Dbtr ? any; DbtrAcct ? Account;
  old:UltmtDbtr ? Party; new:UltmtDbtr ? any; old:Cdtr ? Party; new:Cdtr ? any; CdtrAcct ? Account;
  old:UltmtCdtr ? Party; new:UltmtCdtr ? any; old:TradgPty ? Party; new:TradgPty ? any; Prtry * any
EntryReturn = OrgnlBkTxCd ? any; Orgtr ? any; Rsn ? CodeOr35; AddtlInf * text105
`;
