import { describe, expect, test } from 'vitest';
import { validateXsd } from '#test/xsd';
import { camt055, pain008 } from './pain-008.ts';
import { balancesOf, entriesIn, statusOf } from './seen.ts';
import { world } from './world.ts';

const messageOf = (name: string): string =>
  ({ PAIN002: 'pain.002.001.03', CAMT054: 'camt.054.001.02', CAMT053: 'camt.053.001.02' })[name.slice(0, 7)]!;

describe('a message', () => {
  test('is taken, acknowledged at once, accepted in the evening, settled on its day', async () => {
    const { bank, upload, run, fetch } = world();
    await bank.poll();
    upload('collect.xml', pain008([{ asked: [{ number: 1 }, { number: 2 }] }]));
    expect(await bank.poll()).toBe(1);
    const answers = fetch();
    expect([...answers.keys()]).toEqual(['PAIN002_20261124_R00001.xml']);
    expect(statusOf([...answers.values()][0])).toEqual({ group: 'ACTC', reasons: [], batches: [], transactions: [] });
    const files = await run('2026-12-02');
    expect([...files.keys()].filter((name) => !name.startsWith('CAMT053'))).toEqual([
      'PAIN002_20261124_S001.xml',
      'CAMT054_20261201_001.xml',
    ]);
    expect(statusOf(files.get('PAIN002_20261124_S001.xml'))).toEqual({
      group: 'ACCP',
      reasons: [],
      batches: ['MSG-1-1 ACCP'],
      transactions: [],
    });
    const told = entriesIn(files, 'CAMT054');
    expect(told).toMatchObject([
      { status: 'BOOK', amount: 20_100, code: 'PMNT/IDDT/ESDD', transactions: ['E-1 10000', 'E-2 10100'] },
    ]);
    expect(entriesIn(files, 'CAMT053')).toEqual([
      { ...told[0], file: 'CAMT053_20261201_001.xml', transactions: [], references: [] },
    ]);
    for (const [name, bytes] of [...answers, ...files])
      expect([name, validateXsd(messageOf(name), bytes)]).toEqual([name, []]);
    const { opening, closing } = balancesOf(files.get('CAMT053_20261201_001.xml')!);
    expect(closing - opening).toBe(20_100);
  });

  test('may be cancelled before its day', async () => {
    const { bank, upload, run, fetch, at } = world();
    await bank.poll();
    upload('collect.xml', pain008([{ asked: [{ number: 1 }, { number: 2 }] }]));
    await run('2026-11-24');
    at('2026-11-25');
    upload('cancel.xml', camt055(['E-1', 'E-9']));
    await bank.poll();
    expect(statusOf([...fetch().values()][0])).toEqual({
      group: 'PART',
      reasons: [],
      batches: ['MSG-1-1 PART'],
      transactions: ['E-9 RJCT FF13'],
    });
    const files = await run('2026-12-01');
    expect(statusOf(files.get('PAIN002_20261125_S001.xml'))).toEqual({
      group: 'PART',
      reasons: [],
      batches: ['MSG-1-1 PART'],
      transactions: ['E-1 RJCT DS02'],
    });
    expect(entriesIn(files, 'CAMT054').map(({ transactions }) => transactions)).toEqual([['E-2 10100']]);
    for (const [name, bytes] of files) expect([name, validateXsd(messageOf(name), bytes)]).toEqual([name, []]);
  });
});
