import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BsCollection, check0601, checkCollection } from '#channels/betalingsservice';
import { type CalendarDate, dateOf, minor } from '#kernel';
import { agreementOf, collection, headerOf, sourceOf, write } from './bs-kit.ts';

const payerWith = (change: object) => ({ payer: { ...collection.payer!, ...change } });

test.each`
  what                                | kind       | section   | change                                                                       | field
  ${'a plain collection'}             | ${'total'} | ${'0112'} | ${{}}                                                                        | ${null}
  ${'a customer number with a blank'} | ${'total'} | ${'0112'} | ${{ customerNumber: 'K 1' }}                                                 | ${'customerNumber'}
  ${'a customer number with &'}       | ${'total'} | ${'0112'} | ${{ customerNumber: 'A&B' }}                                                 | ${'customerNumber'}
  ${'a customer number of 16 signs'}  | ${'total'} | ${'0112'} | ${{ customerNumber: '1'.repeat(16) }}                                        | ${'customerNumber'}
  ${'no customer number'}             | ${'total'} | ${'0112'} | ${{ customerNumber: '' }}                                                    | ${'customerNumber'}
  ${'letters that grow when capital'} | ${'total'} | ${'0112'} | ${{ customerNumber: 'Straße' }}                                              | ${'customerNumber'}
  ${'small letters'}                  | ${'total'} | ${'0112'} | ${{ customerNumber: 'kø1' }}                                                 | ${null}
  ${'an unknown debtor group'}        | ${'total'} | ${'0112'} | ${{ debtorGroup: '00009' }}                                                  | ${'debtorGroup'}
  ${'no mandate with Total'}          | ${'total'} | ${'0112'} | ${{ mandateNumber: null }}                                                   | ${null}
  ${'no mandate with Basis'}          | ${'basis'} | ${'0112'} | ${{ mandateNumber: null, payer: null }}                                      | ${'mandateNumber'}
  ${'zeros for a mandate'}            | ${'basis'} | ${'0112'} | ${{ mandateNumber: '000000000', payer: null }}                               | ${'mandateNumber'}
  ${'the electronic-slip mandate'}    | ${'basis'} | ${'0112'} | ${{ mandateNumber: '999999999', payer: null }}                               | ${'mandateNumber'}
  ${'Basis without an address'}       | ${'basis'} | ${'0112'} | ${{ payer: null }}                                                           | ${null}
  ${'Total without an address'}       | ${'total'} | ${'0112'} | ${{ payer: null }}                                                           | ${'payer'}
  ${'no amount'}                      | ${'total'} | ${'0112'} | ${{ amount: 0 }}                                                             | ${'amount'}
  ${'a negative amount'}              | ${'total'} | ${'0112'} | ${{ amount: -1 }}                                                            | ${'amount'}
  ${'the largest amount'}             | ${'total'} | ${'0112'} | ${{ amount: 9_999_999_999_999 }}                                             | ${null}
  ${'an amount of 14 digits'}         | ${'total'} | ${'0112'} | ${{ amount: 10_000_000_000_000 }}                                            | ${'amount'}
  ${'a stop outside 0113'}            | ${'total'} | ${'0112'} | ${{ direction: 'none', amount: 0 }}                                          | ${'direction'}
  ${'a stop in 0113'}                 | ${'basis'} | ${'0113'} | ${{ direction: 'none', amount: 0, payer: null }}                             | ${null}
  ${'a stop with an amount'}          | ${'basis'} | ${'0113'} | ${{ direction: 'none', amount: 1, payer: null }}                             | ${'amount'}
  ${'a replacement with Total'}       | ${'total'} | ${'0113'} | ${{}}                                                                        | ${'section'}
  ${'a slip with Basis'}              | ${'basis'} | ${'0117'} | ${{ payer: null }}                                                           | ${'section'}
  ${'a slip that pays out'}           | ${'total'} | ${'0117'} | ${{ direction: 'disburse' }}                                                 | ${'direction'}
  ${'a slip with 10 signs reference'} | ${'total'} | ${'0117'} | ${{ reference: '1234567890' }}                                               | ${'reference'}
  ${'a reference of 31 signs'}        | ${'total'} | ${'0112'} | ${{ reference: 'x'.repeat(31) }}                                             | ${'reference'}
  ${'a reference outside latin1'}     | ${'total'} | ${'0112'} | ${{ reference: 'Ł1' }}                                                       | ${'reference'}
  ${'no date'}                        | ${'total'} | ${'0112'} | ${{ paymentDate: '' }}                                                       | ${'paymentDate'}
  ${'a text of 61 signs'}             | ${'total'} | ${'0112'} | ${{ texts: ['x'.repeat(61)] }}                                               | ${'texts'}
  ${'typographic quotes'}             | ${'total'} | ${'0112'} | ${{ texts: ['“Æ” – €'] }}                                                    | ${null}
  ${'another alphabet'}               | ${'total'} | ${'0112'} | ${{ texts: ['Иванов'] }}                                                     | ${'texts'}
  ${'5001 texts'}                     | ${'total'} | ${'0112'} | ${{ texts: Array.from({ length: 5001 }, () => '') }}                         | ${'texts'}
  ${'slip texts with Basis'}          | ${'basis'} | ${'0112'} | ${{ slipTexts: ['x'], payer: null }}                                         | ${'slipTexts'}
  ${'no name'}                        | ${'total'} | ${'0112'} | ${payerWith({ name: ' ', addressLines: ['a', 'b'] })}                        | ${'payer.name'}
  ${'no street'}                      | ${'total'} | ${'0112'} | ${payerWith({ addressLines: [] })}                                           | ${'payer.addressLines'}
  ${'abroad without a street'}        | ${'total'} | ${'0112'} | ${payerWith({ addressLines: [], country: 'SE' })}                            | ${'payer.addressLines'}
  ${'abroad with three lines'}        | ${'total'} | ${'0112'} | ${payerWith({ country: 'SE' })}                                              | ${null}
  ${'six lines'}                      | ${'total'} | ${'0112'} | ${payerWith({ addressLines: ['a', 'b', 'c', 'd', 'e'] })}                    | ${'payer.addressLines'}
  ${'a postcode of five digits'}      | ${'total'} | ${'0112'} | ${payerWith({ postcode: '12345' })}                                          | ${'payer.postcode'}
  ${'a country in words'}             | ${'total'} | ${'0112'} | ${payerWith({ country: 'Sverige' })}                                         | ${'payer.country'}
  ${'an EAN customer'}                | ${'total'} | ${'0112'} | ${payerWith({ addressLines: ['5790000000005', 'Vej 1'], postcode: '0555' })} | ${null}
  ${'a CVR number of 9 digits'}       | ${'total'} | ${'0112'} | ${payerWith({ cprCvr: '123456789' })}                                        | ${'payer.cprCvr'}
`('$what ($kind, $section): fault in $field', ({ kind, section, change, field }) => {
  const faults = checkCollection({ ...collection, ...change }, agreementOf(kind), section);
  expect(faults.map((fault) => fault.field)).toEqual(field === null ? [] : [field]);
  for (const fault of faults) {
    expect(fault.expected).not.toBe('');
    expect(fault.remedy).not.toBe('');
  }
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.string({ maxLength: 65 }),
  fc.constantFrom('', 'Åge', '–'),
);
const sometimes = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: usual, weight: 25 }, { arbitrary: odd, weight: 1 });
const anyDate = fc.tuple(
  fc.integer({ min: 1, max: 9999 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 28 }),
);

const anyCollection: fc.Arbitrary<BsCollection> = fc.record({
  debtorGroup: sometimes(fc.constant('00001'), fc.constantFrom('', '1', '00009')),
  customerNumber: sometimes(fc.stringMatching(/^[0-9A-ZÆØÅa-zæøå]{1,15}$/), anyText),
  mandateNumber: sometimes(
    fc.constantFrom<string | null>('000101529', null),
    fc.constantFrom('1', '999999999', 'x'.repeat(9)),
  ),
  paymentDate: sometimes(
    anyDate.map(([year, month, day]) => {
      const made = dateOf(year, month, day);
      return made.ok ? made.value : ('' as CalendarDate);
    }),
    fc.constant('' as CalendarDate),
  ),
  direction: fc.constantFrom('collect', 'disburse', 'none'),
  amount: sometimes(fc.integer({ min: 0, max: 9_999_999_999_999 }), fc.constantFrom(-1, 1e13, 2 ** 53 - 1)).map(minor),
  reference: sometimes(fc.stringMatching(/^[0-9A-Z]{0,9}$/), anyText),
  texts: fc.array(sometimes(fc.string({ maxLength: 60 }), anyText), { maxLength: 3 }),
  slipTexts: fc.array(sometimes(fc.string({ maxLength: 60 }), anyText), { maxLength: 2 }),
  payer: fc.option(
    fc.record({
      name: sometimes(fc.string({ minLength: 1, maxLength: 60 }), anyText),
      addressLines: fc.array(sometimes(fc.string({ maxLength: 40 }), anyText), { maxLength: 4 }),
      postcode: sometimes(fc.constantFrom('8000', '211 20'), anyText),
      city: anyText,
      country: sometimes(fc.constantFrom('', 'DK', 'SE', 'no'), anyText),
      cprCvr: fc.constantFrom(null, '12345674', '0101701234', '1'),
    }),
    { freq: 8 },
  ),
});

test('a collection that passes its check is always written, and what was written is sound', async () => {
  let passed = 0;
  const setting = fc.constantFrom(
    ['total', '0112', false],
    ['total', '0112', true],
    ['total', '0117', false],
    ['basis', '0112', false],
    ['basis', '0113', false],
  ) as fc.Arbitrary<['total' | 'basis', '0112' | '0113' | '0117', boolean]>;
  await fc.assert(
    fc.asyncProperty(anyCollection, setting, async (any, [kind, section, sendKnownMandateNumber]) => {
      const agreement = agreementOf(kind, { sendKnownMandateNumber });
      if (checkCollection(any, agreement, section).length > 0) return;
      passed += 1;
      const { bytes, totals } = await write(headerOf(agreement, { section }), [any]);
      expect(totals.collections).toBe(1);
      expect(await check0601(sourceOf(bytes), 'ours')).toMatchObject({ isSound: true, unreadable: 0 });
    }),
    { numRuns: 3000 },
  );
  expect(passed).toBeGreaterThan(200);
});
