import { nameOfRung, type Sentences } from './language.ts';
import { mannerOf } from './manner.ts';

const { amount, amountText, count, moment, list } = mannerOf({
  thousands: '.',
  decimals: ',',
  and: 'og',
  date: (day, month, year) => `${day}. ${month} ${year}`,
  months: 'januar februar marts april maj juni juli august september oktober november december'.split(' '),
});

const quoted = (text: string): string => `»${text}«`;
const posts = (number: number): string => (number === 1 ? '1 åben post' : `${count(number)} åbne poster`);
const account = (number: string): string => (number === '' ? 'Indbetalerens konto' : `Kontoen ${number}`);

const rungs: Sentences['rungs'] = {
  'payment id': 'betalings-id’et',
  'end-to-end or mandate id': 'end-to-end-id’et eller betalingsaftalen',
  'document numbers': 'fakturanumrene i teksten',
  'known payer': 'indbetalerens konto, der har betalt før',
  'unique subset': 'det eneste sæt poster, der giver beløbet',
  convention: 'virksomhedens egen regel',
  'unique amount': 'beløbet alene',
  name: 'indbetalerens navn alene',
};

export const danish: Sentences = {
  quoted,
  amount,
  reasons: {
    NO_IDENTIFIER: () => 'Intet i indbetalingen fortæller, hvem der betaler, eller hvad der betales.',
    CLAIMS_STALE: ({ readAt }) =>
      readAt === ''
        ? 'Debitorernes åbne poster er endnu aldrig læst fra Business Central.'
        : `Debitorernes åbne poster er senest læst ${moment(readAt)}, og det er længere siden, end virksomheden tillader.`,
    ID_UNKNOWN: ({ value }) => `Betalings-id’et ${quoted(value)} er ikke et af vores.`,
    ID_OF_OUR_BLOCK_NEVER_GIVEN: ({ value }) =>
      `Betalings-id’et ${quoted(value)} hører til vores egen nummerserie, men er aldrig givet til nogen.`,
    ID_AMBIGUOUS: ({ value, customers }) =>
      `${quoted(value)} kan stå for mere end én post eller debitor (debitor ${list(customers)}).`,
    ID_REPAIRED: ({ value, expected }) =>
      `Kontrolcifferet i ${quoted(value)} er forkert eller mangler; ${quoted(expected)} kan være ment, ` +
      'men intet om indbetaleren bekræfter det.',
    ID_RETIRED: ({ value }) => `Betalings-id’et ${quoted(value)} er ikke længere i brug.`,
    IDENTIFIERS_CONTRADICT: ({ customers }) =>
      `Det, som indbetalingen henviser til, tilhører forskellige debitorer: ${list(customers)}.`,
    PAYER_IS_ANOTHER: ({ account: number, customers }) =>
      customers.length === 0
        ? `${account(number)} har tidligere betalt for en anden.`
        : `${account(number)} har hidtil kun betalt for debitor ${list(customers)}.`,
    PAYER_IS_A_STRANGER: ({ name, customerNumber }) =>
      `Indbetaleren ${quoted(name)} har ikke betalt før og bærer ikke samme navn som debitor ${customerNumber}.`,
    PAYER_PAYS_FOR_SEVERAL: ({ account: number, customers }) =>
      `${account(number)} har betalt for debitor ${list(customers)} og fortæller derfor ikke, hvem der er ment.`,
    PAYER_UNTOLD: ({ customerNumber }) =>
      `Indbetalingen oplyser hverken en konto eller et navn, der peger på debitor ${customerNumber}.`,
    PAYER_WAS_UNDONE: ({ account: number, customerNumber }) =>
      'En medarbejder har annulleret en udligning, hvor ' +
      `${number === '' ? 'indbetalerens konto' : `kontoen ${number}`} betalte for debitor ${customerNumber}.`,
    CUSTOMER_UNKNOWN: ({ customerNumber }) => `Debitor ${customerNumber} findes ikke.`,
    CUSTOMER_CLOSED: ({ customerNumber }) =>
      `Debitor ${customerNumber} er lukket, så en medarbejder skal tage stilling til pengene.`,
    NOTHING_OPEN: ({ customerNumber }) => `Debitor ${customerNumber} har ingen åbne poster.`,
    CLAIM_CLOSED: ({ documentNumber }) => `Bilag ${documentNumber} er lukket eller allerede betalt.`,
    CURRENCY_DIFFERS: ({ said, ours }) => `Indbetalingen er i ${said}, men posten er i ${ours}.`,
    AMOUNT_IMPOSSIBLE: ({ minor }) => `${amount(minor)} kan ikke være beløbet på en indbetaling.`,
    AMOUNT_NOT_EXPLAINED: ({ customerNumber, minor }) =>
      `Ingen åbne poster hos debitor ${customerNumber} giver tilsammen præcis ${amount(minor)}.`,
    AMOUNT_LESS: ({ documentNumber, openMinor }) =>
      `Indbetalingen er mindre end restancen på ${amount(openMinor)} for bilag ${documentNumber}.`,
    AMOUNT_MORE: ({ documentNumber, openMinor }) =>
      `Indbetalingen er større end restancen på ${amount(openMinor)} for bilag ${documentNumber}.`,
    SEVERAL_SETS_FIT: ({ sets }) => `Mindst ${count(sets)} forskellige sæt poster giver beløbet.`,
    EQUAL_AMOUNTS: ({ minor, claims }) =>
      `${posts(claims)} på hver ${amount(minor)} kan ikke skelnes fra hinanden på beløbet.`,
    SEARCH_GAVE_UP: ({ claims, nodes }) =>
      `${posts(claims)} kan lægges sammen på for mange måder: søgningen blev opgivet efter ${count(nodes)} trin.`,
    COINCIDENCE_POSSIBLE: ({ claims }) =>
      `Med ${posts(claims)} kan beløbet passe ved en ren tilfældighed, så det beviser intet.`,
    NEIGHBOUR_NUMBER: ({ documentNumber, neighbour }) =>
      `Nummeret kan være tastet forkert: der er kun en enkelt tastefejl mellem ${documentNumber} og ${neighbour}.`,
    CONTESTED: ({ payments }) =>
      `${count(payments)} indbetalinger ville betale de samme poster, så ingen af dem gør det.`,
    UNDONE_BEFORE: ({ customerNumber }) =>
      `En medarbejder har annulleret denne indbetalings udligning mod debitor ${customerNumber}, ` +
      'og den gentages aldrig af maskinen.',
    ONLY_AMOUNT_FITS: ({ claims }) =>
      claims === 1
        ? 'Én åben post har dette beløb, men intet andet peger på den.'
        : `${posts(claims)} har dette beløb, og intet andet peger på en af dem.`,
    ONLY_NAME_FITS: ({ name, customerNumber }) =>
      `Kun navnet ${quoted(name)} ligner navnet på debitor ${customerNumber}, og et navn alene beviser intet.`,
    DOCUMENT_NOT_NAMED: () => 'Indbetaleren har henvist til andre bilag.',
    WEAKER_RUNG: ({ rung }) => `Kun en svagere regel taler for det: ${nameOfRung(rungs, rung)}.`,
  },
  rungs,
  outcomes: {
    exact: 'Beløbet er præcis forklaret.',
    partial: 'Beløbet dækker en del af det åbne.',
    excess: 'Beløbet er større end det åbne.',
    'already paid': 'Det, som indbetalingen henviser til, er allerede betalt.',
    'closed item': 'Det, som indbetalingen henviser til, er lukket.',
    'unknown id': 'Betalings-id’et fører ikke til nogen.',
    'wrong customer': 'Det er tvivlsomt, hvilken debitor pengene kommer fra.',
    'wrong currency': 'Valutaen er en anden.',
    ambiguous: 'Mere end ét svar er muligt.',
    unidentified: 'Det er ukendt, hvad der betales.',
    'undone before': 'En medarbejder har tidligere bestemt noget andet.',
  },
  evidence: {
    'payment id': {
      same: (said, at) => `Betalings-id’et ${quoted(said)}${at} er vores.`,
      readAs: (said, at, ours) => `Betalings-id’et ${quoted(said)}${at} er læst som vores ${quoted(ours)}.`,
      differs: (said, at, ours) => `Betalings-id’et ${quoted(said)}${at} afviger fra vores ${quoted(ours)}.`,
      unclear: (said, at) => `Betalings-id’et ${quoted(said)}${at} fører ikke til én bestemt debitor.`,
    },
    'end-to-end id': {
      same: (said, at) => `End-to-end-id’et ${quoted(said)}${at} er vores.`,
      readAs: (said, at, ours) => `End-to-end-id’et ${quoted(said)}${at} er læst som vores ${quoted(ours)}.`,
      differs: (said, at, ours) => `End-to-end-id’et ${quoted(said)}${at} afviger fra vores ${quoted(ours)}.`,
      unclear: (said, at) => `End-to-end-id’et ${quoted(said)}${at} fører ikke til én bestemt debitor.`,
    },
    mandate: {
      same: (said, at) => `Betalingsaftalen ${quoted(said)}${at} er debitorens.`,
      readAs: (said, at, ours) => `Betalingsaftalen ${quoted(said)}${at} er debitorens ${quoted(ours)}.`,
      differs: (said, at, ours) => `Betalingsaftalen ${quoted(said)}${at} er ikke debitorens, som er ${quoted(ours)}.`,
      unclear: (said, at) => `Betalingsaftalen ${quoted(said)}${at} fører ikke til én bestemt debitor.`,
    },
    'document number': {
      same: (said, at) => `Indbetaleren skrev fakturanummeret ${quoted(said)}${at}.`,
      readAs: (said, at, ours) => `Indbetaleren skrev ${quoted(said)}${at}, og det er bilag ${ours}.`,
      differs: (said, at, ours) => `Indbetaleren skrev ${quoted(said)}${at}, og det er ikke bilag ${ours}.`,
      unclear: (said, at) => `Indbetaleren skrev ${quoted(said)}${at}, og det afgør ikke, hvilket bilag der er ment.`,
    },
    'payer account': {
      same: (said) => `Kontoen ${said} har betalt for denne debitor før, og kun for den.`,
      readAs: (said, _at, ours) => `Kontoen ${said} har betalt for denne debitor før, men også for andre: ${ours}.`,
      differs: (said, _at, ours) => `Kontoen ${said} har tidligere betalt for ${ours}.`,
      unclear: (said) => `Kontoen ${said} er ikke kendt for at betale for denne debitor.`,
    },
    'payer name': {
      same: (said) => `Indbetalerens navn, ${quoted(said)}, er debitorens.`,
      readAs: (said, _at, ours) => `Indbetalerens navn, ${quoted(said)}, stemmer med debitorens, ${quoted(ours)}.`,
      differs: (said, _at, ours) => `Indbetalerens navn, ${quoted(said)}, er ikke debitorens, ${quoted(ours)}.`,
      unclear: (said) => `Indbetalerens navn, ${quoted(said)}, fører ikke til én bestemt debitor.`,
    },
    amount: {
      same: (said) => `Beløbet på ${amountText(said)} er præcis det, der er åbent.`,
      readAs: (said, _at, ours) => `Beløbet på ${amountText(said)} udligner det åbne på ${amountText(ours)}.`,
      differs: (said, _at, ours) => `Beløbet er ${amountText(said)}, og der er ${amountText(ours)} åbent.`,
      unclear: (said) => `Beløbet på ${amountText(said)} passer ikke til noget.`,
    },
    currency: {
      same: (said) => `Både indbetalingen og posten er i ${said}.`,
      readAs: (said, _at, ours) => `Indbetalingen er i ${said}, og det er ${ours}.`,
      differs: (said, _at, ours) => `Indbetalingen er i ${said}, og posten er i ${ours}.`,
      unclear: (said) => `Valutaen ${said} er ikke en, vi kender.`,
    },
  },
  at: (place) => {
    if (place.startsWith('text ')) return ` i tekstens linje ${place.slice(5)}`;
    if (place === 'text') return ' i teksten';
    if (place === 'structured reference') return ' i den strukturerede reference';
    if (place === 'credited account') return ' på modtagerkontoen';
    if (place === 'end-to-end id') return ' som end-to-end-id';
    return place === '' ? '' : ` (${place})`;
  },
  isMatchedBy: (rung) => `Fundet ud fra ${rung}.`,
  stoppedAt: (rung) => `Ikke afgjort ud fra ${rung}.`,
  nothingFits: 'Ingen regel fortæller, hvad indbetalingen er for.',
  restOnAccount: 'Det overskydende står på debitorens konto.',
  standsIn: (fileId, fileLine) => `Indbetalingen står i fil ${fileId}, linje ${fileLine}.`,
  considered: (number) => `${posts(number)} er vurderet.`,
  runnerUp: (customerNumber, documents, minor) =>
    documents.length === 0
      ? `Debitor ${customerNumber} var tæt på med ${amount(minor)}, men tabte.`
      : `${list(documents)} hos debitor ${customerNumber}, i alt ${amount(minor)}, var tæt på, men tabte.`,
  named: 'Indbetaleren skrev selv, hvad der betales, og det går op.',
  proven: (number, sums) =>
    `Det er bevist, at intet andet passer: alle sæt af ${posts(number)} er udelukket på ${count(sums)} trin.`,
  convention: (rule) =>
    `Intet fortæller, hvilke poster der er ment. Virksomhedens regel afgjorde det: ${rule}. Det er en regel, ikke et bevis.`,
  conventions: {
    'oldest first': 'ældste post først',
    'principal first': 'hovedstol før gebyrer og renter',
    'fees first': 'gebyrer og renter før hovedstol',
  },
  notProven: 'Det er ikke bevist, at kun ét svar er rigtigt.',
  waits: 'Indbetalingen venter på en medarbejder.',
};
