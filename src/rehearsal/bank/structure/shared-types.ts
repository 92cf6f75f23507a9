/**
 * The complex types that both generations of the messages have, from the schemas.
 *
 * Elements stand in their order: `?` may be left out, `*` any number, `+` at least one, `{0,2}` so many. `|` is a choice.
 * `@Ccy` is an attribute that must be there.
 */
export const sharedTypes = `
  AccountIdentification4Choice = IBAN:IBAN2007Identifier | Othr:GenericAccountIdentification1
  AccountSchemeName1Choice = Cd:ExternalAccountIdentification1Code | Prtry:Max35Text
  ActiveOrHistoricCurrencyAndAmount = ActiveOrHistoricCurrencyAndAmount_SimpleType @Ccy:ActiveOrHistoricCurrencyCode
  Authorisation1Choice = Cd:Authorisation1Code | Prtry:Max128Text
  CategoryPurpose1Choice = Cd:ExternalCategoryPurpose1Code | Prtry:Max35Text
  ClearingSystemIdentification2Choice = Cd:ExternalClearingSystemIdentification1Code | Prtry:Max35Text
  ClearingSystemMemberIdentification2 = ClrSysId?:ClearingSystemIdentification2Choice MmbId:Max35Text
  CreditorReferenceInformation2 = Tp?:CreditorReferenceType2 Ref?:Max35Text
  CreditorReferenceType1Choice = Cd:DocumentType3Code | Prtry:Max35Text
  CreditorReferenceType2 = CdOrPrtry:CreditorReferenceType1Choice Issr?:Max35Text
  DocumentAdjustment1 = Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd?:CreditDebitCode Rsn?:Max4Text
    AddtlInf?:Max140Text
  FinancialIdentificationSchemeName1Choice = Cd:ExternalFinancialInstitutionIdentification1Code | Prtry:Max35Text
  GenericAccountIdentification1 = Id:Max34Text SchmeNm?:AccountSchemeName1Choice Issr?:Max35Text
  GenericFinancialIdentification1 = Id:Max35Text SchmeNm?:FinancialIdentificationSchemeName1Choice Issr?:Max35Text
  GenericOrganisationIdentification1 = Id:Max35Text SchmeNm?:OrganisationIdentificationSchemeName1Choice
    Issr?:Max35Text
  GenericPersonIdentification1 = Id:Max35Text SchmeNm?:PersonIdentificationSchemeName1Choice Issr?:Max35Text
  LocalInstrument2Choice = Cd:ExternalLocalInstrument1Code | Prtry:Max35Text
  OrganisationIdentificationSchemeName1Choice = Cd:ExternalOrganisationIdentification1Code | Prtry:Max35Text
  PersonIdentificationSchemeName1Choice = Cd:ExternalPersonIdentification1Code | Prtry:Max35Text
  Purpose2Choice = Cd:ExternalPurpose1Code | Prtry:Max35Text
  RegulatoryAuthority2 = Nm?:Max140Text Ctry?:CountryCode
  RegulatoryReporting3 = DbtCdtRptgInd?:RegulatoryReportingType1Code Authrty?:RegulatoryAuthority2
    Dtls*:StructuredRegulatoryReporting3
  ServiceLevel8Choice = Cd:ExternalServiceLevel1Code | Prtry:Max35Text
  StructuredRegulatoryReporting3 = Tp?:Max35Text Dt?:ISODate Ctry?:CountryCode Cd?:Max10Text
    Amt?:ActiveOrHistoricCurrencyAndAmount Inf*:Max35Text
  TaxAuthorisation1 = Titl?:Max35Text Nm?:Max140Text
  TaxParty1 = TaxId?:Max35Text RegnId?:Max35Text TaxTp?:Max35Text
  TaxParty2 = TaxId?:Max35Text RegnId?:Max35Text TaxTp?:Max35Text Authstn?:TaxAuthorisation1
`;
