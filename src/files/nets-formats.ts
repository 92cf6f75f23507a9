import { describeWalk, firstLine } from '#channels/betalingsservice';
import { type FileFormat, type Finding, lineBlocks } from '#schemas/kit';
import { walkDelivery } from '#schemas/nets';
import { describeReceipt } from './describe-receipt.ts';
import { deliveryLinter } from './lint-delivery.ts';
import { lintReceipt } from './lint-receipt.ts';

const delivery = (type: '0601' | '0602', name: string): FileFormat => {
  const start = new RegExp(`^BS002\\d{8}...${type}`);
  return {
    key: `nets-${type}`,
    name,
    recognise: (head) => (start.test(firstLine(head)) ? `${name} (${type})` : null),
    describe: (source) => describeWalk(source, walkDelivery()),
    lint: lintDelivery,
  };
};

async function* lintDelivery(source: AsyncIterable<Uint8Array>): AsyncGenerator<Finding> {
  const linter = deliveryLinter();
  for await (const block of lineBlocks(source)) yield* linter.through(block);
  yield* linter.end();
}

const receipt = (key: 'nets-t' | 'nets-v' | 'nets-f', name: string, start: RegExp): FileFormat => ({
  key,
  name,
  recognise: (head) => (start.test(firstLine(head)) ? name : null),
  describe: (source) => describeReceipt(key, source),
  lint: (source) => lintReceipt(key, source),
});

/** The files of the main job: collections out, payments and receipts in. */
export const netsFormats: readonly FileFormat[] = [
  delivery('0601', 'collections to Nets'),
  delivery('0602', 'payment information from Nets'),
  receipt('nets-t', 'transmission receipt (T) from Nets', /^PBCNET40/),
  receipt('nets-v', 'delivery receipt (V) from Nets', /^PBCNET41/),
  receipt('nets-f', 'delivery note (F) from Nets', /^1SYSTEM\s*:/),
];
