import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveDeliveries, stopLine } from '#journal';
import { sepaAgreementRow, statementsAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, openChannelBooks } from '#test/channel-books';
import { camtFile, statusReport, type StatusOf } from './bank-files.ts';

let books: ChannelBooks;
beforeEach(async () => {
  books = await openChannelBooks([sepaAgreementRow({ companyId: 1 })]);
  for (const customer of ['K1', 'K2', 'K3']) {
    await books.addClaim({ customer, minor: 10_000, currency: 'EUR' });
    await books.addMandate(customer);
  }
});
afterEach(async () => {
  await books.expectSound();
  await books.close();
});

/** A journal that was sent, and the message id by which the bank knows it. */
async function send(): Promise<{ readonly deliveryId: number; readonly messageId: string }> {
  const { deliveryId } = await books.sent('sepa');
  return { deliveryId, messageId: (await books.deliveryOf(deliveryId)).message_id ?? '' };
}

const status = (report: StatusOf) => books.receive(statusReport(report), `${report.id}.xml`);
const stateOf = async (deliveryId: number): Promise<string> => (await books.deliveryOf(deliveryId)).state;

test('a delivery is received by the acknowledgement and accepted by the status report that follows', async () => {
  const { deliveryId, messageId } = await send();
  await status({ id: 'P1', of: messageId, group: 'ACTC' });
  expect([await stateOf(deliveryId), await books.states()]).toEqual([
    'received',
    { K1: 'exported', K2: 'exported', K3: 'exported' },
  ]);
  await status({ id: 'P2', of: messageId, group: 'ACCP' });
  expect([await stateOf(deliveryId), await books.states()]).toEqual([
    'accepted',
    { K1: 'acknowledged', K2: 'acknowledged', K3: 'acknowledged' },
  ]);
  // An acknowledgement that comes late takes nothing back.
  await status({ id: 'P3', of: messageId, group: 'ACTC' });
  expect(await stateOf(deliveryId)).toBe('accepted');
  expect(await books.openCodes()).toEqual([]);
});

test('a file that the bank refuses whole refuses its lines and is told, and its lines may be sent again', async () => {
  const { deliveryId, messageId } = await send();
  await status({ id: 'P1', of: messageId, group: 'RJCT', reason: 'AM18' });
  expect([await stateOf(deliveryId), await books.states()]).toEqual([
    'refused',
    { K1: 'refused', K2: 'refused', K3: 'refused' },
  ]);
  expect(await books.openCodes()).toEqual(['DELIVERY_REFUSED']);
  const [found] = await books.db.selectFrom('exception').select('context').execute();
  expect(JSON.stringify(found?.context)).toContain('AM18');
});

test('of a file accepted in part only the refused collections are rejected, each with its reason', async () => {
  const { deliveryId, messageId } = await send();
  const { reference } = await books.lineOf('K2');
  const transactions = [{ reference, status: 'RJCT', reason: 'AC04' }];
  const { settled } = await status({ id: 'P1', of: messageId, group: 'PART', transactions });
  expect(settled).toEqual({ matched: 0, noted: 1, parked: 0 });
  expect([await stateOf(deliveryId), await books.states()]).toEqual([
    'accepted',
    { K1: 'acknowledged', K2: 'rejected', K3: 'acknowledged' },
  ]);
  const [rejected] = await books.db.selectFrom('exception').selectAll().execute();
  expect([rejected?.code, JSON.stringify(rejected?.context)]).toEqual([
    'COLLECTION_REJECTED',
    expect.stringContaining('AC04'),
  ]);
  // The entry of a rejected line may be collected again, the others may not.
  const live = await books.db.selectFrom('line_claim').select(['line_id', 'is_live']).orderBy('line_id').execute();
  expect(live.map(({ is_live: isLive }) => isLive)).toEqual([true, false, true]);
});

test('the same refusal told in another report changes nothing and is one finding', async () => {
  const { messageId } = await send();
  const { reference } = await books.lineOf('K2');
  const transactions = [{ reference, status: 'RJCT', reason: 'AC04' }];
  await status({ id: 'P1', of: messageId, group: 'PART', transactions });
  await status({ id: 'P2', of: messageId, group: 'PART', transactions });
  expect(await books.states()).toEqual({ K1: 'acknowledged', K2: 'rejected', K3: 'acknowledged' });
  expect((await books.openCodes()).filter((code) => code === 'COLLECTION_REJECTED').length).toBe(1);
});

test('a report about a message that we never sent answers nothing and is told', async () => {
  const { deliveryId } = await send();
  await status({ id: 'P1', of: 'SOMEBODY-ELSE', group: 'ACCP' });
  expect([await stateOf(deliveryId), await books.openCodes()]).toEqual(['sent', ['RECEIPT_UNMATCHED']]);
});

test.each([0.2, 0.5, 0.9])('a report cut short at %d of it moves no delivery and no line', async (share) => {
  const { deliveryId, messageId } = await send();
  const { reference } = await books.lineOf('K1');
  const transactions = [{ reference, status: 'RJCT', reason: 'AC04' }];
  const whole = Buffer.from(statusReport({ id: 'P1', of: messageId, group: 'RJCT', transactions }));
  const { ingested, fileId } = await books.receive(whole.subarray(0, Math.floor(whole.length * share)), 'cut.xml');
  expect([ingested, await stateOf(deliveryId)]).toEqual(['quarantined', 'sent']);
  expect(await books.states()).toEqual({ K1: 'exported', K2: 'exported', K3: 'exported' });
  expect((await books.payments(fileId)).length).toBe(0);
  // The whole of it, under the same id, is taken in.
  expect((await books.receive(whole, 'whole.xml')).ingested).toBe('ingested');
  expect(await stateOf(deliveryId)).toBe('refused');
});

test('another report under the id of one that was taken in is set aside', async () => {
  const { deliveryId, messageId } = await send();
  await status({ id: 'P1', of: messageId, group: 'ACTC' });
  expect((await status({ id: 'P1', of: messageId, group: 'RJCT' })).ingested).toBe('quarantined');
  expect([await stateOf(deliveryId), await books.openCodes()]).toEqual(['received', ['DELIVERY_ID_REUSED']]);
});

const paid = (reference: string, mandate: string, bankReference: string) =>
  ({ amount: '100.00', reference, mandate, bankReference }) as const;

async function allOf(): Promise<readonly ReturnType<typeof paid>[]> {
  return (await books.lines()).map((line, i) => paid(line.reference, line.mandate_number ?? '', `B${i + 1}`));
}

test('a notification with its details pays the lines, and the statement that follows tells the same once', async () => {
  const { messageId } = await send();
  await status({ id: 'P1', of: messageId, group: 'ACCP' });
  const entries = [{ amount: '300.00', bankReference: 'BATCH', details: await allOf() }];
  const told = await books.receive(camtFile({ kind: '054', id: 'N1', entries }), 'n1.xml');
  expect(told.settled).toEqual({ matched: 3, noted: 0, parked: 0 });
  expect(await books.states()).toEqual({ K1: 'paid', K2: 'paid', K3: 'paid' });
  const balances = ['1000.00', '1300.00'] as const;
  const again = await books.receive(camtFile({ kind: '053', id: 'S1', entries, balances }), 's1.xml');
  expect(again.settled).toEqual({ matched: 0, noted: 3, parked: 0 });
  // Told by one sum, without the collections in it.
  const sum = [{ amount: '300.00', bankReference: 'BATCH' }];
  const summed = await books.receive(camtFile({ kind: '052', id: 'R1', entries: sum }), 'r1.xml');
  expect([summed.ingested, await books.states()]).toEqual(['ingested', { K1: 'paid', K2: 'paid', K3: 'paid' }]);
  const kept = await books.db.selectFrom('statement').select(['statement_id', 'is_tied']).orderBy('file_id').execute();
  expect(kept).toContainEqual({ statement_id: 'S1-1', is_tied: true });
});

test('what was announced as pending or for information settles nothing, and the booking that follows does', async () => {
  const { messageId } = await send();
  await status({ id: 'P1', of: messageId, group: 'ACCP' });
  const details = await allOf();
  for (const [i, as] of (['PDNG', 'INFO'] as const).entries()) {
    const entries = [{ amount: '300.00', bankReference: 'BATCH', status: as, details }];
    await books.receive(camtFile({ kind: i === 0 ? '052' : '054', id: `A${i}`, entries }), `a${i}.xml`);
    expect(await books.states()).toEqual({ K1: 'acknowledged', K2: 'acknowledged', K3: 'acknowledged' });
  }
  expect((await books.payments()).map((one) => one.effect_minor)).toEqual(Array.from({ length: 6 }, () => 0));
  // Also in a file of the very kind that announced it.
  const entries = [{ amount: '300.00', bankReference: 'BATCH', details }];
  const booked = await books.receive(camtFile({ kind: '052', id: 'A3', entries }), 'a3.xml');
  expect(booked.settled).toEqual({ matched: 3, noted: 0, parked: 0 });
  expect(await books.states()).toEqual({ K1: 'paid', K2: 'paid', K3: 'paid' });
  expect(await books.openCodes()).toEqual([]);
});

test('a return takes the payment back, with the bank’s reason, and frees the entry', async () => {
  const { messageId } = await send();
  await status({ id: 'P1', of: messageId, group: 'ACCP' });
  const details = await allOf();
  await books.receive(camtFile({ kind: '054', id: 'N1', entries: [{ amount: '300.00', details }] }), 'n1.xml');
  const [first] = details;
  const back = { ...first, amount: '100.00', bankReference: 'B9', returnReason: 'MD06' };
  const entries = [{ amount: '100.00', direction: 'DBIT' as const, code: 'PMNT/RDDT/UPDD', details: [back] }];
  const { settled } = await books.receive(camtFile({ kind: '054', id: 'N2', entries }), 'n2.xml');
  expect(settled).toEqual({ matched: 1, noted: 0, parked: 0 });
  expect(await books.states()).toEqual({ K1: 'chargedBack', K2: 'paid', K3: 'paid' });
  const [found] = await books.db.selectFrom('exception').selectAll().execute();
  expect(found?.code).toBe('CHARGED_BACK');
  const again = await books.receive(camtFile({ kind: '053', id: 'S2', entries }), 's2.xml');
  expect(again.settled).toEqual({ matched: 0, noted: 1, parked: 0 });
});

test('a booking under another mandate or in another currency waits for a person', async () => {
  const { messageId } = await send();
  await status({ id: 'P1', of: messageId, group: 'ACCP' });
  const [one, two, three] = await allOf();
  const entries = [
    { amount: '100.00', details: [{ ...one!, mandate: 'M-K2' }] },
    { amount: '100.00', currency: 'DKK', details: [two!] },
    { amount: '99.99', details: [{ ...three!, amount: '99.99' }] },
  ];
  await books.receive(camtFile({ kind: '054', id: 'N1', entries }), 'n1.xml');
  expect(await books.states()).toEqual({ K1: 'acknowledged', K2: 'acknowledged', K3: 'acknowledged' });
  expect([...(await books.openCodes())].sort()).toEqual(expect.arrayContaining(['AMOUNT_DIFFERS', 'WRONG_CUSTOMER']));
});

test('a statement that does not add up is told, and what it says is kept', async () => {
  const { messageId } = await send();
  await status({ id: 'P1', of: messageId, group: 'ACCP' });
  const entries = [{ amount: '300.00', details: await allOf() }];
  const { ingested, settled } = await books.receive(
    camtFile({ kind: '053', id: 'S1', entries, balances: ['1000.00', '1300.01'] }),
    's1.xml',
  );
  expect([ingested, settled.matched, await books.openCodes()]).toEqual(['ingested', 3, ['STATEMENT_NOT_TIED']]);
  // A day on which nothing moved may be wrong too.
  await books.receive(camtFile({ kind: '053', id: 'S2', entries: [], balances: ['1300.00', '1400.00'] }), 's2.xml');
  expect(await books.openCodes()).toEqual(['STATEMENT_NOT_TIED', 'STATEMENT_NOT_TIED']);
});

test('a file of an account that is in no agreement settles nothing, and is taken in once the settings name it', async () => {
  const { messageId } = await send();
  await status({ id: 'P1', of: messageId, group: 'ACCP' });
  const iban = 'DK1495860098765432';
  const entries = [{ amount: '300.00', details: await allOf() }];
  const bytes = camtFile({ kind: '054', id: 'N1', iban, entries });
  const { ingested, fileId } = await books.receive(bytes, 'n1.xml');
  expect([ingested, (await books.payments(fileId)).length]).toEqual(['quarantined', 0]);
  expect(await books.openCodes()).toEqual(['ACCOUNT_NOT_OURS']);
  await books.db
    .insertInto('channel_agreement')
    .values(statementsAgreementRow({ companyId: 1, accounts: ['something else', 'DK14 9586 0098 7654 32'] }))
    .execute();
  const again = await books.retryFile(fileId);
  expect([again.ingested, again.settled]).toEqual(['ingested', { matched: 3, noted: 0, parked: 0 }]);
  expect(await books.openCodes()).toEqual([]);
});

test('the bank’s answer about a cancellation answers the cancellation, and its refusal is told', async () => {
  const { messageId } = await send();
  await status({ id: 'P1', of: messageId, group: 'ACCP' });
  const stopped: string[] = [];
  for (const customer of ['K1', 'K2']) {
    const { reference } = await books.lineOf(customer);
    expect((await stopLine({ reference }, books.partsAt())).ok).toBe(true);
    const { id, message_id: asked } = await books.db
      .selectFrom('delivery')
      .select(['id', 'message_id'])
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    for (const action of ['upload', 'rename', 'arrive'] as const) {
      await moveDeliveries(books.db, action, sql`r.id = ${id}`, { by: 'queue', at: books.partsAt().moment.at });
    }
    stopped.push(asked ?? '');
  }
  await status({ id: 'C1', of: stopped[0]!, name: 'camt.055.001.01', group: 'ACCP' });
  await status({ id: 'C2', of: stopped[1]!, name: 'camt.055.001.01', group: 'RJCT', reason: 'DS0D' });
  const deliveries = await books.db.selectFrom('delivery').select(['purpose', 'state']).orderBy('id').execute();
  expect(deliveries.map(({ purpose, state }) => [purpose, state])).toEqual([
    ['collect', 'accepted'],
    ['stop', 'accepted'],
    ['stop', 'refused'],
  ]);
  expect(await books.openCodes()).toEqual(['DELIVERY_REFUSED']);
  expect(await books.states()).toEqual({ K1: 'withdrawn', K2: 'withdrawn', K3: 'acknowledged' });
});

test('of batches that are refused whole every collection is rejected, with the reason of the batch or its own', async () => {
  for (const [customer, due] of [
    ['K4', '2026-02-12'],
    ['K5', '2026-02-12'],
  ] as const) {
    await books.addClaim({ customer, minor: 10_000, currency: 'EUR', due });
    await books.addMandate(customer);
  }
  const merge = JSON.stringify({ perDueDate: true, netCreditNotes: true, leastMinor: 1 });
  await books.db.updateTable('channel_agreement').set({ merge_rules: merge }).execute();
  const { deliveryId, messageId } = await send();
  const { reference } = await books.lineOf('K5');
  const second = `${messageId}-260212F`;
  expect((await books.bytesOf(deliveryId)).toString('utf8')).toContain(`<PmtInfId>${second}</PmtInfId>`);
  const whole = statusReport({
    id: 'P1',
    of: messageId,
    group: 'PART',
    batch: second,
    transactions: [{ reference, status: 'RJCT', reason: 'AC04' }],
  }).replace(
    '</OrgnlPmtInfId>',
    '</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Cd>DT01</Cd></Rsn></StsRsnInf>',
  );
  await books.receive(whole, 'p1.xml');
  expect(await books.states()).toEqual({
    K1: 'acknowledged',
    K2: 'acknowledged',
    K3: 'acknowledged',
    K4: 'rejected',
    K5: 'rejected',
  });
  const found = await books.db.selectFrom('exception').select(['code', 'context']).orderBy('id').execute();
  expect(found.map(({ code }) => code)).toEqual(['COLLECTION_REJECTED', 'COLLECTION_REJECTED']);
  expect(JSON.stringify(found[0]?.context)).toContain('DT01');
  expect(JSON.stringify(found[1]?.context)).toContain('AC04');
});

test('a refused batch that the file does not hold is told', async () => {
  const { messageId } = await send();
  const whole = statusReport({ id: 'P1', of: messageId, group: 'PART', batch: 'NOT-OURS', transactions: [] }).replace(
    '</CstmrPmtStsRpt>',
    '<OrgnlPmtInfAndSts><OrgnlPmtInfId>NOT-OURS</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt>',
  );
  await books.receive(whole, 'p1.xml');
  expect(await books.openCodes()).toEqual(['RECEIPT_UNMATCHED']);
  expect(await books.states()).toEqual({ K1: 'acknowledged', K2: 'acknowledged', K3: 'acknowledged' });
});
