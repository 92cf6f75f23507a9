import { decimalFromMinor, minor, type Problem } from '#kernel';
import type { Finding } from '#schemas/kit';

/** What a reader of statements sets aside, as `lint` says it: where, what stands there, what should, what to do. */
export function findingOf(found: Problem): Finding {
  if (found.code === 'LINE_UNREADABLE') {
    const { lineNumber, from, to, field, value, expected } = found.context;
    const remedy = 'Nothing was taken from the line. Ask the bank for the file again, or post it by hand.';
    return { severity: 'fault', lineNumber, from, to, field, value, expected, remedy };
  }
  if (found.code === 'RECORD_UNKNOWN') {
    const { lineNumber, value } = found.context;
    const remedy = 'Read it yourself; it is kept with the file and nothing was taken from it.';
    return {
      ...onLine(lineNumber, 'record', value),
      severity: 'warning',
      expected: 'a line of a kind we know',
      remedy,
    };
  }
  if (found.code === 'STATEMENT_NOT_TIED') {
    const { lineNumber, account, statementId, openingMinor, movementsMinor, closingMinor } = found.context;
    const counted = `${amountText(openingMinor)} and entries of ${amountText(movementsMinor)}`;
    const expected = `${amountText(openingMinor + movementsMinor)}: ${counted} (account ${account}, statement ${statementId})`;
    const remedy =
      'Look for an entry that is missing, doubled or unreadable; else ask the bank for the statement again.';
    return { ...onLine(lineNumber, 'balance', amountText(closingMinor)), expected, remedy };
  }
  if (found.code === 'CHECK_DIGIT_WRONG') {
    const { lineNumber, kind, value } = found.context;
    const remedy = 'The money is kept. Make sure that it is matched to the right customer.';
    const expected = `a payment id of type ${kind} with its right check digit`;
    return { ...onLine(lineNumber, 'paymentId', value), severity: 'warning', expected, remedy };
  }
  if (found.code === 'TOTALS_WRONG') {
    const { lineNumber, field, stated, counted } = found.context;
    const remedy = 'Nothing of the file is settled. Ask the bank for it again.';
    return { ...onLine(lineNumber, field, stated), expected: `${counted}, as counted`, remedy };
  }
  if (found.code === 'FILE_INCOMPLETE') {
    const { lineNumber, expected } = found.context;
    const remedy = 'The file is cut short and nothing of it is settled. Ask the bank for it again.';
    return { ...onLine(lineNumber, 'file', ''), expected, remedy };
  }
  return {
    ...onLine(1, 'file', found.code),
    expected: 'a statement of a bank',
    remedy: 'Check that it is the right file.',
  };
}

const onLine = (lineNumber: number, field: string, value: string): Omit<Finding, 'expected' | 'remedy'> => ({
  severity: 'fault',
  lineNumber,
  from: 1,
  to: Math.max(value.length, 1),
  field,
  value,
});

const amountText = (value: number): string =>
  Number.isSafeInteger(value) ? decimalFromMinor(minor(value)) : String(value);
