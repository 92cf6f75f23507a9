import { type LsLine, lsListedCodes, lsListedMandate } from '#schemas/nets';
import type { ListBatch, MandateFact } from '../facts.ts';
import { readLsFile } from './read-ls-file.ts';

const listed = lsListedMandate.get;

/** Reads the mandate list of Leverandørservice (material type 30): new, cancelled and active mandates. */
export async function* readLsMandates(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<ListBatch<MandateFact>> {
  yield* readLsFile<MandateFact>(source, fileName, { family: 'ls-30', factOf: mandateFact });
}

/**
 * What a record of the list tells, or undefined when one of its fields cannot be read. What its date means is not
 * documented: it is taken for the day of the event, and so for the end of a cancelled mandate. Who ended it is not told.
 */
function mandateFact(line: LsLine): MandateFact | undefined {
  const { bytes, text, start, lineNumber, byteFrom, byteTo } = line;
  const kind = listed.recordType(bytes, text, start);
  const creditorNumber = listed.creditorNo(bytes, text, start);
  const customerNumber = listed.customerNo(bytes, text, start);
  const date = listed.date(bytes, text, start);
  if (kind === undefined || creditorNumber === undefined || date === undefined) return undefined;
  if (customerNumber === undefined || customerNumber === '') return undefined;
  return {
    channel: 'leverandoerservice',
    lineNumber,
    byteFrom,
    byteTo,
    recordCode: lsListedCodes.codes[kind],
    kind,
    endedBy: null,
    creditorNumber,
    debtorGroup: '',
    customerNumber,
    mandateNumber: '',
    validFrom: kind === 'cancelled' ? null : date,
    validTo: kind === 'cancelled' ? date : null,
    isElectronicSlip: false,
  };
}
