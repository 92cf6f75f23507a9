export type { SftpFault } from './faults.ts';
export {
  newKeyPair,
  type RehearsalSftp,
  type RehearsalSftpSettings,
  type SftpUser,
  startRehearsalSftp,
} from './server.ts';
