import { createReadStream, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { readCamt } from '#channels/statements';
import { type CamtFile, writeCamt } from './camt-file.ts';
import { peakMemory } from './kit.ts';

const [, , folder = '.', what = 'large', megabytes = '1000'] = process.argv;
const path = join(folder, 'camt.054.xml');
/** The machine does other work too: of several rounds in turns, the best of each counts. */
const rounds = what === 'large' ? 1 : 5;
const chunk = { highWaterMark: 256 * 1024 };

const file = writeCamt(path, Number(megabytes) * 1_000_000);
const before = peakMemory();
const ours: number[] = [];
const theirs: number[] = [];
let memory = 0;
for (let round = 0; round < rounds; round++) {
  ours.push(await timed(() => readOurs(file)));
  // Memory is read before the other parser has had its turn, which needs the whole file.
  if (round === 0) memory = peakMemory();
  if (what === 'small') theirs.push(await timed(readTheirs));
}
rmSync(path);
const seconds = Math.min(...ours);
process.send?.({
  megabytesPerSecond: file.bytes / 1_000_000 / seconds,
  transactionsPerSecond: file.transactions / seconds,
  ratio: what === 'small' ? seconds / Math.min(...theirs) : 0,
  peakMegabytes: memory,
  beforeMegabytes: before,
});
process.disconnect?.();

async function readOurs({ transactions, minor }: CamtFile): Promise<void> {
  let read = 0;
  let paid = 0;
  for await (const batch of readCamt(createReadStream(path, chunk), 'camt.054.xml')) {
    if (batch.problems.length + batch.fatal.length > 0) {
      throw new Error(JSON.stringify([...batch.problems, ...batch.fatal]));
    }
    read += batch.facts.length;
    for (const fact of batch.facts) paid += fact.effect;
  }
  if (read !== transactions || paid !== minor) throw new Error(`read ${read} transactions of ${paid} øre`);
}

/** Merely parsing: no fact is made, nothing is checked. */
async function readTheirs(): Promise<void> {
  const parser = new XMLParser({ parseTagValue: false, ignoreAttributes: false });
  const parsed: unknown = parser.parse(readFileSync(path, 'utf8'));
  if (typeof parsed !== 'object') throw new Error('nothing was parsed');
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
