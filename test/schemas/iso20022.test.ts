import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  danishSigns,
  explainReason,
  isCreditorIdentifier,
  isCreditorReference,
  isIdentifier,
  isInSet,
  knownReasons,
  knownStatuses,
  messageIn,
  messageOf,
  reasonMeaning,
  readIsoDate,
  readIsoSum,
  sepaSigns,
  statusMeaning,
  toCharacterSet,
  xmlBuffer,
} from '#schemas/iso20022';
import { sharedReference } from '#test/shared-reference';

const codesIn = (path: string): readonly string[] =>
  Object.keys((JSON.parse(readFileSync(path, 'utf8')) as { readonly codes: Record<string, string> }).codes);

const reasonLists = sharedReference('iso20022/codes', /(status|return|reversal|cancellation)_reason_code\.json$/);
const statusLists = sharedReference('iso20022/codes', /payment_(group|transaction)_status_code\.json$/);

test.runIf(reasonLists.length > 0)('every reason of the external lists has words, and no other', () => {
  const listed = new Set(reasonLists.flatMap(codesIn));
  expect([...knownReasons()].sort()).toEqual([...listed].sort());
  expect(listed.size).toBeGreaterThan(300);
});

test.runIf(statusLists.length > 0)('every status of the external lists has an outcome, and no other', () => {
  expect([...knownStatuses()].sort()).toEqual([...new Set(statusLists.flatMap(codesIn))].sort());
});

test.each`
  code      | list              | words                                          | reaction
  ${'AC04'} | ${'status'}       | ${'the account is closed'}                     | ${'stop the mandate and ask the customer'}
  ${'AM04'} | ${'return'}       | ${'there was not enough money on the account'} | ${'remind the customer; try again as the rules allow'}
  ${'AC16'} | ${'status'}       | ${'the card number is wrong'}                  | ${null}
  ${'AC16'} | ${'return'}       | ${'the account is seized'}                     | ${null}
  ${'MD06'} | ${'return'}       | ${'the debtor asked for the money back'}       | ${'reverse the posting and open a dispute'}
  ${'CUST'} | ${'cancellation'} | ${'the customer asked for the cancellation'}   | ${null}
  ${'RC07'} | ${'reversal'}     | ${'the BIC of the transfer was wrong'}         | ${null}
`('$code in the $list list: $words', ({ code, list, words, reaction }) => {
  expect(reasonMeaning(code, list)).toEqual({ words, reaction });
});

test('a code we do not know is kept, and its words are null', () => {
  expect(explainReason('K0999', 'Konto spærret')).toEqual({ code: 'K0999', words: null, text: 'Konto spærret' });
  expect(explainReason('constructor', '').words).toBeNull();
  expect(explainReason('', 'only a text')).toEqual({ code: '', words: '', text: 'only a text' });
  expect(statusMeaning('XYZW').outcome).toBe('unknown');
});

test.each`
  text                    | sepa
  ${'Ærø Færgeselskab'}   | ${'Aeroe Faergeselskab'}
  ${'ÆRØSKØBING'}         | ${'AEROESKOEBING'}
  ${'Åse Å'}              | ${'Aase AA'}
  ${'Müller & Söhne'}     | ${'Mueller + Soehne'}
  ${'Straße'}             | ${'Strasse'}
  ${'Łódź Gęśla'}         | ${'Lodz Gesla'}
  ${'Crème brûlée, n° 5'} | ${'Creme brulee, n. 5'}
  ${'“quoted” – and…'}    | ${"'quoted' - and..."}
  ${'Αθήνα'}              | ${'Athina'}
  ${'София'}              | ${'Sofiya'}
  ${'  blanks  '}         | ${'blanks'}
  ${'smile 😀 joined'}    | ${'smile  joined'}
  ${'A\u030angstrom'}     | ${'Aangstrom'}
  ${'5 € / £2'}           | ${'5 EUR / GBP2'}
`('"$text" is written as "$sepa" in SEPA', ({ text, sepa }) => {
  expect(toCharacterSet(text, 'sepa')).toBe(sepa);
  expect(isInSet(sepa, 'sepa')).toBe(true);
});

test('Danish letters stay in the Danish set', () => {
  expect(toCharacterSet('Ærø & Åse Łódź', 'danish')).toBe('Ærø & Åse Lódz');
  expect(isInSet(danishSigns, 'danish')).toBe(true);
  expect(isInSet('ø', 'sepa')).toBe(false);
});

test('a sign of another alphabet is left for the check to refuse', () => {
  expect(toCharacterSet('東京', 'sepa')).toBe('東京');
  expect(isInSet('東京', 'sepa')).toBe(false);
});

test('rewriting is done once: what comes out stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('sepa' as const, 'danish' as const), (text, set) => {
      const written = toCharacterSet(text, set);
      if (isInSet(written, set)) expect(toCharacterSet(written, set)).toBe(written);
    }),
  );
});

test.each`
  id                | isFit
  ${'COL-000042.1'} | ${true}
  ${'a/b'}          | ${true}
  ${'/a'}           | ${false}
  ${'a/'}           | ${false}
  ${'a//b'}         | ${false}
  ${' a'}           | ${false}
  ${'a '}           | ${false}
  ${''}             | ${false}
  ${'æ'}            | ${false}
  ${'a_b'}          | ${false}
  ${'x'.repeat(35)} | ${true}
  ${'x'.repeat(36)} | ${false}
`('the id "$id" may be written: $isFit', ({ id, isFit }) => {
  expect(isIdentifier(id)).toBe(isFit);
});

test.each`
  id                          | isFit    | why
  ${'DK93ZZZDBF000012345678'} | ${true}  | ${'the check digits hold'}
  ${'BG40ZZZ507778'}          | ${false} | ${'a public sample whose check digits do not'}
  ${'DE98ZZZ09999999999'}     | ${true}  | ${'a public German test identifier'}
  ${'DE98ABC09999999999'}     | ${true}  | ${'the business code takes no part'}
  ${'DE97ZZZ09999999999'}     | ${false} | ${'one check digit is wrong'}
  ${'de98zzz09999999999'}     | ${false} | ${'small letters'}
  ${'DE98ZZZ'}                | ${false} | ${'no national part'}
`('the creditor identifier $id is sound: $isFit ($why)', ({ id, isFit }) => {
  expect(isCreditorIdentifier(id)).toBe(isFit);
});

test.each`
  reference                      | isFit
  ${'RF18539007547034'}          | ${true}
  ${'RF38INV2026A'}              | ${true}
  ${'RF18000000000539007547034'} | ${true}
  ${'RF19539007547034'}          | ${false}
  ${'RF332348236'}               | ${true}
  ${'RF1'}                       | ${false}
`('the creditor reference $reference is sound: $isFit', ({ reference, isFit }) => {
  expect(isCreditorReference(reference)).toBe(isFit);
});

test.each`
  text                     | minor
  ${'12.34'}               | ${1234}
  ${'12.340000'}           | ${1234}
  ${'12'}                  | ${1200}
  ${'4.5'}                 | ${450}
  ${'.5'}                  | ${50}
  ${'5.'}                  | ${500}
  ${'0000000000000001.15'} | ${115}
  ${'12.345'}              | ${null}
  ${'1,5'}                 | ${null}
  ${'-1'}                  | ${null}
  ${'1e3'}                 | ${null}
  ${''}                    | ${null}
`('the sum "$text" is $minor', ({ text, minor }) => {
  const read = readIsoSum(text);
  expect(read.ok ? read.value : null).toBe(minor);
});

test.each`
  text                      | date
  ${'2026-12-01'}           | ${'2026-12-01'}
  ${'2026-12-01T08:15:00Z'} | ${'2026-12-01'}
  ${'2026-12-01+01:00'}     | ${'2026-12-01'}
  ${'2026-02-30'}           | ${null}
  ${'2026-12-01x'}          | ${null}
  ${''}                     | ${null}
`('the date "$text" is $date', ({ text, date }) => {
  expect(readIsoDate(text)).toBe(date);
});

test('a message is known by its first child, its version by the namespace', () => {
  expect(messageOf('urn:iso:std:iso:20022:tech:xsd:pain.002.001.10', 'CstmrPmtStsRpt')).toMatchObject({
    kind: 'pain.002',
    name: 'pain.002.001.10',
    isNational: false,
    isKnownVersion: true,
  });
  const swiss = 'http://www.six-interbank-clearing.com/de/pain.002.001.03.ch.02.xsd';
  expect(messageOf(swiss, 'CstmrPmtStsRpt')).toMatchObject({ name: 'pain.002.001.03', isNational: true });
  expect(messageOf('', 'CstmrDrctDbtInitn')).toMatchObject({ kind: 'pain.008', version: null, isKnownVersion: false });
  expect(messageOf('urn:iso:std:iso:20022:tech:xsd:pain.008.001.02', 'Xyz')).toBeNull();
});

test.each(sharedReference('iso20022/samples', /\.xml$/).map((path) => [basename(path), path]))(
  'the message of %s is recognised from its first bytes',
  (name, path) => {
    const message = messageIn(readFileSync(path).subarray(0, 8192));
    expect(name).toContain(message?.kind ?? 'nothing');
  },
);

test('every sign of a set, and every amount, is written as it is read', () => {
  const out = xmlBuffer();
  expect(out.putText(sepaSigns, 'sepa')).toBe(true);
  expect(out.putText(danishSigns, 'danish')).toBe(true);
  expect(out.putText('ø', 'sepa')).toBe(false);
  expect(out.putText('😀', 'danish')).toBe(false);
  for (const minor of [0, 5, 99, 100, 12_345, 99_999_999_999, Number.MAX_SAFE_INTEGER]) {
    out.putAscii(' ');
    out.putAmount(minor);
  }
  const amounts = ' 0.00 0.05 0.99 1.00 123.45 999999999.99 90071992547409.91';
  const written = Buffer.concat(out.end()).toString('utf8');
  expect(written).toBe(sepaSigns + danishSigns.replace('&', '&amp;') + amounts);
});
