import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  areNeighbours,
  canonicalNumber,
  findDocumentNumbers,
  longestText,
  mostLookUps,
  neighboursOf,
  numberForms,
  numbersToAsk,
} from '../../../src/payments/ladder/document-numbers.ts';

/** Books that know these documents, under all their forms. */
function booksOf(...documents: readonly string[]): (canonical: string) => boolean {
  const known = new Set(documents.flatMap((document) => numberForms(document)));
  return (canonical) => known.has(canonical);
}

/** `canonical` or `canonical (damage)`, in the order of the text. */
const foundIn = (texts: string | readonly string[], ...documents: readonly string[]): readonly string[] =>
  findDocumentNumbers(typeof texts === 'string' ? [texts] : texts, booksOf(...documents)).map(
    ({ canonical, damage, isWithinRange }) =>
      `${canonical}${damage === 'none' ? '' : ` (${damage})`}${isWithinRange ? ' within' : ''}`,
  );

describe('the canonical form of a document number', () => {
  test.each`
    written                | canonical
    ${'INV-10023'}         | ${'INV10023'}
    ${'fa 10 023'}         | ${'FA10023'}
    ${'FA-0010023'}        | ${'FA10023'}
    ${'000'}               | ${'0'}
    ${'FV/001/01/2026'}    | ${'FV1012026'}
    ${'Købæå-7'}           | ${'KOBAEA7'}
    ${'ŻÓŁĆ/1'}            | ${'ZOLC1'}
    ${'Gr\u0061\u030aß-5'} | ${'GRASS5'}
    ${' '}                 | ${''}
  `('$written is $canonical', ({ written, canonical }) => {
    expect(canonicalNumber(written)).toBe(canonical);
  });

  test('is its own canonical form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const canonical = canonicalNumber(text);
        expect(canonicalNumber(canonical)).toBe(canonical);
      }),
    );
  });

  test.each`
    written            | forms
    ${'INV-10023'}     | ${['INV10023', '*10023']}
    ${'PS-INV103001'}  | ${['PSINV103001', '*103001']}
    ${'10023'}         | ${['10023']}
    ${'FV/12/01/2026'} | ${['FV12012026', '*12012026']}
    ${'INV-123'}       | ${['INV123']}
    ${'10023-A'}       | ${['10023A']}
    ${'--'}            | ${[]}
  `('$written is found as $forms', ({ written, forms }) => {
    expect(numberForms(written)).toEqual(forms);
  });
});

describe('document numbers as payers write them', () => {
  test.each`
    lines                         | documents               | found
    ${['FS-0295', '82 razem']}    | ${['FS-029582']}        | ${['FS29582 (split)']}
    ${['RG 1401', '13 + 129359']} | ${['140113', '129359']} | ${['140113 (split)', '129359']}
    ${['Faktura 10023', '10024']} | ${['1002310024']}       | ${[]}
    ${['FV-20', 'z dnia 10.01.']} | ${['FV-20', 'FV-2010']} | ${['FV20']}
  `('$lines breaks a number anywhere', ({ lines, documents, found }) => {
    expect(foundIn(lines, ...documents)).toEqual(found);
  });

  test.each`
    text                                                      | documents                                                    | found
    ${'Faktura nr. 10023, 10024 og 10025'}                    | ${['10023', '10024', '10025']}                               | ${['10023', '10024', '10025']}
    ${'Faktura 10023+10024'}                                  | ${['10023', '10024']}                                        | ${['10023', '10024']}
    ${'10023;10024 10025'}                                    | ${['10023', '10024', '10025']}                               | ${['10023', '10024', '10025']}
    ${'10023,10024'}                                          | ${['10023', '10024']}                                        | ${['10023', '10024']}
    ${'Betaling INV-10023'}                                   | ${['INV-10023']}                                             | ${['INV10023']}
    ${'betaling inv10023'}                                    | ${['INV-10023']}                                             | ${['INV10023']}
    ${'INV.10023'}                                            | ${['INV-10023']}                                             | ${['INV10023']}
    ${'INV 10 023'}                                           | ${['INV-10023']}                                             | ${['INV10023 (split)']}
    ${'INV 10 023 og 10024'}                                  | ${['INV-10023', 'INV-10024']}                                | ${['INV10023 (split)', 'INV10024 (prefix left out)']}
    ${'Faktura 100 23'}                                       | ${['10023']}                                                 | ${['10023 (split)']}
    ${'FA-10023/10024'}                                       | ${['FA-10023', 'FA-10024']}                                  | ${['FA10023', 'FA10024 (prefix left out)']}
    ${'FA-10023/24'}                                          | ${['FA-10023', 'FA-10024']}                                  | ${['FA10023', 'FA10024 (prefix left out)']}
    ${'Fakt.10023-10025'}                                     | ${['10023', '10024', '10025']}                               | ${['10023', '10024 within', '10025']}
    ${'INV10023 - INV10024'}                                  | ${['INV10023', 'INV10024']}                                  | ${['INV10023', 'INV10024']}
    ${'Fakt. 10023 til 10025'}                                | ${['10023', '10024', '10025']}                               | ${['10023', '10024 within', '10025']}
    ${'Fakt.10023-10025'}                                     | ${['10024', '10025']}                                        | ${['10025']}
    ${'FA10023FA10024'}                                       | ${['FA10023', 'FA10024']}                                    | ${['FA10023 (joined)', 'FA10024 (joined)']}
    ${'1002310024'}                                           | ${['10023', '10024']}                                        | ${['10023 (joined)', '10024 (joined)']}
    ${'faktura10023og10024'}                                  | ${['10023', '10024']}                                        | ${['10023', '10024']}
    ${'INV10023Hansen'}                                       | ${['INV10023']}                                              | ${['INV10023 (joined)']}
    ${'10023'}                                                | ${['INV-10023']}                                             | ${['*10023 (prefix left out)']}
    ${'Fakturanr 0010023'}                                    | ${['10023']}                                                 | ${['10023']}
    ${'FA 10023'}                                             | ${['FA-0010023']}                                            | ${['FA10023']}
    ${'INV-1OO23'}                                            | ${['INV-10023']}                                             | ${['INV10023 (look-alike)']}
    ${'INVl0O23'}                                             | ${['INV-10023']}                                             | ${['INV10023 (look-alike)']}
    ${'1NV10023'}                                             | ${['INV-10023']}                                             | ${['INV10023 (look-alike)']}
    ${'Faktura 1OO23'}                                        | ${['10023']}                                                 | ${['10023 (look-alike)']}
    ${'faktura FV/123/01/2026'}                               | ${['FV/123/01/2026']}                                        | ${['FV123012026']}
    ${'FV 123/01/2026 z dnia 15.01.2026'}                     | ${['FV/123/01/2026']}                                        | ${['FV123012026']}
    ${'FV/123/1/2026'}                                        | ${['FV/123/01/2026']}                                        | ${['FV123012026 (zeros left out)']}
    ${'123/01/2026'}                                          | ${['FV/123/01/2026']}                                        | ${['*123012026 (prefix left out)']}
    ${'Faktura VAT 12/01/2026'}                               | ${['12/01/2026']}                                            | ${['12012026']}
    ${'/VAT/23,00/IDC/5252445767/INV/FV 123/01/2026'}         | ${['FV/123/01/2026', '5252445767']}                          | ${['FV123012026']}
    ${'/VAT/23,00/IDC/5252445767/INV/10023 10024/TXT/czynsz'} | ${['10023', '10024']}                                        | ${['10023', '10024']}
    ${'Rechnung Nr. 10023 vom 15.01.2026'}                    | ${['10023', '15012026']}                                     | ${['10023']}
    ${'Re.-Nr. 10023'}                                        | ${['RE-10023']}                                              | ${['*10023 (prefix left out)']}
    ${'faktura 1234'}                                         | ${['1234']}                                                  | ${['1234']}
    ${'1234'}                                                 | ${['1234']}                                                  | ${['1234']}
    ${'10023 10023'}                                          | ${['10023']}                                                 | ${['10023']}
    ${'faktura nr 10023 kr 500'}                              | ${['10023']}                                                 | ${['10023']}
    ${'PS INV 103001'}                                        | ${['PS-INV103001']}                                          | ${['PSINV103001']}
    ${'202601-0012'}                                          | ${['202601-0012']}                                           | ${['2026010012']}
    ${'FA-2026-10023/FA-2026-10024'}                          | ${['FA-2026-10023', 'FA-2026-10024']}                        | ${['FA202610023', 'FA202610024']}
    ${'10023/10024/10025'}                                    | ${['10023', '10024', '10025']}                               | ${['10023', '10024', '10025']}
    ${'10023-10024-10026'}                                    | ${['10023', '10024', '10026']}                               | ${['10023', '10024', '10026']}
    ${'Faktura 10023-1'}                                      | ${['10023']}                                                 | ${['10023']}
    ${'Faktura 10023 +10024'}                                 | ${['10023', '10024']}                                        | ${['10023', '10024']}
    ${'Faktura 12/01/2026'}                                   | ${['12/01/2026', '1201', '12012']}                           | ${['12012026']}
    ${'Faktura 12/01/2026 13/01/2026'}                        | ${['12/01/2026', '13/01/2026']}                              | ${['12012026', '13012026']}
    ${'FV 1/2026'}                                            | ${['FV/1/2026']}                                             | ${['FV12026']}
    ${'FV 01/2026'}                                           | ${['FV/1/2026']}                                             | ${['FV12026']}
    ${'FS-041893 - FS-041895'}                                | ${['FS-041893', 'FS-041894', 'FS-041895']}                   | ${['FS41893', 'FS41894 within', 'FS41895']}
    ${'FV01331531 - FV01331533 dziękuję'}                     | ${['FV01331531', 'FV01331532', 'FV01331533']}                | ${['FV1331531', 'FV1331532 within', 'FV1331533']}
    ${'FV01331531 - FV01331533'}                              | ${['FV01331531', 'FV01331532']}                              | ${['FV1331531']}
    ${'FV01331531 - KN01331533'}                              | ${['FV01331531', 'FV01331532', 'FV01331533', 'KN01331533']}  | ${['FV1331531', 'KN1331533']}
    ${'FV01334805/06'}                                        | ${['FV01334805', 'FV01334806']}                              | ${['FV1334805', 'FV1334806 (prefix left out)']}
    ${'FV/2026/09224 - FV/2026/09226'}                        | ${['FV/2026/09224', 'FV/2026/09225', 'FV/2026/09226']}       | ${['FV202609224', 'FV202609225 within', 'FV202609226']}
    ${'FV/1234/03/2026 - FV/1236/03/2026'}                    | ${['FV/1234/03/2026', 'FV/1235/03/2026', 'FV/1236/03/2026']} | ${['FV1234032026', 'FV1235032026 within', 'FV1236032026']}
    ${'FV/1234/03/2026 - FV/1236/04/2026'}                    | ${['FV/1234/03/2026', 'FV/1235/03/2026', 'FV/1236/04/2026']} | ${['FV1234032026', 'FV1236042026']}
    ${'faktura 114764-66'}                                    | ${['114764', '114765', '114766']}                            | ${['114764', '114765 within', '114766 (prefix left out)']}
    ${'FV - 5799 - 03 - 2026'}                                | ${['FV/5799/03/2026']}                                       | ${['FV5799032026 (split)']}
    ${'RG 2026 - 27851'}                                      | ${['2026-27851']}                                            | ${['202627851 (split)']}
    ${'FV/2026/08O86'}                                        | ${['FV/2026/08086']}                                         | ${['FV202608086 (look-alike)']}
    ${'FS/1I475/03/2026'}                                     | ${['FS/11475/03/2026']}                                      | ${['FS11475032026 (look-alike)']}
    ${'2026-I0710'}                                           | ${['2026-10710']}                                            | ${['202610710 (look-alike)']}
    ${'FV/2026/7379'}                                         | ${['FV/2026/07379']}                                         | ${['FV202607379 (zeros left out)']}
    ${'2026/7379'}                                            | ${['FV/2026/07379']}                                         | ${['*202607379 (zeros left out)']}
    ${'Betaling10023'}                                        | ${['10023']}                                                 | ${['10023 (joined)']}
    ${'Rg 10023 Kd-Nr 20017'}                                 | ${['10023', '20017']}                                        | ${['10023']}
  `('$text', ({ text, documents, found }) => {
    expect(foundIn(text, ...documents)).toEqual(found);
  });

  test.each`
    text                                  | documents
    ${'Tlf. 20123456'}                    | ${['20123456']}
    ${'+45 20 12 34 56'}                  | ${['20123456']}
    ${'ring 20 12 34 56'}                 | ${['20123456']}
    ${'CVR-nr. 10150817'}                 | ${['10150817']}
    ${'CVR nr 10 15 08 17'}               | ${['10150817']}
    ${'NIP 525-244-57-67'}                | ${['5252445767', '52524']}
    ${'DK50 0040 0440 1162 43'}           | ${['0040', '00400440', '116243', '11624']}
    ${'61 1090 1014 0000 0712 1981 2874'} | ${['10901014', '1090', '12874']}
    ${'konto 1234 1234567'}               | ${['1234567', '1234']}
    ${'2026-01-15'}                       | ${['20260115']}
    ${'15.01.2026'}                       | ${['15012026']}
    ${'15/1-26'}                          | ${['15126']}
    ${'15 01 2026'}                       | ${['15012026']}
    ${'betalt 2026-01-15T12:30:15'}       | ${['20260115']}
    ${'10.023,00'}                        | ${['10023', '1002300']}
    ${'10 023,00 kr'}                     | ${['10023', '1002300']}
    ${'kr. 10023'}                        | ${['10023']}
    ${'10023 DKK'}                        | ${['10023']}
    ${'10023,50'}                         | ${['10023', '1002350']}
    ${'10023,-'}                          | ${['10023']}
    ${'123456789'}                        | ${['12345', '456789', '345678']}
    ${'A10023B'}                          | ${['10023', 'A10023']}
    ${'2100 København'}                   | ${['2100']}
    ${'leje januar 2026'}                 | ${['2026']}
    ${'kundenr 10023'}                    | ${['10023']}
    ${'1002398765'}                       | ${['10023', '98765']}
    ${'010190-1234'}                      | ${['10190', '1234']}
    ${'1234-1234567'}                     | ${['1234567', '1234']}
    ${'20-12-34-56'}                      | ${['201234', '123456']}
    ${'FV/123/01/2026'}                   | ${['FV/123/01', '12301', '12026']}
    ${'12-345-678-90'}                    | ${['12345', '345678']}
    ${'Faktura 5 12/01/2026'}             | ${['5/12/01/2026']}
    ${'AB10023'}                          | ${['10023']}
    ${'Faktura 2026'}                     | ${['2026']}
    ${'leje 01 2026'}                     | ${['12026', '012026', '2026']}
    ${'leje 01/2026'}                     | ${['12026', '012026', '2026']}
    ${'2026-01'}                          | ${['202601', '20261']}
    ${'uge 45 2026'}                      | ${['452026']}
    ${'SOLO1'}                            | ${['50101', '50L01']}
    ${'BILIO12'}                          | ${['8111012']}
    ${'1002310024'}                       | ${['10023', '10025']}
    ${'Bolig'}                            | ${['80116']}
  `('no document is named by: $text', ({ text, documents }) => {
    const lettered = [...documents].map((number: string) => `XY-${number}`);
    expect(foundIn(text, ...documents, ...lettered)).toEqual([]);
  });

  test.each([27, 35, 65])('a number goes on in the next line where a line of %i signs ends', (width) => {
    const first = `${'Betaling af faktura'.padEnd(width - 7)}INV-100`;
    expect(foundIn([first, '23 og INV-10024'], 'INV-10023', 'INV-10024', 'INV-100')).toEqual([
      'INV10023 (wrapped)',
      'INV10024',
    ]);
    expect(foundIn([`${first} `, '23 og INV-10024'], 'INV-10023', 'INV-10024')).toEqual(['INV10024']);
  });

  test('half of a number that the line end cut is no number, but two whole ones are', () => {
    const first = `${'Betaling af faktura'.padEnd(30)}10023`;
    expect(foundIn([first, '10024'], '10023', '10024')).toEqual(['10023', '10024']);
    expect(foundIn([first, '99'], '10023')).toEqual([]);
    expect(foundIn([first, '99'], '10023', '1002399')).toEqual(['1002399 (wrapped)']);
    expect(foundIn([first, '10024'], '10023', '10024', '1002310024')).toEqual([
      '10023',
      '1002310024 (wrapped)',
      '10024',
    ]);
  });

  test('a word that the text limit cuts is not read', () => {
    const before = `${'x '.repeat(longestText / 2 - 3)} `;
    expect(foundIn(`${before}1002345`, '10023')).toEqual([]);
    expect(foundIn(`${before}10023`, '10023')).toEqual(['10023']);
  });

  test('says where it stands, as it stands', () => {
    const found = findDocumentNumbers(['Hej', 'betaling', 'af Inv. nr: inv - 10023!'], booksOf('INV-10023'));
    expect(found).toEqual([{ canonical: 'INV10023', said: 'inv - 10023', at: 'text 3', damage: 'none' }]);
  });

  test('tells every reading of an ambiguous text', () => {
    expect(foundIn('Faktura 1 10023', '110023', '10023')).toEqual(['110023 (split)', '10023']);
    expect(foundIn('INV 10 023', 'INV-10', 'INV-10023')).toEqual(['INV10', 'INV10023 (split)']);
  });

  test('asks for no more than its bound, and reads no more than its text limit', () => {
    const numbers = Array.from({ length: 400 }, (_, index) => String(50_000 + index * 3));
    expect(numbersToAsk([numbers.join(' ')])).toHaveLength(mostLookUps);
    const far = `${'x'.repeat(longestText - 3)} 10023`;
    expect(numbersToAsk([far])).toEqual([]);
    expect(foundIn([`${'x '.repeat(longestText / 2 - 4)}10023 10024`], '10023', '10', '100')).toEqual(['10023']);
  });

  test('what is asked does not depend on the answers, and every answer was asked for', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'INV',
        'FA-',
        'og',
        'Faktura',
        ' ',
        ' ',
        '/',
        '-',
        ',',
        '.',
        'l',
        'O',
        '/INV/',
        'kr',
        'tlf',
        'til',
        '+',
        '\n',
      ),
      fc.integer({ min: 1, max: 99_999 }).map(String),
      fc.string({ maxLength: 5 }),
    );
    const text = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), fc.nat(7), (texts, salt) => {
        const wouldAsk = numbersToAsk(texts);
        const asked: string[] = [];
        const found = findDocumentNumbers(texts, (canonical) => {
          asked.push(canonical);
          return (canonical.length + canonical.charCodeAt(canonical.length - 1)) % 8 !== salt;
        });
        expect(asked).toEqual(wouldAsk);
        for (const { canonical, said, at } of found) {
          expect(asked).toContain(canonical);
          expect(said.length).toBeGreaterThan(0);
          expect(texts[Number.parseInt(at.slice(5), 10) - 1]).toBeDefined();
        }
        expect(new Set(found.map(({ canonical }) => canonical)).size).toBe(found.length);
      }),
      { numRuns: 400 },
    );
  });

  test('any number that stands by itself after a word for documents is found', () => {
    const prefix = fc.constantFrom('', 'INV-', 'FA', 'FV/', 'SO-', 'KN');
    fc.assert(
      fc.property(
        prefix,
        fc.integer({ min: 10_000, max: 99_999_999 }),
        fc.constantFrom('Faktura ', 'fakt.nr. ', 'Rechnung Nr ', 'za FV '),
        (letters, number, before) => {
          const document = `${letters}${number}`;
          expect(foundIn(`${before}${document}`, document).length).toBeGreaterThan(0);
        },
      ),
    );
  });

  test('the longest and worst text is read at once', () => {
    for (const text of [
      '1 '.repeat(2000),
      '1/'.repeat(2000),
      'A1'.repeat(2000),
      '0'.repeat(4000),
      'l1O0'.repeat(1000),
      '/'.repeat(4000),
    ]) {
      expect(numbersToAsk([text]).length).toBeLessThanOrEqual(mostLookUps);
    }
  });
});

describe('numbers one slip of the finger away', () => {
  test.each`
    what                       | one           | other
    ${'one digit wrong'}       | ${'INV10023'} | ${'INV10028'}
    ${'two exchanged'}         | ${'INV10023'} | ${'INV10032'}
    ${'one left out'}          | ${'INV10023'} | ${'INV1023'}
    ${'one doubled'}           | ${'INV10023'} | ${'INV100223'}
    ${'one put in at the end'} | ${'INV10023'} | ${'INV100235'}
    ${'letters left out'}      | ${'*10023'}   | ${'INV10024'}
  `('$what: $one and $other', ({ one, other }) => {
    expect(areNeighbours(one, other)).toBe(true);
    expect(areNeighbours(other, one)).toBe(true);
    if (!one.startsWith('*')) expect(neighboursOf(one)).toContain(other);
  });

  test.each`
    what                   | one           | other
    ${'the number itself'} | ${'INV10023'} | ${'INV10023'}
    ${'two digits wrong'}  | ${'INV10023'} | ${'INV10145'}
    ${'other letters'}     | ${'INV10023'} | ${'FA10023'}
    ${'two left out'}      | ${'INV10023'} | ${'INV123'}
  `('not $what: $one and $other', ({ one, other }) => {
    expect(areNeighbours(one, other)).toBe(false);
  });

  test('are few, canonical, and never the number itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{0,4}[1-9]\d{0,20}[A-Z]{0,2}$/), (canonical) => {
        const neighbours = neighboursOf(canonical);
        expect(neighbours.length).toBeLessThanOrEqual(450);
        expect(neighbours).not.toContain(canonical);
        expect(neighbours.every((neighbour) => canonicalNumber(neighbour) === neighbour)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
