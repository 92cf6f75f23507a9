/**
 * Danske Bank's EDI Web Services and PKI service as their public interface files state them
 * (danske-iso20022.md section 1.3; iso20022/danske-ws). What the bank alone can tell is a setting, not a constant here.
 */

export const fileServiceNamespaces = {
  service: 'http://bxd.fi/CorporateFileService',
  model: 'http://model.bxd.fi',
  data: 'http://bxd.fi/xmldata/',
} as const;

export const pkiNamespaces = {
  service: 'http://danskebank.dk/PKI/PKIFactoryService',
  elements: 'http://danskebank.dk/PKI/PKIFactoryService/elements',
} as const;

export const defaultServiceUrls = {
  files: 'https://businessws.danskebank.com/financialservice/edifileservice.asmx',
  pki: 'https://businessws.danskebank.com/ra/pkiservice.asmx',
} as const;

/** Elements of an ApplicationRequest in the order of the schema, with the longest text each may hold; null: no limit. */
export const applicationRequestFields = [
  ['CustomerId', 16],
  ['Command', 32],
  ['Timestamp', null],
  ['StartDate', null],
  ['EndDate', null],
  ['Status', 10],
  ['ServiceId', 256],
  ['Environment', null],
  ['FileReferences', 32],
  ['UserFilename', 80],
  ['TargetId', 80],
  ['ExecutionSerial', 32],
  ['Encryption', null],
  ['EncryptionMethod', 35],
  ['Compression', null],
  ['CompressionMethod', 35],
  ['SoftwareId', 80],
  ['FileType', 40],
  ['Content', null],
] as const satisfies readonly (readonly [string, number | null])[];

export type ApplicationRequestField = (typeof applicationRequestFields)[number][0];

/** Codes that mean "done", as other users of the service have met them; the bank's own list is not public. */
export const successCodes: ReadonlySet<string> = new Set(['0', '00', '000']);

/** The longest RequestId the PKI schema allows; the file service is given no longer ones. */
export const longestRequestId = 10;

/**
 * Entries of a file list that the bank makes on download: account information, not files that wait. Their reference is
 * the type followed by an IBAN (EDI Web Services 3.8, appendix E).
 */
export const madeOnDownload = /^(?:TAPN|APSN|USEN|camt\.052(?:\.\d+)*)[A-Z]{2}\d{2}/;

/**
 * The upload types that are named after their message (appendix D); every other file, the comma-separated ones of
 * Collection Service probably among them, goes without a type.
 */
export const namedUploadType = /urn:iso:std:iso:20022:tech:xsd:((?:pain\.008|camt\.055|pain\.001)\.\d{3}\.\d{2})["']/;

/** Return code 20 of CreateCertificate: PIN wrong, used or expired, or the user unknown or locked. */
export const pinRefused = '20';
