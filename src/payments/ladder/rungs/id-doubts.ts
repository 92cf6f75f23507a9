import { wholeShare } from '../closing.ts';
import { idEvidence } from '../evidence.ts';
import type { IdOwner, PayingCustomer } from '../facts.ts';
import { isLikelyPayer, isPossiblePayer, isSurePayer, type PayerStanding } from '../payer-check.ts';
import { spreadWhole } from '../spread.ts';
import type { SaidId } from '../what-it-says.ts';
import { payerWaits } from './obstacles.ts';
import { type Answer, type Asked, type Idea, silent, type Waiting, waits } from './rung.ts';

/** An id that was wrong in its check digit or had none, and whose it must be. */
export interface Repaired {
  readonly said: string;
  readonly owner: IdOwner;
}

/** Who paid, and how the id came, may not be enough. */
export function doubtOfPayer(
  standing: PayerStanding,
  customer: PayingCustomer,
  owned: readonly SaidId[],
  asked: Asked,
): Waiting | null {
  if (!isPossiblePayer(standing)) return payerWaits(standing, customer, asked);
  if (isSurePayer(standing)) return null;
  const repaired = repairedAmong(owned);
  if (repaired) {
    const { said: value, owner } = repaired;
    return waits('ambiguous', { code: 'ID_REPAIRED', value, expected: owner.value });
  }
  const retired = owned.flatMap(({ owners }) => owners).find(({ isRetired }) => isRetired);
  if (retired) return waits('ambiguous', { code: 'ID_RETIRED', value: retired.value });
  // A short number in a text may be a telephone's or a date, so somebody must speak for it.
  const mayBeChance = owned.every(({ isFromText, said: number }) => isFromText && number.length < shortestSureNumber);
  return mayBeChance && !isLikelyPayer(standing) ? payerWaits(standing, customer, asked) : null;
}

export function repairedAmong(owned: readonly SaidId[]): Repaired | null {
  for (const { said, owners } of owned) {
    const owner = owners.find(({ isRepaired }) => isRepaired);
    if (owner) return { said, owner };
  }
  return null;
}

/** Telephone numbers and dates are shorter, and one in ten of them passes a check digit. */
const shortestSureNumber = 10;

/** Nobody's number. Those in a text, and an account that is simply ours, are no ids that somebody got wrong. */
export function unknownId(ids: readonly SaidId[]): Answer {
  const never = ids.find(({ isOfOurBlock }) => isOfOurBlock);
  if (never) {
    return {
      kind: 'silent',
      why: { code: 'ID_OF_OUR_BLOCK_NEVER_GIVEN', value: never.said },
      evidence: [idEvidence(never)],
    };
  }
  const structured = ids.find(({ at }) => at === 'structured reference');
  if (!structured) return silent;
  return { kind: 'silent', why: { code: 'ID_UNKNOWN', value: structured.said }, evidence: [idEvidence(structured)] };
}

/** A number of several owners, unless another number says which of them is meant. */
export const ambiguousAmong = (owned: readonly SaidId[]): SaidId | undefined =>
  owned.find(
    ({ owners }) =>
      owners.length > 1 &&
      !owned.some(({ owners: [sure, another] }) => sure && !another && owners.some((owner) => isSame(owner, sure))),
  );

const isSame = (one: IdOwner, other: IdOwner): boolean =>
  one.customerNumber === other.customerNumber && one.claimId === other.claimId;

export const ambiguousId = (id: SaidId, asked: Asked): Waiting => {
  const customers = [...new Set(id.owners.map(({ customerNumber }) => customerNumber))];
  return waits(
    'ambiguous',
    { code: 'ID_AMBIGUOUS', value: id.said, customers },
    {
      evidence: [idEvidence(id)],
      ideas: ideasOf(id.owners, asked),
    },
  );
};

/** What a person would do who believes the ids. */
export const ideasOf = (owners: readonly IdOwner[], asked: Asked): readonly Idea[] =>
  owners.flatMap((owner) => ideaOf(owner, asked));

function ideaOf({ customerNumber, claimId }: IdOwner, { remittance, books }: Asked): readonly Idea[] {
  const { minor, currency } = remittance;
  if (claimId === null) {
    return [{ customerNumber, shares: spreadWhole(customerNumber, minor, books.openOf(customerNumber, currency)) }];
  }
  const told = books.told.claim(claimId);
  const claim = told && books.now(told);
  if (!claim || claim.openMinor <= 0 || claim.currency !== currency) return [];
  const shares = claim.openMinor === minor ? [wholeShare(claim)] : spreadWhole(customerNumber, minor, [claim]);
  return [{ customerNumber, shares }];
}
