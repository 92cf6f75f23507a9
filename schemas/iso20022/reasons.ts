import { reasonWordsAToD } from './reason-words-a-to-d.ts';
import { reasonWordsEToZ } from './reason-words-e-to-z.ts';

/** Which external code list a reason comes from: some codes mean another thing in another list. */
export type ReasonList = 'status' | 'return' | 'reversal' | 'cancellation';

export interface ReasonMeaning {
  /** What it means, in our own words. */
  readonly words: string;
  /** What a collector does about it; null where nothing is suggested. */
  readonly reaction: string | null;
}

/** A reason in the shape of the channels' `BankReason`: the code as it came; words null when we do not know it. */
export interface ExplainedReason {
  readonly code: string;
  readonly words: string | null;
  readonly text: string;
}

/** What a reason code means, or null for one we do not know. Never throws. */
export function reasonMeaning(code: string, list: ReasonList = 'status'): ReasonMeaning | null {
  const words = otherwise[list].get(code) ?? wordsOf.get(code);
  return words === undefined ? null : { words, reaction: reactions.get(code) ?? null };
}

/**
 * A reason as the bank gave it, with what it means and what to do in one sentence. Without a code there is nothing to
 * explain: the words are blank then, and null only for a code we do not know.
 */
export function explainReason(code: string, text: string, list: ReasonList = 'status'): ExplainedReason {
  if (code === '') return { code, words: '', text };
  const meaning = reasonMeaning(code, list);
  if (meaning === null) return { code, words: null, text };
  const words = meaning.reaction === null ? meaning.words : `${meaning.words}: ${meaning.reaction}`;
  return { code, words, text };
}

/** Every code we know, for `describe` and tests. */
export const knownReasons = (): readonly string[] => [...wordsOf.keys()];

const wordsOf: ReadonlyMap<string, string> = new Map([
  ...Object.entries(reasonWordsAToD),
  ...Object.entries(reasonWordsEToZ),
]);

/** Where a list means another thing than the status list does. */
const otherwise: Readonly<Record<ReasonList, ReadonlyMap<string, string>>> = {
  status: new Map(),
  return: new Map([
    ['AC03', 'the IBAN of the transfer was wrong'],
    ['AC14', 'a bank in the payment chain is wrong'],
    ['AC16', 'the account is seized'],
    ['AM09', 'the amount received is not the one agreed'],
  ]),
  reversal: new Map([
    ['AC03', 'the IBAN of the transfer was wrong'],
    ['AM09', 'the amount of the transfer was wrong'],
    ['RC07', 'the BIC of the transfer was wrong'],
  ]),
  cancellation: new Map([
    ['AC03', 'the account number of the transfer is wrong'],
    ['DT01', 'the date is wrong'],
  ]),
};

/** The suggested reactions of section 2.4 of the reference; a code that is not named there has none. */
const reactions: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AC01: 'stop the mandate and ask the customer; do not try again',
    AC04: 'stop the mandate and ask the customer',
    AC06: 'try once more later, or ask the customer',
    AC13: 'collect under the other scheme',
    AG01: 'stop the mandate',
    AG02: 'correct the sequence type and send again',
    AM01: 'correct the amount',
    AM02: 'correct the amount',
    AM03: 'correct the currency',
    AM04: 'remind the customer; try again as the rules allow',
    AM05: 'do not send it again; find out why it went twice',
    AM09: 'ask the customer',
    AM10: 'the file is wrong, and that is our fault: correct it',
    BE01: 'check name and account of the customer',
    BE05: 'clear up the mandate with the customer',
    CURR: 'correct the currency',
    CNOR: 'collect in another way',
    DNOR: 'collect in another way',
    DT01: 'correct the collection date',
    DU01: 'check that nothing went twice; our ids have to be unique',
    DU02: 'check that nothing went twice; our ids have to be unique',
    DU03: 'check that nothing went twice; our ids have to be unique',
    DU04: 'check that nothing went twice; our ids have to be unique',
    DU05: 'check that nothing went twice; our ids have to be unique',
    ED05: 'send it again',
    FF01: 'correct the file',
    FF05: 'correct the settings of the agreement',
    MD01: 'stop the mandate; a new one is needed',
    MD02: 'complete the mandate data',
    MD05: 'find out what happened',
    MD06: 'reverse the posting and open a dispute',
    MD07: 'stop collecting; a person has to look at it',
    MS02: 'contact the customer',
    MS03: 'contact the customer, or try again',
    NARR: 'read the text',
    RC01: 'correct the bank identifier',
    RR01: 'a person has to look at it',
    RR02: 'a person has to look at it',
    RR03: 'a person has to look at it',
    RR04: 'a person has to look at it',
    SL01: 'contact the customer',
    SL11: 'contact the customer',
    SL12: 'contact the customer',
    SL13: 'contact the customer',
    SL14: 'contact the customer',
    TM01: 'send it again with a new date',
    FOCR: 'close the case',
  }),
);
