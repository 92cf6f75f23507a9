import type { Progress } from './ask.ts';
import { waits } from './rungs/rung.ts';

/**
 * Refuses claims that more than one inferred payment wants, for all of them: nothing says whose they are, and the order in
 * which payments came is no reason.
 */
export function refuseContested(progresses: readonly Progress[]): readonly Progress[] {
  const wanted = new Map<number, number>();
  for (const { answer } of progresses) {
    if (answer?.kind !== 'settles') continue;
    for (const { claimId } of answer.shares) if (claimId !== null) wanted.set(claimId, (wanted.get(claimId) ?? 0) + 1);
  }
  return progresses.map((progress) => {
    const { answer } = progress;
    if (answer?.kind !== 'settles') return progress;
    const payments = Math.max(
      ...answer.shares.map(({ claimId }) => (claimId === null ? 0 : (wanted.get(claimId) ?? 0))),
    );
    if (payments < 2) return progress;
    const { shares, evidence, considered } = answer;
    const why = { code: 'CONTESTED', payments } as const;
    const customerNumber = shares[0]?.customerNumber ?? '';
    return {
      ...progress,
      answer: waits('ambiguous', why, { evidence, considered, ideas: [{ customerNumber, shares, why }] }),
    };
  });
}
