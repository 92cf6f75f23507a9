import { createPrivateKey, createPublicKey, type X509Certificate } from 'node:crypto';
import {
  type BankCertificates,
  type CertificateRequest,
  createCertificates,
  type DanskePkiSettings,
  getBankCertificates,
  newCertificateRequest,
  type OwnCertificates,
  publicKeyOf,
  renewCertificates,
} from '#files';
import { type Clock, problem, ProblemError } from '#kernel';
import {
  bankSet,
  certificateIn,
  certificateSet,
  type DanskeUser,
  keepUser,
  keySet,
  latestOf,
  pathOfSet,
  publishSet,
  readSet,
  wrongFolder,
} from './danske-folder.ts';

/** What every command with the PKI service needs. */
export interface PkiVisit {
  readonly user: DanskeUser;
  /** The bank's root in PEM, where the command line names it: it counts instead of the folder's. */
  readonly root: string | undefined;
  readonly clock: Clock;
}

export interface FoundBankCertificates {
  readonly certificates: BankCertificates;
  /** Whether the root was known before. If not, a person compares it with the bank's. */
  readonly isPinned: boolean;
  /** Where they are kept; null without a folder. */
  readonly path: string | null;
}

/** Fetches the bank's certificates. In a folder they are kept, and its last root is pinned. */
export async function visitBank(visit: PkiVisit, folder: string | null): Promise<FoundBankCertificates> {
  const number = folder === null ? null : latestOf(folder, bankSet);
  const known = folder === null || number === null ? null : readSet(folder, bankSet, number);
  const pinned = visit.root ?? known?.root;
  const certificates = await getBankCertificates(pkiSettings(visit, pinned), { clock: visit.clock });
  const found = { certificates, isPinned: pinned !== undefined };
  if (folder === null) return { ...found, path: null };
  keepUser(folder, visit.user);
  const isKnown =
    known !== null &&
    known.root === certificates.root &&
    known.signing === certificates.signing &&
    known.encryption === certificates.encryption;
  const kept = isKnown ? (number ?? 1) : (number ?? 0) + 1;
  if (!isKnown && !publishSet(folder, bankSet, kept, { ...certificates })) throw inUse(folder);
  return { ...found, path: pathOfSet(folder, bankSet, kept) };
}

export interface Enrolment {
  readonly keysPath: string;
  readonly certificatesPath: string;
  readonly certificates: OwnCertificates;
}

/** Told before a request goes out: from here on the keys are on the disk. */
export type KeysKept = (path: string) => void;

/** The first certificates of a user. Run again after a break, it goes on with the keys that are there. */
export async function enrol(folder: string, pin: string, visit: PkiVisit, kept: KeysKept): Promise<Enrolment> {
  if (latestOf(folder, certificateSet) !== null) {
    throw wrongFolder(
      folder,
      'a folder without certificates of ours: "tilgode danske renew" asks for their successors',
    );
  }
  const bank = await pinnedBank(folder, visit);
  const { number, request } = await keysAfter(folder, 0, visit.user);
  kept(pathOfSet(folder, keySet, number));
  const own = await createCertificates({ request, pin, bank }, pkiSettings(visit, bank.root), { clock: visit.clock });
  return keepCertificates(folder, number, own);
}

/** Successors of the certificates that hold now. */
export async function renew(folder: string, visit: PkiVisit, kept: KeysKept): Promise<Enrolment> {
  const current = latestOf(folder, certificateSet);
  if (current === null)
    throw wrongFolder(folder, 'a folder with certificates of ours: "tilgode danske enrol" makes them');
  const { signingCertificate: certificate } = readSet(folder, certificateSet, current);
  const { signingPrivateKey: privateKey } = readSet(folder, keySet, current);
  await requireHolding(certificateIn(folder, certificate), privateKey, visit);
  const bank = await pinnedBank(folder, visit);
  const { number, request } = await keysAfter(folder, current, visit.user);
  kept(pathOfSet(folder, keySet, number));
  const present = { privateKey, certificate };
  const settings = pkiSettings(visit, bank.root);
  return keepCertificates(folder, number, await renewCertificates({ request, present, bank }, settings, visit));
}

/** A PIN, or a new key, is only sealed to a bank whose root a person could compare before. */
async function pinnedBank(folder: string, visit: PkiVisit): Promise<BankCertificates> {
  if (visit.root === undefined && latestOf(folder, bankSet) === null) {
    throw wrongFolder(
      folder,
      'the bank’s certificates in it: run "tilgode danske bank-certificates" first, compare its root',
    );
  }
  return (await visitBank(visit, folder)).certificates;
}

/** The keys of a request that was begun, or new ones, kept before anybody hears of them. */
async function keysAfter(
  folder: string,
  current: number,
  { senderId }: DanskeUser,
): Promise<{ readonly number: number; readonly request: CertificateRequest }> {
  const begun = latestOf(folder, keySet) ?? 0;
  const number = begun > current ? begun : current + 1;
  // Another process may be first: then its keys are the ones.
  if (begun <= current) publishSet(folder, keySet, number, { ...(await newCertificateRequest(senderId)) });
  const request = readSet(folder, keySet, number);
  requirePair(folder, number, request.signingPrivateKey, request.signingRequest);
  requirePair(folder, number, request.encryptionPrivateKey, request.encryptionRequest);
  return { number, request };
}

function requirePair(folder: string, number: number, privateKey: string, request: string): void {
  try {
    if (createPublicKey(createPrivateKey(privateKey)).equals(publicKeyOf(request))) return;
  } catch {
    // It cannot be read; said below.
  }
  throw wrongFolder(folder, `keys-${number} with each request beside its own key`);
}

/** Says where they are, also when they could not be kept: they are public, and the bank gives them once. */
export class CertificatesNotKept extends Error {
  readonly certificates: OwnCertificates;
  constructor(certificates: OwnCertificates, cause: unknown) {
    super('the certificates came and could not be kept', { cause });
    this.certificates = certificates;
  }
}

function keepCertificates(folder: string, number: number, certificates: OwnCertificates): Enrolment {
  try {
    if (!publishSet(folder, certificateSet, number, { ...certificates })) throw inUse(folder);
  } catch (thrown) {
    throw new CertificatesNotKept(certificates, thrown);
  }
  return {
    keysPath: pathOfSet(folder, keySet, number),
    certificatesPath: pathOfSet(folder, certificateSet, number),
    certificates,
  };
}

/** Successors are signed for with the present key, so it must hold. */
async function requireHolding(certificate: X509Certificate, privateKey: string, { clock }: PkiVisit): Promise<void> {
  const { at } = await clock.now();
  const text = !isKeyOf(certificate, privateKey)
    ? 'the key beside it is not its own'
    : at > new Date(certificate.validTo)
      ? `it ended on ${certificate.validTo}; only a new PIN of the bank helps: enrol in a new folder`
      : null;
  if (text === null) return;
  throw new ProblemError(problem('KEY_UNUSABLE', { transport: pkiName, key: 'our signing certificate', text }));
}

function isKeyOf(certificate: X509Certificate, privateKey: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(privateKey));
  } catch {
    return false;
  }
}

const pkiName = 'danske-pki';

const pkiSettings = ({ user }: PkiVisit, root: string | undefined): DanskePkiSettings => ({
  ...user,
  name: pkiName,
  bankRootCertificate: root,
});

const inUse = (folder: string): ProblemError => wrongFolder(folder, 'a folder that no other process writes to now');
