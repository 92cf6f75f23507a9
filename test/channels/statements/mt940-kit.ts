import type { PaymentFact, PaymentReader, ReadBatch } from '#channels';
import type { Problem } from '#kernel';

export async function* sourceOf(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

export interface Read {
  readonly headers: readonly NonNullable<ReadBatch['header']>[];
  readonly facts: readonly PaymentFact[];
  readonly records: ReadBatch['records'];
  readonly statements: ReadBatch['statements'];
  readonly problems: readonly Problem[];
  readonly fatal: readonly Problem[];
}

/** Everything a reader tells of some bytes, given to it in chunks of a size. */
export async function readAll(reader: PaymentReader, bytes: Uint8Array, size = bytes.length || 1): Promise<Read> {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
  const batches: ReadBatch[] = [];
  for await (const batch of reader(sourceOf(...chunks), 'test')) batches.push(batch);
  return {
    headers: batches.flatMap(({ header }) => (header === undefined ? [] : [header])),
    facts: batches.flatMap(({ facts }) => facts),
    records: batches.flatMap(({ records }) => records),
    statements: batches.flatMap(({ statements }) => statements),
    problems: batches.flatMap(({ problems }) => problems),
    fatal: batches.flatMap(({ fatal }) => fatal),
  };
}

/** What a person checks in a golden file: everything a fact says beyond what its format says of every fact. */
export function briefly({ headers, facts, statements, problems, fatal }: Read): unknown {
  return {
    headers,
    facts: facts.map(({ bank, ...fact }) => ({
      line: fact.lineNumber,
      bytes: `${fact.byteFrom}-${fact.byteTo}`,
      kind: fact.kind,
      means: fact.means,
      creditor: fact.creditorNumber,
      effect: `${fact.effect} ${fact.currency}`,
      amount: fact.actualAmount,
      booked: fact.bookkeepingDate,
      value: fact.actualDate,
      reference: fact.reference,
      mandate: fact.mandateNumber,
      ...withoutBlanks(bank ?? {}),
    })),
    statements: statements.map(
      (told) =>
        `${told.account} ${told.statementId}: ${told.opening} + ${told.movements} = ${told.closing} ${told.currency}, ` +
        `${told.entries} entries, ${told.from} to ${told.to}, tied: ${told.isTied}`,
    ),
    problems: problems.map(problemLine),
    fatal: fatal.map(problemLine),
  };
}

const problemLine = ({ code, context }: Problem): string => {
  const { fileName: _, ...rest } = { fileName: '', ...context };
  return `${code} ${JSON.stringify(rest)}`;
};

const withoutBlanks = (details: object): object =>
  Object.fromEntries(
    Object.entries(details).filter(
      ([, value]) => value !== '' && value !== false && value !== null && value.length !== 0,
    ),
  );
