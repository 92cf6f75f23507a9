import type { ExceptionEntry, ExceptionSummary, Proposal, WaitingMoney } from '#exceptions';
import { danishAmount, describeProblem, minor, type Problem } from '#kernel';
import type { RefundOrder, UndoneMatch } from '#payments';
import { table } from './terminal.ts';

/** The error log as people read it in a terminal. */

export type ShownEntry = ExceptionEntry & { readonly proposals: readonly Proposal[] };

export function entryLines(entry: ShownEntry): readonly string[] {
  const { id, code, state, ageInDays, owner, taken, acted, advice, context, proposals, allowedActions } = entry;
  const days = ageInDays === 1 ? '1 day' : `${ageInDays} days`;
  const who = owner === 'nobody' ? '' : `, for the ${owner}`;
  const money = entry.minor === null || entry.currency === null ? '' : `  ${amountOf(entry.minor, entry.currency)}`;
  const customer = entry.customerNumber === '' ? '' : `  customer ${entry.customerNumber}`;
  return [
    `${id}  ${code}${money}${customer}  (${state === 'open' ? `open for ${days}${who}` : state})`,
    `    ${advice}`,
    `    ${entry.subject} ${entry.subjectId}${entry.paymentId === null || entry.subject === 'payment' ? '' : `, payment ${entry.paymentId}`}: ${pairs(context)}`,
    ...(taken ? [`    taken by ${taken.by}, ${taken.at.toISOString()}`] : []),
    ...(acted ? [`    ${acted.action} by ${acted.by}, ${acted.at.toISOString()}: ${acted.reason}`] : []),
    ...proposals.map(({ action, sentence }, i) => `    proposal ${i + 1}, ${action}: ${sentence}`),
    ...(allowedActions.length > 0 ? [`    may be: ${allowedActions.join(', ')}`] : []),
    '',
  ];
}

export const summaryLines = (found: ExceptionSummary): readonly string[] => {
  if (found.open === 0) return ['Nothing waits in the error log.'];
  const { oldest } = found;
  const total = `${found.open} open, the oldest ${oldest?.ageInDays ?? 0} days (number ${oldest?.id ?? ''}); ${moneyText(found.money)}`;
  return [
    total,
    '',
    ...table([
      ['kind', 'for the', 'open', 'days', 'money'],
      ...found.byCode.map(({ code, owner, open, oldestInDays, money }) => [
        code,
        owner,
        open,
        oldestInDays,
        money.length === 0 ? '' : moneyText(money),
      ]),
    ]),
    '',
    ...table(
      found.byTaker.map(({ takenBy, open, oldestInDays }) => [
        takenBy === '' ? 'nobody works on' : `${takenBy} works on`,
        open,
        `oldest ${oldestInDays} days`,
      ]),
    ),
  ];
};

export const moneyText = (money: readonly WaitingMoney[]): string =>
  money.length === 0
    ? 'no money waits'
    : money
        .map(({ payments, minor: total, currency }) => {
          const what = payments === 1 ? '1 payment' : `${payments} payments`;
          return `${what} of ${amountOf(total, currency)}`;
        })
        .join(', ');

export const refusalLine = (exceptionId: number, why: Problem | null): string =>
  `${exceptionId}: ${why ? describeProblem(why) : ''}`;

export const undoneLines = ({ paymentId, wasDoneBefore, exceptionId, isPosted, refundOrderIds }: UndoneMatch) => [
  wasDoneBefore ? `Payment ${paymentId} was undone before.` : `Payment ${paymentId} is undone.`,
  `It waits as number ${exceptionId ?? ''} of the error log.`,
  ...(isPosted ? ['It is in the books of Business Central: its posting is reversed by the next round.'] : []),
  ...(refundOrderIds.length > 0 ? [`Withdrawn with it: refund orders ${refundOrderIds.join(', ')}.`] : []),
];

export const refundLines = (orders: readonly RefundOrder[]): readonly string[] =>
  table(
    orders.map((order) => [
      order.id,
      order.state,
      amountOf(order.amount_minor, order.currency),
      order.customer_number,
      [order.payer_name, order.payer_account].filter((one) => one !== '').join(', '),
      `asked for by ${order.proposed_by}: ${order.reason}`,
    ]),
  );

const amountOf = (amount: number, currency: string): string => `${danishAmount(minor(amount))} ${currency}`;

/** Amounts stand in the context in minor units, by names that say so. */
const pairs = (context: Readonly<Record<string, unknown>>): string =>
  Object.entries(context)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => {
      const isAmount = typeof value === 'number' && /^minor$|Minor$/.test(name);
      if (isAmount)
        return `${name === 'minor' ? 'amount' : name.slice(0, -'Minor'.length)} ${danishAmount(minor(value))}`;
      return `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`;
    })
    .join(', ');
