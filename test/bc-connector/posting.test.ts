import { expect, test } from 'vitest';
import { minor } from '#kernel';
import { newPayment, problemFrom, type World, world } from './client-kit.ts';
import { company, correlationId, errorBody, type Fault, type Seen } from './strict-bc.ts';

const isCreate = ({ method, path }: Seen): boolean => method === 'POST' && path.endsWith('/collectionPayments');
const isApply = ({ path }: Seen): boolean => path.endsWith('Microsoft.NAV.applyAndPost');
const isLook = ({ method }: Seen): boolean => method === 'GET';

/** Makes the first requests of one kind go wrong as listed. */
function breaks({ bc }: World, kind: (seen: Seen) => boolean, faults: readonly Fault[]): void {
  let at = 0;
  bc.fault = (seen) => (kind(seen) ? faults[at++] : undefined);
}

const steps = ({ bc }: World): string =>
  bc.seen.map((seen) => (isCreate(seen) ? 'create' : isApply(seen) ? 'apply' : 'look')).join(' ');

const blocked = 'You cannot create this type of document when Customer K10001 is blocked with type All.';
const lockText = 'The operation could not complete because a record was locked by another user. Please retry.';
const posted = { outcome: 'posted', id: expect.any(String), documentNumber: 'TG000001', entryNumber: 9001 };

test('creates the payment, posts it, and tells what it was posted as', async () => {
  const all = await world();
  const payment = newPayment({
    appliesToEntryNumber: 0,
    applications: [
      { entryNumber: 7, amount: minor(-10_010) },
      { entryNumber: 5, amount: minor(135_015) },
    ],
  });
  expect(await all.client.postPayment(company, payment)).toEqual(posted);
  expect(steps(all)).toBe('create apply');
  expect(JSON.parse(all.bc.seen[0]!.body)).toEqual({
    idempotencyKey: 'BS:0602:000123456:17',
    type: 'Payment',
    customerNumber: 'K10001',
    appliesToEntryNumber: 0,
    applications: '[{"entryNumber":5,"amount":1350.15},{"entryNumber":7,"amount":-100.1}]',
    postingDate: '2026-02-02',
    currencyCode: '',
    amount: 1250.05,
    accountNumber: '',
    dimensions: '',
    externalDocumentNumber: 'T0000001A',
    description: 'Betalingsservice 2. februar',
    provider: 'Betalingsservice',
    fileName: 'D0602.001',
    fileLine: 17,
  });
});

test('the same payment again is answered the same, and nothing is posted', async () => {
  const all = await world();
  const first = await all.client.postPayment(company, newPayment());
  expect(await all.client.postPayment(company, newPayment())).toEqual(first);
  expect(all.bc.postings).toHaveLength(1);
  expect(steps(all)).toBe('create apply create look');
  expect(await all.client.findPayment(company, newPayment().idempotencyKey)).toMatchObject({
    status: 'Posted',
    amount: 125_005,
    applications: [],
  });
});

test('a payment that was reversed since counts as posted, and is not posted anew', async () => {
  const all = await world();
  await all.client.postPayment(company, newPayment());
  all.bc.payments[0]!.status = 'Reversed';
  expect(await all.client.postPayment(company, newPayment())).toEqual(posted);
  expect(all.bc.postings).toHaveLength(1);
});

test.each`
  what                  | change                            | difference
  ${'another amount'}   | ${{ amount: minor(125_006) }}     | ${'amount is 125005 there and 125006 here'}
  ${'another customer'} | ${{ customerNumber: 'K20000' }}   | ${'customerNumber is K10001 there and K20000 here'}
  ${'another type'}     | ${{ type: 'Return' }}             | ${'type is Payment there and Return here'}
  ${'another currency'} | ${{ currencyCode: 'EUR' }}        | ${'currencyCode is  there and EUR here'}
  ${'another entry'}    | ${{ appliesToEntryNumber: 1002 }} | ${'appliesToEntryNumber is 1001 there and 1002 here'}
`('the same key with $what is a conflict', async ({ change, difference }) => {
  const all = await world();
  await all.client.postPayment(company, newPayment());
  expect(await all.client.postPayment(company, newPayment(change))).toEqual({
    outcome: 'refused',
    id: all.bc.payments[0]?.id,
    text: `The key BS:0602:000123456:17 belongs to another payment: ${difference}.`,
    code: 'BC_KEY_TAKEN',
    correlationId: '',
  });
  expect(all.bc.postings).toHaveLength(1);
});

test.each(['the key', "the key's own quote", 'a & b=c#d%20', 'æøå 100% +'])(
  'finds the payment under "%s"',
  async (key) => {
    const all = await world();
    await all.client.postPayment(company, newPayment({ idempotencyKey: key }));
    expect(await all.client.findPayment(company, key)).toMatchObject({ idempotencyKey: key });
    expect(await all.client.findPayment(company, `${key}'`)).toBeNull();
  },
);

test('a business refusal is told in BC’s own words, once, without a second try', async () => {
  const all = await world();
  all.bc.postingFault = () => `${blocked}  CorrelationId:  ${correlationId}.`;
  expect(await all.client.postPayment(company, newPayment())).toEqual({
    outcome: 'refused',
    id: all.bc.payments[0]?.id,
    text: blocked,
    code: 'Failed',
    correlationId,
  });
  expect(steps(all)).toBe('create apply');
  expect(all.waits).toEqual([]);
});

test('after a person removed the cause, the same call posts the payment that failed', async () => {
  const all = await world();
  all.bc.postingFault = () => blocked;
  await all.client.postPayment(company, newPayment());
  all.bc.postingFault = () => undefined;
  expect(await all.client.postPayment(company, newPayment())).toEqual(posted);
  expect(steps(all)).toBe('create apply create look apply');
  expect(all.bc.payments).toHaveLength(1);
});

test.each`
  code                                      | text
  ${'Application_DialogException'}          | ${'Posting Date is not within your range of allowed posting dates.'}
  ${'Application_FieldValidationException'} | ${'The field Customer No. contains a value (K9) that cannot be found.'}
  ${'Internal_DataNotFoundFilter'}          | ${'There is no Cust. Ledger Entry within the filter. Filters: …, Open: Yes'}
  ${'Unknown'}                              | ${"'payment' is not an option."}
`('$code on create and on posting is a refusal with its code', async ({ code, text }) => {
  const fault: Fault = { kind: 'answer', status: 400, body: errorBody(code, text) };
  const onCreate = await world();
  breaks(onCreate, isCreate, [fault]);
  expect(await onCreate.client.postPayment(company, newPayment())).toEqual({
    outcome: 'refused',
    id: null,
    text,
    code,
    correlationId,
  });
  const onApply = await world();
  breaks(onApply, isApply, [fault]);
  expect(await onApply.client.postPayment(company, newPayment())).toMatchObject({ outcome: 'refused', text, code });
  expect([steps(onCreate), steps(onApply)]).toEqual(['create', 'create apply']);
});

const unclear: Readonly<Record<string, Fault>> = {
  'the connection reset before': { kind: 'reset' },
  'the connection reset AFTER the commit': { kind: 'reset-after' },
  'no answer, after the commit': { kind: 'hang-after' },
  '504 after the commit': { kind: 'answer-after', status: 504 },
  '500 after the commit': { kind: 'answer-after', status: 500 },
  '408 before': { kind: 'answer', status: 408 },
  '429 before': { kind: 'answer', status: 429 },
  '503 before': { kind: 'answer', status: 503 },
  'a lock': { kind: 'answer', status: 500, body: errorBody('Internal_ServerError', lockText) },
  'an unreadable answer after the commit': { kind: 'answer-after', status: 200, body: '<html>' },
  'an empty answer after the commit': { kind: 'answer-after', status: 204 },
  'a strange answer after the commit': { kind: 'answer-after', status: 200, body: '{"value":[]}' },
};

test.each(Object.entries(unclear))('%s, on create: it looks, goes on, and posts once', async (_, fault) => {
  const all = await world({ timeoutInMs: 400 });
  breaks(all, isCreate, [fault]);
  expect(await all.client.postPayment(company, newPayment())).toEqual(posted);
  expect(all.bc.postings).toEqual([newPayment().idempotencyKey]);
  expect(all.bc.payments).toHaveLength(1);
  expect(steps(all)).toMatch(/^create look( create)? apply$/);
});

test.each(Object.entries(unclear))('%s, on posting: it looks, goes on, and posts once', async (_, fault) => {
  const all = await world({ timeoutInMs: 400 });
  breaks(all, isApply, [fault]);
  expect(await all.client.postPayment(company, newPayment())).toEqual(posted);
  expect(all.bc.postings).toEqual([newPayment().idempotencyKey]);
  expect(steps(all)).toMatch(/^create apply look( apply)?$/);
});

test('an answer lost after BC refused is found on the row, and posting is not tried again', async () => {
  const all = await world();
  all.bc.postingFault = () => blocked;
  breaks(all, isApply, [{ kind: 'reset-after' }]);
  expect(await all.client.postPayment(company, newPayment())).toMatchObject({ outcome: 'refused', text: blocked });
  expect(steps(all)).toBe('create apply look');
});

test('an older failure on the row is not taken for the outcome of a try that never arrived', async () => {
  const all = await world();
  all.bc.postingFault = () => blocked;
  await all.client.postPayment(company, newPayment());
  all.bc.postingFault = () => undefined;
  breaks(all, isApply, [{ kind: 'reset' }]);
  expect(await all.client.postPayment(company, newPayment())).toEqual(posted);
  expect(steps(all)).toBe('create apply create look apply look apply');
});

test('a posting that failed on a lock is tried again, up to five times', async () => {
  const all = await world();
  let locks = 2;
  all.bc.postingFault = () => (locks-- > 0 ? lockText : undefined);
  expect(await all.client.postPayment(company, newPayment())).toEqual(posted);
  expect(steps(all)).toBe('create apply look apply look apply');

  const forEver = await world();
  forEver.bc.postingFault = () => lockText;
  expect(await forEver.client.postPayment(company, newPayment())).toMatchObject({
    outcome: 'unclear',
    problem: { code: 'POSTING_UNCLEAR', context: { postingId: newPayment().idempotencyKey } },
  });
  expect(forEver.bc.seen.filter(isApply).length).toBeGreaterThanOrEqual(3);
  expect(forEver.bc.seen.filter(isApply).length).toBeLessThanOrEqual(6);
});

test('no write is ever repeated without a look in between', async () => {
  const all = await world();
  breaks(
    all,
    () => true,
    Array.from({ length: 6 }, (): Fault => ({ kind: 'reset-after' })),
  );
  expect(await all.client.postPayment(company, newPayment())).toEqual(posted);
  expect(steps(all)).not.toMatch(/create create|apply apply/);
  expect(all.bc.postings).toHaveLength(1);
});

test('when Business Central stays away, the answer is unclear and not for ever', async () => {
  const all = await world();
  all.bc.fault = () => ({ kind: 'answer', status: 503 });
  expect(await all.client.postPayment(company, newPayment())).toMatchObject({
    outcome: 'unclear',
    problem: { code: 'BC_BUSY' },
  });
  expect(all.bc.seen.length).toBeLessThan(20);
});

test('Retry-After on a write is waited for before the look', async () => {
  const all = await world();
  breaks(all, isCreate, [{ kind: 'answer', status: 429, headers: { 'retry-after': '9' } }]);
  expect(await all.client.postPayment(company, newPayment())).toEqual(posted);
  expect(all.waits).toEqual([9000]);
});

test('a Retry-After of ten minutes is handed to the caller', async () => {
  const all = await world();
  breaks(all, isCreate, [{ kind: 'answer', status: 503, headers: { 'retry-after': '600' } }]);
  expect(await all.client.postPayment(company, newPayment())).toMatchObject({
    outcome: 'unclear',
    problem: { code: 'BC_BUSY', context: { retryAfterInMs: 600_000 } },
  });
});

test.each`
  status | code                             | problem
  ${403} | ${'Authorization_RequestDenied'} | ${'BC_FORBIDDEN'}
  ${405} | ${'MethodNotAllowed'}            | ${'BC_MISCONFIGURED'}
  ${404} | ${'BadRequest_ResourceNotFound'} | ${'BC_EXTENSION_MISSING'}
`('$status on a write is no refusal of the payment: unclear, with the reason', async ({ status, code, problem }) => {
  const all = await world();
  breaks(all, isCreate, [{ kind: 'answer', status, body: errorBody(code, 'No.') }]);
  const answer = await all.client.postPayment(company, newPayment());
  expect(answer).toMatchObject({ outcome: 'unclear', problem: { code: problem } });
  expect(steps(all)).toBe('create');
});

test('a token refused in the middle is renewed, and the posting goes on', async () => {
  const all = await world();
  all.bc.fault = (seen) => {
    if (isApply(seen)) all.bc.acceptsToken = (token) => token !== 'token-1';
    return undefined;
  };
  expect(await all.client.postPayment(company, newPayment())).toEqual(posted);
  expect(steps(all)).toBe('create apply apply');
  expect(all.bc.postings).toHaveLength(1);
});

test('a row that vanished is not made anew: it may have been posted before', async () => {
  const all = await world();
  all.bc.fault = (seen) => {
    if (!isApply(seen)) return undefined;
    all.bc.payments.length = 0;
    return { kind: 'reset' };
  };
  expect(await all.client.postPayment(company, newPayment())).toMatchObject({
    outcome: 'unclear',
    problem: { code: 'BC_RECORD_NOT_FOUND' },
  });
  expect(steps(all)).toBe('create apply look');
});

test('a key taken by a row that cannot be found is asked about a few times only', async () => {
  const all = await world();
  const body = errorBody('Internal_EntityWithSameKeyExists', 'The record already exists.');
  all.bc.fault = (seen) => (isCreate(seen) ? { kind: 'answer', status: 400, body } : undefined);
  expect(await all.client.postPayment(company, newPayment())).toMatchObject({ problem: { code: 'POSTING_UNCLEAR' } });
  expect(all.bc.seen.filter(isLook).length).toBeLessThanOrEqual(5);
});

test('two rows under one key are told, not chosen between', async () => {
  const all = await world();
  await all.client.postPayment(company, newPayment());
  all.bc.payments.push({ ...all.bc.payments[0]!, id: all.bc.payments[0]!.id.replace('7', '8') });
  expect(await problemFrom(all.client.findPayment(company, newPayment().idempotencyKey))).toMatchObject({
    code: 'BC_ANSWER_UNREADABLE',
    context: { field: 'idempotencyKey' },
  });
});

const one = { entryNumber: 1, amount: minor(100) };

test.each`
  what                               | change                                                                                                     | field
  ${'a document number of 36 signs'} | ${{ externalDocumentNumber: 'x'.repeat(36) }}                                                              | ${'externalDocumentNumber'}
  ${'a description of 101 signs'}    | ${{ description: 'x'.repeat(101) }}                                                                        | ${'description'}
  ${'a key of 101 signs'}            | ${{ idempotencyKey: 'x'.repeat(101) }}                                                                     | ${'idempotencyKey'}
  ${'no key'}                        | ${{ idempotencyKey: ' ' }}                                                                                 | ${'idempotencyKey'}
  ${'no customer'}                   | ${{ customerNumber: '' }}                                                                                  | ${'customerNumber'}
  ${'a negative amount'}             | ${{ amount: minor(-1) }}                                                                                   | ${'amount'}
  ${'no amount'}                     | ${{ amount: minor(0) }}                                                                                    | ${'amount'}
  ${'an entry and applications'}     | ${{ applications: [one] }}                                                                                 | ${'appliesToEntryNumber'}
  ${'an entry twice'}                | ${{ appliesToEntryNumber: 0, applications: [one, one] }}                                                   | ${'applications'}
  ${'more applied than paid'}        | ${{ appliesToEntryNumber: 0, applications: [{ entryNumber: 1, amount: minor(125_006) }] }}                 | ${'applications'}
  ${'an application of nothing'}     | ${{ appliesToEntryNumber: 0, applications: [{ entryNumber: 1, amount: minor(0) }] }}                       | ${'applications'}
  ${'a return of no payment'}        | ${{ type: 'Return', appliesToEntryNumber: 0 }}                                                             | ${'appliesToEntryNumber'}
  ${'a write-off of no entry'}       | ${{ type: 'WriteOff', appliesToEntryNumber: 0, accountNumber: '9150' }}                                    | ${'appliesToEntryNumber'}
  ${'a write-off to no account'}     | ${{ type: 'WriteOff' }}                                                                                    | ${'accountNumber'}
  ${'a payment to an account'}       | ${{ accountNumber: '9150' }}                                                                               | ${'accountNumber'}
  ${'a refund of no entry'}          | ${{ type: 'Refund', appliesToEntryNumber: 0 }}                                                             | ${'appliesToEntryNumber'}
  ${'a discount of the other sign'}  | ${{ appliesToEntryNumber: 0, applications: [{ entryNumber: 1, amount: minor(10), discount: minor(-1) }] }} | ${'applications'}
  ${'a discount of nothing'}         | ${{ appliesToEntryNumber: 0, applications: [{ entryNumber: 1, amount: minor(10), discount: minor(0) }] }}  | ${'applications'}
  ${'a return with applications'}    | ${{ type: 'Return', applications: [one] }}                                                                 | ${'applications'}
`('refuses $what before anything is sent', async ({ change, field }) => {
  const all = await world();
  expect(await problemFrom(all.client.postPayment(company, newPayment(change)))).toMatchObject({
    code: 'FIELD_NOT_WRITABLE',
    context: { record: 'collectionPayments', field },
  });
  expect(all.bc.seen).toEqual([]);
});

test('a payment on account names no entry', async () => {
  const all = await world();
  expect(await all.client.postPayment(company, newPayment({ appliesToEntryNumber: 0 }))).toEqual(posted);
  expect(JSON.parse(all.bc.seen[0]!.body)).toMatchObject({ appliesToEntryNumber: 0, applications: '' });
});
