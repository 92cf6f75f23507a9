import { sql } from 'kysely';
import type { Problem } from '#kernel';
import { actOnException } from './act-on-exception.ts';
import type { ActedOn, ActOnException, ActParts } from './act-types.ts';
import { type ExceptionAction, isOwnership } from './action-cards.ts';
import { allowedActions, alwaysAllowed, type ExceptionSubject, isProblemCode } from './allowed-actions.ts';
import type { WaitingMoney } from './count-exceptions.ts';
import { asFiltered, type ExceptionFilter } from './list-exceptions.ts';

/** One command for many like entries: those named, or all open ones that a filter leaves. */
export interface ActOnMany extends Omit<ActOnException, 'exceptionId'> {
  readonly companyId: number;
  readonly which: { readonly ids: readonly number[] } | { readonly filter: ExceptionFilter; readonly after?: number };
  /** How many at most in this call. */
  readonly limit: number;
}

/** How many one call may touch. */
export const mostAtOnce = 1000;

/** What became of one entry of many. */
export interface Outcome {
  readonly exceptionId: number;
  /** `again`: the action was carried out, and the same problem is there again. `before`: it was done already. */
  readonly outcome: 'done' | 'again' | 'before' | 'refused';
  readonly problem: Problem | null;
}

export interface ActedOnMany {
  readonly done: number;
  readonly again: number;
  readonly before: number;
  readonly refused: number;
  readonly outcomes: readonly Outcome[];
  /** Entries of the filter behind the last one of this call; 0 for named ones. */
  readonly left: number;
  /** The id to go on after. */
  readonly last: number;
}

/**
 * Does the same about many entries, each in its own transaction with its own outcome: what is refused leaves the others be.
 *
 * Killed anywhere and asked again it does what is left: what is closed is told as done before, and with a key also what
 * is open again since.
 */
export async function actOnMany(command: ActOnMany, parts: ActParts): Promise<ActedOnMany> {
  const { which, companyId, action, reason, target, key, force } = command;
  const ids = await idsOf(command, parts);
  const outcomes: Outcome[] = [];
  for (const exceptionId of ids) {
    const acted = await actOnException({ exceptionId, action, reason, target, key, force }, parts);
    outcomes.push({
      exceptionId,
      outcome: acted.ok ? outcomeOf(acted.value, action) : 'refused',
      problem: acted.ok ? null : acted.error,
    });
  }
  const count = (wanted: Outcome['outcome']): number => outcomes.filter(({ outcome }) => outcome === wanted).length;
  const last = ids.at(-1) ?? 0;
  return {
    done: count('done'),
    again: count('again'),
    before: count('before'),
    refused: count('refused'),
    outcomes,
    left: 'ids' in which || ids.length === 0 ? 0 : await countBehind(companyId, which.filter, last, parts),
    last,
  };
}

function outcomeOf({ wasDoneBefore, exception }: ActedOn, action: ExceptionAction): Outcome['outcome'] {
  if (wasDoneBefore) return 'before';
  return exception.state === 'open' && !isOwnership(action) ? 'again' : 'done';
}

/** What a command would touch: nothing is done. */
export interface Rehearsed {
  readonly entries: number;
  readonly money: readonly WaitingMoney[];
  /** Entries that would be refused at once: closed, taken by a colleague, or of a type that knows no such action. */
  readonly refused: number;
}

/** Says how many entries and how much money a command for many would be about, before it is given. */
export async function rehearseMany(command: ActOnMany, parts: ActParts): Promise<Rehearsed> {
  const { action, companyId, which, force } = command;
  const ids = 'ids' in which ? sql`r.id = any(${which.ids})` : openOf(which.filter, which.after ?? 0, parts.moment.at);
  const { rows } = await sql<RehearsedRow>`
    select r.state, r.code, r.subject, r.taken_by, count(*) as entries
    from exception r where r.company_id = ${companyId} and ${ids} group by 1, 2, 3, 4`.execute(parts.database.db);
  const money = await sql<WaitingMoney>`
    select p.currency, count(*) as payments, coalesce(sum(p.effect_minor), 0)::bigint as minor
    from (select distinct r.payment_id from exception r
          where r.company_id = ${companyId} and ${ids} and r.state = 'open' and r.payment_id is not null) x
    join payment p on p.id = x.payment_id and p.state = 'parked' group by 1 order by 1`.execute(parts.database.db);
  const isRefused = ({ state, code, subject, taken_by: taker }: RehearsedRow): boolean =>
    state !== 'open' ||
    !isPossible(code, subject, action, parts) ||
    (taker !== null && taker !== parts.by && !(force ?? false));
  const sum = (some: readonly RehearsedRow[]): number => some.reduce((total, { entries }) => total + entries, 0);
  return { entries: sum(rows), money: money.rows, refused: sum(rows.filter(isRefused)) };
}

interface RehearsedRow {
  readonly state: string;
  readonly code: string;
  readonly subject: ExceptionSubject;
  readonly taken_by: string | null;
  readonly entries: number;
}

const isPossible = (
  code: string,
  subject: ExceptionSubject,
  action: ExceptionAction,
  { handlers }: ActParts,
): boolean => {
  const isAlways = alwaysAllowed.some((one) => one === action);
  if (!isProblemCode(code)) return isAlways;
  return allowedActions(code, subject).includes(action) && (isAlways || handlers[subject]?.[action] !== undefined);
};

async function idsOf({ companyId, which, limit }: ActOnMany, parts: ActParts): Promise<readonly number[]> {
  const most = Math.min(limit, mostAtOnce);
  if ('ids' in which) return ownIds(companyId, which.ids.slice(0, most), parts);
  const { rows } = await sql<{ id: number }>`
    select r.id from exception r
    where r.company_id = ${companyId} and ${openOf(which.filter, which.after ?? 0, parts.moment.at)}
    order by r.id limit ${most}`.execute(parts.database.db);
  return rows.map(({ id }) => id);
}

/** Named twice, an entry is done once; one of another company is nobody's here. */
async function ownIds(companyId: number, ids: readonly number[], { database }: ActParts): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from exception where company_id = ${companyId} and id = any(${ids}) order by id`.execute(database.db);
  return rows.map(({ id }) => id);
}

const openOf = (filter: ExceptionFilter, after: number, at: Date) =>
  sql`r.id > ${after} and ${asFiltered({ ...filter, state: 'open' }, at)}`;

async function countBehind(
  companyId: number,
  filter: ExceptionFilter,
  last: number,
  { database, moment }: ActParts,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from exception r
    where r.company_id = ${companyId} and ${openOf(filter, last, moment.at)}`.execute(database.db);
  return rows[0]?.count ?? 0;
}
