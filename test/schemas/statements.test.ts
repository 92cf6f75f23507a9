import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { minor } from '#kernel';
import {
  amountOf,
  type Charset,
  charsets,
  dateReader,
  decoderOf,
  delimitedFields,
  delimitedProfiles,
  dialectOf,
  eachDetail,
  elixir0,
  fi03,
  isUtf8,
  joinedPieces,
  type Mt940Dialect,
  nearestYear,
  profileFaults,
  readBalance,
  readEntry,
  readFloorCurrency,
  readSum,
  slipIdOf,
  unsignedMinor,
  yymmddAt,
} from '#schemas/statements';
import { knownDate } from '#kernel';

test.each`
  text                                           | read
  ${'2602020202C1250,00NTRFNONREF//B1'}          | ${['2026-02-02', '2026-02-02', 'C', 125_000, 'NTRF', '', 'B1']}
  ${'260202CR300NTRFREF'}                        | ${['2026-02-02', '2026-02-02', 'C', 30_000, 'NTRF', 'REF', '']}
  ${'260202RD300,NTRFREF'}                       | ${['2026-02-02', '2026-02-02', 'RD', 30_000, 'NTRF', 'REF', '']}
  ${'260202RCR300,5NTRFREF'}                     | ${['2026-02-02', '2026-02-02', 'RC', 30_050, 'NTRF', 'REF', '']}
  ${'260202CN0,01N102NONREF//X'}                 | ${['2026-02-02', '2026-02-02', 'C', 1, 'N102', '', 'X']}
  ${'260202EC000000000025,00FMSCA B/C//D'}       | ${['2026-02-02', '2026-02-02', 'EC', 2500, 'FMSC', 'A B/C', 'D']}
  ${'1407290729C500NTRF29-07-2014 10:05//B4G29'} | ${['2014-07-29', '2014-07-29', 'C', 50_000, 'NTRF', '29-07-2014 10:05', 'B4G29']}
`('an entry $text', ({ text, read }) => {
  const found = readEntry(String(text));
  const { valueDate, bookingDate, mark, amount, type, customerReference, bankReference } = found.ok
    ? found.value
    : ({} as never);
  expect([valueDate, bookingDate, mark, amount, type, customerReference, bankReference]).toEqual(read);
});

test.each`
  text                   | field          | from  | to
  ${'26130202C1,NTRF'}   | ${'valueDate'} | ${5}  | ${10}
  ${'2602021332C1,NTRF'} | ${'entryDate'} | ${11} | ${14}
  ${'260202X1,NTRF'}     | ${'mark'}      | ${11} | ${12}
  ${'260202C1,005NTRF'}  | ${'amount'}    | ${12} | ${16}
  ${'260202C,NTRF'}      | ${'amount'}    | ${12} | ${12}
  ${'260202CNTRF'}       | ${'amount'}    | ${13} | ${13}
  ${'260202C1,XTRF'}     | ${'type'}      | ${14} | ${17}
  ${'260202C1,NT'}       | ${'type'}      | ${14} | ${15}
  ${''}                  | ${'valueDate'} | ${5}  | ${5}
`('refuses $text at $from-$to', ({ text, field, from, to }) => {
  const found = readEntry(String(text));
  expect(found.ok ? null : [found.error.field, found.error.from, found.error.to]).toEqual([field, from, to]);
});

test.each`
  text                    | amount
  ${'C260101EUR0,'}       | ${0}
  ${'D260101PLN1250,50'}  | ${-125_050}
  ${'C260101DKK40435,15'} | ${4_043_515}
  ${'C261301DKK1,'}       | ${undefined}
  ${'X260101DKK1,'}       | ${undefined}
  ${'C260101DK1,'}        | ${undefined}
  ${'C260101DKK1,001'}    | ${undefined}
`('a balance $text', ({ text, amount }) => {
  const read = readBalance(String(text), 5);
  expect(read.ok ? read.value.amount : undefined).toBe(amount);
});

test('sums and floor limits of an intraday report', () => {
  expect(readSum('3PLN0,03', 5)).toMatchObject({ ok: true, value: { count: 3, currency: 'PLN', amount: 3 } });
  expect(readSum('PLN0,03', 5).ok).toBe(false);
  expect(['PLN0', 'EURD100,', 'EURC0,00', '100'].map(readFloorCurrency)).toEqual(['PLN', 'EUR', 'EUR', undefined]);
});

test.each`
  text                                       | dialect
  ${'166?00GUTSCHRIFT?20EREF+A'}             | ${'question-marks'}
  ${' 020?00Wyplata?20X'}                    | ${'question-marks'}
  ${'?20X'}                                  | ${'question-marks'}
  ${'020<00WPLATA<20X'}                      | ${'angle-brackets'}
  ${'/EREF/A/REMI/B'}                        | ${'slash-codes'}
  ${'/BENM//NAME/B'}                         | ${'slash-codes'}
  ${'911 TRANSAKCJA COLLECT; ID IPH: XX1; '} | ${'keys'}
  ${'/some/path'}                            | ${'plain'}
  ${'020~00X'}                               | ${'plain'}
  ${'999PN5477SCHECK-NR. 1'}                 | ${'plain'}
  ${'What? 20 pieces'}                       | ${'plain'}
`('the details $text are $dialect', ({ text, dialect }) => {
  expect(dialectOf(String(text))).toBe(dialect);
});

const partsOf = (text: string, dialect: Mt940Dialect): readonly string[] => {
  const parts: string[] = [];
  eachDetail(text, dialect, (key, _keyFrom, from, to) => parts.push(`${key}=${text.slice(from, to)}`));
  return parts;
};

test('the sub-fields of each dialect', () => {
  expect(partsOf('166?00A?20B?2?21C', 'question-marks')).toEqual(['00=A', '20=B?2', '21=C']);
  expect(partsOf('/REMI/A/B//C/EREF/D', 'slash-codes')).toEqual(['REMI=A/B//C', 'EREF=D']);
  expect(partsOf('/BENM//NAME/X/REMI/', 'slash-codes')).toEqual(['BENM=', 'NAME=X', 'REMI=']);
  expect(partsOf('a^^b', { separator: '^' })).toEqual(['=a', '=', '=b']);
  const collect = '911 X; ID IPH: XX1; Z RACH.: 2; OD: A; TNR: 9; TYT.: B; OD: C; TNR: 3';
  expect(partsOf(collect, 'keys')).toEqual([
    'ID IPH:= XX1',
    'Z RACH.:= 2',
    'OD:= A; TNR: 9',
    'TYT.:= B; OD: C',
    'TNR:= 3',
  ]);
});

test('sub-fields never overlap and never leave the text, whatever it holds', () => {
  const dialects: readonly Mt940Dialect[] = [
    'question-marks',
    'angle-brackets',
    'tildes',
    'slash-codes',
    'keys',
    { separator: ';' },
  ];
  const piece = fc.constantFrom(
    '?20',
    '<30',
    '~',
    '/EREF/',
    '/NAME/',
    '//',
    'ID IPH:',
    '; OD:',
    ' TYT.:',
    ';TNR:',
    'x',
    ' ',
    '9',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.constantFrom(...dialects), (pieces, dialect) => {
      const text = pieces.join('');
      let behind = 0;
      eachDetail(text, dialect, (_key, keyFrom, from, to) => {
        expect(keyFrom).toBeGreaterThanOrEqual(behind);
        expect(from).toBeGreaterThanOrEqual(keyFrom);
        expect(to).toBeGreaterThanOrEqual(from);
        behind = to;
      });
      expect(behind).toBeLessThanOrEqual(text.length);
    }),
  );
});

test.each`
  text              | form                                               | amount
  ${'-167.16'}      | ${{ unit: 'major', decimal: '.', thousands: '' }}  | ${-16_716}
  ${'13.88'}        | ${{ unit: 'major', decimal: '.', thousands: '' }}  | ${1388}
  ${'+9120.63'}     | ${{ unit: 'major', decimal: '.', thousands: '' }}  | ${912_063}
  ${'1 250,5-'}     | ${{ unit: 'major', decimal: ',', thousands: ' ' }} | ${-125_050}
  ${'1.250,50'}     | ${{ unit: 'major', decimal: ',', thousands: '.' }} | ${125_050}
  ${'12.50,50'}     | ${{ unit: 'major', decimal: ',', thousands: '.' }} | ${undefined}
  ${'1.005'}        | ${{ unit: 'major', decimal: '.', thousands: '' }}  | ${undefined}
  ${'125000'}       | ${{ unit: 'minor', decimal: '.', thousands: '' }}  | ${125_000}
  ${'1250.00'}      | ${{ unit: 'minor', decimal: '.', thousands: '' }}  | ${undefined}
  ${'-1-'}          | ${{ unit: 'major', decimal: '.', thousands: '' }}  | ${undefined}
  ${''}             | ${{ unit: 'major', decimal: '.', thousands: '' }}  | ${undefined}
  ${'9'.repeat(30)} | ${{ unit: 'minor', decimal: '.', thousands: '' }}  | ${undefined}
`('an amount $text', ({ text, form, amount }) => {
  expect(amountOf(String(text), form)).toBe(amount === undefined ? undefined : minor(Number(amount)));
});

test('every amount of SWIFT is read digit by digit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999_999_999 }), (value) => {
      const text = `${Math.floor(value / 100)},${String(value % 100).padStart(2, '0')}`;
      expect(unsignedMinor(text, 0, text.length, 44)).toBe(value);
    }),
  );
  expect(unsignedMinor('1000000000000,00', 0, 16, 44)).toBe(-1);
});

test('dates: patterns, centuries, and the year that is not written', () => {
  expect(dateReader('dd.mm.yyyy')?.('02.01.2026')).toBe('2026-01-02');
  expect(dateReader('yymmdd')?.('800101')).toBe('1980-01-01');
  expect(dateReader('yymmdd')?.('790101')).toBe('2079-01-01');
  expect(dateReader('yyyymmdd')?.('20260230')).toBeUndefined();
  expect(['ddmm', 'yyyymm', 'ddmmyyyydd', ''].map(dateReader)).toEqual([null, null, null, null]);
  expect(yymmddAt('xx260230', 2)).toBeUndefined();
  expect(nearestYear(2, 29, knownDate('2027-03-01'))).toBe('2028-02-29');
  expect(nearestYear(2, 30, knownDate('2027-03-01'))).toBeUndefined();
});

test.each<readonly [string, Charset]>([
  ['zażółć gęślą jaźń', 'windows-1250'],
  ['zażółć gęślą jaźń', 'iso-8859-2'],
  ['zażółć gęślą jaźń', 'cp852'],
  ['rødgrød med fløde', 'windows-1252'],
  ['rødgrød med fløde', 'cp850'],
  ['rødgrød med fløde', 'iso-8859-1'],
])('%s is read in %s, and in UTF-8 whatever is configured', (text, charset) => {
  expect(decoderOf(charset)(iconv.encode(text, charset).toString('latin1'))).toBe(text);
  for (const configured of charsets) expect(decoderOf(configured)(Buffer.from(text).toString('latin1'))).toBe(text);
});

test('strict UTF-8 is what the platform takes for it', () => {
  const strict = new TextDecoder('utf-8', { fatal: true });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
      let isValid = true;
      try {
        strict.decode(bytes);
      } catch {
        isValid = false;
      }
      expect(isUtf8(bytes)).toBe(isValid);
    }),
    { numRuns: 5000 },
  );
});

test.each`
  line                  | fields
  ${'a,b,'}             | ${['a', 'b', '']}
  ${'"a,b",c'}          | ${['a,b', 'c']}
  ${'"say ""hi""",x'}   | ${['say "hi"', 'x']}
  ${'"a "b" c",x'}      | ${['a "b" c', 'x']}
  ${'-0.33","next"'}    | ${['-0.33', 'next']}
  ${'"","",""""'}       | ${['', '', '"']}
  ${'"never closed, x'} | ${['"never closed', ' x']}
  ${''}                 | ${['']}
`('the line $line has the fields $fields', ({ line, fields }) => {
  const read = delimitedFields(String(line), ',', '"');
  expect(read.map(({ text }) => text)).toEqual(fields);
});

test('fields that were quoted come back, and their places cover the line', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', 'ø'), maxLength: 6 });
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), (fields) => {
      // A quote in front of a comma inside a field cannot be told from a closing one once quotes stand single.
      const line = fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
      const read = delimitedFields(line, ',', '"');
      expect(read.map(({ text }) => text)).toEqual(fields);
      expect(read.map(({ from, to }) => line.slice(from - 1, to)).join(',')).toBe(line);
    }),
  );
});

test('a full piece goes on in the next, a shorter one ends its line, an account stands alone', () => {
  expect(joinedPieces(['a'.repeat(26), 'b', 'c'], 26)).toEqual([`${'a'.repeat(26)}b`, 'c']);
  expect(joinedPieces(['0'.repeat(26), 'b'], 26)).toEqual(['0'.repeat(26), 'b']);
  expect(joinedPieces(['', '  ', ''], 26)).toEqual([]);
});

test('every built-in profile is sound, and a profile with a fault says which', () => {
  expect(delimitedProfiles.map(profileFaults)).toEqual(delimitedProfiles.map(() => []));
  const faulty = {
    ...elixir0,
    separator: ',,',
    datePattern: 'mm',
    charset: 'ebcdic',
    columns: { amount: 0, bookingDate: 2 },
  };
  expect(profileFaults(faulty as never).map((fault) => fault.split(':')[0])).toEqual([
    'separator',
    'charset',
    'datePattern',
    'columns.amount',
    'columns.amount',
  ]);
});

test.each`
  type    | long   | id                   | read                  | isRight
  ${'71'} | ${'0'} | ${'000000001030105'} | ${'000000001030105'}  | ${true}
  ${'71'} | ${'0'} | ${'000000000030154'} | ${'000000000030154'}  | ${false}
  ${'75'} | ${'1'} | ${'234567890123452'} | ${'1234567890123452'} | ${true}
  ${'04'} | ${'0'} | ${'000000001030105'} | ${'0000000001030105'} | ${true}
  ${'73'} | ${'0'} | ${null}              | ${''}                 | ${null}
  ${'71'} | ${'0'} | ${null}              | ${''}                 | ${false}
  ${'99'} | ${'0'} | ${'000000001030105'} | ${'0000000001030105'} | ${null}
`('a slip of type $type with $id', ({ type, long, id, read, isRight }) => {
  expect(slipIdOf(type, long, id)).toEqual({ cardType: type, id: read, isRight });
});

test('a paid slip is written and read back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 999_999_999_999_999 }),
      fc.integer({ min: 1, max: 999_999_999_999_999 }),
      (amount, id) => {
        const payment = {
          zero: '0',
          paymentDate: knownDate('2026-02-02'),
          cardType: '71',
          zeros: '000',
          longIdDigit: '0',
          paymentId: String(id).padStart(15, '0'),
          archiveReference: '3015202602020000000001',
          bookingDate: null,
          amount: minor(amount),
          letters: 'CC',
          digits: '000000000',
          status: 'N',
        };
        const line = fi03.format(payment);
        expect(line.ok && line.value.length).toBe(113);
        expect(line.ok && fi03.parse(line.value)).toEqual({ ok: true, value: payment });
      },
    ),
  );
});
