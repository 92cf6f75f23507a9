import { matching, type MatchingSettings } from '#schemas/settings';
import type { DbOrTx } from '#store';
import { defaultPolicy } from './ladder/default-policy.ts';
import type { MatchingPolicy } from './ladder/facts.ts';

/** What a company lets the machine do, and how old what it knows may be. */
export interface CompanyMatching {
  readonly policyFor: (currency: string) => MatchingPolicy;
  readonly staleAfterHours: number | null;
  /** When all open claims were read last; null: never. */
  readonly claimsReadAt: Date | null;
}

/** Reads the company's own policy, as its settings say it. */
export async function matchingOf(db: DbOrTx, companyId: number): Promise<CompanyMatching> {
  const row = await db
    .selectFrom('company')
    .select(['matching', 'claims_read_at'])
    .where('id', '=', companyId)
    .executeTakeFirst();
  const settings = matching.parse(row?.matching ?? {});
  return {
    policyFor: (currency) => policyOf(settings, currency),
    staleAfterHours: settings.staleAfterHours,
    claimsReadAt: row?.claims_read_at ?? null,
  };
}

/** The settings laid over what every company begins with. */
export function policyOf(settings: MatchingSettings, currency: string): MatchingPolicy {
  const { rungs, convention, smallDifference } = settings;
  return {
    ...defaultPolicy,
    rungs: { ...defaultPolicy.rungs, ...rungs },
    convention,
    smallDifferenceMinor: typeof smallDifference === 'number' ? smallDifference : (smallDifference[currency] ?? 0),
  };
}

/** Whether what is known of the claims is too old to settle anything by. */
export const isStale = ({ staleAfterHours, claimsReadAt }: CompanyMatching, at: Date): boolean =>
  staleAfterHours !== null &&
  (claimsReadAt === null || at.getTime() - claimsReadAt.getTime() > staleAfterHours * 3_600_000);
