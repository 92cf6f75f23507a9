import { unreachable } from '#kernel';
import type { BsAgreement } from './betalingsservice/agreement.ts';
import { openBetalingsservice } from './betalingsservice/open.ts';
import type { OpenChannel } from './channel.ts';
import { type LsContract, openLeverandoerservice } from './leverandoerservice/open.ts';
import { openSepa, type SepaContract } from './sepa/open.ts';

/** Every contract by which something is collected, with the channel's name. */
export type CollectingContract =
  | ({ readonly channel: 'betalingsservice' } & BsAgreement)
  | ({ readonly channel: 'leverandoerservice' } & LsContract)
  | ({ readonly channel: 'sepa' } & SepaContract);

/** Opens a contract: the one place that knows all channels. */
export function openChannel(contract: CollectingContract): OpenChannel {
  switch (contract.channel) {
    case 'betalingsservice':
      return openBetalingsservice(contract);
    case 'leverandoerservice':
      return openLeverandoerservice(contract);
    case 'sepa':
      return openSepa(contract);
    default:
      return unreachable(contract);
  }
}
