import { seeded } from '../../kit/seeded.ts';
import type { Customer } from '../state/world.ts';

/**
 * Customers who are invoiced in euro. Their names and towns use letters of half of Europe, because a direct debit must
 * carry them into a character set that knows few of them.
 */
export function euroIdentity(
  seed: number,
  index: number,
): Pick<Customer, 'name' | 'addressLine1' | 'city' | 'country' | 'postalCode' | 'currencyCode'> & {
  readonly phoneNumber: string;
  readonly taxRegistrationNumber: string;
} {
  const random = seeded(seed, 'euro customer', index);
  const place = random.pick(euroPlaces);
  return {
    name: random.pick(place.names),
    addressLine1: `${place.street} ${random.between(1, 180)}`,
    city: place.city,
    country: place.country,
    postalCode: place.postalCode,
    currencyCode: 'EUR',
    phoneNumber: '',
    taxRegistrationNumber: '',
  };
}

const euroPlaces = [
  {
    country: 'DE',
    postalCode: '24937',
    city: 'Flensburg',
    street: 'Große Straße',
    names: ['Jürgen Groß', 'Käthe Weiß-Möller', 'Bäckerei Üçgül GmbH & Co. KG', 'Öko "Früchtchen" e. K.'],
  },
  {
    country: 'NL',
    postalCode: '1012 AB',
    city: '’s-Hertogenbosch',
    street: 'Sint Janskerkhof',
    names: ['Ĳsbrand van ’t Hoff', 'Coöperatie De Eénheid U.A.', 'Zoë de Wit – Fiets & Co.'],
  },
  {
    country: 'AT',
    postalCode: '1010',
    city: 'Wien',
    street: 'Kärntner Straße',
    names: ['Österreicher & Söhne OG', 'Franz Höß', 'Caffè Però KG'],
  },
  {
    country: 'PL',
    postalCode: '80-001',
    city: 'Gdańsk',
    street: 'ul. Długa',
    names: ['Łukasz Żółkiewski', 'Gęśla Jaźń Sp. z o.o.', 'Ćma i Źrebię s.c.'],
  },
  {
    country: 'LT',
    postalCode: '01100',
    city: 'Vilnius',
    street: 'Gedimino pr.',
    names: ['Šarūnas Žukauskas', 'UAB „Ąžuolo šaknys“', 'Eglė Čiurlionytė'],
  },
  {
    country: 'LU',
    postalCode: 'L-1930',
    city: 'Luxembourg',
    street: 'Avenue de la Liberté',
    names: ['Hélène Lefèvre', 'Brasserie L’Œuvre S.à r.l.', 'François Nuñez'],
  },
  {
    country: 'DK',
    postalCode: '6200',
    city: 'Aabenraa',
    street: 'Skibbrogade',
    names: ['Ærø Værft A/S', 'Søndergård Øl & Brød ApS', 'Åse Ågård'],
  },
] as const;
