import type { Command } from 'commander';
import type { ExceptionFilter } from '#exceptions';
import { minorFromDecimal, problem, ProblemError } from '#kernel';
import { idOf } from './journal-commands.ts';

/** How the command line words what the error log is asked, and what an action is about. */

export interface FilterOptions {
  readonly code?: string;
  readonly subject?: string;
  readonly owner?: string;
  readonly takenBy?: string;
  readonly nobodys?: boolean;
  readonly daysOld?: string;
  readonly customer?: string;
  readonly minAmount?: string;
  readonly maxAmount?: string;
  readonly text?: string;
}

export interface TargetOptions {
  readonly line?: string;
  readonly customer?: string;
  readonly document?: readonly string[];
  readonly claim?: readonly string[];
  readonly payment?: string;
  readonly amount?: string;
  readonly suggestion?: string;
  readonly part?: readonly string[];
  readonly target?: string;
}

const subjects = [
  'payment',
  'line',
  'file',
  'delivery',
  'posting',
  'work',
  'claim',
  'customer',
  'mandate',
  'agreement',
  'company',
] as const;

/** Bulk names its entries by these, so `--customer` there means where the money goes, and `--of` whose entries they are. */
export const addFilterOptions = (command: Command, customer = '--customer <number>'): Command =>
  command
    .option('--code <code>', 'only this kind')
    .option('--subject <subject>', `only about a ${subjects.join(', ')}`)
    .option('--owner <role>', 'only what this one must act on: accountant, clerk, operator or nobody')
    .option('--taken-by <name>', 'only what this colleague works on')
    .option('--nobodys', 'only what nobody works on')
    .option('--days-old <days>', 'only what has waited so many days or more')
    .option(customer, 'only about this customer')
    .option('--min-amount <amount>', 'only of this amount or more, such as 125.50')
    .option('--max-amount <amount>', 'only of this amount or less')
    .option('--text <words>', 'only with these words, or words that begin so, in the entry or its payment');

export function filterFrom(options: FilterOptions, customer = options.customer): ExceptionFilter {
  const { code, subject, owner, daysOld, minAmount, maxAmount, text } = options;
  return {
    code: code === undefined ? undefined : code.toUpperCase(),
    subject: subject === undefined ? undefined : oneOf('--subject', subject, subjects),
    owner: owner === undefined ? undefined : oneOf('--owner', owner, ['accountant', 'clerk', 'operator', 'nobody']),
    takenBy: options.nobodys ? '' : options.takenBy,
    daysOld: daysOld === undefined ? undefined : wholeOf('--days-old', daysOld),
    customer,
    minMinor: minAmount === undefined ? undefined : minorOf('--min-amount', minAmount),
    maxMinor: maxAmount === undefined ? undefined : minorOf('--max-amount', maxAmount),
    text,
  };
}

export const stateFrom = (text: string): 'open' | 'solved' | 'dismissed' | undefined =>
  text === 'all' ? undefined : oneOf('--state', text, ['open', 'solved', 'dismissed']);

/** What an action is about, as the doors take it; undefined where nothing was said. */
export function targetFrom(options: TargetOptions): Readonly<Record<string, unknown>> | undefined {
  const { line, customer, document, claim, payment, amount, suggestion, part, target } = options;
  if (target !== undefined) return jsonOf(target);
  if (part) return { parts: part.map(partOf) };
  if (line !== undefined) return { lineReference: line };
  if (payment !== undefined) return { paymentId: idOf(payment) };
  if (suggestion !== undefined) return { suggestion: idOf(suggestion) };
  const named = {
    ...(customer === undefined ? {} : { customerNumber: customer }),
    ...(document ? { documentNumbers: document } : {}),
    ...(claim ? { claimIds: claim.map(idOf) } : {}),
    ...(amount === undefined ? {} : { minor: minorOf('--amount', amount) }),
  };
  return Object.keys(named).length === 0 ? undefined : named;
}

/** `K10001 FA-1 125.50`, `K10001 account 20`, `K10001 refund 20`. */
function partOf(text: string): Readonly<Record<string, unknown>> {
  const [customerNumber, where, amount, ...more] = text.trim().split(/\s+/);
  if (customerNumber === undefined || where === undefined || amount === undefined || more.length > 0) {
    throw wrong('--part', text, 'customer, document (or account, or refund) and amount, such as "K10001 FA-1 125.50"');
  }
  const minor = minorOf('--part', amount);
  if (where === 'account') return { customerNumber, minor, onAccount: true };
  if (where === 'refund') return { customerNumber, minor, refund: true };
  return { customerNumber, minor, documentNumber: where };
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return { ...read };
  } catch {
    // Said below, with what was expected.
  }
  throw wrong('--target', text, 'a JSON object');
}

function minorOf(field: string, text: string): number {
  const read = minorFromDecimal(text);
  if (read.ok) return read.value;
  throw wrong(field, text, 'an amount such as 125.50');
}

function wholeOf(field: string, text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw wrong(field, text, 'a whole number');
}

function oneOf<const T extends string>(field: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found !== undefined) return found;
  throw wrong(field, text, `one of ${allowed.join(', ')}`);
}

const wrong = (field: string, value: string, expected: string): ProblemError =>
  new ProblemError(problem('INPUT_WRONG', { field, value, expected }));
