import fc from 'fast-check';
import { createDocument } from './sepa-oracle.ts';
import { describe, expect, test } from 'vitest';
import { checkSddCollection, type SddCollection, type SepaAgreement } from '#channels/sepa';
import { knownDate, minor, ProblemError } from '#kernel';
import { readXml, type XmlElement } from '#schemas/xml';
import { toCharacterSet } from '#schemas/iso20022';
import { validateXsd } from '#test/xsd';
import { agreement, batchesOf, collection, headerOf, read008, write } from './sepa-kit.ts';

const today = knownDate('2026-11-24');
const ibans = ['DE89370400440532013000', 'DK5000400440116243', 'FI2112345600000785', 'PL61109010140000071219812874'];

const identifiers = fc
  .stringMatching(/^[A-Za-z0-9?:().,'+-][A-Za-z0-9/?:().,'+ -]{0,33}$/)
  .map((text) => text.replaceAll('//', '/').replace(/[/ ]+$/, ''))
  .filter((text) => text !== '');

/** Letters of Europe, marks, pictures, and what XML and SEPA do not like. */
const europe = fc.constantFrom(...Array.from('abcXYZ 019æøåÆØÅäöüßéèłąŻžőΩβЖя–‘’…€😀&<>\'"]\\;_@#\t\u00ad'));

const names = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: europe, minLength: 1, maxLength: 45 }) },
  fc.string({ unit: 'binary', minLength: 1, maxLength: 90 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  fc.constantFrom('Ærø Færgeselskab', 'Łukasz Żółć', "d'Été & Söhne <b>", 'Αθήνα', 'a\u0000b', '  ', '😀 ApS'),
);

const amendments = fc.oneof(
  fc.constant(null),
  fc.record({
    originalMandateId: fc.option(identifiers),
    originalCreditor: fc.option(
      fc.record({ id: fc.option(fc.constant('DE98ZZZ09999999999')), name: fc.option(names) }),
    ),
    originalDebtorIban: fc.option(fc.constantFrom(...ibans)),
    isOtherBank: fc.boolean(),
  }),
);

const collections = fc.record({
  paymentInfoId: fc.constantFrom('B-1', 'B-2', 'B-3'),
  endToEndId: identifiers,
  amount: fc.oneof(fc.integer({ min: -2, max: 1_000_000 }), fc.constant(99_999_999_999)).map((value) => minor(value)),
  mandate: fc.record({
    id: identifiers,
    signedOn: fc.constantFrom(...['2009-11-01', '2024-02-29', '2026-11-24'].map(knownDate)),
    amendment: amendments,
  }),
  debtor: fc.record({
    name: names,
    iban: fc.constantFrom(...ibans),
    bic: fc.option(fc.constantFrom('DEUTDEFF', 'DABADKKKXXX')),
    country: fc.option(fc.constantFrom('DE', 'DK')),
  }),
  text: fc.oneof(fc.constant(''), names),
  creditorReference: fc.option(fc.constantFrom('RF18539007547034', 'RF38INV2026A')),
});

const agreements: fc.Arbitrary<Partial<SepaAgreement>> = fc.oneof(
  fc.record({
    scheme: fc.constantFrom('CORE' as const, 'B2B' as const),
    version: fc.constantFrom('02' as const, '08' as const),
    creditorBic: fc.option(fc.constant('DABADKKK')),
    batchBooking: fc.boolean(),
  }),
  fc.constant({
    profile: 'dk-cgi',
    currency: 'DKK',
    danishCodes: { serviceLevel: null, localInstrument: 'ANY' },
  } satisfies Partial<SepaAgreement>),
);

test('whatever passes the check is written, valid by its schema, and read back equal', async () => {
  let written = 0;
  await fc.assert(
    fc.asyncProperty(agreements, fc.array(collections, { minLength: 1, maxLength: 12 }), async (change, drawn) => {
      const agreed = { ...agreement, ...change };
      const fit = drawn
        .filter((one) => checkSddCollection(one, agreed, today).length === 0)
        .sort((a, b) => (a.paymentInfoId < b.paymentInfoId ? -1 : a.paymentInfoId > b.paymentInfoId ? 1 : 0));
      if (fit.length === 0) return;
      written += fit.length;
      const header = headerOf(fit, change);
      const { bytes, totals } = await write(header, fit);
      expect(validateXsd(`pain.008.001.${agreed.version}`, bytes)).toEqual([]);
      const read = await read008(bytes);
      expect([read.problems, read.fatal]).toEqual([[], []]);
      expect(read.transactions.map(backToCollection)).toEqual(fit.map((one) => asWritten(one, agreed)));
      expect(read.batches.map(({ paymentInfoId, count, total }) => ({ paymentInfoId, count, total }))).toEqual(
        header.batches.map(({ paymentInfoId, count, total }) => ({ paymentInfoId, count, total })),
      );
      expect(totals).toMatchObject({ collections: fit.length, total: read.group?.statedTotal, bytes: bytes.length });
    }),
    { numRuns: 150 },
  );
  expect(written).toBeGreaterThan(100);
});

test('whatever the check refuses, the writer refuses too, by name and with nothing half right', async () => {
  await fc.assert(
    fc.asyncProperty(collections, async (one) => {
      const faults = checkSddCollection(one, agreement, knownDate('2030-01-01'));
      const [batch] = batchesOf([one]);
      const writing = write(
        { ...headerOf([collection]), batches: [{ ...batch!, total: minor(Math.max(batch!.total, 1)) }] },
        [one],
      );
      if (faults.length === 0) await writing;
      else await expect(writing).rejects.toThrow(/FIELD_NOT_WRITABLE/);
    }),
  );
});

/** A collection as it comes back: its texts in the file's character set, nothing optional but as null or blank. */
function asWritten(one: SddCollection, agreed: SepaAgreement) {
  const set = agreed.profile === 'sepa' ? 'sepa' : 'danish';
  const { amendment } = one.mandate;
  return {
    ...one,
    mandate: {
      ...one.mandate,
      amendment: amendment && {
        originalMandateId: amendment.originalMandateId ?? '',
        originalCreditorId: amendment.originalCreditor?.id ?? '',
        originalCreditorName: toCharacterSet(amendment.originalCreditor?.name ?? '', set),
        originalDebtorAccount: amendment.originalDebtorIban ?? '',
        originalDebtorAgent: amendment.isOtherBank ? 'SMNDA' : '',
      },
    },
    debtor: { ...one.debtor, name: toCharacterSet(one.debtor.name, set), country: one.debtor.country ?? '' },
    text: toCharacterSet(one.text, set),
  };
}

function backToCollection(read: Awaited<ReturnType<typeof read008>>['transactions'][number]) {
  const { paymentInfoId, endToEndId, amount, mandateId, signedOn, amendment, debtor, texts, creditorReference } = read;
  return {
    paymentInfoId,
    endToEndId,
    amount,
    mandate: { id: mandateId, signedOn, amendment },
    debtor: {
      name: debtor.name,
      iban: debtor.account,
      bic: debtor.bic === 'NOTPROVIDED' || debtor.bic === '' ? null : debtor.bic,
      country: debtor.country,
    },
    text: texts.join('\n'),
    creditorReference: creditorReference || null,
  };
}

describe('the writer refuses', () => {
  const two = { ...collection, endToEndId: 'X2', paymentInfoId: 'B-2' };
  test.each<[string, Parameters<typeof write>, string]>([
    ['fewer collections than the head says', [headerOf([collection, collection]), [collection]], 'NbOfTxs'],
    ['more collections than the head says', [headerOf([collection]), [collection, collection]], 'NbOfTxs'],
    ['another sum than the head says', [headerOf([collection], {}, { total: minor(1) }), [collection]], 'CtrlSum'],
    ['collections of a batch that is not next', [headerOf([collection]), [two]], 'PmtInfId'],
    ['collections behind the last batch', [headerOf([collection]), [collection, two]], 'PmtInfId'],
    ['a batch without its collections', [headerOf([collection, two]), [collection]], 'NbOfTxs'],
    ['no batch at all', [{ ...headerOf([collection]), batches: [] }, []], 'NbOfTxs'],
    [
      'two batches of one id',
      [{ ...headerOf([collection]), batches: [...batchesOf([collection]), ...batchesOf([collection])] }, [collection]],
      'PmtInfId',
    ],
    ['a message id of 36 signs', [{ ...headerOf([collection]), messageId: 'x'.repeat(36) }, [collection]], 'MsgId'],
    ['a wrong creditor identifier', [headerOf([collection], { creditorId: 'DK00ZZZ1' }), [collection]], 'creditorId'],
    [
      'the Danish profile without its codes',
      [headerOf([collection], { profile: 'dk-cgi', currency: 'DKK' }), []],
      'danishCodes.localInstrument',
    ],
    ['the Danish profile in euro', [headerOf([collection], { profile: 'dk-cgi' }), []], 'currency'],
    ['SEPA in kroner', [headerOf([collection], { currency: 'DKK' }), []], 'currency'],
  ])('%s', async (_what, [header, given], field) => {
    const problem = await write(header, given).then(
      () => null,
      (error: unknown) => (error instanceof ProblemError ? error.problem : error),
    );
    expect(problem).toMatchObject({ code: 'FIELD_NOT_WRITABLE', context: { field } });
  });
});

test.each<[string, Partial<SddCollection>, string]>([
  [
    'an IBAN with a wrong check digit',
    { debtor: { ...collection.debtor, iban: 'DE88370400440532013000' } },
    'debtor.iban',
  ],
  ['an IBAN with blanks', { debtor: { ...collection.debtor, iban: 'DE89 3704 0044 0532 0130 00' } }, 'debtor.iban'],
  [
    'an account outside SEPA',
    { debtor: { ...collection.debtor, iban: 'BR1500000000000010932840814P2' } },
    'debtor.iban',
  ],
  [
    'a mandate signed tomorrow',
    { mandate: { ...collection.mandate, signedOn: knownDate('2026-11-25') } },
    'mandate.signedOn',
  ],
  ['a mandate without id', { mandate: { ...collection.mandate, id: '' } }, 'mandate.id'],
  ['an amount of zero', { amount: minor(0) }, 'amount'],
  ['a billion', { amount: minor(100_000_000_000) }, 'amount'],
  ['a name of 71 signs', { debtor: { ...collection.debtor, name: 'x'.repeat(71) } }, 'debtor.name'],
  ['a name too long once it is rewritten', { debtor: { ...collection.debtor, name: 'Æ'.repeat(36) } }, 'debtor.name'],
  ['a name in another alphabet', { debtor: { ...collection.debtor, name: '東京' } }, 'debtor.name'],
  ['a text of 141 signs', { text: 'x'.repeat(141) }, 'text'],
  ['a text beside a reference', { creditorReference: 'RF18539007547034' }, 'text'],
  ['a reference with wrong check digits', { text: '', creditorReference: 'RF19539007547034' }, 'creditorReference'],
  ['an amendment of nothing', { mandate: { ...collection.mandate, amendment: {} } }, 'mandate.amendment'],
  ['an id with two slashes', { endToEndId: 'a//b' }, 'endToEndId'],
])('the check finds %s', (_what, change, field) => {
  const faults = checkSddCollection({ ...collection, ...change }, agreement, today);
  expect(faults.map((found) => found.field)).toEqual([field]);
  for (const { expected, remedy } of faults) expect([expected, remedy]).not.toContain('');
});

test('the file comes in chunks, and is the same whether its collections come at once or one by one', async () => {
  const many = Array.from({ length: 3000 }, (_, i) => ({ ...collection, endToEndId: `E${i}`, amount: minor(i + 1) }));
  const whole = await write(headerOf(many), many);
  async function* slowly() {
    for (const one of many) yield await Promise.resolve(one);
  }
  const streamed = await write(headerOf(many), slowly());
  expect(whole.chunks).toBeGreaterThan(10);
  expect(streamed.bytes.equals(whole.bytes)).toBe(true);
  expect(validateXsd('pain.008.001.02', whole.bytes)).toEqual([]);
  expect((await read008(whole.bytes)).batches[0]).toMatchObject({ count: 3000, total: (3000 * 3001) / 2 });
});

/** Every text with the path to it. */
const textsOf = (element: XmlElement, path = ''): readonly string[] =>
  element.children.length === 0
    ? [`${path}/${element.name} = ${element.text.trim()}`]
    : element.children.flatMap((child) => textsOf(child, `${path}/${element.name}`));

test.each(['02', '08'] as const)('another library says the same about the same collections (.%s)', async (version) => {
  const given = [collection, { ...collection, endToEndId: 'K2', amount: minor(1999), text: 'Rate 2' }];
  const sender = { name: 'Eksempel ApS', id: null };
  const header = { ...headerOf(given, { version, initiatingParty: sender }), messageId: 'COL42' };
  const { bytes } = await write(header, given);
  const oracle = createDocument(version, header, given);
  expect(validateXsd(`pain.008.001.${version}`, oracle)).toEqual([]);
  const [ours, theirs] = [readXml(bytes), readXml(oracle)];
  if (!ours.ok || !theirs.ok) throw new Error('both are XML');
  // The library makes ids of its own for batches and instructions, writes the time in UTC, and says what is not amended.
  const own = /CreDtTm|PmtInfId|InstrId|AmdmntInd = false/;
  const without = (texts: readonly string[]) => texts.filter((text) => !own.test(text)).sort();
  expect(without(textsOf(ours.value))).toEqual(without(textsOf(theirs.value)));
});
