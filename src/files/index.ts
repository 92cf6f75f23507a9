export * from './formats.ts';
export {
  type CertificateRequest,
  newCertificateRequest,
  publicKeyOf,
} from './transports/danske-web-service/certificate-request.ts';
export {
  type BankCertificates,
  createCertificates,
  type DanskePkiSettings,
  getBankCertificates,
  type OwnCertificates,
  renewCertificates,
} from './transports/danske-web-service/pki.ts';
export type { DanskeWebServiceSettings } from './transports/danske-web-service/settings.ts';
export {
  danskeWebServiceTransport,
  type ListedDanskeFile,
  listDanskeFiles,
} from './transports/danske-web-service/transport.ts';
export * from './transports/deliver.ts';
export { type FolderTransportSettings, folderTransport } from './transports/folder-transport.ts';
export {
  isPlainName,
  isRemovableFromNets,
  type TemporaryExtension,
  temporaryExtensions,
  temporaryNameOf,
} from './transports/names.ts';
export type { OpenPgpKeys } from './transports/openpgp-keys.ts';
export { openPgpTransport } from './transports/openpgp-transport.ts';
export { fingerprintOf } from './transports/sftp-session.ts';
export type { SftpSettings } from './transports/sftp-settings.ts';
export { sftpTransport } from './transports/sftp-transport.ts';
export type { Listing, RemoteFile, SealedFiles, Transport } from './transports/transport.ts';
export * from './vault/blob-vault.ts';
export * from './vault/folder-vault.ts';
export type { PutOptions, Stored, Vault } from './vault/vault.ts';
