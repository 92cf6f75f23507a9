import { expect, test } from 'vitest';
import { corpusBlock } from '../../bench/corpus/block.ts';
import { firstHit } from '../../bench/matching/first-hit.ts';
import { runBlock } from '../../bench/matching/run-corpus.ts';
import { emptyTally } from '../../bench/matching/tally.ts';
import { defaultPolicy } from '../../src/payments/ladder/index.ts';

test('a matcher that takes the first hit is caught in every trap that was laid for it', () => {
  const tally = emptyTally();
  for (const place of [0, 1, 2]) runBlock(corpusBlock(11, place, 1_500), firstHit, defaultPolicy, tally);
  const caught = [...tally.by.family].filter(([, { wrong }]) => wrong > 0).map(([family]) => family);
  for (const trap of [
    'neighbour id, own account',
    'neighbour id, own name',
    'neighbour number, own account',
    'neighbour number, own name',
    'right id, stranger',
    'another known payer',
    'ids contradict',
    'id against number',
    'own other id',
    'names one, pays another',
    'equal prices',
    'several sets',
    'explains nothing',
    'shared payer, no text',
    'closed customer',
    'undone payment',
    'undone payer',
  ]) {
    expect(caught).toContain(`impossible: ${trap}`);
  }
  expect(tally.all.wrong / tally.all.payments).toBeGreaterThan(0.08);
  // And where it cannot go wrong it is right: the corpus is not against it.
  expect((tally.by.group.get('id')?.right ?? 0) / (tally.by.group.get('id')?.payments ?? 1)).toBeGreaterThan(0.7);
});
