import { expect, test } from 'vitest';
import { exceptionHandlersOf } from '#app';
import {
  actionCards,
  allowedActions,
  alwaysAllowed,
  exceptionActions,
  type ExceptionAction,
  type ExceptionSubject,
  exceptionTypes,
  isExceptionType,
  isProblemCode,
} from '#exceptions';
import { catalogue, type ProblemCode } from '#kernel';
import { exceptionActionName } from '#schemas/http';
import { readText } from '#test/sources';
import { openDatabase } from '#store';
import { memoryVault } from '#test/memory-vault';
import { emptyDatabase } from '#test/database';

/** Codes that answer a command or a single request and are never an entry about one thing. */
const answersOnly: readonly ProblemCode[] = [
  'APPROVAL_BY_SAME_PERSON',
  'CERTIFICATE_REFUSED',
  'CERTIFICATE_UNCLEAR',
  'INPUT_WRONG',
  'JOURNAL_EMPTY',
  'JOURNAL_NOT_READY',
  'NOT_ALLOWED_IN_STATE',
  'NOT_FOUND',
  'PAYMENT_ID_CHECK_DIGIT_WRONG',
  'QUEUE_UNREACHABLE',
  'STOP_NOT_POSSIBLE',
  'TRACE_AMBIGUOUS',
  'UNEXPECTED',
];

/** Codes that only stop a round over a company or an agreement; the entry closes by itself when the round succeeds. */
const closesByItself: readonly ProblemCode[] = [
  'BC_ANSWER_UNREADABLE',
  'BC_BUSY',
  'BC_CONFLICT',
  'BC_EXTENSION_MISSING',
  'BC_FORBIDDEN',
  'BC_KEY_TAKEN',
  'BC_MISCONFIGURED',
  'BC_RECORD_NOT_FOUND',
  'BC_REFUSED',
  'BC_SIGN_IN_FAILED',
  'BC_UPGRADING',
  'CLAIM_UNREADABLE',
  'COLUMNS_NOT_CONFIGURED',
  'CUSTOMER_UNREADABLE',
  'DEADLINE_PASSED',
  'FIELD_NOT_WRITABLE',
  'KEY_ENDS_SOON',
  'MANDATE_UNREADABLE',
  'PAYMENT_IDS_USED_UP',
  'PAYMENT_ID_REFUSED',
  'TRANSPORT_NAME_REFUSED',
  'TRANSPORT_NOT_CONFIGURED',
];

const types = Object.entries(exceptionTypes).flatMap(([code, subjects]) =>
  isProblemCode(code)
    ? Object.entries(subjects).map(([subject, actions]) => ({ code, subject: subject as ExceptionSubject, actions }))
    : [],
);

test('every problem of the catalogue is an entry with its actions, closes by itself, or only answers', () => {
  const told = [...new Set(types.map(({ code }) => code)), ...closesByItself, ...answersOnly];
  expect(told.toSorted()).toEqual(Object.keys(catalogue).toSorted());
});

test('every action of the table has somebody who carries it out: there are no dead buttons', async () => {
  const database = await openDatabase(await emptyDatabase(), { maxConnections: 1 });
  const handlers = exceptionHandlersOf({ database, vault: memoryVault() });
  await database.close();
  const dead = types.flatMap(({ code, subject, actions }) =>
    actions
      .filter((action) => handlers[subject]?.[action] === undefined)
      .map((action) => `${code} ${subject} ${action}`),
  );
  expect(dead).toEqual([]);
  expect(types.length).toBeGreaterThan(50);
});

test('whatever an entry is, a person may take it, give it back, and dismiss it', () => {
  const codes = Object.keys(catalogue).filter(isProblemCode);
  const poor = codes.filter((code) => alwaysAllowed.some((one) => !allowedActions(code, 'company').includes(one)));
  expect(poor).toEqual([]);
  expect([
    isExceptionType('BC_BUSY', 'company'),
    isExceptionType('BC_BUSY', 'line'),
    isExceptionType('X', 'line'),
  ]).toEqual([true, false, false]);
});

test('money that waits always can be assigned, split, left on account and paid back', () => {
  const wanted: readonly ExceptionAction[] = ['assign', 'split', 'park', 'refund', 'writeOff', 'accept'];
  const notMoney = ['CHARGED_BACK', 'CHARGED_BACK_WITHOUT_PAYMENT', 'CHARGE_BACK_UNCLEAR', 'REJECTED_AFTER_PAYMENT'];
  const poor = types.filter(
    ({ code, subject, actions }) =>
      subject === 'payment' &&
      !notMoney.includes(code) &&
      !code.startsWith('POSTING_') &&
      wanted.some((action) => !actions.includes(action)),
  );
  expect(poor).toEqual([]);
});

test('what a person undid is never tried again by the machine', () => {
  expect(allowedActions('MATCH_UNDONE', 'payment')).not.toContain('retry');
  expect(allowedActions('PAYMENT_UNDONE_BEFORE', 'payment')).not.toContain('retry');
});

test('the doors know the same actions', () => {
  expect([...exceptionActionName.options].toSorted()).toEqual([...exceptionActions].toSorted());
});

test('docs/error-log.md has every action and every type as the code has them', () => {
  const text = readText('docs/error-log.md');
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  const cardRows = exceptionActions.map((action) => {
    const { does, needs } = actionCards[action];
    return `| \`${action}\` | ${does} | ${needs} |`;
  });
  const typeRows = types
    .map(
      ({ code, subject, actions }) => `| \`${code}\` | ${subject} | ${actions.map((one) => `\`${one}\``).join(', ')} |`,
    )
    .toSorted();
  expect(rows.filter((row) => cardRows.includes(row))).toEqual(cardRows);
  expect(rows.filter((row) => /^\| `[A-Z_]+` \|/.test(row))).toEqual(typeRows);
});
