import { expect, test } from 'vitest';
import { lookUpPaymentIds } from '#payment-ids';
import { companyId, openRegistry, polishBlock, slipBlock } from './registry.ts';
test('time', async () => {
  for (const block of [slipBlock, { ...polishBlock, derive: 'counter' as const }]) {
    const registry = await openRegistry(block);
    for (let i = 0; i < 10; i++) await registry.addCustomers(Array.from({ length: 10000 }, (_, n) => (n % 2 ? `K${i * 10000 + n}` : String(200000 + i * 10000 + n))));
    const start = performance.now();
    const done = await registry.assign({ blockKey: block.key });
    console.log(block.key, Math.round(performance.now() - start), 'ms', JSON.stringify(done.ok && { ...done.value, collided: 0 }));
    const values = (await registry.values()).map(([, value]) => ({ kind: '', value }));
    const s2 = performance.now();
    const found = await lookUpPaymentIds(registry.db, companyId, values);
    console.log('look up', found.filter((f) => f.outcome === 'exact').length, Math.round(performance.now() - s2), 'ms');
    await registry.close();
  }
  expect(1).toBe(1);
});
