import type { X509Certificate } from 'node:crypto';
import { addDays, type CalendarDate, knownDate, type Moment } from '#kernel';
import { bankSet, certificateIn, certificateSet, keySet, latestOf, numbersOf, readSet } from './danske-folder.ts';

/** A certificate, as people compare and renew it. */
export interface ToldCertificate {
  readonly what: string;
  readonly subject: string;
  /** Decimal, as the bank writes serial numbers of its roots. */
  readonly serial: string;
  readonly sha256: string;
  readonly from: CalendarDate;
  readonly endsOn: CalendarDate;
}

export const tellCertificate = (what: string, certificate: X509Certificate): ToldCertificate => ({
  what,
  subject: certificate.subject.replaceAll('\n', ', '),
  serial: BigInt(`0x${certificate.serialNumber}`).toString(),
  sha256: certificate.fingerprint256,
  from: dayOf(certificate.validFrom),
  endsOn: dayOf(certificate.validTo),
});

export type CertificateState = 'holds' | 'ends soon' | 'ended' | 'replaced';

export interface FolderCertificate extends ToldCertificate {
  /** The set it stands in, such as `certificates-1`. */
  readonly set: string;
  readonly state: CertificateState;
}

/** From here on a certificate is spoken of, as the rounds do. */
const soonInDays = 60;

/** Every certificate of a folder; those of older sets are replaced. */
export function certificatesOfFolder(folder: string, { today }: Pick<Moment, 'today'>): readonly FolderCertificate[] {
  const latest = { bank: latestOf(folder, bankSet), own: latestOf(folder, certificateSet) };
  const told = (set: string, isLatest: boolean, what: string, pem: string): FolderCertificate => {
    const certificate = tellCertificate(what, certificateIn(folder, pem));
    return { ...certificate, set, state: isLatest ? stateOf(certificate.endsOn, today) : 'replaced' };
  };
  const bank = numbersOf(folder, bankSet).flatMap((number) => {
    const { root, signing, encryption } = readSet(folder, bankSet, number);
    const of = (what: string, pem: string) => told(`bank-${number}`, number === latest.bank, what, pem);
    return [of('the bank’s root', root), of('the bank’s signing', signing), of('the bank’s encryption', encryption)];
  });
  const own = numbersOf(folder, certificateSet).flatMap((number) => {
    const { signingCertificate, encryptionCertificate } = readSet(folder, certificateSet, number);
    const of = (what: string, pem: string) => told(`certificates-${number}`, number === latest.own, what, pem);
    return [of('our signing', signingCertificate), of('our encryption', encryptionCertificate)];
  });
  return [...bank, ...own];
}

/** Keys without certificates yet: a request that was begun and whose answer did not come. */
export function requestBegun(folder: string): string | null {
  const keys = latestOf(folder, keySet) ?? 0;
  return keys > (latestOf(folder, certificateSet) ?? 0) ? `keys-${keys}` : null;
}

const stateOf = (endsOn: CalendarDate, today: CalendarDate): CertificateState =>
  endsOn < today ? 'ended' : endsOn <= addDays(today, soonInDays) ? 'ends soon' : 'holds';

/** In UTC, as certificates tell time. */
const dayOf = (text: string): CalendarDate => knownDate(new Date(text).toISOString().slice(0, 10));
