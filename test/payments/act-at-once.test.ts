import { afterAll, beforeAll, expect, test } from 'vitest';
import { decideAlike, undoMatchOf } from '#payments';
import { type Desk, openDesk } from './act-world.ts';
import { moment } from './world.ts';

/** Persons and the machine at the same money at the same time, each on a connection of its own. */
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.world.expectSoundBooks();
  await desk.world.database.close();
});

test('a person and the machine at once: one of them places the money, and a person who comes second is told', async () => {
  const rounds = Array.from({ length: 10 }, (_, i) => `M${i}`);
  const ids: number[] = [];
  for (const customer of rounds) {
    const [payment] = await desk.tell({ customer, asked: 10_00 });
    ids.push(payment?.id ?? 0);
    await desk.world.addLine({ customer, shares: [10_00] });
  }
  const outcomes = await Promise.all(
    rounds.map(async (customer, i) => {
      const commons = [{ what: 'customer number' as const, value: customer }];
      const [decided, acted] = await Promise.all([
        decideAlike({ companyId: 1, commons }, desk.world.parts),
        desk.act(ids[i] ?? 0, 'park'),
      ]);
      return { decided, acted, id: ids[i] ?? 0 };
    }),
  );
  for (const { decided, acted, id } of outcomes) {
    expect((await desk.payment(id)).state).toBe('matched');
    const isOnAccount = (await desk.standing(id))[0]?.[1] === null;
    // The machine's answer is the line's claim, the person's is the account: never both, never neither.
    expect([acted.ok, decided.matched, (await desk.standing(id)).length]).toEqual([
      isOnAccount,
      isOnAccount ? 0 : 1,
      1,
    ]);
    if (!acted.ok) {
      expect(acted.error).toMatchObject({
        code: 'NOT_ALLOWED_IN_STATE',
        context: { done: expect.stringContaining('retry by a test') },
      });
    }
  }
});

test('two persons who want different things of the same money at once: one wins, the other is told by whom and what', async () => {
  await desk.world.addCustomer('N1');
  const ids = [];
  for (let i = 0; i < 6; i++) ids.push(await desk.strange('N1X', 10_00 + i));
  for (const id of ids) {
    const target = { customerNumber: 'N1' };
    const both = await Promise.all([
      desk.act(id, 'park', { by: 'Karen', target }),
      desk.act(id, 'refund', { by: 'Lars', target }),
    ]);
    const [winner] = both.flatMap((one) => (one.ok ? [one.value.exception.acted] : []));
    const told = both.flatMap((one) => (one.ok ? [] : [one.error.context]));
    expect(told).toMatchObject([{ done: expect.stringContaining(`${winner?.action} by ${winner?.by}`) }]);
    const orders = (await desk.refunds()).filter((one) => one.payment_id === id);
    expect([(await desk.standing(id)).length, orders.length]).toEqual([1, winner?.action === 'refund' ? 1 : 0]);
  }
});

test('who undoes and who assigns at once leave the money in one place', async () => {
  await desk.world.addCustomer('N2');
  const id = await desk.strange('N2X', 30_00);
  await desk.act(id, 'park', { target: { customerNumber: 'N2' } });
  const parts = { database: desk.world.database, moment, by: 'Lars' };
  await undoMatchOf({ paymentId: id, reason: 'no' }, parts);
  const [undone, acted] = await Promise.all([
    undoMatchOf({ paymentId: id, reason: 'no' }, parts),
    desk.act(id, 'park', { target: { customerNumber: 'N2' } }),
  ]);
  const { state } = await desk.payment(id);
  expect([acted.ok, undone.ok]).toEqual([true, true]);
  expect((await desk.standing(id)).length).toBe(state === 'matched' ? 1 : 0);
});
