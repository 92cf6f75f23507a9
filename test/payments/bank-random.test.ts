import fc from 'fast-check';
import { expect, test } from 'vitest';
import { proposePostings } from '#posting';
import { sepaAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, inTime, openChannelBooks } from '#test/channel-books';
import { camtFile, statusReport } from './bank-files.ts';

const customers = ['K1', 'K2', 'K3'] as const;
const one = { amount: '100.00' };

/** Everything a bank may tell of three collections, as files by their names. */
async function filesOf(books: ChannelBooks, messageId: string): Promise<Readonly<Record<string, string>>> {
  const lines = await books.lines();
  const details = lines.map((line, i) => ({ ...one, reference: line.reference, bankReference: `B${i}` }));
  const back = { ...one, reference: lines[0]?.reference ?? '', bankReference: 'B9', returnReason: 'MD06' };
  const returned = [{ ...one, direction: 'DBIT' as const, code: 'PMNT/RDDT/UPDD', details: [back] }];
  const booked = [{ amount: '200.00', bankReference: 'BATCH', details: details.slice(0, 2) }];
  const pending = [{ amount: '200.00', bankReference: 'BATCH', status: 'PDNG' as const, details: details.slice(0, 2) }];
  const transactions = [{ reference: lines[2]?.reference ?? '', status: 'RJCT', reason: 'AC04' }];
  return {
    acknowledged: statusReport({ id: 'P1', of: messageId, group: 'ACTC' }),
    status: statusReport({ id: 'P2', of: messageId, group: 'PART', transactions }),
    statusAgain: statusReport({ id: 'P3', of: messageId, group: 'PART', transactions }),
    pending: camtFile({ kind: '052', id: 'R1', entries: pending }),
    notified: camtFile({ kind: '054', id: 'N1', entries: booked }),
    notifiedReturn: camtFile({ kind: '054', id: 'N2', entries: returned }),
    statement: camtFile({
      kind: '053',
      id: 'S1',
      entries: [...booked, ...returned],
      balances: ['0.00', '100.00'],
    }),
  };
}

const names = ['acknowledged', 'status', 'statusAgain', 'pending', 'notified', 'notifiedReturn', 'statement'] as const;

test('in whatever order a bank’s files come, also some of them only, the books stay sound and money counts once', async () => {
  const order = fc.shuffledSubarray([...names], { minLength: 3 });
  await fc.assert(
    fc.asyncProperty(order, async (told) => {
      const books = await openChannelBooks([sepaAgreementRow({ companyId: 1 })]);
      try {
        for (const customer of customers) {
          await books.addClaim({ customer, minor: 10_000, currency: 'EUR' });
          await books.addMandate(customer);
        }
        const { deliveryId } = await books.sent('sepa');
        const files = await filesOf(books, (await books.deliveryOf(deliveryId)).message_id ?? '');
        for (const name of told) await books.receive(files[name] ?? '', `${name}.xml`);
        await books.expectSound();
        const payments = await books.payments();
        const matched = payments.filter(({ state, effect_minor: effect }) => state === 'matched' && effect > 0);
        const isTold = told.includes('notified') || told.includes('statement');
        // Each collection is paid by one telling at most.
        expect(matched.length).toBeLessThanOrEqual(2);
        const states = await books.states();
        if (isTold) expect(states['K2']).toBe('paid');
        expect(states['K3']).toBe(told.includes('status') || told.includes('statusAgain') ? 'rejected' : 'exported');
        const balance = payments
          .filter(({ state }) => state === 'matched')
          .reduce((sum, { effect_minor: effect }) => sum + effect, 0);
        const isReturned = told.includes('notifiedReturn') || told.includes('statement');
        if (isTold && isReturned) expect([states['K1'], balance]).toEqual(['chargedBack', 10_000]);
        expect(await proposePostings({ companyId: 1 }, { ...books.partsAt(inTime) })).toMatchObject({ blocked: [] });
      } finally {
        await books.close();
      }
    }),
    { numRuns: 20, examples: [[['notifiedReturn', 'pending', 'statement']]] },
  );
});
