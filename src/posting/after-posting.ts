import { sql } from 'kysely';
import { refreshClaims } from '#claims';
import { type Finding, openExceptions } from '#exceptions';
import { danishAmount, minor, problem, ProblemError } from '#kernel';
import type { Actor, Db, Tx } from '#store';
import type { Outcome, PostingDoor } from './post-one.ts';
import { refusalClass } from './refusal-classes.ts';
import type { Settled } from './settle-postings.ts';

interface Opened {
  readonly payment: number;
  readonly customer: string;
  readonly reference: string;
  readonly amount: number;
  readonly line: number | null;
  readonly claims: readonly { readonly document: string; readonly minor: number }[] | null;
}

/**
 * Tells what must follow when payments were taken back after they had been posted: the claims are open again, and somebody
 * decides how to collect them now. A payment that came on a line of ours has that told on the line already.
 */
export async function tellChargedBack(
  tx: Tx,
  companyId: number,
  settled: readonly Settled[],
  actor: Actor,
): Promise<void> {
  const ids = settled.flatMap(({ posting, outcome }) =>
    outcome.kind === 'posted' && posting.kind === 'return' ? [posting.id] : [],
  );
  if (ids.length === 0) return;
  const { rows } = await sql<Opened>`
    select p.id as payment, min(g.customer_number) as customer, p.reference, p.effect_minor as amount, p.line_id as line,
      jsonb_agg(jsonb_build_object('document', k.document_number, 'minor', -(a ->> 'minor')::bigint) order by k.entry_number)
        filter (where k.id is not null) as claims
    from posting g join payment p on p.id = g.payment_id
    left join lateral jsonb_array_elements(g.applications) a on true
    left join claim k on k.id = (a ->> 'claimId')::bigint
    where g.id = any(${ids}) group by p.id`.execute(tx);
  const findings = rows
    .filter(({ line }) => line === null)
    .map(
      ({ payment, customer, reference, amount, claims }): Finding => ({
        problem: problem('CHARGED_BACK', {
          reference,
          customerNumber: customer,
          minor: amount,
          claims: (claims ?? []).map((one) => `${one.document} ${danishAmount(minor(one.minor))}`).join(', '),
        }),
        subject: 'payment',
        subjectId: payment,
      }),
    );
  await openExceptions(tx, companyId, findings, actor);
}

/**
 * Reads again the entries that Business Central has just reopened, or that it says are closed, so that nothing is decided by
 * what we remember of them. What cannot be read now is brought by the next sync.
 */
export async function readTouchedClaims(
  db: Db,
  company: { readonly companyId: number; readonly bcCompanyId: string },
  settled: readonly Settled[],
  { findClaim }: PostingDoor,
): Promise<void> {
  const ids = settled.filter(hasTouchedClaims).map(({ posting }) => posting.id);
  if (ids.length === 0 || !findClaim) return;
  // A reversal touches the entries of what it takes back.
  const { rows } = await sql<{ entry: number }>`
    select distinct (a ->> 'entryNumber')::bigint as entry from posting g
    left join posting o on o.id = g.original_id
    cross join lateral jsonb_array_elements(g.applications || coalesce(o.applications, '[]')) a
    where g.id = any(${ids})`.execute(db);
  try {
    await refreshClaims({ ...company, entryNumbers: rows.map(({ entry }) => entry) }, { db, bc: { findClaim } });
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown;
  }
}

function hasTouchedClaims({ posting, outcome }: Settled): boolean {
  const takesBack = posting.kind === 'return' || posting.kind === 'reversal';
  return (takesBack && outcome.kind === 'posted') || isClosedEntry(outcome);
}

const isClosedEntry = (outcome: Outcome): boolean =>
  outcome.kind === 'refused' && refusalClass(outcome).name === 'entry closed';
