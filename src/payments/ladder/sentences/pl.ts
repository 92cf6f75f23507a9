import { nameOfRung, type Sentences } from './language.ts';
import { mannerOf } from './manner.ts';

const { amount, amountText, count, moment, list } = mannerOf({
  thousands: ' ',
  decimals: ',',
  and: 'i',
  date: (day, month, year) => `${day} ${month} ${year}`,
  months: [
    'stycznia',
    'lutego',
    'marca',
    'kwietnia',
    'maja',
    'czerwca',
    'lipca',
    'sierpnia',
    'września',
    'października',
    'listopada',
    'grudnia',
  ],
});

const quoted = (text: string): string => `„${text}”`;

/** Polish counts one, two to four (but not twelve to fourteen), and all others each in their own way. */
function counted(number: number, one: string, few: string, many: string): string {
  const isFew = number % 10 >= 2 && number % 10 <= 4 && !(number % 100 >= 12 && number % 100 <= 14);
  return `${count(number)} ${number === 1 ? one : isFew ? few : many}`;
}

const openClaims = (number: number): string =>
  counted(number, 'otwarta należność', 'otwarte należności', 'otwartych należności');
/** In the genitive, as after a preposition or a negation. */
const ofOpenClaims = (number: number): string =>
  `${count(number)} ${number === 1 ? 'otwartej należności' : 'otwartych należności'}`;
const fromAccount = (number: string): string => (number === '' ? 'Z rachunku płatnika' : `Z rachunku ${number}`);
const forCustomers = (numbers: readonly string[]): string =>
  `za ${numbers.length === 1 ? 'kontrahenta' : 'kontrahentów'} ${list(numbers)}`;

const rungs: Sentences['rungs'] = {
  'payment id': 'identyfikator płatności lub rachunek wirtualny',
  'end-to-end or mandate id': 'identyfikator end-to-end lub zgoda na polecenie zapłaty',
  'document numbers': 'numery faktur w tytule przelewu',
  'known payer': 'rachunek płatnika, z którego już płacono',
  'unique subset': 'jedyny zestaw należności, który daje tę kwotę',
  convention: 'reguła ustalona przez firmę',
  'unique amount': 'sama kwota',
  name: 'sama nazwa płatnika',
};

export const polish: Sentences = {
  quoted,
  amount,
  reasons: {
    NO_IDENTIFIER: () => 'Nic we wpłacie nie wskazuje, kto płaci ani za co.',
    CLAIMS_STALE: ({ readAt }) =>
      readAt === ''
        ? 'Należności kontrahentów nie zostały jeszcze ani razu odczytane z Business Central.'
        : `Należności kontrahentów odczytano ostatnio ${moment(readAt)}, czyli dawniej, niż firma dopuszcza.`,
    ID_UNKNOWN: ({ value }) =>
      `Identyfikator płatności lub rachunek wirtualny ${quoted(value)} nie jest jednym z naszych.`,
    ID_OF_OUR_BLOCK_NEVER_GIVEN: ({ value }) =>
      `Identyfikator płatności lub rachunek wirtualny ${quoted(value)} pochodzi z naszej puli, ale nikomu go nie nadano.`,
    ID_AMBIGUOUS: ({ value, customers }) =>
      `${quoted(value)} może oznaczać więcej niż jedną należność lub więcej niż jednego kontrahenta (${list(customers)}).`,
    ID_REPAIRED: ({ value, expected }) =>
      `Cyfra kontrolna w ${quoted(value)} jest błędna lub jej brakuje; mogło chodzić o ${quoted(expected)}, ` +
      'ale nic w danych płatnika tego nie potwierdza.',
    ID_RETIRED: ({ value }) => `Identyfikator płatności lub rachunek wirtualny ${quoted(value)} nie jest już używany.`,
    IDENTIFIERS_CONTRADICT: ({ customers }) => `Wpłata wskazuje na różnych kontrahentów: ${list(customers)}.`,
    PAYER_IS_ANOTHER: ({ account, customers }) =>
      customers.length === 0
        ? `${fromAccount(account)} płacono wcześniej za kogoś innego.`
        : `${fromAccount(account)} płacono dotąd wyłącznie ${forCustomers(customers)}.`,
    PAYER_IS_A_STRANGER: ({ name, customerNumber }) =>
      `Płatnik ${quoted(name)} nie płacił dotąd, a jego nazwa nie zgadza się z nazwą kontrahenta ${customerNumber}.`,
    PAYER_PAYS_FOR_SEVERAL: ({ account, customers }) =>
      `${fromAccount(account)} płacono ${forCustomers(customers)}, więc nie wiadomo, o kogo chodzi.`,
    PAYER_UNTOLD: ({ customerNumber }) =>
      `Wpłata nie podaje ani rachunku, ani nazwy, które wskazywałyby na kontrahenta ${customerNumber}.`,
    PAYER_WAS_UNDONE: ({ account, customerNumber }) =>
      'Pracownik cofnął rozliczenie, w którym ' +
      `${account === '' ? 'z rachunku płatnika' : `z rachunku ${account}`} zapłacono za kontrahenta ${customerNumber}.`,
    CUSTOMER_UNKNOWN: ({ customerNumber }) => `Kontrahent ${customerNumber} nie istnieje.`,
    CUSTOMER_CLOSED: ({ customerNumber }) =>
      `Kontrahent ${customerNumber} jest zamknięty, więc o pieniądzach decyduje pracownik.`,
    NOTHING_OPEN: ({ customerNumber }) => `Kontrahent ${customerNumber} nie ma otwartych należności.`,
    CLAIM_CLOSED: ({ documentNumber }) => `Dokument ${documentNumber} jest zamknięty lub już zapłacony.`,
    CURRENCY_DIFFERS: ({ said, ours }) => `Wpłata jest w walucie ${said}, a należność w walucie ${ours}.`,
    AMOUNT_IMPOSSIBLE: ({ minor }) => `${amount(minor)} nie może być kwotą wpłaty.`,
    AMOUNT_NOT_EXPLAINED: ({ customerNumber, minor }) =>
      `Żadne należności kontrahenta ${customerNumber} nie dają łącznie dokładnie ${amount(minor)}.`,
    AMOUNT_LESS: ({ documentNumber, openMinor }) =>
      `Wpłata jest niższa niż ${amount(openMinor)}, czyli kwota pozostała do zapłaty z dokumentu ${documentNumber}.`,
    AMOUNT_MORE: ({ documentNumber, openMinor }) =>
      `Wpłata jest wyższa niż ${amount(openMinor)}, czyli kwota pozostała do zapłaty z dokumentu ${documentNumber}.`,
    SEVERAL_SETS_FIT: ({ sets }) => `Tę kwotę daje więcej niż jeden zestaw należności (co najmniej ${count(sets)}).`,
    EQUAL_AMOUNTS: ({ minor, claims }) => `${ofOpenClaims(claims)} po ${amount(minor)} nie da się odróżnić po kwocie.`,
    SEARCH_GAVE_UP: ({ claims, nodes }) =>
      `${openClaims(claims)} można połączyć na zbyt wiele sposobów: wyszukiwanie przerwano (liczba kroków: ${count(nodes)}).`,
    COINCIDENCE_POSSIBLE: ({ claims }) =>
      `Przy tylu otwartych należnościach (${count(claims)}) kwota może pasować przez przypadek, więc niczego nie dowodzi.`,
    NEIGHBOUR_NUMBER: ({ documentNumber, neighbour }) =>
      `Numer mógł zostać błędnie wpisany: ${documentNumber} i ${neighbour} dzieli tylko jedna pomyłka w pisaniu.`,
    CONTESTED: ({ payments }) =>
      `Te same należności mogłaby zapłacić więcej niż jedna wpłata (${count(payments)}), więc żadna z nich ich nie rozlicza.`,
    UNDONE_BEFORE: ({ customerNumber }) =>
      `Pracownik cofnął rozliczenie tej wpłaty z kontrahentem ${customerNumber} i program nigdy go nie powtórzy.`,
    ONLY_AMOUNT_FITS: ({ claims }) =>
      claims === 1
        ? 'Jedna otwarta należność ma tę kwotę, ale nic innego na nią nie wskazuje.'
        : `Tę kwotę ma więcej niż jedna otwarta należność (${count(claims)}) i nic innego nie wskazuje na żadną z nich.`,
    ONLY_NAME_FITS: ({ name, customerNumber }) =>
      `Jedynie nazwa ${quoted(name)} przypomina nazwę kontrahenta ${customerNumber}, a sama nazwa niczego nie dowodzi.`,
    DOCUMENT_NOT_NAMED: () => 'Płatnik wskazał inne dokumenty.',
    WEAKER_RUNG: ({ rung }) => `Przemawia za tym tylko słabsza reguła: ${nameOfRung(rungs, rung)}.`,
  },
  rungs,
  outcomes: {
    exact: 'Kwota jest dokładnie wyjaśniona.',
    partial: 'Kwota pokrywa część tego, co pozostaje do zapłaty.',
    excess: 'Kwota jest wyższa niż to, co pozostaje do zapłaty.',
    'already paid': 'To, na co wskazuje wpłata, zostało już zapłacone.',
    'closed item': 'To, na co wskazuje wpłata, jest zamknięte.',
    'unknown id': 'Identyfikator płatności do nikogo nie prowadzi.',
    'wrong customer': 'Nie jest pewne, od którego kontrahenta pochodzą pieniądze.',
    'wrong currency': 'Waluta jest inna.',
    ambiguous: 'Możliwa jest więcej niż jedna odpowiedź.',
    unidentified: 'Nie wiadomo, za co jest ta wpłata.',
    'undone before': 'Pracownik zdecydował wcześniej inaczej.',
  },
  evidence: {
    'payment id': {
      same: (said, at) => `Identyfikator płatności ${quoted(said)}${at} jest nasz.`,
      readAs: (said, at, ours) => `Identyfikator płatności ${quoted(said)}${at} odczytano jako nasz ${quoted(ours)}.`,
      differs: (said, at, ours) => `Identyfikator płatności ${quoted(said)}${at} różni się od naszego ${quoted(ours)}.`,
      unclear: (said, at) => `Identyfikator płatności ${quoted(said)}${at} nie prowadzi do jednego kontrahenta.`,
    },
    'end-to-end id': {
      same: (said, at) => `Identyfikator end-to-end ${quoted(said)}${at} jest nasz.`,
      readAs: (said, at, ours) => `Identyfikator end-to-end ${quoted(said)}${at} odczytano jako nasz ${quoted(ours)}.`,
      differs: (said, at, ours) =>
        `Identyfikator end-to-end ${quoted(said)}${at} różni się od naszego ${quoted(ours)}.`,
      unclear: (said, at) => `Identyfikator end-to-end ${quoted(said)}${at} nie prowadzi do jednego kontrahenta.`,
    },
    mandate: {
      same: (said, at) => `Zgoda ${quoted(said)}${at} na polecenie zapłaty jest zgodą kontrahenta.`,
      readAs: (said, at, ours) =>
        `Zgoda ${quoted(said)}${at} na polecenie zapłaty to zgoda kontrahenta ${quoted(ours)}.`,
      differs: (said, at, ours) => `Zgoda ${quoted(said)}${at} nie jest zgodą kontrahenta, czyli ${quoted(ours)}.`,
      unclear: (said, at) => `Zgoda ${quoted(said)}${at} na polecenie zapłaty nie prowadzi do jednego kontrahenta.`,
    },
    'document number': {
      same: (said, at) => `Płatnik podał numer faktury ${quoted(said)}${at}.`,
      readAs: (said, at, ours) => `Płatnik podał ${quoted(said)}${at}, czyli dokument ${ours}.`,
      differs: (said, at, ours) => `Płatnik podał ${quoted(said)}${at}, a to nie jest dokument ${ours}.`,
      unclear: (said, at) => `Płatnik podał ${quoted(said)}${at}, co nie rozstrzyga, o który dokument chodzi.`,
    },
    'payer account': {
      same: (said) => `Z rachunku ${said} płacono już za tego kontrahenta i za nikogo innego.`,
      readAs: (said, _at, ours) => `Z rachunku ${said} płacono już za tego kontrahenta, ale też za innych: ${ours}.`,
      differs: (said, _at, ours) => `Z rachunku ${said} płacono wcześniej za: ${ours}.`,
      unclear: (said) => `Nic nie wiadomo o tym, by z rachunku ${said} płacono za tego kontrahenta.`,
    },
    'payer name': {
      same: (said) => `Nazwa płatnika, ${quoted(said)}, jest nazwą kontrahenta.`,
      readAs: (said, _at, ours) => `Nazwa płatnika, ${quoted(said)}, zgadza się z nazwą kontrahenta, ${quoted(ours)}.`,
      differs: (said, _at, ours) => `Nazwa płatnika, ${quoted(said)}, nie jest nazwą kontrahenta, ${quoted(ours)}.`,
      unclear: (said) => `Nazwa płatnika, ${quoted(said)}, nie prowadzi do jednego kontrahenta.`,
    },
    amount: {
      same: (said) => `Kwota ${amountText(said)} to dokładnie tyle, ile pozostaje do zapłaty.`,
      readAs: (said, _at, ours) => `Kwota ${amountText(said)} rozlicza pozostałe do zapłaty ${amountText(ours)}.`,
      differs: (said, _at, ours) => `Kwota wynosi ${amountText(said)}, a do zapłaty pozostaje ${amountText(ours)}.`,
      unclear: (said) => `Kwota ${amountText(said)} do niczego nie pasuje.`,
    },
    currency: {
      same: (said) => `Zarówno wpłata, jak i należność są w walucie ${said}.`,
      readAs: (said, _at, ours) => `Wpłata jest w walucie ${said}, czyli ${ours}.`,
      differs: (said, _at, ours) => `Wpłata jest w walucie ${said}, a należność w walucie ${ours}.`,
      unclear: (said) => `Waluty ${said} nie znamy.`,
    },
  },
  at: (place) => {
    if (place.startsWith('text ')) return ` w wierszu ${place.slice(5)} tytułu przelewu`;
    if (place === 'text') return ' w tytule przelewu';
    if (place === 'structured reference') return ' w referencji strukturalnej';
    if (place === 'credited account') return ' (uznany rachunek wirtualny)';
    if (place === 'end-to-end id') return ' jako identyfikator end-to-end';
    return place === '' ? '' : ` (${place})`;
  },
  isMatchedBy: (rung) => `Podstawa dopasowania: ${rung}.`,
  stoppedAt: (rung) => `Reguła, która nie wystarczyła: ${rung}.`,
  nothingFits: 'Żadna reguła nie wskazuje, za co jest ta wpłata.',
  restOnAccount: 'Nadwyżka pozostaje na koncie kontrahenta.',
  standsIn: (fileId, fileLine) => `Wpłata znajduje się w pliku ${fileId}, w wierszu ${fileLine}.`,
  considered: (number) => `Liczba sprawdzonych otwartych należności: ${count(number)}.`,
  runnerUp: (customerNumber, documents, minor) =>
    documents.length === 0
      ? `Kontrahent ${customerNumber} z kwotą ${amount(minor)} był blisko, ale przegrał.`
      : `Blisko, ale bez skutku: ${list(documents)} kontrahenta ${customerNumber}, łącznie ${amount(minor)}.`,
  named: 'Płatnik sam podał, za co płaci, i kwota się zgadza.',
  proven: (number, sums) =>
    `Udowodniono, że nic innego nie pasuje: wykluczono wszystkie zestawy ${ofOpenClaims(number)} (liczba kroków: ${count(sums)}).`,
  convention: (rule) =>
    `Nic nie wskazuje, o które należności chodzi. Rozstrzygnęła reguła firmy: ${rule}. To reguła, a nie dowód.`,
  conventions: {
    'oldest first': 'najpierw najstarsza należność',
    'principal first': 'należność główna przed opłatami i odsetkami',
    'fees first': 'opłaty i odsetki przed należnością główną',
  },
  notProven: 'Nie udowodniono, że właściwa jest tylko jedna odpowiedź.',
  waits: 'Wpłata czeka na pracownika.',
};
