import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { validateXsd } from '#test/xsd';
import { sharedReference } from '#test/shared-reference';
import { agreement, collection, headerOf, read002, read008, write } from './sepa-kit.ts';
import { checkSddCollection, checkSepaAgreement, writeCamt055 } from '#channels/sepa';
import { knownDate, minor } from '#kernel';
test('x', async () => {
  expect(checkSepaAgreement(agreement)).toEqual([]);
  expect(checkSddCollection(collection, agreement, knownDate('2026-11-24'))).toEqual([]);
  for (const version of ['02','08'] as const) {
    const { bytes, totals } = await write(headerOf([collection], {version}), [collection]);
    console.log(bytes.toString(), totals);
    expect(validateXsd('pain.008.001.'+version, bytes)).toEqual([]);
    console.log(JSON.stringify(await read008(bytes), null, 1));
  }
  for (const version of ['01','08'] as const) {
    const b = writeCamt055({agreement, version, requestId:'CXL-1', createdAt: new Date('2026-11-24T07:15:09Z'), original:{messageId:'COL20261201-000042', messageName:'pain.008.001.02'}}, [{cancellationId:'CXL-1-1', paymentInfoId:'COL20261201-000042-1', endToEndId:'K1', amount: minor(100), collectionDate: knownDate('2026-12-01'), reason:'customer', text:'Kunden har fortrudt'}]);
    console.log(b.toString());
    expect(validateXsd('camt.055.001.'+version, b)).toEqual([]);
  }
  expect(validateXsd('pain.008.001.02', Buffer.from('<Document/>'))).not.toEqual([]);
  for (const f of [...sharedReference('iso20022/samples', /pain\.008/), ...sharedReference('iso20022/own', /pain008/)]) { const r = await read008(readFileSync(f)); console.log(f, r.variant, r.batches.length, r.transactions.length, r.problems, r.fatal); }
  for (const f of [...sharedReference('iso20022/samples', /pain\.002/), ...sharedReference('iso20022/own', /pain002/)]) { const r = await read002(readFileSync(f)); console.log(f, r.variant, r.items.map(i=>[i.level,i.code,i.outcome,i.reasons]), r.problems, r.fatal); }
});
