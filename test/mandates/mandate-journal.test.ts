import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MandateFact } from '#channels';
import type { BcMandateAnswer, BcMandateChange } from '#bc-connector';
import { calendarDate } from '#kernel';
import {
  applyMandateChange,
  approveMandateChange,
  dismissMandateChange,
  draftMandateChange,
  editMandateChange,
  exportMandateChanges,
  listMandateChanges,
  takeMandateFacts,
} from '#mandates';
import { insertWithEvents } from '#store';
import {
  companyId,
  type CompanyBooks,
  exceptionsOf,
  expectBooksToReplay,
  inTime,
  openCompanyBooks,
} from '#test/company-books';

let books: CompanyBooks;
beforeEach(async () => {
  books = await openCompanyBooks();
  await books.addCustomer('K1');
  await books.addCustomer('K2');
});
afterEach(() => books.close());

const dateOf = (text: string) => {
  const read = calendarDate(text);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};

const fact = (customerNumber: string, patch: Partial<MandateFact> = {}): MandateFact => ({
  channel: 'betalingsservice',
  lineNumber: Number(customerNumber.slice(1)),
  byteFrom: 0,
  byteTo: 0,
  recordCode: '0231',
  kind: 'registered',
  endedBy: null,
  creditorNumber: '01234560',
  debtorGroup: '00001',
  customerNumber,
  mandateNumber: `00010000${customerNumber.slice(1)}`,
  validFrom: dateOf('2026-02-01'),
  validTo: null,
  isElectronicSlip: false,
  ...patch,
});

const actor = { by: 'queue', at: inTime.at };
const as = (by: string) => books.partsAt(inTime, by);

async function file(
  name = 'D1.BS1',
): Promise<{ id: number; companyId: number; agreementId: number; fileName: string }> {
  const row = {
    company_id: companyId,
    agreement_id: 1,
    transport: 'memory',
    file_name: name,
    sha256: name,
    size: 1,
    format: 'nets-0603',
    state: 'received',
    fact_count: 0,
    effect_minor: 0,
    ingested_to: 0,
    received_at: inTime.at,
  };
  const [made] = await insertWithEvents(books.db, 'inbound_file', [row], 'receive', actor);
  return { id: made?.id ?? 0, companyId, agreementId: 1, fileName: name };
}

const take = async (facts: readonly MandateFact[], name?: string) => {
  const taken = await file(name);
  await books.db.transaction().execute((tx) => takeMandateFacts(tx, taken, facts, actor));
};

const journal = async () =>
  (await listMandateChanges(books.database, { companyId, limit: 100 })).map((one) => [
    one.direction,
    one.kind,
    one.customer_number,
    one.state,
  ]);

const idOf = async (): Promise<number> => {
  const [one] = await listMandateChanges(books.database, { companyId, limit: 1 });
  return one?.id ?? 0;
};

/** Business Central’s side of saving a mandate. */
function fakeBc(answers: readonly BcMandateAnswer[] = []) {
  const asked: BcMandateChange[] = [];
  const saveMandate = (_company: string, mandate: BcMandateChange): Promise<BcMandateAnswer> => {
    asked.push(mandate);
    return Promise.resolve(answers[asked.length - 1] ?? { outcome: 'saved', id: 'bc-1' });
  };
  return { asked, saveMandate };
}

test('what the channel tells is proposed once, however often it is told', async () => {
  await take([fact('K1'), fact('K2')]);
  await take([fact('K1'), fact('K2', { kind: 'active', recordCode: '0230' })], 'D2.BS1');
  expect(await journal()).toEqual([
    ['in', 'register', 'K2', 'proposed'],
    ['in', 'register', 'K1', 'proposed'],
  ]);
  await expectBooksToReplay(books);
});

test('a mandate of a customer that Business Central does not have is told, once', async () => {
  await take([fact('K7')]);
  await take([fact('K7')], 'D2.BS1');
  expect(await journal()).toEqual([]);
  expect((await exceptionsOf(books)).map(({ code }) => code)).toEqual(['MANDATE_OF_UNKNOWN_CUSTOMER']);
});

test('nothing changes in Business Central before a person has approved it, and then once', async () => {
  await take([fact('K1')]);
  const bc = fakeBc();
  const changeId = await idOf();
  await applyMandateChange({ changeId }, { ...as('queue'), bc });
  expect(bc.asked).toEqual([]);
  expect(await approveMandateChange({ companyId, id: changeId }, as('clerk'))).toMatchObject({ ok: true });
  const { rows } = await sql<{ type: string }>`select type from outbox`.execute(books.db);
  expect(rows).toEqual([{ type: 'apply-mandate-change' }]);
  await applyMandateChange({ changeId }, { ...as('queue'), bc });
  await applyMandateChange({ changeId }, { ...as('queue'), bc });
  expect(bc.asked).toMatchObject([
    { customerNumber: 'K1', schemeCode: 'BS', agreementNumber: '000100001', status: 'Active', validFrom: '2026-02-01' },
  ]);
  expect(await journal()).toEqual([['in', 'register', 'K1', 'applied']]);
  await expectBooksToReplay(books);
});

test('a person may correct a change before approving it, and not after', async () => {
  await take([fact('K1')]);
  const id = await idOf();
  const edit = { mandateNumber: '000100009', validTo: dateOf('2026-12-31') };
  expect(await editMandateChange({ companyId, id, edit }, as('clerk'))).toMatchObject({
    ok: true,
    value: { mandate_number: '000100009', valid_to: '2026-12-31', debtor_group: '00001' },
  });
  await approveMandateChange({ companyId, id }, as('clerk'));
  expect(await editMandateChange({ companyId, id, edit }, as('clerk'))).toMatchObject({
    error: { code: 'NOT_ALLOWED_IN_STATE' },
  });
  expect(await editMandateChange({ companyId, id, edit: {} }, as('clerk'))).toMatchObject({
    error: { code: 'INPUT_WRONG' },
  });
  expect(await editMandateChange({ companyId: 2, id, edit }, as('clerk'))).toMatchObject({
    error: { code: 'NOT_FOUND' },
  });
});

test('what Business Central refuses is proposed again with its words, and its entry closes when it goes through', async () => {
  await take([fact('K1')]);
  const bc = fakeBc([{ outcome: 'refused', text: 'The customer is blocked.', correlationId: '' }]);
  const changeId = await idOf();
  await approveMandateChange({ companyId, id: changeId }, as('clerk'));
  await applyMandateChange({ changeId }, { ...as('queue'), bc });
  expect(await listMandateChanges(books.database, { companyId, limit: 1 })).toMatchObject([
    { state: 'proposed', explanation: 'The customer is blocked.' },
  ]);
  expect((await exceptionsOf(books)).map(({ code, state }) => [code, state])).toEqual([['MANDATE_NOT_SAVED', 'open']]);
  const later = { ...as('clerk'), moment: { ...inTime, at: new Date(inTime.at.getTime() + 1000) } };
  await approveMandateChange({ companyId, id: changeId }, later);
  await applyMandateChange({ changeId }, { ...later, bc });
  expect(await journal()).toEqual([['in', 'register', 'K1', 'applied']]);
  expect((await exceptionsOf(books)).map(({ code, state }) => [code, state])).toEqual([
    ['MANDATE_NOT_SAVED', 'solved'],
  ]);
});

test('a doubt about Business Central leaves the change approved, to be tried again', async () => {
  await take([fact('K1')]);
  const unclear = { code: 'BC_BUSY', context: { status: 503, text: 'busy', retryAfterInMs: 0 } } as const;
  const changeId = await idOf();
  await approveMandateChange({ companyId, id: changeId }, as('clerk'));
  const bc = fakeBc([{ outcome: 'unclear', problem: unclear }]);
  expect(await applyMandateChange({ changeId }, { ...as('queue'), bc })).toEqual({ ok: false, error: unclear });
  expect(await journal()).toEqual([['in', 'register', 'K1', 'approved']]);
});

test('a dismissed change stays in the journal and does nothing', async () => {
  await take([fact('K1')]);
  const id = await idOf();
  await dismissMandateChange({ companyId, id, reason: 'a mistake of the bank' }, as('clerk'));
  expect(await approveMandateChange({ companyId, id }, as('clerk'))).toMatchObject({
    error: { code: 'NOT_ALLOWED_IN_STATE' },
  });
  expect(await listMandateChanges(books.database, { companyId, limit: 1, states: ['dismissed'] })).toMatchObject([
    { explanation: 'a mistake of the bank' },
  ]);
});

const cancellation = {
  companyId,
  agreementKey: 'bs',
  kind: 'cancel',
  customerNumber: 'K1',
  debtorGroup: '00001',
} as const;

test('our cancellation is not written while Nets has not confirmed the layout', async () => {
  await draftMandateChange({ ...cancellation, mandateNumber: '000100001' }, as('clerk'));
  await approveMandateChange({ companyId, id: await idOf() }, as('clerk'));
  const sent = await exportMandateChanges({ agreementId: 1 }, as('timer'));
  expect(sent).toMatchObject({ ok: false, error: { code: 'INPUT_WRONG' } });
  expect(await journal()).toEqual([['out', 'cancel', 'K1', 'approved']]);
});

const allow0605 = () =>
  sql`update channel_agreement set contract = contract || '{"canWrite0605": true}'`.execute(books.db);

test('our cancellation goes out frozen, once, and the channel’s own list confirms it', async () => {
  await allow0605();
  await books.addMandate('K1', '000100001');
  await draftMandateChange({ ...cancellation, mandateNumber: '000100001' }, as('clerk'));
  await approveMandateChange({ companyId, id: await idOf() }, as('clerk'));
  const sent = await exportMandateChanges({ agreementId: 1 }, as('timer'));
  expect(sent).toEqual({ ok: true, value: 1 });
  expect(await exportMandateChanges({ agreementId: 1 }, as('timer'))).toEqual({ ok: true, value: null });
  const [delivery] = await books.db.selectFrom('delivery').selectAll().execute();
  expect(delivery).toMatchObject({ purpose: 'mandates', journal_id: null, collections: 1, state: 'frozen' });
  const chunks: Buffer[] = [];
  for await (const chunk of books.vault.open(delivery?.sha256 ?? '')) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString('latin1')).toContain('0257');
  await take([fact('K1', { kind: 'cancelled', endedBy: 'creditor', recordCode: '0233' })]);
  expect(await journal()).toEqual([
    ['in', 'cancel', 'K1', 'proposed'],
    ['out', 'cancel', 'K1', 'confirmed'],
  ]);
  await expectBooksToReplay(books);
});

test('what the channel would refuse is proposed again with the reason, and the others go', async () => {
  await allow0605();
  await draftMandateChange({ ...cancellation, mandateNumber: '999999999' }, as('clerk'));
  await approveMandateChange({ companyId, id: await idOf() }, as('clerk'));
  await draftMandateChange({ ...cancellation, customerNumber: 'K2', mandateNumber: '000100002' }, as('clerk'));
  await approveMandateChange({ companyId, id: await idOf() }, as('clerk'));
  expect(await exportMandateChanges({ agreementId: 1 }, as('timer'))).toEqual({ ok: true, value: 1 });
  expect(await journal()).toEqual([
    ['out', 'cancel', 'K2', 'exported'],
    ['out', 'cancel', 'K1', 'proposed'],
  ]);
});

test('a mandate whose end is told but not approved yet is not collected on', async () => {
  await books.addMandate('K1', '000100001');
  await take([fact('K1', { kind: 'cancelled', endedBy: 'debtor', recordCode: '0232' })]);
  const { rows } = await sql<{ number: string }>`
    select mandate_number as number from usable_mandate where company_id = ${companyId}`.execute(books.db);
  expect(rows).toEqual([]);
});
