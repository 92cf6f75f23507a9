import { z } from 'zod';
import { exceptionView, journalView, mandateChangeView } from '#schemas/http';
import type { LivedWorld } from './lived-world.ts';

/**
 * The people of the rehearsed company. They work through our HTTP doors with tokens of their own roles, as everybody does.
 */

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

/** How a person calls our doors: the answer's JSON, or an error that says what was refused. */
export type Ask = (role: 'Clerk' | 'Approver' | 'Accountant', call: Call) => Promise<unknown>;

export const askingAt =
  (url: string, world: Pick<LivedWorld, 'tokenOf'>): Ask =>
  async (role, { method, path, body }) => {
    const response = await fetch(`${url}/api/${path}`, {
      method,
      headers: { authorization: `Bearer ${await world.tokenOf(role)}`, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  };

const companyList = z.array(z.object({ id: z.int() }));

export async function companyIdOf(ask: Ask): Promise<number> {
  const [company] = companyList.parse(await ask('Clerk', { method: 'GET', path: 'companies' }));
  if (!company) throw new Error('The house knows no company');
  return company.id;
}

/** A second person approves what was built and checked. */
export async function approveWaiting(ask: Ask, companyId: number): Promise<number> {
  const journals = z
    .array(journalView)
    .parse(await ask('Approver', { method: 'GET', path: `companies/${companyId}/journals?limit=20` }));
  const waiting = journals.filter(({ state }) => state === 'validated');
  for (const { id } of waiting) await ask('Approver', { method: 'POST', path: `journals/${id}/approve` });
  return waiting.length;
}

const proposedMandates = z.array(mandateChangeView);

/** A clerk looks at what the channels told of mandates, before a customer's record changes. */
export async function approveMandates(ask: Ask, companyId: number): Promise<number> {
  const path = `companies/${companyId}/mandate-changes`;
  const waiting = proposedMandates.parse(
    await ask('Clerk', { method: 'GET', path: `${path}?state=proposed&limit=1000` }),
  );
  const fresh = waiting.filter(({ explanation }) => explanation.includes('told by record'));
  for (const { id } of fresh) await ask('Clerk', { method: 'POST', path: `${path}/${id}/approve` });
  return fresh.length;
}

interface Decision {
  readonly action: string;
  readonly reason: string;
  readonly target?: Readonly<Record<string, unknown>>;
}

type Entry = z.infer<typeof exceptionView>;

const dismiss = (reason: string): Decision => ({ action: 'dismiss', reason });

const toItsLine = (entry: Entry): Decision | null => {
  const reference = entry.context['reference'];
  return typeof reference === 'string' && reference !== ''
    ? {
        action: 'assign',
        reason: 'the reference is ours and the customer agrees',
        target: { lineReference: reference },
      }
    : null;
};

/** What the machine proposed and did not dare: the first of these actions, when the accountant has looked into it. */
const asProposed =
  (...actions: readonly string[]) =>
  ({ proposals }: Entry): Decision | null => {
    const chosen = proposals.find(({ action }) => actions.includes(action));
    if (!chosen) return null;
    const { action, target } = chosen;
    return { action, reason: `as proposed: ${chosen.sentence}`.slice(0, 1000), ...(target ? { target } : {}) };
  };

/** Whoever blocked the customer needs some days to think it over. */
const daysToRemoveACause = 7;

/** What an accountant would do about each kind, when it is clear. What is not clear stays in the error log. */
const decisions: Readonly<Record<string, (entry: Entry) => Decision | null>> = {
  WORK_POISONED: () => ({ action: 'retry', reason: 'the process had died under it' }),
  FILE_ALREADY_RECEIVED: () => dismiss('sent twice'),
  FILE_INCOMPLETE: () => dismiss('the whole file came afterwards'),
  FILE_NOT_DECRYPTED: () => dismiss('the bank was told; the right file came too'),
  FILE_SIGNATURE_WRONG: () => dismiss('the bank was told; the right file came too'),
  FILE_UNKNOWN: () => dismiss('the right file came too; the sender was told'),
  XML_WRONG: () => dismiss('the right file came afterwards'),
  STATEMENT_NOT_TIED: () => dismiss('the bank was told'),
  RECORD_REFUSED: () => dismiss('the customer was written to'),
  RECORD_REMARKED: () => dismiss('read'),
  MANDATE_OF_UNKNOWN_CUSTOMER: () => dismiss('the customer was found under another number'),
  TOTALS_WRONG: () => dismiss('the right file came afterwards'),
  RECORD_UNKNOWN: () => dismiss('told to the sender'),
  DUPLICATE_PAYMENT: () => dismiss('told twice'),
  COLLECTION_REJECTED: () => dismiss('the customer was written to'),
  CHARGED_BACK: () => dismiss('the customer was written to'),
  POSTING_REFUSED: ({ ageInDays }) =>
    ageInDays >= daysToRemoveACause ? { action: 'retry', reason: 'the cause was removed in Business Central' } : null,
  AMOUNT_DIFFERS: toItsLine,
  CLAIM_PAID_ALREADY: asProposed('park'),
  ALREADY_PAID: asProposed('park'),
  CLAIM_PAID_OTHERWISE: () => dismiss('the customer was written to'),
  WRONG_CUSTOMER: toItsLine,
};

/** Nobody lets work lie that was put aside. */
const atOnce: ReadonlySet<string> = new Set(['WORK_POISONED']);

/** The accountant works through what has waited for some days, so that the error log is never empty, nor endless. */
export async function workThroughErrorLog(ask: Ask, companyId: number, waitedDays: number): Promise<number> {
  const path = `companies/${companyId}/exceptions?state=open&limit=1000`;
  const entries = z.array(exceptionView).parse(await ask('Accountant', { method: 'GET', path }));
  let done = 0;
  const isDue = ({ code, ageInDays }: Entry): boolean => ageInDays >= waitedDays || atOnce.has(code);
  for (const entry of entries.filter(isDue)) {
    const decision = decisions[entry.code]?.(entry);
    if (!decision || !entry.allowedActions.includes(decision.action)) continue;
    await ask('Accountant', { method: 'POST', path: `exceptions/${entry.id}/actions`, body: decision });
    done++;
  }
  return done;
}
