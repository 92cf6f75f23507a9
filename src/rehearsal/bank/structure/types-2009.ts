/**
 * The complex types of pain.008.001.02 and camt.055.001.01 that the later generation has not.
 */
export const types2009 = `
  AmendmentInformationDetails6 = OrgnlMndtId?:Max35Text OrgnlCdtrSchmeId?:PartyIdentification32
    OrgnlCdtrAgt?:BranchAndFinancialInstitutionIdentification4 OrgnlCdtrAgtAcct?:CashAccount16
    OrgnlDbtr?:PartyIdentification32 OrgnlDbtrAcct?:CashAccount16
    OrgnlDbtrAgt?:BranchAndFinancialInstitutionIdentification4 OrgnlDbtrAgtAcct?:CashAccount16
    OrgnlFnlColltnDt?:ISODate OrgnlFrqcy?:Frequency1Code
  AmountType3Choice = InstdAmt:ActiveOrHistoricCurrencyAndAmount | EqvtAmt:EquivalentAmount2
  BranchAndFinancialInstitutionIdentification4 = FinInstnId:FinancialInstitutionIdentification7 BrnchId?:BranchData2
  BranchData2 = Id?:Max35Text Nm?:Max140Text PstlAdr?:PostalAddress6
  CancellationReason2Choice = Cd:CancellationReason4Code | Prtry:Max35Text
  CancellationReasonInformation3 = Orgtr?:PartyIdentification32 Rsn?:CancellationReason2Choice AddtlInf*:Max105Text
  Case2 = Id:Max35Text Cretr:Party7Choice ReopCaseIndctn?:YesNoIndicator
  CaseAssignment2 = Id:Max35Text Assgnr:Party7Choice Assgne:Party7Choice CreDtTm:ISODateTime
  CashAccount16 = Id:AccountIdentification4Choice Tp?:CashAccountType2 Ccy?:ActiveOrHistoricCurrencyCode
    Nm?:Max70Text
  CashAccountType2 = Cd:CashAccountType4Code | Prtry:Max35Text
  ClearingSystemIdentification3Choice = Cd:ExternalCashClearingSystem1Code | Prtry:Max35Text
  ContactDetails2 = NmPrfx?:NamePrefix1Code Nm?:Max140Text PhneNb?:PhoneNumber MobNb?:PhoneNumber FaxNb?:PhoneNumber
    EmailAdr?:Max2048Text Othr?:Max35Text
  ControlData1 = NbOfTxs:Max15NumericText CtrlSum?:DecimalNumber
  CustomerDirectDebitInitiationV02 = GrpHdr:GroupHeader39 PmtInf+:PaymentInstructionInformation4
  CustomerPaymentCancellationRequestV01 = Assgnmt:CaseAssignment2 Case?:Case2 CtrlData?:ControlData1
    Undrlyg+:UnderlyingTransaction1
  DateAndPlaceOfBirth = BirthDt:ISODate PrvcOfBirth?:Max35Text CityOfBirth:Max35Text CtryOfBirth:CountryCode
  DatePeriodDetails = FrDt:ISODate ToDt:ISODate
  DirectDebitTransaction6 = MndtRltdInf?:MandateRelatedInformation6 CdtrSchmeId?:PartyIdentification32
    PreNtfctnId?:Max35Text PreNtfctnDt?:ISODate
  DirectDebitTransactionInformation9 = PmtId:PaymentIdentification1 PmtTpInf?:PaymentTypeInformation20
    InstdAmt:ActiveOrHistoricCurrencyAndAmount ChrgBr?:ChargeBearerType1Code DrctDbtTx?:DirectDebitTransaction6
    UltmtCdtr?:PartyIdentification32 DbtrAgt:BranchAndFinancialInstitutionIdentification4 DbtrAgtAcct?:CashAccount16
    Dbtr:PartyIdentification32 DbtrAcct:CashAccount16 UltmtDbtr?:PartyIdentification32 InstrForCdtrAgt?:Max140Text
    Purp?:Purpose2Choice RgltryRptg{0,10}:RegulatoryReporting3 Tax?:TaxInformation3
    RltdRmtInf{0,10}:RemittanceLocation2 RmtInf?:RemittanceInformation5
  EquivalentAmount2 = Amt:ActiveOrHistoricCurrencyAndAmount CcyOfTrf:ActiveOrHistoricCurrencyCode
  FinancialInstitutionIdentification7 = BIC?:BICIdentifier ClrSysMmbId?:ClearingSystemMemberIdentification2
    Nm?:Max140Text PstlAdr?:PostalAddress6 Othr?:GenericFinancialIdentification1
  GroupHeader39 = MsgId:Max35Text CreDtTm:ISODateTime Authstn{0,2}:Authorisation1Choice NbOfTxs:Max15NumericText
    CtrlSum?:DecimalNumber InitgPty:PartyIdentification32 FwdgAgt?:BranchAndFinancialInstitutionIdentification4
  MandateRelatedInformation6 = MndtId?:Max35Text DtOfSgntr?:ISODate AmdmntInd?:TrueFalseIndicator
    AmdmntInfDtls?:AmendmentInformationDetails6 ElctrncSgntr?:Max1025Text FrstColltnDt?:ISODate FnlColltnDt?:ISODate
    Frqcy?:Frequency1Code
  NameAndAddress10 = Nm:Max140Text Adr:PostalAddress6
  OrganisationIdentification4 = BICOrBEI?:AnyBICIdentifier Othr*:GenericOrganisationIdentification1
  OriginalGroupInformation23 = GrpCxlId?:Max35Text Case?:Case2 OrgnlMsgId:Max35Text OrgnlMsgNmId:Max35Text
    OrgnlCreDtTm?:ISODateTime NbOfTxs?:Max15NumericText CtrlSum?:DecimalNumber GrpCxl?:GroupCancellationIndicator
    CxlRsnInf*:CancellationReasonInformation3
  OriginalGroupInformation3 = OrgnlMsgId:Max35Text OrgnlMsgNmId:Max35Text OrgnlCreDtTm?:ISODateTime
  OriginalPaymentInformation4 = PmtCxlId?:Max35Text Case?:Case2 OrgnlPmtInfId:Max35Text
    OrgnlGrpInf?:OriginalGroupInformation3 NbOfTxs?:Max15NumericText CtrlSum?:DecimalNumber
    PmtInfCxl?:GroupCancellationIndicator CxlRsnInf*:CancellationReasonInformation3
    TxInf*:PaymentTransactionInformation30
  OriginalTransactionReference13 = IntrBkSttlmAmt?:ActiveOrHistoricCurrencyAndAmount Amt?:AmountType3Choice
    IntrBkSttlmDt?:ISODate ReqdColltnDt?:ISODate ReqdExctnDt?:ISODate CdtrSchmeId?:PartyIdentification32
    SttlmInf?:SettlementInformation13 PmtTpInf?:PaymentTypeInformation22 PmtMtd?:PaymentMethod4Code
    MndtRltdInf?:MandateRelatedInformation6 RmtInf?:RemittanceInformation5 UltmtDbtr?:PartyIdentification32
    Dbtr?:PartyIdentification32 DbtrAcct?:CashAccount16 DbtrAgt?:BranchAndFinancialInstitutionIdentification4
    DbtrAgtAcct?:CashAccount16 CdtrAgt?:BranchAndFinancialInstitutionIdentification4 CdtrAgtAcct?:CashAccount16
    Cdtr?:PartyIdentification32 CdtrAcct?:CashAccount16 UltmtCdtr?:PartyIdentification32
  Party6Choice = OrgId:OrganisationIdentification4 | PrvtId:PersonIdentification5
  Party7Choice = Pty:PartyIdentification32 | Agt:BranchAndFinancialInstitutionIdentification4
  PartyIdentification32 = Nm?:Max140Text PstlAdr?:PostalAddress6 Id?:Party6Choice CtryOfRes?:CountryCode
    CtctDtls?:ContactDetails2
  PaymentIdentification1 = InstrId?:Max35Text EndToEndId:Max35Text
  PaymentInstructionInformation4 = PmtInfId:Max35Text PmtMtd:PaymentMethod2Code BtchBookg?:BatchBookingIndicator
    NbOfTxs?:Max15NumericText CtrlSum?:DecimalNumber PmtTpInf?:PaymentTypeInformation20 ReqdColltnDt:ISODate
    Cdtr:PartyIdentification32 CdtrAcct:CashAccount16 CdtrAgt:BranchAndFinancialInstitutionIdentification4
    CdtrAgtAcct?:CashAccount16 UltmtCdtr?:PartyIdentification32 ChrgBr?:ChargeBearerType1Code
    ChrgsAcct?:CashAccount16 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification4
    CdtrSchmeId?:PartyIdentification32 DrctDbtTxInf+:DirectDebitTransactionInformation9
  PaymentTransactionInformation30 = CxlId?:Max35Text Case?:Case2 OrgnlInstrId?:Max35Text OrgnlEndToEndId?:Max35Text
    OrgnlInstdAmt?:ActiveOrHistoricCurrencyAndAmount OrgnlReqdExctnDt?:ISODate OrgnlReqdColltnDt?:ISODate
    CxlRsnInf*:CancellationReasonInformation3 OrgnlTxRef?:OriginalTransactionReference13
  PaymentTypeInformation20 = InstrPrty?:Priority2Code SvcLvl?:ServiceLevel8Choice LclInstrm?:LocalInstrument2Choice
    SeqTp?:SequenceType1Code CtgyPurp?:CategoryPurpose1Choice
  PaymentTypeInformation22 = InstrPrty?:Priority2Code ClrChanl?:ClearingChannel2Code SvcLvl?:ServiceLevel8Choice
    LclInstrm?:LocalInstrument2Choice SeqTp?:SequenceType1Code CtgyPurp?:CategoryPurpose1Choice
  PersonIdentification5 = DtAndPlcOfBirth?:DateAndPlaceOfBirth Othr*:GenericPersonIdentification1
  PostalAddress6 = AdrTp?:AddressType2Code Dept?:Max70Text SubDept?:Max70Text StrtNm?:Max70Text BldgNb?:Max16Text
    PstCd?:Max16Text TwnNm?:Max35Text CtrySubDvsn?:Max35Text Ctry?:CountryCode AdrLine{0,7}:Max70Text
  ReferredDocumentInformation3 = Tp?:ReferredDocumentType2 Nb?:Max35Text RltdDt?:ISODate
  ReferredDocumentType1Choice = Cd:DocumentType5Code | Prtry:Max35Text
  ReferredDocumentType2 = CdOrPrtry:ReferredDocumentType1Choice Issr?:Max35Text
  RemittanceAmount1 = DuePyblAmt?:ActiveOrHistoricCurrencyAndAmount DscntApldAmt?:ActiveOrHistoricCurrencyAndAmount
    CdtNoteAmt?:ActiveOrHistoricCurrencyAndAmount TaxAmt?:ActiveOrHistoricCurrencyAndAmount
    AdjstmntAmtAndRsn*:DocumentAdjustment1 RmtdAmt?:ActiveOrHistoricCurrencyAndAmount
  RemittanceInformation5 = Ustrd*:Max140Text Strd*:StructuredRemittanceInformation7
  RemittanceLocation2 = RmtId?:Max35Text RmtLctnMtd?:RemittanceLocationMethod2Code RmtLctnElctrncAdr?:Max2048Text
    RmtLctnPstlAdr?:NameAndAddress10
  SettlementInformation13 = SttlmMtd:SettlementMethod1Code SttlmAcct?:CashAccount16
    ClrSys?:ClearingSystemIdentification3Choice InstgRmbrsmntAgt?:BranchAndFinancialInstitutionIdentification4
    InstgRmbrsmntAgtAcct?:CashAccount16 InstdRmbrsmntAgt?:BranchAndFinancialInstitutionIdentification4
    InstdRmbrsmntAgtAcct?:CashAccount16 ThrdRmbrsmntAgt?:BranchAndFinancialInstitutionIdentification4
    ThrdRmbrsmntAgtAcct?:CashAccount16
  StructuredRemittanceInformation7 = RfrdDocInf*:ReferredDocumentInformation3 RfrdDocAmt?:RemittanceAmount1
    CdtrRefInf?:CreditorReferenceInformation2 Invcr?:PartyIdentification32 Invcee?:PartyIdentification32
    AddtlRmtInf{0,3}:Max140Text
  TaxAmount1 = Rate?:PercentageRate TaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount
    TtlAmt?:ActiveOrHistoricCurrencyAndAmount Dtls*:TaxRecordDetails1
  TaxInformation3 = Cdtr?:TaxParty1 Dbtr?:TaxParty2 AdmstnZn?:Max35Text RefNb?:Max140Text Mtd?:Max35Text
    TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount Dt?:ISODate
    SeqNb?:Number Rcrd*:TaxRecord1
  TaxPeriod1 = Yr?:ISODate Tp?:TaxRecordPeriod1Code FrToDt?:DatePeriodDetails
  TaxRecord1 = Tp?:Max35Text Ctgy?:Max35Text CtgyDtls?:Max35Text DbtrSts?:Max35Text CertId?:Max35Text
    FrmsCd?:Max35Text Prd?:TaxPeriod1 TaxAmt?:TaxAmount1 AddtlInf?:Max140Text
  TaxRecordDetails1 = Prd?:TaxPeriod1 Amt:ActiveOrHistoricCurrencyAndAmount
  UnderlyingTransaction1 = OrgnlGrpInfAndCxl?:OriginalGroupInformation23
    OrgnlPmtInfAndCxl*:OriginalPaymentInformation4
`;
