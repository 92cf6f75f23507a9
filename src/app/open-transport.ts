import { danskeWebServiceTransport, folderTransport, openPgpTransport, sftpTransport, type Transport } from '#files';
import { type Clock, ProblemError, problem, unreachable } from '#kernel';
import type { Settings, TransportSettings } from '#schemas/settings';

/**
 * A fresh transport by its key in the settings; whoever opens it closes it. An agreement that is gone from the settings
 * keeps its row, and may name one that is gone too.
 * @throws ProblemError TRANSPORT_NOT_CONFIGURED
 */
export function openTransport({ transports }: Pick<Settings, 'transports'>, key: string, clock: Clock): Transport {
  const found = transports[key];
  if (!found) throw new ProblemError(problem('TRANSPORT_NOT_CONFIGURED', { transport: key }));
  if (found.kind === 'sftp') return sealing(sftpTransport({ ...found, name: key }), found.openPgp, clock);
  if (found.kind === 'folder') return sealing(folderTransport({ ...found, name: key }), found.openPgp, clock);
  // The web service signs and encrypts by itself.
  if (found.kind === 'danske-web-service') return danskeWebServiceTransport({ ...found, name: key }, { clock });
  return unreachable(found);
}

/** Keys or certificates of the web service that cannot be used stop the start, not the first round. */
export function requireUsableTransports(settings: Pick<Settings, 'transports'>, clock: Clock): void {
  for (const [key, { kind }] of Object.entries(settings.transports)) {
    if (kind === 'danske-web-service') openTransport(settings, key, clock);
  }
}

type OpenPgpSettings = Extract<TransportSettings, { readonly kind: 'sftp' }>['openPgp'];

const sealing = (plain: Transport, openPgp: OpenPgpSettings, clock: Clock): Transport =>
  openPgp === null ? plain : openPgpTransport(plain, openPgp, clock);
