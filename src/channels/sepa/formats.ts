import { recogniseMessage } from '#schemas/iso20022';
import type { FileFormat } from '#schemas/kit';
import { describeMessage, type MessageStory } from './describe-message.ts';
import { lintMessage, type MessageRules } from './lint-message.ts';
import { camt055Rules, pain001Rules } from './lint-others.ts';
import { pain002Rules } from './lint-pain002.ts';
import { pain008Rules } from './lint-pain008.ts';

const formatOf = (name: string, records: MessageStory['records'], rules: MessageRules): FileFormat => ({
  key: rules.kind,
  name,
  recognise: (head) => recogniseMessage(head, rules.kind),
  describe: (source, fileName) => describeMessage(source, fileName, { kind: rules.kind, records }),
  lint: (source, fileName) => lintMessage(source, fileName, rules),
});

/** Direct debits to be collected. */
export const pain008Format: FileFormat = formatOf(
  'SEPA direct debits, to the bank (pain.008)',
  {
    'Document/*/GrpHdr': 'head of the file',
    'Document/*/PmtInf': 'a batch: collections of one date, scheme and sequence',
    'Document/*/PmtInf/DrctDbtTxInf': 'a collection',
  },
  pain008Rules,
);

/** What the bank says of a file we sent. */
export const pain002Format: FileFormat = formatOf(
  'payment status report, from the bank (pain.002)',
  {
    'Document/*/GrpHdr': 'head of the report',
    'Document/*/OrgnlGrpInfAndSts': 'the file that is answered',
    'Document/*/OrgnlPmtInfAndSts': 'a batch of it',
    'Document/*/OrgnlPmtInfAndSts/TxInfAndSts': 'a transaction of the batch',
  },
  pain002Rules,
);

/** What is not to be carried out after all. */
export const camt055Format: FileFormat = formatOf(
  'request for cancellation, to the bank (camt.055)',
  {
    'Document/*/Assgnmt': 'head of the request',
    'Document/*/CtrlData': 'control data',
    'Document/*/Undrlyg': 'what is cancelled',
    'Document/*/Undrlyg/OrgnlGrpInfAndCxl': 'the file it was sent in',
    'Document/*/Undrlyg/OrgnlPmtInfAndCxl': 'the batch it was sent in',
    'Document/*/Undrlyg/OrgnlPmtInfAndCxl/TxInf': 'a transaction that is cancelled',
  },
  camt055Rules,
);

/** Refunds and pay-outs. */
export const pain001Format: FileFormat = formatOf(
  'payments to be made, to the bank (pain.001)',
  {
    'Document/*/GrpHdr': 'head of the file',
    'Document/*/PmtInf': 'a batch: payments from one account on one date',
    'Document/*/PmtInf/CdtTrfTxInf': 'a payment',
  },
  pain001Rules,
);
