import { danishAmount, minor } from '#kernel';
import { table } from '../command-line/terminal.ts';
import type { RehearsalReport } from './report.ts';

const meanings: Readonly<Record<string, string>> = {
  open: 'open ledger entries weighed',
  chosen: 'of them chosen for collection',
  leftOut: 'of them left out, each with its reason',
  journal: 'collection lines in the journals',
  withheld: 'lines faulty or withdrawn',
  unsent: 'lines not yet sent',
  file: 'collections in the files',
  accepted: 'accepted by the channel',
  refused: 'refused by the channel',
  awaiting: 'without an answer yet',
  payments: 'movements of money told to us',
  matched: 'matched to their claims',
  parked: 'in the error log',
  noted: 'booked and no customer’s payment, or told elsewhere',
  posted: 'posted in Business Central',
  awaitingPosting: 'matched, their day is not yet come',
};

const shown = (amount: number): string => danishAmount(minor(amount)).padStart(18);

/** The report for people. */
export const reportLines = (report: RehearsalReport): readonly string[] => [
  '',
  ...report.currencies.flatMap(({ currency, chain }) => [
    `The totals of the chain on the morning of ${report.today}, in ${currency}`,
    ...table(chain.map(({ name, count, minor: amount }) => [`  ${name}`, count, shown(amount), meanings[name] ?? ''])),
    '',
  ]),
  '',
  'The error log',
  ...table(report.exceptions.map(({ code, state, count }) => [`  ${code}`, state, count])),
  '',
  'What must hold',
  ...report.invariants.map(({ name, ok, detail }) => `  ${ok ? 'holds' : 'FAILS'}  ${name}${ok ? '' : `: ${detail}`}`),
  '',
  report.ok ? 'Everything ties.' : 'Something does not hold; see above.',
];
