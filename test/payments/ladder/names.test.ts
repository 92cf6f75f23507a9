import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameLikeness, namesAgree } from '../../../src/payments/ladder/names.ts';

const same: readonly (readonly [payer: string, customer: string])[] = [
  ['Jens Hansen', 'Jens Hansen'],
  ['JENS HANSEN', 'Jens Hansen'],
  ['Hansen, Jens', 'Jens Hansen'],
  ['HANSEN JENS', 'Jens Hansen'],
  ['Jens Peter Hansen', 'Jens Hansen'],
  ['Jens P. Hansen', 'Jens Peter Hansen'],
  ['J. Hansen', 'Jens Hansen'],
  ['J.P. Hansen', 'Jens Peter Hansen'],
  ['Hansen J', 'Jens Hansen'],
  ['Soeren Oestergaard', 'Søren Østergaard'],
  ['SOREN OSTERGARD', 'Søren Østergård'],
  ['Søren Østergaard', 'Søren Østergård'],
  ['Aase Bækgaard', 'Åse Baekgård'],
  ['Hr. Jens Hansen', 'Jens Hansen'],
  ['Jens og Mette Hansen', 'Mette Hansen'],
  ['Jens Hansen & Mette Lund', 'Jens Hansen'],
  ['Fru Kirsten Rasmusen', 'Kirsten Rasmussen'],
  ['Kirstne Rasmussen', 'Kirsten Rasmussen'],
  ['Nordisk Energi A/S', 'NORDISK ENERGI'],
  ['Nordisk Energi AS', 'Nordisk Energi A/S'],
  ['Nordisk Energi Aktieselskab', 'Nordisk Energi A/S'],
  ['Nordisk Enregi A/S', 'Nordisk Energi A/S'],
  ['Møller & Sønner ApS', 'Moeller og Soenner ApS'],
  ['Hansens VVS v/Jens Hansen', 'Hansens VVS'],
  ['Jens Hansen', 'Hansens VVS v/Jens Hansen'],
  ['Boligforeningen Nørrebro Parkvej Af', 'Boligforeningen Nørrebro Parkvej Afdeling Syd'],
  ['Ejendomsselskabet Vesterbrogade Nor', 'Ejendomsselskabet Vesterbrogade Nord ApS'],
  ['Anna Kowalska', 'Kowalska Anna'],
  ['ZOLC LUKASZ', 'Łukasz Żółć'],
  ['Pani Małgorzata Wiśniewska', 'Malgorzata Wisniewska'],
  ['ABC Budownictwo Sp. z o.o.', 'ABC BUDOWNICTWO SP Z OO'],
  ['ABC Budownictwo spółka z ograniczoną odpowiedzialnością', 'ABC Budownictwo Sp. z o.o.'],
  ['Transport Kowalczyk Sp. z o.o. Sp. k.', 'TRANSPORT KOWALCZYK SP. Z O. O. SP.K.'],
  ['Zakłady Metalowe S.A.', 'Zaklady Metalowe SA'],
  ['Anna Kowalska-Nowak', 'Anna Kowalska Nowak'],
  ['Jürgen Groß', 'Juergen Gross'],
  ['Dr. Hans-Peter Müller', 'Hans Peter Mueller'],
  ['Bäckerei Schulz GmbH', 'Baeckerei Schulz GmbH'],
  ['Bäckerei Schulz GmbH & Co. KG', 'BAECKEREI SCHULZ GMBH CO KG'],
  ['Ludwig von der Heide', 'von der Heide, Ludwig'],
  ['Volvo', 'VOLVO'],
  ['Åse Kristensen og Mikkel Kristensen', 'Åse Kristensen'],
  ['Troels Bæk og Bjørn Bæk', 'Bjørn Bæk'],
  ['Asger Bæk og Bodil Bæk', 'Bodil Bæk'],
  ['Freja Østergaard og Tønnes Østergaard', 'Tønnes Østergaard'],
  ['Käthe Hofmann und Thomas Hofmann', 'Käthe Hofmann'],
  ['Żaneta Zając i Anna Zając', 'Żaneta Zając'],
  ['Käthe Hofmann & Thomas Hofmann', 'Käthe Hofmann'],
  ['Ane Madsen Olsen', 'Ane Olsen'],
  ['Bodil Kristensen Sørensen', 'Bodil Sørensen'],
  ['Świętosława Grabowski Wójcik', 'Świętosława Wójcik'],
  ['Petra Zimmermann Zimmermann', 'Petra Zimmermann'],
  ['Thomas Neumann Bauer', 'Thomas Bauer'],
  ['Lübecker Elektro GmbH & Co.', 'Lübecker Elektro GmbH & Co. KG'],
  ['Zamość Usługi Południe Sp.', 'Zamość Usługi Południe Sp. z o.o.'],
];

const different: readonly (readonly [payer: string, customer: string])[] = [
  ['', 'Jens Hansen'],
  ['Jens Hansen', ''],
  ['Hansen', 'Jens Hansen'],
  ['Hansen', 'Hansen'],
  ['Jens', 'Jens'],
  ['Jens Hansen', 'Mette Hansen'],
  ['Jens Hansen', 'Jens Jensen'],
  ['Jens Hansen', 'Jens Jansen'],
  ['Jens Petersen', 'Jens Pedersen'],
  ['Jens H', 'Jens Hansen'],
  ['J. Hansen', 'Mette Hansen'],
  ['J. Hansen', 'Jens Peter Hansen'],
  ['J. H.', 'Jens Hansen'],
  ['J. Hanssen', 'Jens Hansen'],
  ['Jens Peter Hansen', 'Jens Ole Hansen'],
  ['Marie Nielsen', 'Maria Nielsen'],
  ['Hanne Nielsen', 'Hanna Nielsen'],
  ['Marta Nowak', 'Maria Nowak'],
  ['Daniel Nowak', 'Daniela Nowak'],
  ['Jan Kowalski', 'Anna Kowalska'],
  ['Andrzej Kowalski', 'Andrzej Kowalewski'],
  ['Jens Hansen & Mette Lund', 'Jens Lund'],
  ['Jens Hansen og Mette Lund', 'Mette Hansen'],
  ['Jens Hansen', 'Jens Hansen ApS'],
  ['Nordic Energy', 'Nordic Shipping'],
  ['Nordic', 'Nordic Shipping A/S'],
  ['Nordic Holding A/S', 'Nordic A/S'],
  ['Nordic Food Service', 'Nordic Service'],
  ['Nordic Energy A/S', 'Nordic Energy ApS'],
  ['Nordic Energy Danmark A/S', 'Nordic Energy A/S'],
  ['Hansen Holding ApS', 'Hansen ApS'],
  ['Jens Dalgaard', 'Jens Halgaard'],
  ['Baltic Marine', 'Baltic Marina'],
  ['Nordisk Enregi Servcie', 'Nordisk Energi Service'],
  ['Nordic Food & Nordic Drinks', 'Nordic Food'],
  ['Max Auto Service', 'Max Service'],
  ['Peter Jens Hansen', 'Jens Hansen'],
  ['Jens Hansen Biler', 'Jens Hansen'],
  ['Jens Hansen', 'Jens Hansen Larsen'],
  ['Hansen & Sønner', 'Hansen & Lund'],
  ['Boligforeningen Nord Afdeling 12', 'Boligforeningen Nord Afdeling 13'],
  ['Boligforeningen Nord afdeling nr 1', 'Boligforeningen Nord afdeling nr 12'],
  ['ABC Transport Sp. z o.o.', 'ABC Budownictwo Sp. z o.o.'],
  ['ABC Transport Sp. z o.o.', 'ABC Transport S.A.'],
  ['Hans Meyer', 'Hans Mayer'],
  ['Hans Müller', 'Hans Möller'],
  ['Peter Schmidt', 'Peter Schmitt'],
  ['Bäckerei Schulz GmbH', 'Fleischerei Schulz GmbH'],
  ['Jens Hansen c/o Mette Lund', 'Mette Lund'],
  ['Åse Kristensen og Mikkel Kristensen', 'Ane Kristensen'],
  ['Åse Kristensen og Mikkel Madsen', 'Mikkel Kristensen'],
  ['Nordisk Mad og Nordisk Vin', 'Nordisk Mad'],
  ['Bodil Kristensen Sørensen', 'Bodil Kristensen'],
  ['Bodil Kristensen Sørensen', 'Maja Sørensen'],
  ['Bodil Kristensen Sørensen', 'Kristensen Sørensen'],
  ['Malerfirma Ole Jensen', 'Malerfirma Jensen'],
  ['Hansen Madsen Jensen', 'Hansen Jensen'],
  ['Lübecker Maschinenbau Betei', 'Lübecker Maschinenbau Service GmbH'],
  ['Lübecker Maschinenbau Betei', 'Lübecker Maschinenbau Beteiligungs GmbH'],
];

describe('whether two names are one', () => {
  test.each(same)('%s is %s', (payer, customer) => {
    expect(namesAgree(payer, customer)).toBe(true);
    expect(namesAgree(customer, payer)).toBe(true);
  });

  test.each(different)('%s is not %s', (payer, customer) => {
    expect(namesAgree(payer, customer)).toBe(false);
    expect(namesAgree(customer, payer)).toBe(false);
  });

  test('nobody is everybody: of a hundred common people no two agree', () => {
    const first = ['Jens', 'Mette', 'Anna', 'Anne', 'Hanne', 'Hans', 'Hanna', 'Marta', 'Maria', 'Marie'];
    const last = [
      'Hansen',
      'Jensen',
      'Petersen',
      'Pedersen',
      'Nielsen',
      'Nilsen',
      'Olsen',
      'Olesen',
      'Larsen',
      'Lassen',
    ];
    const people = first.flatMap((one) => last.map((other) => `${one} ${other}`));
    const confused = people.flatMap((one) =>
      people.filter((other) => other > one && namesAgree(one, other)).map((other) => [one, other]),
    );
    expect(confused).toEqual([]);
  });
});

const name = fc.oneof(
  fc.constantFrom(...same.flat(), ...different.flat()),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 80 }),
);

describe('how much two names are alike', () => {
  test('is between nought and one, the same either way round, and one for the name itself', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const alike = nameLikeness(a, b);
        expect(alike).toBeGreaterThanOrEqual(0);
        expect(alike).toBeLessThanOrEqual(1);
        expect(nameLikeness(b, a)).toBeCloseTo(alike, 10);
        expect(namesAgree(b, a)).toBe(namesAgree(a, b));
        expect([0, 1]).toContain(nameLikeness(a, a));
      }),
      { numRuns: 500 },
    );
  });

  test.each`
    nearer                  | than
    ${'Jens Hansen'}        | ${'Jens Jensen'}
    ${'Jens Hanssen'}       | ${'Jens Olsen'}
    ${'J. Hansen'}          | ${'M. Hansen'}
    ${'Hansen, Jens Peter'} | ${'Mette Hansen'}
    ${'Mette Hansen'}       | ${'Ole Lund'}
  `('$nearer is more like Jens Hansen than $than is', ({ nearer, than }) => {
    expect(nameLikeness(nearer, 'Jens Hansen')).toBeGreaterThan(nameLikeness(than, 'Jens Hansen'));
  });

  test('is high where names agree', () => {
    for (const [payer, customer] of same) {
      if (/og|&|v\/|Afd|Nor$/.test(payer + customer)) continue;
      expect(`${payer}: ${nameLikeness(payer, customer) >= 0.6}`).toBe(`${payer}: true`);
    }
  });
});
