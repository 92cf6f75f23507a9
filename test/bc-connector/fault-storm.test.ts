import { expect, test } from 'vitest';
import type { BcPostingAnswer } from '#bc-connector';
import { minor } from '#kernel';
import { newPayment, world } from './client-kit.ts';
import { company, errorBody, type Fault } from './strict-bc.ts';

/** A small seeded generator (mulberry32), so that a storm can be had again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const lock = errorBody('Internal_ServerError', 'The record was locked by another user.');
const faults: readonly Fault[] = [
  { kind: 'reset' },
  { kind: 'reset-after' },
  { kind: 'answer', status: 429 },
  { kind: 'answer', status: 503, headers: { 'retry-after': '3' } },
  { kind: 'answer-after', status: 504 },
  { kind: 'answer-after', status: 200, body: '{' },
  { kind: 'answer', status: 500, body: lock },
];

test.each([
  [1000, 1],
  [100, 20_260_202],
])(
  '%i settlements in a storm of faults (seed %i) are posted exactly once each',
  async (settlements, seed) => {
    const random = seeded(seed);
    const { bc, client } = await world({}, random);
    bc.fault = () => (random() < 0.3 ? faults[Math.floor(random() * faults.length)] : undefined);
    // Every tenth customer is blocked until somebody looks at the error log, after the first round.
    let isFirstRound = true;
    bc.postingFault = (key) => (isFirstRound && key.endsWith('0') ? 'The customer is blocked.' : undefined);

    const keys = Array.from({ length: settlements }, (_, i) => `BS:0602:${i}`);
    const round = async (key: string): Promise<BcPostingAnswer> =>
      client.postPayment(company, newPayment({ idempotencyKey: key, amount: minor(100 + Number(key.slice(8))) }));
    const first = new Map<string, BcPostingAnswer>();
    for (const key of keys) first.set(key, await round(key));
    isFirstRound = false;

    const last = new Map(first);
    for (let again = 0; again < 20; again++) {
      for (const [key, answer] of last) if (answer.outcome !== 'posted') last.set(key, await round(key));
    }
    const refused = keys.filter((key) => first.get(key)?.outcome === 'refused');
    expect(refused.every((key) => key.endsWith('0'))).toBe(true);
    expect(refused.length).toBeGreaterThan(settlements / 12);
    expect([...bc.postings].sort()).toEqual([...keys].sort());
    for (const [key, answer] of last) {
      const row = bc.payments.find(({ idempotencyKey }) => idempotencyKey === key);
      expect(answer).toEqual({
        outcome: 'posted',
        id: row?.id,
        documentNumber: row?.postedDocumentNumber,
        entryNumber: row?.postedEntryNumber,
      });
    }
  },
  300_000,
);
