import { expect, test } from 'vitest';
import { check0601, checkCancellation, checkCollection, nets0605Format, write0605 } from '#channels/betalingsservice';
import { knownDate, minor, ProblemError } from '#kernel';
import { agreementOf, collection, group, headerOf, sourceOf, write } from './bs-kit.ts';
import { changed, findingsOf, lineAt, putAt, written } from './lists-kit.ts';

const header = (canWrite0605: boolean) => ({
  agreement: agreementOf('basis', { canWrite0605 }),
  deliveryNumber: 7,
  creationDate: knownDate('2026-01-05'),
});
const cancellation = { debtorGroup: '00001', customerNumber: 'k1', mandateNumber: '000101529' };

const thrownBy = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ProblemError ? error.problem : String(error)),
  );

test('0605 is refused until the agreement allows it', async () => {
  expect(await thrownBy(written(write0605(header(false), [cancellation])))).toMatchObject({
    code: 'INPUT_WRONG',
    context: { field: 'canWrite0605', value: 'off' },
  });
  const { agreement, ...rest } = header(true);
  const { canWrite0605: _, ...silent } = agreement;
  expect(await thrownBy(written(write0605({ agreement: silent, ...rest }, [cancellation])))).toMatchObject({
    code: 'INPUT_WRONG',
  });
});

test('cancellations are written, counted, and looked through without a finding', async () => {
  const other = { ...cancellation, customerNumber: 'K2', mandateNumber: '000101530' };
  const { bytes, totals } = await written(write0605(header(true), [cancellation, other]));
  expect(totals).toEqual({
    sections: 1,
    collections: 2,
    texts: 0,
    addresses: 0,
    net: 0,
    records: 6,
    bytes: bytes.length,
  });
  expect(bytes.toString('latin1').split('\r\n')[2]).toBe(
    `BS04201234560025700000001K1${' '.repeat(13)}000101529${'0'.repeat(79)}`,
  );
  expect(await findingsOf(nets0605Format, bytes)).toEqual([]);
});

test('a mandate is cancelled once, and an empty delivery is a bug of the caller', async () => {
  expect(await thrownBy(written(write0605(header(true), [cancellation, cancellation])))).toMatchObject({
    code: 'FIELD_NOT_WRITABLE',
    context: { field: 'mandateNo', value: '000101529' },
  });
  expect(await thrownBy(written(write0605(header(true), [])))).toMatch(/at least one cancellation/);
});

test.each`
  what                          | change                            | field
  ${'a plain cancellation'}     | ${{}}                             | ${null}
  ${'zeros for a mandate'}      | ${{ mandateNumber: '000000000' }} | ${'mandateNumber'}
  ${'the electronic slip mark'} | ${{ mandateNumber: '999999999' }} | ${'mandateNumber'}
  ${'eight digits'}             | ${{ mandateNumber: '12345678' }}  | ${'mandateNumber'}
  ${'an unknown group'}         | ${{ debtorGroup: '00009' }}       | ${'debtorGroup'}
  ${'no customer'}              | ${{ customerNumber: '' }}         | ${'customerNumber'}
`('$what: fault in $field', ({ change, field }) => {
  const faults = checkCancellation({ ...cancellation, ...change }, agreementOf('basis'));
  expect(faults.map((fault) => fault.field)).toEqual(field === null ? [] : [field]);
});

test('lint of 0605 tells a mandate cancelled twice, and one that is none', async () => {
  const other = { ...cancellation, mandateNumber: '000101530' };
  const { bytes } = await written(write0605(header(true), [cancellation, other]));
  const twice = changed(bytes, { 4: lineAt(bytes, 3) });
  expect((await findingsOf(nets0605Format, twice)).map(({ lineNumber, field }) => [lineNumber, field])).toEqual([
    [4, 'mandateNo'],
  ]);
  const none = changed(bytes, { 4: putAt(lineAt(bytes, 4), 41, '999999999') });
  expect((await findingsOf(nets0605Format, none)).map(({ lineNumber, field }) => [lineNumber, field])).toEqual([
    [4, 'mandateNo'],
  ]);
});

const slip = { ...collection, reference: 'RY0000017', paymentId: '123456789012347' };

test('section 0118 carries our own payment id and its texts on the slip alone', async () => {
  const own = headerOf(agreementOf('total', { sendKnownMandateNumber: true }), { section: '0118' });
  const { bytes, totals } = await write(own, [
    slip,
    { ...slip, customerNumber: 'K2', paymentId: null, slipTexts: ['A', 'B'] },
  ]);
  const records = bytes.toString('latin1').split('\r\n');
  expect(records.filter((line) => line.startsWith('BS042')).map((line) => line.slice(42))).toEqual([
    '0000000000201202610000000125000RY00000170123456789012347',
    '0000000000201202610000000125000RY00000170000000000000000',
  ]);
  expect(records.filter((line) => /^BS0[56]2/.test(line)).map((line) => line.slice(2, 5))).toEqual([
    '062',
    '062',
    '062',
  ]);
  expect(records.filter((line) => line.startsWith('BS012'))).toEqual([
    'BS012012345600118     00001                   1512202500000000000000',
  ]);
  expect(totals).toMatchObject({ collections: 2, texts: 3, net: 250_000 });
});

test.each`
  what                         | kind       | section   | change                                | field
  ${'a plain slip'}            | ${'total'} | ${'0118'} | ${{}}                                 | ${null}
  ${'no payment id'}           | ${'total'} | ${'0118'} | ${{ paymentId: null }}                | ${null}
  ${'16 digits'}               | ${'total'} | ${'0118'} | ${{ paymentId: '1234567890123452' }}  | ${null}
  ${'a wrong check digit'}     | ${'total'} | ${'0118'} | ${{ paymentId: '123456789012348' }}   | ${'paymentId'}
  ${'17 digits'}               | ${'total'} | ${'0118'} | ${{ paymentId: '00123456789012347' }} | ${'paymentId'}
  ${'zeros'}                   | ${'total'} | ${'0118'} | ${{ paymentId: '0000000000000000' }}  | ${'paymentId'}
  ${'a payment id in 0117'}    | ${'total'} | ${'0117'} | ${{}}                                 | ${'paymentId'}
  ${'a slip of Basis'}         | ${'basis'} | ${'0118'} | ${{ payer: null }}                    | ${'section'}
  ${'a slip that pays out'}    | ${'total'} | ${'0118'} | ${{ direction: 'disburse' }}          | ${'direction'}
  ${'a reference of 10 signs'} | ${'total'} | ${'0118'} | ${{ reference: '1234567890' }}        | ${'reference'}
`('0118, $what ($kind, $section): fault in $field', ({ kind, section, change, field }) => {
  const agreement = agreementOf(kind, { debtorGroups: [group] });
  const faults = checkCollection({ ...slip, amount: minor(100), ...change }, agreement, section);
  expect(faults.map((fault) => fault.field)).toEqual(field === null ? [] : [field]);
});

test('a section 0118 passes the check of a delivery', async () => {
  const { bytes } = await write(headerOf(agreementOf('total'), { section: '0118' }), [slip]);
  expect(await check0601(sourceOf(bytes), 'ours')).toMatchObject({ isSound: true, unreadable: 0, warnings: [] });
  const wrong = changed(bytes, { 6: putAt(lineAt(bytes, 6), 73, '9') });
  expect((await check0601(sourceOf(wrong), 'ours')).isSound).toBe(false);
});
