import type { ClaimEvidence, ClaimExplanation, RunnerUp, Uniqueness } from '../decision.ts';
import type { Reason, ReasonCode, ReasonContext } from '../reasons.ts';
import { danish } from './da.ts';
import { english } from './en.ts';
import type { SentenceLanguage, Sentences } from './language.ts';
import { polish } from './pl.ts';

export { type SentenceLanguage, sentenceLanguages } from './language.ts';

const languages: Readonly<Record<SentenceLanguage, Sentences>> = { en: english, da: danish, pl: polish };

/** A reason as a plain sentence. */
export const sentenceOf = (reason: Reason, language: SentenceLanguage): string => say(languages[language], reason);

/**
 * The whole explanation as an accountant reads it: what it was matched by or why it was not, what was compared, what else
 * came near and why it lost, whether another answer is possible, why it waits, and where the payment stands in its file.
 */
export function sentencesOf(explanation: ClaimExplanation, language: SentenceLanguage): readonly string[] {
  const words = languages[language];
  const { rung, outcome, evidence, considered, runnersUp, uniqueness, whyNot, fileId, fileLine } = explanation;
  const isSettled = whyNot === null;
  return [
    rung === 'none'
      ? words.nothingFits
      : isSettled
        ? words.isMatchedBy(words.rungs[rung])
        : words.stoppedAt(words.rungs[rung]),
    words.outcomes[outcome],
    ...(isSettled && outcome === 'excess' ? [words.restOnAccount] : []),
    ...evidence.map((one) => evidenceSentence(one, words)),
    ...(considered > 0 ? [words.considered(considered)] : []),
    ...runnersUp.map((runnerUp) => runnerUpSentence(runnerUp, words)),
    ...(uniqueness ? [uniquenessSentence(uniqueness, whyNot, words)] : []),
    ...(isSettled ? [] : [`${words.waits} ${say(words, whyNot)}`]),
    words.standsIn(fileId, fileLine),
  ];
}

const say = <Code extends ReasonCode>(
  { reasons }: Sentences,
  reason: { readonly code: Code } & ReasonContext[Code],
): string => reasons[reason.code](reason);

function evidenceSentence({ what, said, ours, agrees, at }: ClaimEvidence, words: Sentences): string {
  const { same, readAs, differs, unclear } = words.evidence[what];
  const place = words.at(at ?? '');
  if (ours === undefined || ours === '') return agrees ? same(said, place) : unclear(said, place);
  return agrees ? readAs(said, place, ours) : differs(said, place, ours);
}

const runnerUpSentence = ({ customerNumber, documentNumbers, minor, why }: RunnerUp, words: Sentences): string =>
  `${words.runnerUp(customerNumber, documentNumbers, minor)} ${say(words, why)}`;

function uniquenessSentence(uniqueness: Uniqueness, whyNot: Reason | null, words: Sentences): string {
  const { kind } = uniqueness;
  if (kind === 'named') return words.named;
  if (kind === 'proven') return words.proven(uniqueness.claims, uniqueness.nodes);
  if (kind === 'convention') return words.convention(conventionName(uniqueness.convention, words));
  // Why it waits may say the same once more.
  return uniqueness.why.code === whyNot?.code ? words.notProven : `${words.notProven} ${say(words, uniqueness.why)}`;
}

/** A rule of a later version, or of none, is told as it is written. */
function conventionName(convention: string, { conventions }: Sentences): string {
  const known = Object.entries(conventions).find(([name]) => name === convention);
  return known ? known[1] : convention;
}
