/**
 * The simple types of pain.008.001.02, pain.008.001.08 and camt.055.001.01, from their schemas.
 *
 * `=` one of the codes, `~` a pattern, `text` at most so many signs and at least one, `decimal` digits in all and after
 * the point. `MaxNText` needs no line: its name says it.
 */
export const simpleTypes = `
  ActiveOrHistoricCurrencyAndAmount_SimpleType = decimal 18 5 unsigned
  ActiveOrHistoricCurrencyCode = ~[A-Z]{3,3}
  AddressType2Code = =ADDR|PBOX|HOME|BIZZ|MLTO|DLVY
  AnyBICDec2014Identifier = ~[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}
  AnyBICIdentifier = ~[A-Z]{6,6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3,3}){0,1}
  Authorisation1Code = =AUTH|FDET|FSUM|ILEV
  BICFIDec2014Identifier = ~[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}
  BICIdentifier = ~[A-Z]{6,6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3,3}){0,1}
  BatchBookingIndicator = boolean
  CancellationReason4Code = =CUST|DUPL|AGNT|CURR|UPAY|CUTA
  CashAccountType4Code = =CASH|CHAR|COMM|TAXE|CISH|TRAS|SACC|CACC|SVGS|ONDP|MGLD|NREX|MOMA|LOAN|SLRY|ODFT
  ChargeBearerType1Code = =DEBT|CRED|SHAR|SLEV
  ClearingChannel2Code = =RTGS|RTNS|MPNS|BOOK
  CountryCode = ~[A-Z]{2,2}
  CreditDebitCode = =CRDT|DBIT
  DecimalNumber = decimal 18 17
  DocumentType3Code = =RADM|RPIN|FXDR|DISP|PUOR|SCOR
  DocumentType5Code = =MSIN|CNFA|DNFA|CINV|CREN|DEBN|HIRI|SBIN|CMCN|SOAC|DISP|BOLD|VCHR|AROI|TSUT
  DocumentType6Code = =MSIN|CNFA|DNFA|CINV|CREN|DEBN|HIRI|SBIN|CMCN|SOAC|DISP|BOLD|VCHR|AROI|TSUT|PUOR
  Exact2NumericText = ~[0-9]{2}
  Exact4AlphaNumericText = ~[a-zA-Z0-9]{4}
  ExternalAccountIdentification1Code = text 4
  ExternalCashAccountType1Code = text 4
  ExternalCashClearingSystem1Code = text 3
  ExternalCategoryPurpose1Code = text 4
  ExternalClearingSystemIdentification1Code = text 5
  ExternalDiscountAmountType1Code = text 4
  ExternalDocumentLineType1Code = text 4
  ExternalFinancialInstitutionIdentification1Code = text 4
  ExternalGarnishmentType1Code = text 4
  ExternalLocalInstrument1Code = text 35
  ExternalMandateSetupReason1Code = text 4
  ExternalOrganisationIdentification1Code = text 4
  ExternalPersonIdentification1Code = text 4
  ExternalProxyAccountType1Code = text 4
  ExternalPurpose1Code = text 4
  ExternalServiceLevel1Code = text 4
  ExternalTaxAmountType1Code = text 4
  Frequency1Code = =YEAR|MNTH|QURT|MIAN|WEEK|DAIL|ADHO|INDA
  Frequency6Code = =YEAR|MNTH|QURT|MIAN|WEEK|DAIL|ADHO|INDA|FRTN
  GroupCancellationIndicator = boolean
  IBAN2007Identifier = ~[A-Z]{2,2}[0-9]{2,2}[a-zA-Z0-9]{1,30}
  ISODate = date
  ISODateTime = dateTime
  LEIIdentifier = ~[A-Z0-9]{18,18}[0-9]{2,2}
  Max15NumericText = ~[0-9]{1,15}
  NamePrefix1Code = =DOCT|MIST|MISS|MADM
  NamePrefix2Code = =DOCT|MADM|MISS|MIST|MIKS
  Number = decimal 18 0
  PaymentMethod2Code = =DD
  PaymentMethod4Code = =CHK|TRF|DD|TRA
  PercentageRate = decimal 11 10
  PhoneNumber = ~\\+[0-9]{1,3}-[0-9()+\\-]{1,30}
  PreferredContactMethod1Code = =LETT|MAIL|PHON|FAXX|CELL
  Priority2Code = =HIGH|NORM
  RegulatoryReportingType1Code = =CRED|DEBT|BOTH
  RemittanceLocationMethod2Code = =FAXI|EDIC|URID|EMAL|POST|SMSM
  SequenceType1Code = =FRST|RCUR|FNAL|OOFF
  SequenceType3Code = =FRST|RCUR|FNAL|OOFF|RPRE
  SettlementMethod1Code = =INDA|INGA|COVE|CLRG
  TaxRecordPeriod1Code = =MM01|MM02|MM03|MM04|MM05|MM06|MM07|MM08|MM09|MM10|MM11|MM12|QTR1|QTR2|QTR3|QTR4|HLF1|HLF2
  TrueFalseIndicator = boolean
  UUIDv4Identifier = ~[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}
  YesNoIndicator = boolean
`;
