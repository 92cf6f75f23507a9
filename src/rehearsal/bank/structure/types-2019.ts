/**
 * The complex types of pain.008.001.08 that the earlier generation has not.
 */
export const types2019 = `
  AddressType3Choice = Cd:AddressType2Code | Prtry:GenericIdentification30
  AmendmentInformationDetails13 = OrgnlMndtId?:Max35Text OrgnlCdtrSchmeId?:PartyIdentification135
    OrgnlCdtrAgt?:BranchAndFinancialInstitutionIdentification6 OrgnlCdtrAgtAcct?:CashAccount38
    OrgnlDbtr?:PartyIdentification135 OrgnlDbtrAcct?:CashAccount38
    OrgnlDbtrAgt?:BranchAndFinancialInstitutionIdentification6 OrgnlDbtrAgtAcct?:CashAccount38
    OrgnlFnlColltnDt?:ISODate OrgnlFrqcy?:Frequency36Choice OrgnlRsn?:MandateSetupReason1Choice
    OrgnlTrckgDays?:Exact2NumericText
  BranchAndFinancialInstitutionIdentification6 = FinInstnId:FinancialInstitutionIdentification18
    BrnchId?:BranchData3
  BranchData3 = Id?:Max35Text LEI?:LEIIdentifier Nm?:Max140Text PstlAdr?:PostalAddress24
  CashAccount38 = Id:AccountIdentification4Choice Tp?:CashAccountType2Choice Ccy?:ActiveOrHistoricCurrencyCode
    Nm?:Max70Text Prxy?:ProxyAccountIdentification1
  CashAccountType2Choice = Cd:ExternalCashAccountType1Code | Prtry:Max35Text
  Contact4 = NmPrfx?:NamePrefix2Code Nm?:Max140Text PhneNb?:PhoneNumber MobNb?:PhoneNumber FaxNb?:PhoneNumber
    EmailAdr?:Max2048Text EmailPurp?:Max35Text JobTitl?:Max35Text Rspnsblty?:Max35Text Dept?:Max70Text
    Othr*:OtherContact1 PrefrdMtd?:PreferredContactMethod1Code
  CustomerDirectDebitInitiationV08 = GrpHdr:GroupHeader83 PmtInf+:PaymentInstruction29
    SplmtryData*:SupplementaryData1
  DateAndPlaceOfBirth1 = BirthDt:ISODate PrvcOfBirth?:Max35Text CityOfBirth:Max35Text CtryOfBirth:CountryCode
  DatePeriod2 = FrDt:ISODate ToDt:ISODate
  DirectDebitTransaction10 = MndtRltdInf?:MandateRelatedInformation14 CdtrSchmeId?:PartyIdentification135
    PreNtfctnId?:Max35Text PreNtfctnDt?:ISODate
  DirectDebitTransactionInformation23 = PmtId:PaymentIdentification6 PmtTpInf?:PaymentTypeInformation29
    InstdAmt:ActiveOrHistoricCurrencyAndAmount ChrgBr?:ChargeBearerType1Code DrctDbtTx?:DirectDebitTransaction10
    UltmtCdtr?:PartyIdentification135 DbtrAgt:BranchAndFinancialInstitutionIdentification6
    DbtrAgtAcct?:CashAccount38 Dbtr:PartyIdentification135 DbtrAcct:CashAccount38 UltmtDbtr?:PartyIdentification135
    InstrForCdtrAgt?:Max140Text Purp?:Purpose2Choice RgltryRptg{0,10}:RegulatoryReporting3 Tax?:TaxInformation8
    RltdRmtInf{0,10}:RemittanceLocation7 RmtInf?:RemittanceInformation16 SplmtryData*:SupplementaryData1
  DiscountAmountAndType1 = Tp?:DiscountAmountType1Choice Amt:ActiveOrHistoricCurrencyAndAmount
  DiscountAmountType1Choice = Cd:ExternalDiscountAmountType1Code | Prtry:Max35Text
  DocumentLineIdentification1 = Tp?:DocumentLineType1 Nb?:Max35Text RltdDt?:ISODate
  DocumentLineInformation1 = Id+:DocumentLineIdentification1 Desc?:Max2048Text Amt?:RemittanceAmount3
  DocumentLineType1 = CdOrPrtry:DocumentLineType1Choice Issr?:Max35Text
  DocumentLineType1Choice = Cd:ExternalDocumentLineType1Code | Prtry:Max35Text
  FinancialInstitutionIdentification18 = BICFI?:BICFIDec2014Identifier
    ClrSysMmbId?:ClearingSystemMemberIdentification2 LEI?:LEIIdentifier Nm?:Max140Text PstlAdr?:PostalAddress24
    Othr?:GenericFinancialIdentification1
  Frequency36Choice = Tp:Frequency6Code | Prd:FrequencyPeriod1 | PtInTm:FrequencyAndMoment1
  FrequencyAndMoment1 = Tp:Frequency6Code PtInTm:Exact2NumericText
  FrequencyPeriod1 = Tp:Frequency6Code CntPerPrd:DecimalNumber
  Garnishment3 = Tp:GarnishmentType1 Grnshee?:PartyIdentification135 GrnshmtAdmstr?:PartyIdentification135
    RefNb?:Max140Text Dt?:ISODate RmtdAmt?:ActiveOrHistoricCurrencyAndAmount FmlyMdclInsrncInd?:TrueFalseIndicator
    MplyeeTermntnInd?:TrueFalseIndicator
  GarnishmentType1 = CdOrPrtry:GarnishmentType1Choice Issr?:Max35Text
  GarnishmentType1Choice = Cd:ExternalGarnishmentType1Code | Prtry:Max35Text
  GenericIdentification30 = Id:Exact4AlphaNumericText Issr:Max35Text SchmeNm?:Max35Text
  GroupHeader83 = MsgId:Max35Text CreDtTm:ISODateTime Authstn{0,2}:Authorisation1Choice NbOfTxs:Max15NumericText
    CtrlSum?:DecimalNumber InitgPty:PartyIdentification135 FwdgAgt?:BranchAndFinancialInstitutionIdentification6
  MandateRelatedInformation14 = MndtId?:Max35Text DtOfSgntr?:ISODate AmdmntInd?:TrueFalseIndicator
    AmdmntInfDtls?:AmendmentInformationDetails13 ElctrncSgntr?:Max1025Text FrstColltnDt?:ISODate
    FnlColltnDt?:ISODate Frqcy?:Frequency36Choice Rsn?:MandateSetupReason1Choice TrckgDays?:Exact2NumericText
  MandateSetupReason1Choice = Cd:ExternalMandateSetupReason1Code | Prtry:Max70Text
  NameAndAddress16 = Nm:Max140Text Adr:PostalAddress24
  OrganisationIdentification29 = AnyBIC?:AnyBICDec2014Identifier LEI?:LEIIdentifier
    Othr*:GenericOrganisationIdentification1
  OtherContact1 = ChanlTp:Max4Text Id?:Max128Text
  Party38Choice = OrgId:OrganisationIdentification29 | PrvtId:PersonIdentification13
  PartyIdentification135 = Nm?:Max140Text PstlAdr?:PostalAddress24 Id?:Party38Choice CtryOfRes?:CountryCode
    CtctDtls?:Contact4
  PaymentIdentification6 = InstrId?:Max35Text EndToEndId:Max35Text UETR?:UUIDv4Identifier
  PaymentInstruction29 = PmtInfId:Max35Text PmtMtd:PaymentMethod2Code BtchBookg?:BatchBookingIndicator
    NbOfTxs?:Max15NumericText CtrlSum?:DecimalNumber PmtTpInf?:PaymentTypeInformation29 ReqdColltnDt:ISODate
    Cdtr:PartyIdentification135 CdtrAcct:CashAccount38 CdtrAgt:BranchAndFinancialInstitutionIdentification6
    CdtrAgtAcct?:CashAccount38 UltmtCdtr?:PartyIdentification135 ChrgBr?:ChargeBearerType1Code
    ChrgsAcct?:CashAccount38 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification6
    CdtrSchmeId?:PartyIdentification135 DrctDbtTxInf+:DirectDebitTransactionInformation23
  PaymentTypeInformation29 = InstrPrty?:Priority2Code SvcLvl*:ServiceLevel8Choice LclInstrm?:LocalInstrument2Choice
    SeqTp?:SequenceType3Code CtgyPurp?:CategoryPurpose1Choice
  PersonIdentification13 = DtAndPlcOfBirth?:DateAndPlaceOfBirth1 Othr*:GenericPersonIdentification1
  PostalAddress24 = AdrTp?:AddressType3Choice Dept?:Max70Text SubDept?:Max70Text StrtNm?:Max70Text BldgNb?:Max16Text
    BldgNm?:Max35Text Flr?:Max70Text PstBx?:Max16Text Room?:Max70Text PstCd?:Max16Text TwnNm?:Max35Text
    TwnLctnNm?:Max35Text DstrctNm?:Max35Text CtrySubDvsn?:Max35Text Ctry?:CountryCode AdrLine{0,7}:Max70Text
  ProxyAccountIdentification1 = Tp?:ProxyAccountType1Choice Id:Max2048Text
  ProxyAccountType1Choice = Cd:ExternalProxyAccountType1Code | Prtry:Max35Text
  ReferredDocumentInformation7 = Tp?:ReferredDocumentType4 Nb?:Max35Text RltdDt?:ISODate
    LineDtls*:DocumentLineInformation1
  ReferredDocumentType3Choice = Cd:DocumentType6Code | Prtry:Max35Text
  ReferredDocumentType4 = CdOrPrtry:ReferredDocumentType3Choice Issr?:Max35Text
  RemittanceAmount2 = DuePyblAmt?:ActiveOrHistoricCurrencyAndAmount DscntApldAmt*:DiscountAmountAndType1
    CdtNoteAmt?:ActiveOrHistoricCurrencyAndAmount TaxAmt*:TaxAmountAndType1 AdjstmntAmtAndRsn*:DocumentAdjustment1
    RmtdAmt?:ActiveOrHistoricCurrencyAndAmount
  RemittanceAmount3 = DuePyblAmt?:ActiveOrHistoricCurrencyAndAmount DscntApldAmt*:DiscountAmountAndType1
    CdtNoteAmt?:ActiveOrHistoricCurrencyAndAmount TaxAmt*:TaxAmountAndType1 AdjstmntAmtAndRsn*:DocumentAdjustment1
    RmtdAmt?:ActiveOrHistoricCurrencyAndAmount
  RemittanceInformation16 = Ustrd*:Max140Text Strd*:StructuredRemittanceInformation16
  RemittanceLocation7 = RmtId?:Max35Text RmtLctnDtls*:RemittanceLocationData1
  RemittanceLocationData1 = Mtd:RemittanceLocationMethod2Code ElctrncAdr?:Max2048Text PstlAdr?:NameAndAddress16
  StructuredRemittanceInformation16 = RfrdDocInf*:ReferredDocumentInformation7 RfrdDocAmt?:RemittanceAmount2
    CdtrRefInf?:CreditorReferenceInformation2 Invcr?:PartyIdentification135 Invcee?:PartyIdentification135
    TaxRmt?:TaxInformation7 GrnshmtRmt?:Garnishment3 AddtlRmtInf{0,3}:Max140Text
  SupplementaryData1 = PlcAndNm?:Max350Text Envlp:SupplementaryDataEnvelope1
  SupplementaryDataEnvelope1 = ANY
  TaxAmount2 = Rate?:PercentageRate TaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount
    TtlAmt?:ActiveOrHistoricCurrencyAndAmount Dtls*:TaxRecordDetails2
  TaxAmountAndType1 = Tp?:TaxAmountType1Choice Amt:ActiveOrHistoricCurrencyAndAmount
  TaxAmountType1Choice = Cd:ExternalTaxAmountType1Code | Prtry:Max35Text
  TaxInformation7 = Cdtr?:TaxParty1 Dbtr?:TaxParty2 UltmtDbtr?:TaxParty2 AdmstnZone?:Max35Text RefNb?:Max140Text
    Mtd?:Max35Text TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount
    Dt?:ISODate SeqNb?:Number Rcrd*:TaxRecord2
  TaxInformation8 = Cdtr?:TaxParty1 Dbtr?:TaxParty2 AdmstnZone?:Max35Text RefNb?:Max140Text Mtd?:Max35Text
    TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount Dt?:ISODate
    SeqNb?:Number Rcrd*:TaxRecord2
  TaxPeriod2 = Yr?:ISODate Tp?:TaxRecordPeriod1Code FrToDt?:DatePeriod2
  TaxRecord2 = Tp?:Max35Text Ctgy?:Max35Text CtgyDtls?:Max35Text DbtrSts?:Max35Text CertId?:Max35Text
    FrmsCd?:Max35Text Prd?:TaxPeriod2 TaxAmt?:TaxAmount2 AddtlInf?:Max140Text
  TaxRecordDetails2 = Prd?:TaxPeriod2 Amt:ActiveOrHistoricCurrencyAndAmount
`;
