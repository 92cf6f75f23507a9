import type { DanskeWebServiceSettings } from '#files';
import { problem, ProblemError } from '#kernel';
import { loadSettings } from '../load-settings.ts';
import {
  bankSet,
  certificateSet,
  keySet,
  latestOf,
  numbersOf,
  readSet,
  readUser,
  wrongFolder,
} from './danske-folder.ts';

export interface ListOptions {
  readonly transport?: string;
  readonly folder?: string;
  readonly receiver?: string;
  readonly customer?: string;
  readonly serviceUrl?: string;
  readonly environment: 'PRODUCTION' | 'TEST';
}

/** Whose list it is: that of a transport in the settings, or that of a folder before there are settings. */
export const webServiceToList = (options: ListOptions): DanskeWebServiceSettings =>
  options.folder === undefined ? ofSettings(options.transport) : ofFolder(options.folder, options);

function ofSettings(named: string | undefined): DanskeWebServiceSettings {
  const found = Object.entries(loadSettings(process.env).transports).flatMap(([name, transport]) =>
    transport.kind === 'danske-web-service' && (named === undefined || name === named) ? [{ ...transport, name }] : [],
  );
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  const expected =
    only === undefined
      ? 'a transport of the settings of the kind danske-web-service, or --folder'
      : `one of ${found.map(({ name }) => name).join(', ')}`;
  throw new ProblemError(problem('INPUT_WRONG', { field: '--transport', value: named ?? '', expected }));
}

function ofFolder(folder: string, options: ListOptions): DanskeWebServiceSettings {
  const [user, bank, own] = [readUser(folder), latestOf(folder, bankSet), latestOf(folder, certificateSet)];
  if (user === null || bank === null || own === null) {
    throw wrongFolder(folder, 'a folder with certificates of ours: "tilgode danske enrol" makes them');
  }
  if (options.receiver === undefined) {
    const expected = 'the ReceiverId that the bank states';
    throw new ProblemError(problem('INPUT_WRONG', { field: '--receiver', value: '', expected }));
  }
  const { signingPrivateKey, encryptionPrivateKey } = readSet(folder, keySet, own);
  const { encryption } = readSet(folder, bankSet, bank);
  return {
    ...readSet(folder, certificateSet, own),
    name: 'danske',
    fileServiceUrl: options.serviceUrl,
    senderId: user.senderId,
    customerId: options.customer,
    receiverId: options.receiver,
    environment: options.environment,
    signingPrivateKey,
    encryptionPrivateKey,
    formerEncryptionPrivateKeys: numbersOf(folder, certificateSet)
      .filter((number) => number !== own)
      .map((number) => readSet(folder, keySet, number).encryptionPrivateKey),
    // The bank may still sign with the one before.
    bankSigningCertificates: numbersOf(folder, bankSet).map((number) => readSet(folder, bankSet, number).signing),
    bankEncryptionCertificate: encryption,
  };
}
