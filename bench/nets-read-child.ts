import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { check0602, read0602 } from '#channels/betalingsservice';
import { knownDate, lineReference, minor } from '#kernel';
import { automaticPayment, end0602, sectionEnd0211, sectionStart0211, start0602 } from '#schemas/nets';
import { peakMemory } from './kit.ts';

const folder = process.argv[2] ?? '.';
const count = Number(process.argv[3] ?? '1000000');
const path = join(folder, '0602.txt');
/** The machine does other work too: of several rounds in turns, the best of each counts. */
const rounds = 7;
const chunk = { highWaterMark: 256 * 1024 };

const total = writeFile();
const checks: number[] = [];
const readlines: number[] = [];
const facts: number[] = [];
let memory = 0;
for (let round = 0; round < rounds; round++) {
  checks.push(await timed(check));
  if (round < 3) facts.push(await timed(readFacts));
  // Memory is read before readline has had its turn, which needs more than we do.
  if (round === 0) memory = peakMemory();
  readlines.push(await timed(readTheirs));
}
const [ours, theirs, made] = [Math.min(...checks), Math.min(...readlines), Math.min(...facts)];
process.send?.({ ratio: ours / theirs, factsPerSecond: count / made, peakMegabytes: memory, ours, theirs, made });
process.disconnect?.();

async function check(): Promise<void> {
  const checked = await check0602(createReadStream(path, chunk), '0602.txt');
  if (!checked.isSound || checked.unreadable > 0 || checked.counts.amount !== total)
    throw new Error(JSON.stringify(checked));
}

async function readFacts(): Promise<void> {
  let paid = 0;
  let read = 0;
  for await (const batch of read0602(createReadStream(path, chunk), '0602.txt')) {
    read += batch.facts.length;
    for (const fact of batch.facts) paid += fact.actualAmount;
  }
  if (read !== count || paid !== total) throw new Error(`read ${read} facts of ${paid} øre`);
}

async function readTheirs(): Promise<void> {
  let lines = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    lines += line.length > 0 ? 1 : 0;
  }
  if (lines !== count + 4) throw new Error(`readline saw ${lines} lines`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function writeFile(): number {
  const file = openSync(path, 'w');
  const chunk = Buffer.alloc(1 << 20);
  let used = 0;
  let sum = 0;
  const date = knownDate('2026-02-02');
  const own = { pbsNo: '01234560', debtorGroupNo: '00001' };
  const supplier = { dataSupplierNo: '12345674', subsystem: 'BS1' };
  used = start0602.write({ ...supplier, deliveryId: '3700000001', creationDate: date }, chunk, used);
  used = sectionStart0211.write({ ...own, userId: '', creationDate: date }, chunk, used);
  for (let i = 0; i < count; i++) {
    const amount = minor(100 + (i % 1_000_000));
    sum += amount;
    if (used + 130 > chunk.length) {
      writeSync(file, chunk, 0, used);
      used = 0;
    }
    used = automaticPayment.write(
      {
        ...own,
        transactionCode: 'paid',
        customerNo: `K${10_000_000 + i}`,
        mandateNo: String(100_000_000 + i),
        dueDate: date,
        signCode: 'collect',
        amount,
        reference: lineReference(i),
        actualDate: date,
        bookkeepingDate: date,
        actualAmount: amount,
      },
      chunk,
      used,
    );
  }
  writeSync(file, chunk, 0, used);
  const totals = { count042: count, amount: minor(sum) };
  used = sectionEnd0211.write({ ...own, ...totals }, chunk, 0);
  used = end0602.write({ ...supplier, sectionCount: 1, ...totals, count052: 0, count022: 0 }, chunk, used);
  writeSync(file, chunk, 0, used);
  closeSync(file);
  return sum;
}
