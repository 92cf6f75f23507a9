import { sql } from 'kysely';
import type { Collection, Placed } from '#channels';
import { assert } from '#kernel';
import type { Tx } from '#store';
import type { LineWithCollection } from './collections-of.ts';

/** Where the records of each line lie in a file, learned while the file is written. */
export interface LinePlaces {
  /** The collections on their way to the writer, each remembered with its line. */
  readonly following: (lines: AsyncIterable<LineWithCollection>) => AsyncGenerator<Collection>;
  /** For the writer to tell where it put them. */
  readonly placed: Placed;
  /** The file's bytes on their way to the vault, whose line ends are counted. */
  readonly counting: (bytes: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>;
  /** Keeps the places, in the transaction that freezes the delivery. */
  readonly store: (tx: Tx, deliveryId: number) => Promise<void>;
}

/** Rows per statement. */
const pageSize = 10_000;
const lineEnd = 10;

/** Remembers 40 bytes for each line until the delivery has its id: a million lines are 40 MB. */
export function linePlaces(): LinePlaces {
  const lineIds: number[] = [];
  const byteFroms: number[] = [];
  const byteTos: number[] = [];
  const lineFroms: number[] = [];
  const lineTos: number[] = [];

  return {
    async *following(lines) {
      for await (const { lineId, collection } of lines) {
        lineIds.push(lineId);
        yield collection;
      }
    },

    placed: (byteFrom, byteTo) => {
      assert(byteFroms.length < lineIds.length, 'only what was handed over is placed');
      assert(byteFrom >= (byteTos.at(-1) ?? 0) && byteTo > byteFrom, 'records lie one behind the other');
      byteFroms.push(byteFrom);
      byteTos.push(byteTo);
    },

    async *counting(bytes) {
      let base = 0;
      let before = 0;
      for await (const chunk of bytes) {
        before = countChunk(chunk, base, before);
        base += chunk.length;
        yield chunk;
      }
    },

    async store(tx, deliveryId) {
      assert(byteFroms.length === lineIds.length && lineTos.length === lineIds.length, 'every line was placed');
      for (let from = 0; from < lineIds.length; from += pageSize) {
        const to = from + pageSize;
        await sql`insert into delivery_record (delivery_id, line_id, byte_from, byte_to, line_from, line_to)
          select ${deliveryId}, * from unnest(${lineIds.slice(from, to)}::bigint[], ${byteFroms.slice(from, to)}::bigint[],
            ${byteTos.slice(from, to)}::bigint[], ${lineFroms.slice(from, to)}::bigint[],
            ${lineTos.slice(from, to)}::bigint[])`.execute(tx);
      }
    },
  };

  /** Numbers the places that begin or end in a chunk. @returns how many line ends lie before the next chunk */
  function countChunk(chunk: Buffer, base: number, before: number): number {
    const end = base + chunk.length;
    let count = before;
    let next = chunk.indexOf(lineEnd);
    const countTo = (position: number): number => {
      for (; next >= 0 && base + next < position; next = chunk.indexOf(lineEnd, next + 1)) count += 1;
      return count + 1;
    };
    for (;;) {
      const place = lineTos.length;
      const from = byteFroms[place];
      // The last byte of a place is its line end, which belongs to the line that it ends.
      const last = (byteTos[place] ?? 0) - 1;
      if (from === undefined) break;
      if (lineFroms.length === place && from < end) lineFroms.push(countTo(from));
      if (lineFroms.length === place || last >= end) break;
      lineTos.push(countTo(last));
    }
    countTo(end);
    return count;
  }
}
