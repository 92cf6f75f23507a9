import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { sharedReference } from '#test/shared-reference';
import { readAll } from './camt-kit.ts';

const files = [
  ...sharedReference('iso20022/samples', /camt\.05[234].*\.xml$/),
  ...sharedReference('iso20022/own', /camt.*\.xml$/),
  ...sharedReference('statements', /camt.*\.xml$/),
];
const named = (name: string): Buffer => readFileSync(files.find((file) => basename(file) === name) ?? name);

/** Per sample: facts by kind, sum of effects, and whether each statement ties (danske-iso20022.md section 7, point 3). */
const expected: Readonly<Record<string, readonly [kinds: string, effect: number, tied: readonly (boolean | null)[]]>> =
  {
    'ch-camt.053.001.04-statement.xml': ['4 paid, 1 other', 465_602, [false]],
    'ch-camt.054.001.04-direct-debit.xml': ['2 paid', 450, [null]],
    'ch-camt.054.001.04-esr-structured-ref.xml': ['5 paid, 1 other', 139_000, [null]],
    'ch-camt.054.001.04-returns-a.xml': ['1 other', 40_000, [null]],
    'de-camt.053.001.02-batch.xml': ['2 paid, 1 other', 293_426, [false]],
    'de-camt.053.001.02-valid.xml': ['1 paid, 4 other', -1_000, [true]],
    'de-camt.053.001.08-valid.xml': ['2 paid, 1 other', 54_228, [false]],
    'de-camt.054-valid.xml': ['3 paid, 2 chargedBack', 5_903, [null]],
    'dk-nordea-camt.053.001.02-fik71.xml': ['6 paid, 2 other', -3_767_592, [true]],
    'fi-camt.053.001.02-sample.xml': ['3 paid, 10 other', 1_364_483, [true]],
    'fi-nordea-camt.053.001.02.xml': ['2 paid, 4 other', 860_000, [true]],
    'genkgo-camt.053.001.02-balance-types.xml': ['1 paid', 885, [false]],
    'genkgo-camt.053.001.02-multi.xml': ['1 paid, 1 other', 185, [true, true]],
    'genkgo-camt.053.001.08.xml': ['1 paid', 885, [null]],
    'genkgo-camt.054.001.02.xml': ['1 other', -20_000_000, [null]],
    'genkgo-camt.054.001.08.xml': ['1 other', -20_000_000, [null]],
    'oca-camt.054.001.02-sdd-unpaid.xml': ['1 chargedBack', -10_000, [true]],
    'camt054-v02-dk-fik.xml': ['2 paid', 40_000, [true]],
    'camt052.001.08.xml': ['1 other', -20_000_000, [null]],
    'camt053.001.02-batch.xml': ['2 paid, 1 other', 293_426, [false]],
    'camt053.001.02-multi-statement.xml': ['1 paid, 1 other', 185, [true, true]],
    'camt053.001.08.xml': ['1 paid', 885, [null]],
    'camt054.001.08.xml': ['1 other', -20_000_000, [null]],
  };

test('every sample is expected', () => {
  if (files.length === 0) return;
  expect(files.map((file) => basename(file)).toSorted()).toEqual(Object.keys(expected).toSorted());
});

test.each(files.map((file) => [basename(file), file]))('%s is read as it should be', async (name, file) => {
  const bytes = readFileSync(file);
  const read = await readAll(bytes);
  const kinds = ['paid', 'rejected', 'chargedBack', 'other'].flatMap((kind) => {
    const many = read.facts.filter((fact) => fact.kind === kind).length;
    return many === 0 ? [] : [`${many} ${kind}`];
  });
  const effect = read.facts.reduce((sum, fact) => sum + fact.effect, 0);
  expect([kinds.join(', '), effect, read.statements.map(({ isTied }) => isTied)]).toEqual(expected[name]);
  expect(read.fatal).toEqual([]);
  expect(read.headers).toHaveLength(1);
  expect(read.records.map(({ lineNumber }) => lineNumber)).toEqual(read.records.map((_, i) => i + 1));
  expect(new Set(read.facts.map(({ paymentKey }) => paymentKey)).size).toBe(read.facts.length);
  for (const { byteFrom, byteTo, recordCode } of read.facts) {
    const raw = bytes.subarray(byteFrom, byteTo).toString();
    const [, tag = ''] = recordCode.split(' ');
    expect([raw.startsWith(`<${tag}>`), raw.endsWith(`</${tag}>`)]).toEqual([true, true]);
  }
  expect(await readAll(bytes, 13)).toEqual(read);
});

test('the Danish sample: references, creditor numbers, balances', async () => {
  if (files.length === 0) return;
  const { facts, statements } = await readAll(named('dk-nordea-camt.053.001.02-fik71.xml'));
  const references = facts.flatMap(({ bank }) => (bank?.references ?? []).map(({ kind, value }) => `${kind}/${value}`));
  expect(references).toEqual(['71/000000020211041', 'RF/RF12510007547061', '71/000000003097920', '71/123456789012347']);
  const creditors = facts.flatMap(({ bank }) => (bank?.creditedAccount === '' ? [] : [bank?.creditedAccount]));
  expect(creditors).toEqual(['82424016', '88889999', '88889999']);
  expect(facts.map(({ means }) => means)).toEqual([
    'transfer',
    'slip',
    'transfer',
    'slip',
    'slip',
    'transfer',
    'transfer',
    'transfer',
  ]);
  expect(statements).toMatchObject([
    { account: 'DK0320009876543210', currency: 'DKK', opening: 8_025_913, closing: 4_258_321, movements: -3_767_592 },
  ]);
  expect(facts[0]?.bank?.payerName).toBe('PAYERS NAME AND ADDRESS 1');
  expect(facts[0]?.bank?.texts.slice(0, 2)).toEqual(['REMITTANCE INFO LINE 01', 'REMITTANCE INFO LINE 02']);
});

test('a returned direct debit keeps its reason and whose it was', async () => {
  if (files.length === 0) return;
  const { facts } = await readAll(named('oca-camt.054.001.02-sdd-unpaid.xml'));
  expect(facts).toMatchObject([
    {
      kind: 'chargedBack',
      means: 'automatic',
      reference: 'E2EID1',
      mandateNumber: 'MANDATEID2',
      effect: -10_000,
      bank: { payerName: 'DEBTOR4', payerAccount: 'IE16AIBK93110187654321', bankCode: 'PMNT/IDDT/UPDD' },
    },
  ]);
  expect(facts[0]?.bank?.returnReason?.code).toBe('AC06');
  expect(facts[0]?.bank?.returnReason?.words).toContain('blocked');
});
