import { corpusBlock } from './block.ts';
import type { CorpusBlock } from './rows.ts';

/** Payments of one company: two bank files of about half as many lines. */
export const paymentsOfBlock = 4_000;

/**
 * A corpus as a row of companies, each made up when it is asked for and forgotten after: a million payments need the memory
 * of four thousand.
 */
export function* corpusBlocks(seed: number, size: number, ofBlock = paymentsOfBlock): Generator<CorpusBlock> {
  for (let index = 0, left = size; left > 0; index++, left -= ofBlock) {
    yield corpusBlock(seed, index, Math.min(left, ofBlock));
  }
}

/** The files of a corpus, and the rows each of them takes from a company. */
export const corpusFiles: Readonly<Record<string, (block: CorpusBlock) => readonly object[]>> = {
  'companies.jsonl': ({ company }) => [company],
  'customers.jsonl': ({ customers }) => customers,
  'claims.jsonl': ({ claims }) => claims,
  'payment-ids.jsonl': ({ paymentIds }) => paymentIds,
  'history.jsonl': ({ history }) => history,
  'mandates.jsonl': ({ mandates }) => mandates,
  'undone.jsonl': ({ undone }) => undone,
  'payments.jsonl': ({ payments }) => payments,
  'truth.jsonl': ({ truth }) => truth,
};
