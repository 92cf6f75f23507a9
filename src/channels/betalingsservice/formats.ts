import type { FileFormat } from '#schemas/kit';
import { type DeliveryType, tallyDelivery, walkDelivery } from '#schemas/nets';
import { describeWalk } from './describe-walk.ts';
import { mandateChecks } from './lint-mandates.ts';
import { lintWalk } from './lint-walk.ts';

/** The first line of a file that is neither blank nor of the legacy wrapper. */
export function firstLine(head: Uint8Array): string {
  const lines = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1').split('\n');
  return lines.find((line) => line.trim() !== '' && !/^PBCNET(?!4[01])/.test(line)) ?? '';
}

const deliveryFormat = (type: DeliveryType, name: string): FileFormat => {
  const start = new RegExp(`^BS002\\d{8}...${type}`);
  return {
    key: `nets-${type}`,
    name,
    recognise: (head) => (start.test(firstLine(head)) ? `${name} (${type})` : null),
    describe: (source) => describeWalk(source, walkDelivery()),
    lint: (source) =>
      lintWalk(source, {
        walk: walkDelivery(),
        tally: tallyDelivery,
        check: mandateChecks(),
        isTold: (line) => line.kind === 'unknown' && line.counts !== null && line.section === null,
      }),
  };
};

export const nets0603Format = deliveryFormat('0603', 'mandates from Nets');
export const nets0605Format = deliveryFormat('0605', 'mandates to Nets');
export const nets0621Format = deliveryFormat('0621', 'electronic information list from Nets');
