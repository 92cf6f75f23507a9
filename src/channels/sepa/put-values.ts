import { calendarDate, inCopenhagen, problem, ProblemError } from '#kernel';
import {
  type CharacterSet,
  hasBicShape,
  hasIbanShape,
  isIdentifier,
  isInSet,
  markup,
  toCharacterSet,
  type XmlBuffer,
} from '#schemas/iso20022';

/** Refuses a value by name: a file that has begun cannot be half right. */
export function refuse(record: string, field: string, value: string, expected: string): never {
  throw new ProblemError(problem('FIELD_NOT_WRITABLE', { record, field, value, expected }));
}

/** Free text in the file's character set, rewritten where it has to be; refused when it is blank or too long. */
export function putFreeText(
  out: XmlBuffer,
  record: string,
  field: string,
  text: string,
  set: CharacterSet,
  longest: number,
): void {
  if (text.length <= longest && isTrimmed(text) && out.putText(text, set)) return;
  const written = toCharacterSet(text, set);
  const isFit = written !== '' && written.length <= longest && isInSet(written, set);
  if (!isFit || !out.putText(written, set)) {
    refuse(record, field, text, `1 to ${longest} signs of the ${set === 'sepa' ? 'SEPA' : 'Danish'} character set`);
  }
}

const isTrimmed = (text: string): boolean =>
  text.length > 0 && text.charCodeAt(0) !== 32 && text.charCodeAt(text.length - 1) !== 32;

/** An id, as it is: ids are never rewritten. */
export function putIdentifier(out: XmlBuffer, record: string, field: string, id: string): void {
  if (!isIdentifier(id)) refuse(record, field, id, 'an id of 1 to 35 signs of the SEPA set');
  out.putAscii(id);
}

export function putIban(out: XmlBuffer, record: string, field: string, iban: string): void {
  if (!hasIbanShape(iban)) refuse(record, field, iban, 'an IBAN without blanks');
  out.putAscii(iban);
}

export function putDate(out: XmlBuffer, record: string, field: string, date: string): void {
  if (date !== lastDate && !calendarDate(date).ok) refuse(record, field, date, 'a date');
  lastDate = date;
  out.putAscii(date);
}

/** Neighbours often share their date: it is looked at once. */
let lastDate = '';

/** Amounts go out digit by digit; zero and less are refused. */
export function putPositive(out: XmlBuffer, record: string, field: string, minor: number, largest: number): void {
  if (!Number.isSafeInteger(minor) || minor < 1 || minor > largest) {
    refuse(record, field, String(minor), `1 to ${largest} minor units`);
  }
  out.putAmount(minor);
}

/** An agent: its BIC, or that none is given. */
export function putAgent(out: XmlBuffer, record: string, field: string, bic: string | null, parts: AgentParts): void {
  if (bic === null) {
    out.put(parts.notProvided);
    return;
  }
  if (!hasBicShape(bic)) refuse(record, field, bic, 'a BIC of 8 or 11 signs, or none');
  out.put(parts.bicFrom);
  out.putAscii(bic);
  out.put(parts.bicTo);
}

export interface AgentParts {
  readonly bicFrom: Uint8Array;
  readonly bicTo: Uint8Array;
  readonly notProvided: Uint8Array;
}

/** `BIC` in messages of the 2009 generation, `BICFI` in those of 2019 (danske-iso20022.md section 2.1). */
export function agentParts(isNewer: boolean): AgentParts {
  const tag = isNewer ? 'BICFI' : 'BIC';
  return {
    bicFrom: markup(`<FinInstnId><${tag}>`),
    bicTo: markup(`</${tag}></FinInstnId>`),
    notProvided: markup('<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>'),
  };
}

/** The moment a file was made, in Danish time and without a zone, as the banks' samples have it. */
export function creationTime(at: Date): string {
  const { date, time } = inCopenhagen(at);
  return `${date}T${time}:${String(at.getUTCSeconds()).padStart(2, '0')}`;
}
