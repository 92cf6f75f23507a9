import type { RehearsalBc } from '../business-central/index.ts';
import type { RehearsalEntra } from '../entra/index.ts';
import {
  type ChannelName,
  rehearsedAgreement,
  rehearsedBasisAgreement,
  rehearsedDanskeCreditor,
  rehearsedLsAgreement,
  rehearsedSepaCreditor,
  schemeOf,
} from './channels.ts';

/** How one counterpart's mailbox is reached, in the shape of a transport's settings. */
export interface SftpAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey: string;
  readonly hostKeyFingerprint: string;
}

/** A mailbox with a folder for each direction, as the server names them. */
export interface FoldersAddress extends SftpAddress {
  /** Where we deliver. */
  readonly outgoingFolder: string;
  /** Where files wait for us. */
  readonly incomingFolder: string;
}

interface OfScheme {
  /** The collection scheme's code in Business Central. */
  readonly schemeCode: string;
}

export interface BetalingsserviceAddress extends OfScheme {
  readonly kind: 'total' | 'basis';
  readonly pbsNumber: string;
  readonly dataSupplierNumber: string;
  readonly subsystem: string;
  readonly debtorGroups: readonly string[];
  readonly sftp: SftpAddress;
}

export interface LeverandoerserviceAddress extends OfScheme {
  readonly creditorNumber: string;
  readonly dataSupplierNumber: string;
  readonly sftp: SftpAddress;
}

export interface SepaAddress extends OfScheme {
  readonly scheme: 'CORE' | 'B2B';
  readonly creditorName: string;
  readonly creditorIban: string;
  readonly creditorBic: string;
  readonly creditorId: string;
  readonly sftp: FoldersAddress;
  /** Armored keys without a passphrase; null where the bank asks for none. */
  readonly openPgp: OpenPgpAddress | null;
}

export interface OpenPgpAddress {
  readonly ownPrivateKey: string;
  readonly ownPublicKey: string;
  readonly bankPublicKey: string;
}

/** Those the world has; null for the others. Betalingsservice Total is always there. */
export interface ChannelAddresses {
  readonly bs: BetalingsserviceAddress;
  readonly basis: BetalingsserviceAddress | null;
  readonly ls: LeverandoerserviceAddress | null;
  readonly sepa: SepaAddress | null;
  readonly danske: SepaAddress | null;
}

/** Where the product finds the world, in the shape of its settings. */
export interface WorldAddresses {
  readonly bcBaseUrl: string;
  readonly tenantId: string;
  readonly environment: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorityMetadata: string;
  readonly issuer: string;
  readonly keysUrl: string;
  readonly clockUrl: string;
  readonly companyId: string;
  readonly companyName: string;
  /** The mailbox of Betalingsservice Total: the same as `channels.bs.sftp`. */
  readonly sftp: SftpAddress;
  readonly channels: ChannelAddresses;
}

export const tenantId = '6f1c9a52-3b0e-4d5c-9a44-0c5d8c1e7a10';
export const environment = 'Rehearsal';
export const serviceClientId = 'tilgode-service';

/** The folders of a bank's mailbox, named by its customer's view: we send from the outbox, and find answers in the inbox. */
export const bankFolders = { outgoingFolder: 'Outbox', incomingFolder: 'Inbox' } as const;

export interface Mailboxes {
  readonly sftpOf: (name: ChannelName) => SftpAddress | null;
  readonly openPgp: OpenPgpAddress | null;
}

export function channelAddresses({ sftpOf, openPgp }: Mailboxes): ChannelAddresses {
  const bs = sftpOf('bs');
  if (!bs) throw new Error('Betalingsservice Total is in every world');
  const basis = sftpOf('basis');
  const ls = sftpOf('ls');
  const { creditorNumber, dataSupplierNumber } = rehearsedLsAgreement;
  return {
    bs: { ...betalingsservice(rehearsedAgreement), schemeCode: schemeOf.bs, sftp: bs },
    basis: basis && { ...betalingsservice(rehearsedBasisAgreement), schemeCode: schemeOf.basis, sftp: basis },
    ls: ls && { schemeCode: schemeOf.ls, creditorNumber, dataSupplierNumber, sftp: ls },
    sepa: bank('sepa', rehearsedSepaCreditor, sftpOf('sepa'), null),
    danske: bank('danske', rehearsedDanskeCreditor, sftpOf('danske'), openPgp),
  };
}

const betalingsservice = ({
  kind,
  pbsNumber,
  dataSupplierNumber,
  subsystem,
  debtorGroups,
}: typeof rehearsedAgreement | typeof rehearsedBasisAgreement) => ({
  kind,
  pbsNumber,
  dataSupplierNumber,
  subsystem,
  debtorGroups,
});

const bank = (
  name: 'sepa' | 'danske',
  creditor: typeof rehearsedSepaCreditor | typeof rehearsedDanskeCreditor,
  sftp: SftpAddress | null,
  openPgp: OpenPgpAddress | null,
): SepaAddress | null =>
  sftp && {
    schemeCode: schemeOf[name],
    scheme: creditor.scheme,
    creditorName: creditor.name,
    creditorIban: creditor.iban,
    creditorBic: creditor.bic,
    creditorId: creditor.creditorId,
    sftp: { ...sftp, ...bankFolders },
    openPgp,
  };

export function worldAddresses(parts: {
  readonly entra: RehearsalEntra;
  readonly bc: RehearsalBc;
  readonly clientSecret: string;
  readonly bcBaseUrl: string;
  readonly clockUrl: string;
  readonly channels: ChannelAddresses;
}): WorldAddresses {
  const { entra, bc, channels } = parts;
  const issuer = entra.issuerOf(tenantId);
  return {
    bcBaseUrl: parts.bcBaseUrl,
    tenantId,
    environment,
    clientId: serviceClientId,
    clientSecret: parts.clientSecret,
    authorityMetadata: JSON.stringify({
      issuer,
      token_endpoint: entra.tokenEndpointOf(tenantId),
      authorization_endpoint: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/authorize`,
      jwks_uri: entra.jwksUriOf(tenantId),
    }),
    issuer,
    keysUrl: entra.jwksUriOf(tenantId),
    clockUrl: parts.clockUrl,
    companyId: bc.company.id,
    companyName: bc.company.name,
    sftp: channels.bs.sftp,
    channels,
  };
}
