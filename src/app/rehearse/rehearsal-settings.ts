import { join } from 'node:path';
import { rehearsedAgreement, type World, type WorldAddresses, worldSpeed } from '#rehearsal';
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
      transports: { nets: { kind: 'sftp', ...addresses.sftp } },
      companies: [
        {
          bcId: addresses.companyId,
          name: addresses.companyName,
          environment: addresses.environment,
          secondApproval: true,
          agreements: [
            {
              key: 'bs',
              channel: 'betalingsservice',
              kind: rehearsedAgreement.kind,
              name: 'Betalingsservice',
              schemeCode: 'BS',
              pbsNumber: rehearsedAgreement.pbsNumber,
              dataSupplierNumber: rehearsedAgreement.dataSupplierNumber,
              subsystem: rehearsedAgreement.subsystem,
              debtorGroups: rehearsedAgreement.debtorGroups.map((number) => ({
                number,
                mainText: addresses.companyName,
              })),
              transport: 'nets',
              unattendedDaysBefore: 4,
            },
          ],
        },
      ],
      rehearsal: { clockUrl: addresses.clockUrl, speed: worldSpeed },
    },
    {},
  );
}
