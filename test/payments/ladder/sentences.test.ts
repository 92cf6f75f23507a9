import { describe, expect, test } from 'vitest';
import type { ClaimEvidence, ClaimExplanation, OutcomeClass } from '../../../src/payments/ladder/decision.ts';
import { claimRungs } from '../../../src/payments/ladder/facts.ts';
import type { Reason, ReasonCode } from '../../../src/payments/ladder/reasons.ts';
import { sentenceLanguages, sentenceOf, sentencesOf } from '../../../src/payments/ladder/sentences/index.ts';

/** Every reason once, with what it may be about; one that is missing does not compile. */
const reasons: { readonly [Code in ReasonCode]: Extract<Reason, { readonly code: Code }> } = {
  NO_IDENTIFIER: { code: 'NO_IDENTIFIER' },
  CLAIMS_STALE: { code: 'CLAIMS_STALE', readAt: '2026-01-15T06:30:00.000Z' },
  ID_UNKNOWN: { code: 'ID_UNKNOWN', value: '71' },
  ID_OF_OUR_BLOCK_NEVER_GIVEN: { code: 'ID_OF_OUR_BLOCK_NEVER_GIVEN', value: '71' },
  ID_AMBIGUOUS: { code: 'ID_AMBIGUOUS', value: '71', customers: ['10000', '20000'] },
  ID_REPAIRED: { code: 'ID_REPAIRED', value: '71', expected: '72' },
  ID_RETIRED: { code: 'ID_RETIRED', value: '71' },
  IDENTIFIERS_CONTRADICT: { code: 'IDENTIFIERS_CONTRADICT', customers: ['10000', '20000', '30000'] },
  PAYER_IS_ANOTHER: { code: 'PAYER_IS_ANOTHER', account: '12345678901234', customers: ['20000'] },
  PAYER_IS_A_STRANGER: { code: 'PAYER_IS_A_STRANGER', name: 'Mette Lund', customerNumber: '10000' },
  PAYER_PAYS_FOR_SEVERAL: { code: 'PAYER_PAYS_FOR_SEVERAL', account: '', customers: ['10000', '20000'] },
  PAYER_UNTOLD: { code: 'PAYER_UNTOLD', customerNumber: '10000' },
  PAYER_WAS_UNDONE: { code: 'PAYER_WAS_UNDONE', account: '12345678901234', customerNumber: '10000' },
  CUSTOMER_UNKNOWN: { code: 'CUSTOMER_UNKNOWN', customerNumber: '10000' },
  CUSTOMER_CLOSED: { code: 'CUSTOMER_CLOSED', customerNumber: '10000' },
  NOTHING_OPEN: { code: 'NOTHING_OPEN', customerNumber: '10000' },
  CLAIM_CLOSED: { code: 'CLAIM_CLOSED', documentNumber: 'INV-10023' },
  CURRENCY_DIFFERS: { code: 'CURRENCY_DIFFERS', said: 'EUR', ours: 'DKK' },
  AMOUNT_IMPOSSIBLE: { code: 'AMOUNT_IMPOSSIBLE', minor: -5 },
  AMOUNT_NOT_EXPLAINED: { code: 'AMOUNT_NOT_EXPLAINED', customerNumber: '10000', minor: 123_456_789 },
  AMOUNT_LESS: { code: 'AMOUNT_LESS', documentNumber: 'INV-10023', openMinor: 125_000 },
  AMOUNT_MORE: { code: 'AMOUNT_MORE', documentNumber: 'INV-10023', openMinor: 99_900 },
  SEVERAL_SETS_FIT: { code: 'SEVERAL_SETS_FIT', sets: 2 },
  EQUAL_AMOUNTS: { code: 'EQUAL_AMOUNTS', minor: 19_900, claims: 3 },
  SEARCH_GAVE_UP: { code: 'SEARCH_GAVE_UP', claims: 60, nodes: 120_000 },
  COINCIDENCE_POSSIBLE: { code: 'COINCIDENCE_POSSIBLE', claims: 14 },
  NEIGHBOUR_NUMBER: { code: 'NEIGHBOUR_NUMBER', documentNumber: 'INV-10023', neighbour: 'INV-10032' },
  CONTESTED: { code: 'CONTESTED', payments: 2 },
  UNDONE_BEFORE: { code: 'UNDONE_BEFORE', customerNumber: '10000' },
  ONLY_AMOUNT_FITS: { code: 'ONLY_AMOUNT_FITS', claims: 1 },
  ONLY_NAME_FITS: { code: 'ONLY_NAME_FITS', name: 'Jens Hansen', customerNumber: '10000' },
  DOCUMENT_NOT_NAMED: { code: 'DOCUMENT_NOT_NAMED' },
  WEAKER_RUNG: { code: 'WEAKER_RUNG', rung: 'known payer' },
};

const outcomes: Readonly<Record<OutcomeClass, true>> = {
  exact: true,
  partial: true,
  excess: true,
  'already paid': true,
  'closed item': true,
  'unknown id': true,
  'wrong customer': true,
  'wrong currency': true,
  ambiguous: true,
  unidentified: true,
  'undone before': true,
};

const compared: Readonly<Record<ClaimEvidence['what'], true>> = {
  'payment id': true,
  'end-to-end id': true,
  mandate: true,
  'document number': true,
  'payer account': true,
  'payer name': true,
  amount: true,
  currency: true,
};

/** English words of the data that may stand in no Danish or Polish sentence. */
const english = /\b(?:the|payment|claims?|customer|document|amount|known|first|before|undone|rung|text)\b/i;

function expectToBeReadable(sentence: string, language: string): void {
  expect(sentence).not.toMatch(/\bundefined\b|\bnull\b|\bNaN\b|\[object|[A-Z]{2,}_[A-Z]/);
  expect(sentence).toMatch(/^[\p{Lu}\d„»“-].*[.]$/u);
  expect(sentence).not.toMatch(/ {2}|\s[.,;:]|\(\)/);
  if (language !== 'en') expect(sentence).not.toMatch(english);
}

const settled: ClaimExplanation = {
  rung: 'document numbers',
  outcome: 'exact',
  fileId: 7,
  fileLine: 42,
  evidence: [
    { what: 'document number', said: 'INV 10 023', ours: 'INV-10023', agrees: true, at: 'text 2' },
    { what: 'payer name', said: 'HANSEN, JENS', ours: 'Jens Hansen', agrees: true },
    { what: 'amount', said: '1250.00', agrees: true },
  ],
  considered: 3,
  runnersUp: [
    {
      customerNumber: '10000',
      documentNumbers: ['INV-10001', 'INV-10002'],
      minor: 125_000,
      why: { code: 'DOCUMENT_NOT_NAMED' },
    },
  ],
  uniqueness: { kind: 'named' },
  whyNot: null,
};

const waiting: ClaimExplanation = {
  rung: 'unique subset',
  outcome: 'ambiguous',
  fileId: 12,
  fileLine: 3,
  evidence: [{ what: 'payer account', said: '30001234567890', agrees: true }],
  considered: 5,
  runnersUp: [
    {
      customerNumber: '10000',
      documentNumbers: ['10001', '10002', '10003'],
      minor: 3_000_000,
      why: { code: 'SEVERAL_SETS_FIT', sets: 2 },
    },
  ],
  uniqueness: { kind: 'not proven', why: { code: 'SEVERAL_SETS_FIT', sets: 2 } },
  whyNot: { code: 'SEVERAL_SETS_FIT', sets: 2 },
};

const byRule: ClaimExplanation = {
  rung: 'convention',
  outcome: 'excess',
  fileId: 1,
  fileLine: 1,
  evidence: [
    {
      what: 'payment id',
      said: '+71<000000000012349',
      ours: '000000000012349',
      agrees: true,
      at: 'structured reference',
    },
  ],
  considered: 1,
  runnersUp: [],
  uniqueness: { kind: 'convention', convention: 'oldest first' },
  whyNot: null,
};

describe.each(sentenceLanguages)('in the language %s', (language) => {
  test.each(Object.values(reasons))('$code is a plain sentence', (reason) => {
    expectToBeReadable(sentenceOf(reason, language), language);
  });

  test('no two reasons, outcomes or rungs are told alike', () => {
    const told = Object.values(reasons).map((reason) => sentenceOf(reason, language));
    expect(new Set(told).size).toBe(told.length);
    const heads = new Set(claimRungs.map((rung) => sentencesOf({ ...settled, rung }, language)[0])).size;
    expect(heads).toBe(claimRungs.length);
  });

  test('every outcome, rung and comparison is told in plain sentences, settled and waiting', () => {
    const evidence = Object.keys(compared).flatMap((what) =>
      [true, false].flatMap((agrees) =>
        [undefined, 'B-2', ''].map((ours) => ({
          what,
          said: 'A-1',
          agrees,
          at: 'text',
          ...(ours === undefined ? {} : { ours }),
        })),
      ),
    );
    for (const outcome of Object.keys(outcomes)) {
      for (const rung of [...claimRungs, 'none']) {
        for (const whyNot of [null, reasons.PAYER_UNTOLD]) {
          const explanation = { ...settled, outcome, rung, whyNot, evidence } as unknown as ClaimExplanation;
          for (const sentence of sentencesOf(explanation, language)) expectToBeReadable(sentence, language);
        }
      }
    }
  });

  test.each(['structured reference', 'credited account', 'text', 'text 3', 'end-to-end id'])('says where: %s', (at) => {
    const told = sentencesOf(
      { ...settled, evidence: [{ what: 'payment id', said: '71', agrees: true, at }] },
      language,
    );
    expectToBeReadable(told[2] ?? '', language);
    const without = sentencesOf({ ...settled, evidence: [{ what: 'payment id', said: '71', agrees: true }] }, language);
    expect(told[2]).not.toBe(without[2]);
  });

  test('one claim and many are counted as the language counts', () => {
    const numbers = [1, 2, 5, 12, 22, 1000];
    for (const claims of numbers) {
      for (const code of ['EQUAL_AMOUNTS', 'SEARCH_GAVE_UP', 'COINCIDENCE_POSSIBLE', 'ONLY_AMOUNT_FITS'] as const) {
        expectToBeReadable(sentenceOf({ code, claims, minor: 100, nodes: claims }, language), language);
      }
      const uniqueness = { kind: 'proven', claims, nodes: 1234 } as const;
      for (const sentence of sentencesOf({ ...settled, considered: claims, uniqueness }, language)) {
        expectToBeReadable(sentence, language);
      }
    }
  });
});

describe('a whole explanation', () => {
  test('of a payment that is settled', () => {
    expect(sentencesOf(settled, 'en')).toEqual([
      'Matched by the document numbers in the text.',
      'The amount is explained exactly.',
      'The payer wrote “INV 10 023” in line 2 of the text, which is document INV-10023.',
      'The payer’s name, “HANSEN, JENS”, agrees with the customer’s, “Jens Hansen”.',
      'The amount of 1,250.00 is exactly what is open.',
      '3 open claims were considered.',
      'INV-10001 and INV-10002 of customer 10000, 1,250.00 in all, came near and lost. The payer named other documents.',
      'The payer named what is paid, and it adds up.',
      'The payment stands in file 7, line 42.',
    ]);
    expect(sentencesOf(settled, 'da')).toEqual([
      'Fundet ud fra fakturanumrene i teksten.',
      'Beløbet er præcis forklaret.',
      'Indbetaleren skrev »INV 10 023« i tekstens linje 2, og det er bilag INV-10023.',
      'Indbetalerens navn, »HANSEN, JENS«, stemmer med debitorens, »Jens Hansen«.',
      'Beløbet på 1.250,00 er præcis det, der er åbent.',
      '3 åbne poster er vurderet.',
      'INV-10001 og INV-10002 hos debitor 10000, i alt 1.250,00, var tæt på, men tabte. Indbetaleren har henvist til andre bilag.',
      'Indbetaleren skrev selv, hvad der betales, og det går op.',
      'Indbetalingen står i fil 7, linje 42.',
    ]);
    expect(sentencesOf(settled, 'pl')).toEqual([
      'Podstawa dopasowania: numery faktur w tytule przelewu.',
      'Kwota jest dokładnie wyjaśniona.',
      'Płatnik podał „INV 10 023” w wierszu 2 tytułu przelewu, czyli dokument INV-10023.',
      'Nazwa płatnika, „HANSEN, JENS”, zgadza się z nazwą kontrahenta, „Jens Hansen”.',
      'Kwota 1 250,00 to dokładnie tyle, ile pozostaje do zapłaty.',
      'Liczba sprawdzonych otwartych należności: 3.',
      'Blisko, ale bez skutku: INV-10001 i INV-10002 kontrahenta 10000, łącznie 1 250,00. Płatnik wskazał inne dokumenty.',
      'Płatnik sam podał, za co płaci, i kwota się zgadza.',
      'Wpłata znajduje się w pliku 7, w wierszu 42.',
    ]);
  });

  test('of a payment that waits', () => {
    expect(sentencesOf(waiting, 'en')).toEqual([
      'Not settled by the only set of claims that makes up the amount.',
      'More than one answer is possible.',
      'The account 30001234567890 has paid for this customer before, and for nobody else.',
      '5 open claims were considered.',
      '10001, 10002 and 10003 of customer 10000, 30,000.00 in all, came near and lost. At least 2 different sets of claims make up the amount.',
      'It is not proven that only one answer is right.',
      'It waits for a person. At least 2 different sets of claims make up the amount.',
      'The payment stands in file 12, line 3.',
    ]);
    expect(sentencesOf(waiting, 'da')).toEqual([
      'Ikke afgjort ud fra det eneste sæt poster, der giver beløbet.',
      'Mere end ét svar er muligt.',
      'Kontoen 30001234567890 har betalt for denne debitor før, og kun for den.',
      '5 åbne poster er vurderet.',
      '10001, 10002 og 10003 hos debitor 10000, i alt 30.000,00, var tæt på, men tabte. Mindst 2 forskellige sæt poster giver beløbet.',
      'Det er ikke bevist, at kun ét svar er rigtigt.',
      'Indbetalingen venter på en medarbejder. Mindst 2 forskellige sæt poster giver beløbet.',
      'Indbetalingen står i fil 12, linje 3.',
    ]);
    expect(sentencesOf(waiting, 'pl')).toEqual([
      'Reguła, która nie wystarczyła: jedyny zestaw należności, który daje tę kwotę.',
      'Możliwa jest więcej niż jedna odpowiedź.',
      'Z rachunku 30001234567890 płacono już za tego kontrahenta i za nikogo innego.',
      'Liczba sprawdzonych otwartych należności: 5.',
      'Blisko, ale bez skutku: 10001, 10002 i 10003 kontrahenta 10000, łącznie 30 000,00. Tę kwotę daje więcej niż jeden zestaw należności (co najmniej 2).',
      'Nie udowodniono, że właściwa jest tylko jedna odpowiedź.',
      'Wpłata czeka na pracownika. Tę kwotę daje więcej niż jeden zestaw należności (co najmniej 2).',
      'Wpłata znajduje się w pliku 12, w wierszu 3.',
    ]);
  });

  test('of a payment that a declared rule has spread', () => {
    expect(sentencesOf(byRule, 'en')).toEqual([
      'Matched by the company’s declared rule.',
      'The amount is more than what is open.',
      'What is left over stands on the customer’s account.',
      'The payment id “+71<000000000012349” in the structured reference is read as ours, “000000000012349”.',
      '1 open claim was considered.',
      'Nothing says which claims are meant. The company’s rule decided: the oldest claim first. That is a rule, not a proof.',
      'The payment stands in file 1, line 1.',
    ]);
    expect(sentencesOf(byRule, 'da')).toEqual([
      'Fundet ud fra virksomhedens egen regel.',
      'Beløbet er større end det åbne.',
      'Det overskydende står på debitorens konto.',
      'Betalings-id’et »+71<000000000012349« i den strukturerede reference er læst som vores »000000000012349«.',
      '1 åben post er vurderet.',
      'Intet fortæller, hvilke poster der er ment. Virksomhedens regel afgjorde det: ældste post først. Det er en regel, ikke et bevis.',
      'Indbetalingen står i fil 1, linje 1.',
    ]);
    expect(sentencesOf(byRule, 'pl')).toEqual([
      'Podstawa dopasowania: reguła ustalona przez firmę.',
      'Kwota jest wyższa niż to, co pozostaje do zapłaty.',
      'Nadwyżka pozostaje na koncie kontrahenta.',
      'Identyfikator płatności „+71<000000000012349” w referencji strukturalnej odczytano jako nasz „000000000012349”.',
      'Liczba sprawdzonych otwartych należności: 1.',
      'Nic nie wskazuje, o które należności chodzi. Rozstrzygnęła reguła firmy: najpierw najstarsza należność. To reguła, a nie dowód.',
      'Wpłata znajduje się w pliku 1, w wierszu 1.',
    ]);
  });

  test('of a payment of which nothing is known', () => {
    const nothing: ClaimExplanation = {
      ...waiting,
      rung: 'none',
      outcome: 'unidentified',
      evidence: [],
      considered: 0,
      runnersUp: [],
      uniqueness: null,
      whyNot: { code: 'NO_IDENTIFIER' },
    };
    expect(sentencesOf(nothing, 'da')).toEqual([
      'Ingen regel fortæller, hvad indbetalingen er for.',
      'Det er ukendt, hvad der betales.',
      'Indbetalingen venter på en medarbejder. Intet i indbetalingen fortæller, hvem der betaler, eller hvad der betales.',
      'Indbetalingen står i fil 12, linje 3.',
    ]);
  });
});

describe('amounts, dates and counts', () => {
  test.each`
    language | amount            | date                            | count
    ${'en'}  | ${'1,234,567.89'} | ${'15 January 2026 06:30 UTC'}  | ${'120,000'}
    ${'da'}  | ${'1.234.567,89'} | ${'15. januar 2026 06:30 UTC'}  | ${'120.000'}
    ${'pl'}  | ${'1 234 567,89'} | ${'15 stycznia 2026 06:30 UTC'} | ${'120 000'}
  `('are written as in $language', ({ language, amount, date, count }) => {
    expect(sentenceOf(reasons.AMOUNT_NOT_EXPLAINED, language)).toContain(amount);
    expect(sentenceOf(reasons.CLAIMS_STALE, language)).toContain(date);
    expect(sentenceOf(reasons.SEARCH_GAVE_UP, language)).toContain(count);
  });

  test('a day without a time is a day, and what is no day is told as it is', () => {
    expect(sentenceOf({ code: 'CLAIMS_STALE', readAt: '2026-10-01' }, 'pl')).toContain('1 października 2026,');
    expect(sentenceOf({ code: 'CLAIMS_STALE', readAt: 'yesterday' }, 'en')).toContain('yesterday,');
    expect(sentenceOf({ code: 'CLAIMS_STALE', readAt: '' }, 'en')).toContain('never');
  });

  test('what does not agree is told as it is', () => {
    const evidence = [
      { what: 'payer account', said: '30001234567890', ours: '20000, 30000', agrees: false },
      { what: 'payer name', said: 'Mette Lund', ours: 'Jens Hansen', agrees: false },
      { what: 'amount', said: '-1250.50', ours: '1300.00', agrees: false },
    ] as const;
    expect(sentencesOf({ ...waiting, evidence }, 'en').slice(2, 5)).toEqual([
      'The account 30001234567890 has paid for 20000, 30000 before.',
      'The payer’s name, “Mette Lund”, is not the customer’s, “Jens Hansen”.',
      'The amount is -1,250.50, and what is open is 1,300.00.',
    ]);
    expect(sentencesOf({ ...waiting, evidence }, 'da').slice(2, 5)).toEqual([
      'Kontoen 30001234567890 har tidligere betalt for 20000, 30000.',
      'Indbetalerens navn, »Mette Lund«, er ikke debitorens, »Jens Hansen«.',
      'Beløbet er -1.250,50, og der er 1.300,00 åbent.',
    ]);
    expect(sentencesOf({ ...waiting, evidence }, 'pl').slice(2, 5)).toEqual([
      'Z rachunku 30001234567890 płacono wcześniej za: 20000, 30000.',
      'Nazwa płatnika, „Mette Lund”, nie jest nazwą kontrahenta, „Jens Hansen”.',
      'Kwota wynosi -1 250,50, a do zapłaty pozostaje 1 300,00.',
    ]);
  });

  test('money left over is on account only once it is settled', () => {
    const onAccount = 'What is left over stands on the customer’s account.';
    expect(sentencesOf({ ...settled, outcome: 'excess' }, 'en')).toContain(onAccount);
    expect(sentencesOf({ ...waiting, outcome: 'excess' }, 'en')).not.toContain(onAccount);
  });

  test('an amount that no one can read is told as it is', () => {
    const evidence = [{ what: 'amount', said: '12.345', agrees: false }] as const;
    expect(sentencesOf({ ...settled, evidence }, 'da')[2]).toContain('12.345');
  });
});
