import { addJournal, addLine } from '../generate/payment-journals.ts';
import { recordNotFound, Refusal } from '../refusal.ts';
import { dropFrom } from './agreements.ts';
import type { LineFields } from './commands.ts';
import { type JournalLine, type PaymentJournal, touch, type World } from './world.ts';

interface JournalFields {
  readonly code: string;
  readonly displayName: string;
}

export function insertJournal(world: World, fields: JournalFields, at: number): boolean {
  refuseKnownJournal(world, fields.code);
  addJournal(world, fields.code, fields.displayName, at);
  return true;
}

export function changeJournal(world: World, number: number, fields: JournalFields, at: number): boolean {
  const journal = journalOf(world, number);
  if (journal.code !== fields.code) refuseKnownJournal(world, fields.code);
  Object.assign(journal, fields);
  touch(journal, at);
  return true;
}

export function insertLine(world: World, journalNumber: number, fields: LineFields, at: number): boolean {
  const journal = journalOf(world, journalNumber);
  refuseKnownLine(journal, fields.lineNumber);
  addLine(world, journal, contentOf(world, fields), at);
  return true;
}

export function changeLine(world: World, number: number, fields: LineFields, at: number): boolean {
  const line = lineOf(world, number);
  if (fields.lineNumber !== line.lineNumber) refuseKnownLine(line.journal, fields.lineNumber);
  Object.assign(line, contentOf(world, fields));
  touch(line, at);
  return true;
}

export function removeLine(world: World, number: number): boolean {
  const line = lineOf(world, number);
  dropFrom(world.journalLines, line);
  dropFrom(line.journal.lines, line);
  return true;
}

export function removeJournal(world: World, number: number): boolean {
  const journal = journalOf(world, number);
  for (const line of journal.lines) dropFrom(world.journalLines, line);
  dropFrom(world.journals, journal);
  return true;
}

export function journalOf(world: World, number: number): PaymentJournal {
  const found = world.journals.find((journal) => journal.number === number);
  if (!found) throw recordNotFound();
  return found;
}

export function lineOf(world: World, number: number): JournalLine {
  const found = world.journalLines.find((line) => line.number === number);
  if (!found) throw recordNotFound();
  return found;
}

function contentOf(world: World, fields: LineFields) {
  const { customerNumber, appliesToEntry, lineNumber, ...rest } = fields;
  return {
    ...rest,
    ...(lineNumber === undefined ? {} : { lineNumber }),
    customer: world.customerByCode.get(customerNumber),
    appliesTo: world.entries[appliesToEntry - 1],
  };
}

function refuseKnownLine(journal: PaymentJournal, lineNumber: number | undefined): void {
  if (!journal.lines.some((line) => line.lineNumber === lineNumber)) return;
  throw new Refusal(
    400,
    'Internal_EntityWithSameKeyExists',
    `The record in table Gen. Journal Line already exists. Identification fields and values: Line No.='${lineNumber}'`,
  );
}

function refuseKnownJournal(world: World, code: string): void {
  if (!world.journals.some((journal) => journal.code === code)) return;
  throw new Refusal(
    400,
    'Internal_EntityWithSameKeyExists',
    `The record in table Gen. Journal Batch already exists. Identification fields and values: Name='${code}'`,
  );
}
