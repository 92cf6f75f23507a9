import { addDays, type CalendarDate, problem } from '#kernel';
import { printable } from '#schemas/kit';
import { electronicSlipMandate, mandate0603, mandateCodes, start0603, type WalkedLine } from '#schemas/nets';
import type { ListBatch, MandateFact } from '../facts.ts';
import type { OpenBatch } from '../nets/read-lines.ts';
import { readList } from './read-list.ts';
import { unreadable } from '../nets/unreadable.ts';

const mandate = mandate0603.get;

/** A new or cancelled mandate may be told this far ahead (nets-formats.md section 13). */
export const mostMandateDays = 180;

const meaning = {
  active: { kind: 'active', endedBy: null },
  registered: { kind: 'registered', endedBy: null },
  endedByDebtor: { kind: 'cancelled', endedBy: 'debtor' },
  endedByCreditor: { kind: 'cancelled', endedBy: 'creditor' },
  endedByNets: { kind: 'cancelled', endedBy: 'channel' },
} as const satisfies Readonly<Record<string, Pick<MandateFact, 'kind' | 'endedBy'>>>;

/**
 * Reads mandates from Nets (0603) as a stream of batches: sections 0210, 0212 and 0219 give facts, the printed slips of
 * section 0217 are records only. Totals that do not agree are fatal, and may be told as late as the last batch.
 */
export async function* read0603(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<ListBatch<MandateFact>> {
  yield* readList<MandateFact>(source, fileName, {
    type: '0603',
    start: start0603.get,
    take: (line, batch, createdOn) => takeRecord(line, fileName, createdOn, batch),
    takesUnknown: () => false,
    end: () => undefined,
  });
}

function takeRecord(
  line: WalkedLine,
  fileName: string,
  createdOn: CalendarDate | null,
  batch: OpenBatch<MandateFact>,
): void {
  if (line.layout !== mandate0603) {
    if (line.layout?.isReadable(line.bytes, line.text, line.start) === false) {
      batch.problems.push(...unreadable(line, fileName));
    }
    return;
  }
  const fact = mandateFact(line);
  if (fact === undefined) {
    batch.problems.push(...unreadable(line, fileName));
    return;
  }
  if (fact.customerNumber === '') {
    batch.problems.push(fieldProblem(line, fileName, 'customerNo', 'a customer number'));
    return;
  }
  if (createdOn === null || fact.validFrom === null || fact.validFrom <= addDays(createdOn, mostMandateDays)) {
    batch.facts.push(fact);
    return;
  }
  // Years have two digits and all count as 20yy: a mandate of 1998 would begin in 2098 and never be collected on.
  const expected = `a date at most ${mostMandateDays} days ahead; the mandate is taken without it`;
  batch.problems.push(fieldProblem(line, fileName, 'effectiveDate', expected));
  batch.facts.push({ ...fact, validFrom: null });
}

/** What a mandate record tells, or undefined when one of its fields cannot be read. */
function mandateFact(line: WalkedLine): MandateFact | undefined {
  const { bytes, text, start, lineNumber, byteFrom, byteTo } = line;
  const code = mandate.transactionCode(bytes, text, start);
  const creditorNumber = mandate.pbsNo(bytes, text, start);
  const debtorGroup = mandate.debtorGroupNo(bytes, text, start);
  const customerNumber = mandate.customerNo(bytes, text, start);
  const mandateNumber = mandate.mandateNo(bytes, text, start);
  const validFrom = mandate.effectiveDate(bytes, text, start);
  const validTo = mandate.endDate(bytes, text, start);
  if (code === undefined || creditorNumber === undefined || debtorGroup === undefined) return undefined;
  if (customerNumber === undefined || mandateNumber === undefined) return undefined;
  if (validFrom === undefined || validTo === undefined) return undefined;
  return {
    channel: 'betalingsservice',
    lineNumber,
    byteFrom,
    byteTo,
    recordCode: mandateCodes.codes[code],
    kind: meaning[code].kind,
    endedBy: meaning[code].endedBy,
    creditorNumber,
    debtorGroup,
    customerNumber,
    mandateNumber,
    validFrom,
    validTo,
    isElectronicSlip: mandateNumber === electronicSlipMandate || line.section?.number === '0219',
  };
}

function fieldProblem(line: WalkedLine, fileName: string, field: string, expected: string) {
  const { from, to } = line.layout?.fields.find((known) => known.name === field) ?? { from: 1, to: 1 };
  const value = printable(line.text.slice(line.start + from - 1, line.start + to));
  return problem('LINE_UNREADABLE', { fileName, lineNumber: line.lineNumber, field, from, to, value, expected });
}
