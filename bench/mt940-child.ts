import { closeSync, createReadStream, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readMt940 } from '#channels/statements';
import { peakMemory } from './kit.ts';

const folder = process.argv[2] ?? '.';
const wantedBytes = Number(process.argv[3] ?? '256') * 1024 * 1024;
const path = join(folder, 'statement.sta');
/** The machine does other work too: of several rounds the best counts. */
const rounds = 5;
const chunk = { highWaterMark: 256 * 1024 };

const { entries, total } = writeFile();
const seconds: number[] = [];
let memory = 0;
for (let round = 0; round < rounds; round++) {
  const began = performance.now();
  await read();
  seconds.push((performance.now() - began) / 1000);
  if (round === 0) memory = peakMemory();
}
const megabytes = statSync(path).size / 1_000_000;
const best = Math.min(...seconds);
process.send?.({ megabytesPerSecond: megabytes / best, entriesPerSecond: entries / best, peakMegabytes: memory });
process.disconnect?.();

/** Every entry becomes its fact, with the details of its dialect, and every statement ties. */
async function read(): Promise<void> {
  let sum = 0;
  let facts = 0;
  for await (const batch of readMt940()(createReadStream(path, chunk), 'statement.sta')) {
    facts += batch.facts.length;
    for (const fact of batch.facts) sum += fact.effect;
    const isWrong =
      batch.problems.length + batch.fatal.length > 0 || batch.statements.some(({ isTied }) => isTied !== true);
    if (isWrong) throw new Error(JSON.stringify([batch.problems, batch.fatal, batch.statements]));
  }
  if (facts !== entries || sum !== total)
    throw new Error(`read ${facts} entries of ${sum}, wrote ${entries} of ${total}`);
}

/** Statements of a thousand entries, in turn as mBank, German banks and Dutch banks write them. */
function writeFile(): { readonly entries: number; readonly total: number } {
  const file = openSync(path, 'w');
  let written = 0;
  let entry = 0;
  let total = 0;
  for (let statement = 1; written < wantedBytes; statement++) {
    const lines = [
      `:20:ST${statement}`,
      ':25:PL29114010810000267002001002',
      `:28C:${statement}/1`,
      ':60F:C260201PLN0,00',
    ];
    let closing = 0;
    for (let i = 0; i < 1000; i++, entry++) {
      const amount = 100 + (entry % 1_000_000);
      closing += amount;
      lines.push(...entryLines(entry, amount));
    }
    total += closing;
    lines.push(`:62F:C260202PLN${amountText(closing)}`, '-', '');
    written += writeSync(file, lines.join('\r\n'));
  }
  closeSync(file);
  return { entries: entry, total };
}

function entryLines(entry: number, amount: number): readonly string[] {
  const head = `:61:2602020202C${amountText(amount)}NTRFNONREF//B${entry}`;
  if (entry % 3 === 0) return [head, '911-TRANSAKCJA IPH', ...wrapped(collect(entry))];
  return [head, ...wrapped(entry % 3 === 1 ? german(entry) : dutch(entry))];
}

function collect(entry: number): string {
  return (
    `:86:911 TRANSAKCJA COLLECT; ID IPH: XX${String(entry).padStart(12, '0')}; Z RACH.: 56114010810000267002001001; ` +
    `OD: KLIENT PROBNY ${entry}  UL. NIJAKA 1 M 2 31-234 KRAKOW; TYT.: FAKTURA ${entry}/2026   ; TNR: 17917107${entry}.010001`
  );
}

function german(entry: number): string {
  return (
    `:86:166?00GUTSCHRIFT?109310?20EREF+T${String(entry).padStart(8, '0')}?21SVWZ+Rechnung ${entry} vom?22 02.02.2026` +
    `?30BANKDEFF?31DE89370400440532013000?32Kunde ${entry} GmbH?33Probe`
  );
}

function dutch(entry: number): string {
  return `:86:/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/KLANT ${entry}/REMI/FACTUUR ${entry}/EREF/T${entry}`;
}

function wrapped(text: string): readonly string[] {
  return text.match(/.{1,65}/g) ?? [];
}

function amountText(amount: number): string {
  return `${Math.floor(amount / 100)},${String(amount % 100).padStart(2, '0')}`;
}
