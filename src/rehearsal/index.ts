export * from './bank/index.ts';
export * from './business-central/index.ts';
export * from './entra/index.ts';
export * from './leverandoerservice/index.ts';
export * from './nets/index.ts';
export * from './sftp/index.ts';
export * from './world.ts';
export type {
  BetalingsserviceAddress,
  ChannelAddresses,
  FoldersAddress,
  LeverandoerserviceAddress,
  OpenPgpAddress,
  SepaAddress,
  SftpAddress,
  WorldAddresses,
} from './world/addresses.ts';
export {
  channelNames,
  type ChannelName,
  rehearsedAgreement,
  rehearsedBasisAgreement,
  rehearsedDanskeCreditor,
  rehearsedLsAgreement,
  rehearsedSepaCreditor,
  schemeOf,
} from './world/channels.ts';
export { worldSpeed } from './world/clock.ts';
export type { Counterpart, Counterparts } from './world/counterparts.ts';
