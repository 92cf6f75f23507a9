import type { Country } from './rows.ts';

/** Names of no real persons: common given names and surnames put together by lot. Few surnames, so that many are the same. */
export interface WordList {
  readonly given: readonly string[];
  readonly surnames: readonly string[];
  readonly firmWords: readonly string[];
  readonly trades: readonly string[];
  readonly suffixes: readonly string[];
  /** Words that make a sister company of a firm. */
  readonly sisters: readonly string[];
  readonly and: string;
}

const w = (text: string): readonly string[] => text.split(' ');

export const wordLists: Readonly<Record<Country, WordList>> = {
  DK: {
    given: w(
      'Anders Mette Søren Kirsten Lærke Jørgen Bodil Åse Niels Ane Mikkel Sofie Rasmus Freja Øjvind Karen Bjørn Inger Poul Maja Emil Astrid Jens Signe Troels Dorthe Asger Ida Villads Sørine Henrik Lone Viggo Else Magnus Birthe Aage Rikke Tønnes Gudrun',
    ),
    surnames: w(
      'Jensen Nielsen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen Petersen Madsen Kristensen Olsen Thomsen Møller Østergaard Bæk Nørgaard Kjærgaard Skov Lund Holm Mikkelsen Åkjær',
    ),
    firmWords: w(
      'Nordhavn Vesterbro Limfjord Himmerland Øresund Skagen Åbybro Midtjysk Fjordby Storebælt Kløver Birkely Havnens Lindeby Tårnby Søgaard Engdraget Mølleby',
    ),
    trades: w('Byg Transport Tømrer VVS Maskiner Revision Rengøring Fødevarer Elektro Ejendomme Køl Smedje Gartneri'),
    suffixes: w('ApS A/S I/S'),
    sisters: w('Holding Invest Service Syd'),
    and: 'og',
  },
  PL: {
    given: w(
      'Anna Piotr Małgorzata Łukasz Agnieszka Paweł Katarzyna Michał Zofia Grażyna Stanisław Bożena Jędrzej Wiesława Świętosława Krzysztof Żaneta Tadeusz Elżbieta Jarosław Ewa Marek Halina Zbigniew Róża Mieczysław Jadwiga Bogusław',
    ),
    surnames: w(
      'Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski Pawłowski Michalski Zając Król Wieczorek Jabłoński Wróbel Gąska',
    ),
    firmWords: w(
      'Bałtyk Mazowsze Śląsk Wisła Małopolska Krakus Żuraw Podlasie Odra Pomorze Łódka Zamość Górnik Sądecki Kujawy Narew',
    ),
    trades: w('Budownictwo Transport Handel Meble Stal Usługi Rolnictwo Chemia Elektronika Druk Spedycja Piekarnia'),
    suffixes: ['Sp. z o.o.', 'S.A.', 'Sp. k.'],
    sisters: w('Holding Inwest Serwis Południe'),
    and: 'i',
  },
  DE: {
    given: w(
      'Jürgen Sabine Björn Ursula Günter Käthe Stefan Renate Jörg Brigitte Thomas Heike Lukas Anke Sören Petra Matthias Gisela Uwe Birgit Andreas Monika Hans Jutta',
    ),
    surnames: w(
      'Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Krüger Hofmann Groß Böhm',
    ),
    firmWords: w(
      'Nordlicht Hanse Elbtal Rheinland Münster Schwarzwald Küsten Förde Lübecker Alster Süd Börde Göttinger',
    ),
    trades: w('Bau Logistik Werkzeuge Möbel Elektro Handel Metall Druck Maschinenbau Gebäudetechnik Gärtnerei'),
    suffixes: ['GmbH', 'AG', 'GmbH & Co. KG', 'KG'],
    sisters: w('Holding Beteiligungs Service Nord'),
    and: 'und',
  },
};

/**
 * What payers write around a number. `{n}` stands for the numbers, `{d}` for a date, `{x}` for a
 * number of their own, `{a}` for the amount.
 */
export const phrases: Readonly<Record<Country, { readonly one: readonly string[]; readonly many: readonly string[] }>> =
  {
    DK: {
      one: [
        '{n}',
        'Faktura {n}',
        'Fakt. {n}',
        'Fakturanr. {n}',
        'Vedr. {n} tak',
        'Betaling faktura nr {n}',
        'Regning {n} af {d}',
        'bilag {x} fakt {n}',
        'inv {n}',
        'Faktura {n} kr {a}',
      ],
      many: ['{n}', 'Fakturaer {n}', 'Fakt. {n}', 'Betaling af {n}', 'Fakturanr {n} samlet'],
    },
    PL: {
      one: [
        '{n}',
        'FV {n}',
        'faktura {n}',
        'zapłata za fakturę {n}',
        'Opłata {n} z dnia {d}',
        'przelew za {n}',
        'faktura nr {n} dziękuję',
        'zam. {x} fakt. {n}',
        'faktura {n} kwota {a}',
        '/VAT/23,00/IDC/1234563218/INV/{n}/TXT/',
      ],
      many: ['{n}', 'faktury {n}', 'zapłata za {n}', 'FV: {n}', 'faktury nr {n} razem'],
    },
    DE: {
      one: [
        '{n}',
        'Rechnung {n}',
        'RG {n}',
        'Rechnungsnr. {n}',
        'Re.-Nr. {n} vom {d}',
        'Zahlung Rechnung {n}',
        'Beleg {x} Rechnung {n}',
        'Rechnung {n} EUR {a}',
      ],
      many: ['{n}', 'Rechnungen {n}', 'RG {n}', 'Zahlung {n}', 'Rechnungsnr {n} gesamt'],
    },
  };

/** Texts that name nothing. */
export const emptyPhrases: Readonly<Record<Country, readonly string[]>> = {
  DK: ['', '', 'Betaling', 'Overførsel', 'Tak for god service', 'Månedens betaling', 'Indbetaling fra netbank'],
  PL: ['', '', 'przelew', 'zapłata', 'opłata miesięczna', 'przelew środków', 'należność'],
  DE: ['', '', 'Überweisung', 'Zahlung', 'Monatsbeitrag', 'Danke', 'Gutschrift'],
};
