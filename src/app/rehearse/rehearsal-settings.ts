import { join } from 'node:path';
import { type World, type WorldAddresses, worldSpeed } from '#rehearsal';
import { readSettings, type Settings } from '#schemas/settings';

/** The settings of a house in the rehearsal world: an ordinary installation, with the world's addresses. */
export const rehearsalSettings = (world: World, dataFolder: string, databaseUrl: string): Settings =>
  settingsAt(world.addresses, dataFolder, databaseUrl);

/** The same for a world in another process. */
export function settingsAt(addresses: WorldAddresses, dataFolder: string, databaseUrl: string): Settings {
  return readSettings(
    {
      databaseUrl,
      dataFolder,
      vault: { kind: 'folder', path: join(dataFolder, 'vault') },
      queues: { kind: 'local' },
      businessCentral: {
        baseUrl: addresses.bcBaseUrl,
        tenantId: addresses.tenantId,
        environment: addresses.environment,
        clientId: addresses.clientId,
        clientSecret: addresses.clientSecret,
        authorityMetadata: addresses.authorityMetadata,
        timeoutInMs: 30_000,
      },
      signIn: { issuer: addresses.issuer, audience: 'api://tilgode', keysUrl: addresses.keysUrl },
      transports: transportsOf(addresses),
      companies: [
        {
          bcId: addresses.companyId,
          name: addresses.companyName,
          environment: addresses.environment,
          secondApproval: true,
          agreements: agreementsOf(addresses),
        },
      ],
      rehearsal: { clockUrl: addresses.clockUrl, speed: worldSpeed },
    },
    {},
  );
}

/** One way to each counterpart: its own mailbox, and OpenPGP where the bank asks for it. */
function transportsOf({ channels }: WorldAddresses): Readonly<Record<string, unknown>> {
  const { bs, basis, ls, sepa, danske } = channels;
  const plain = { nets: bs.sftp, 'nets-basis': basis?.sftp, ls: ls?.sftp, bank: sepa?.sftp };
  const sftp = Object.entries(plain).flatMap(([key, found]) => (found ? [[key, { kind: 'sftp', ...found }]] : []));
  if (!danske) return Object.fromEntries(sftp);
  const { openPgp } = danske;
  const sealed = openPgp && {
    openPgp: { ownPrivateKey: openPgp.ownPrivateKey, bankPublicKeys: [openPgp.bankPublicKey] },
  };
  const transport = { kind: 'sftp', ...danske.sftp, temporaryExtension: '.tmp', ...sealed };
  return { ...Object.fromEntries(sftp), 'danske-bank': transport };
}

function agreementsOf({ companyName, channels }: WorldAddresses): readonly unknown[] {
  const { bs, basis, ls, sepa, danske } = channels;
  return [
    betalingsservice('bs', 'Betalingsservice', 'nets', companyName, bs),
    ...(basis ? [betalingsservice('basis', 'Betalingsservice Basis', 'nets-basis', companyName, basis)] : []),
    ...(ls
      ? [
          {
            key: 'ls',
            channel: 'leverandoerservice',
            name: 'Leverandørservice',
            schemeCode: ls.schemeCode,
            creditorNumber: ls.creditorNumber,
            dataSupplierNumber: ls.dataSupplierNumber,
            collectionDay: 28,
            transport: 'ls',
            unattendedDaysBefore: 2,
          },
        ]
      : []),
    ...(sepa ? [sepaAgreement({ key: 'sepa', name: 'SEPA Core', transport: 'bank', collectionDay: 26 }, sepa)] : []),
    ...(danske
      ? [
          sepaAgreement(
            { key: 'danske-sepa', name: 'SEPA B2B, Danske Bank', transport: 'danske-bank', collectionDay: 22 },
            danske,
          ),
        ]
      : []),
  ];
}

const betalingsservice = (
  key: string,
  name: string,
  transport: string,
  companyName: string,
  agreement: WorldAddresses['channels']['bs'],
) => ({
  key,
  channel: 'betalingsservice',
  kind: agreement.kind,
  name,
  schemeCode: agreement.schemeCode,
  pbsNumber: agreement.pbsNumber,
  dataSupplierNumber: agreement.dataSupplierNumber,
  subsystem: agreement.subsystem,
  debtorGroups: agreement.debtorGroups.map((number) => ({ number, mainText: companyName })),
  transport,
  unattendedDaysBefore: 4,
});

const sepaAgreement = (
  house: { readonly key: string; readonly name: string; readonly transport: string; readonly collectionDay: number },
  agreement: NonNullable<WorldAddresses['channels']['sepa']>,
) => ({
  ...house,
  channel: 'sepa',
  schemeCode: agreement.schemeCode,
  scheme: agreement.scheme,
  creditorName: agreement.creditorName,
  creditorIban: agreement.creditorIban,
  creditorBic: agreement.creditorBic,
  creditorId: agreement.creditorId,
  initiatingParty: { name: agreement.creditorName },
  firstSequence: agreement.scheme === 'B2B',
  unattendedDaysBefore: 2,
});
