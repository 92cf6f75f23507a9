import { expect, test } from 'vitest';
import { openRegistry, slipBlock } from './registry.ts';
test('time', async () => {
    const registry = await openRegistry(slipBlock);
    for (let i = 0; i < 3; i++) await registry.addCustomers(Array.from({ length: 10000 }, (_, n) => (n % 2 ? `K${i * 10000 + n}` : String(200000 + i * 10000 + n))));
    const q = registry.database.pool.query.bind(registry.database.pool);
    const client = await registry.database.pool.connect();
    const proto = Object.getPrototypeOf(client);
    const orig = proto.query;
    proto.query = function (...a: any[]) { const t = performance.now(); const r = orig.apply(this, a); if (r?.then) r.then(() => { const d = performance.now() - t; if (d > 50) console.log(Math.round(d), String(a[0]?.text ?? a[0]).replace(/\s+/g, ' ').slice(0, 200)); }); return r; };
    client.release();
    const start = performance.now();
    const done = await registry.assign({ blockKey: 'fik' });
    console.log(Math.round(performance.now() - start), 'ms', JSON.stringify(done.ok && { ...done.value, collided: 0 }));
    proto.query = orig;
    await registry.close();
  expect(1).toBe(1);
});
