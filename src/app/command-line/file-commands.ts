import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { describeFile, detect, headSize, lintFile } from '#files';
import type { Finding } from '#schemas/kit';
import { registerFile } from '#payments';
import { listDeliveries } from '#journal';
import { danishAmount, minor, problem, ProblemError } from '#kernel';
import { firstBytes } from '#payments';
import { fetchAllFiles } from '../rounds.ts';
import { idOf } from './journal-commands.ts';
import { jsonOption } from './options.ts';
import { table } from './terminal.ts';
import { type CommandParts, companyOf, doDueWork, withApp } from './with-app.ts';

export function addFileCommands(tilgode: Command): void {
  addDeliveryCommands(tilgode);
  tilgode
    .command('describe')
    .description('explain any file of a format we know, field by field; needs no database and no Business Central')
    .argument('<file>', 'a file of Nets, SEPA, a bank: what it is its content says')
    .addOption(jsonOption())
    .action(async (file: string, options: { json: boolean }) => describe(requireFile(file), options.json));
  tilgode
    .command('lint')
    .description('look for faults in any file of a format we know; exit code 1 when there is one')
    .argument('<file>', 'a file of Nets, SEPA, a bank: what it is its content says')
    .addOption(jsonOption())
    .action(async (file: string, options: { json: boolean }) => {
      process.exitCode = await lint(requireFile(file), options.json);
    });
  tilgode
    .command('fetch')
    .description('fetch what waits at the file servers and take it in')
    .addOption(jsonOption())
    .action((options: { json: boolean }) =>
      withApp(options, async (parts) => {
        await fetchAllFiles(parts.app);
        await doDueWork(parts);
        parts.terminal.result({ fetched: true }, () => [
          'Fetched and taken in. "tilgode errors" shows what is doubtful.',
        ]);
        return 0;
      }),
    );
  tilgode
    .command('ingest')
    .description('take in one file from this machine; the same bytes twice have one effect')
    .argument('<file>', 'a receipt or payment file')
    .option('--company <name>', 'the company, when there are several')
    .option('--agreement <key>', 'the agreement, when there are several')
    .addOption(jsonOption())
    .action((file: string, options: { company?: string; agreement?: string; json: boolean }) =>
      withApp(options, (parts) => ingest(requireFile(file), options, parts)),
    );
}

function addDeliveryCommands(tilgode: Command): void {
  const deliveries = tilgode.command('deliveries').description('what was sent: list it, show its very bytes');
  deliveries
    .command('list', { isDefault: true })
    .description('deliveries, newest first, each with the hash of its bytes')
    .option('--company <name>', 'the company, when there are several')
    .addOption(jsonOption())
    .action((options: { company?: string; json: boolean }) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const { id } = await companyOf(parts, options.company);
        const found = await listDeliveries(parts.app.database.db, { companyId: id, limit: 100 });
        parts.terminal.result(found, () =>
          table(
            found.map((one) => [
              one.id,
              one.fileName,
              one.state,
              one.collections,
              danishAmount(minor(one.netMinor)),
              one.sha256,
            ]),
          ),
        );
        return 0;
      }),
    );
  deliveries
    .command('bytes')
    .description('write the bytes of a delivery, as they were frozen and sent, to standard output')
    .argument('<delivery>', 'the delivery’s number in the list')
    .action((id: string) => withApp({ isTimeless: true }, (parts) => writeBytes(idOf(id), parts)));
}

/** The vault checks the hash while it reads, so what comes out is what was sent, or the command fails. */
async function writeBytes(deliveryId: number, { app, terminal }: CommandParts): Promise<number> {
  const found = await app.database.db
    .selectFrom('delivery')
    .select('sha256')
    .where('id', '=', deliveryId)
    .executeTakeFirst();
  if (!found) {
    terminal.problem(problem('NOT_FOUND', { what: 'delivery', id: String(deliveryId) }));
    return 1;
  }
  for await (const chunk of app.vault.open(found.sha256)) await write(chunk);
  return 0;
}

function requireFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return path;
  throw new ProblemError(problem('NOT_FOUND', { what: 'file', id: basename(path) }));
}

/** Writes with patience: a large file must not fill the memory of a slow reader's pipe. */
async function write(text: string | Buffer): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

const source = (path: string): AsyncIterable<Buffer> => createReadStream(path, { highWaterMark: 256 * 1024 });

async function describe(path: string, isJson: boolean): Promise<void> {
  if (!isJson) await write(`${basename(path)}: ${detect(await headOfFile(path)).name}\n`);
  else await write('[');
  let written = 0;
  for await (const line of describeFile(source(path), basename(path))) {
    if (isJson) await write(`${written > 0 ? ',\n' : '\n'}${JSON.stringify(line)}`);
    else {
      await write(`\nline ${line.lineNumber}  ${line.title}${line.key ? `  [${line.key}]` : ''}\n  ${line.raw}\n`);
      for (const field of line.fields) await write(`${fieldLine(field)}\n`);
    }
    written++;
  }
  if (isJson) await write('\n]\n');
}

const fieldLine = (field: { from: number; to: number; name: string; raw: string; meaning: string }): string =>
  `  ${`${field.from}-${field.to}`.padStart(9)}  ${field.name.padEnd(22)} ${JSON.stringify(field.raw).padEnd(20)} ${field.meaning}`;

async function lint(path: string, isJson: boolean): Promise<number> {
  let faults = 0;
  let warnings = 0;
  if (isJson) await write('[');
  for await (const finding of lintFile(source(path), basename(path))) {
    const before = faults + warnings;
    if (finding.severity === 'fault') faults++;
    else warnings++;
    await write(
      isJson ? `${before > 0 ? ',\n' : '\n'}${JSON.stringify(finding)}` : findingText(basename(path), finding),
    );
  }
  if (isJson) await write('\n]\n');
  else
    await write(
      faults + warnings === 0 ? `${basename(path)}: no faults\n` : `${faults} faults, ${warnings} warnings\n`,
    );
  return faults > 0 ? 1 : 0;
}

const findingText = (
  name: string,
  { severity, lineNumber, from, to, field, value, expected, remedy }: Finding,
): string =>
  `${name}:${lineNumber}:${from}-${to} ${severity}: ${field} is ${JSON.stringify(value)}, expected ${expected}. ${remedy}\n`;

const headOfFile = (path: string): Promise<Buffer> => firstBytes(createReadStream(path, { end: headSize - 1 }));

async function ingest(
  path: string,
  options: { readonly company?: string; readonly agreement?: string },
  parts: CommandParts,
): Promise<number> {
  const { app, moment, by, terminal } = parts;
  const company = await companyOf(parts, options.company);
  let select = app.database.db
    .selectFrom('channel_agreement')
    .select(['id', 'key'])
    .where('company_id', '=', company.id);
  if (options.agreement !== undefined) select = select.where('key', '=', options.agreement);
  const [agreement, ...others] = await select.execute();
  if (!agreement || others.length > 0) {
    throw new ProblemError(
      problem('INPUT_WRONG', {
        field: '--agreement',
        value: options.agreement ?? '',
        expected: 'one of the company’s agreements',
      }),
    );
  }
  const fileName = basename(path);
  const stored = await app.vault.put(source(path), { limitInBytes: app.settings.largestFile, fileName });
  const head = await headOfFile(path);
  const received = { agreementId: agreement.id, transport: 'command line', fileName, ...stored, head };
  const registered = await registerFile(received, { database: app.database, moment, by });
  await doDueWork(parts);
  const file = await app.database.db
    .selectFrom('inbound_file')
    .selectAll()
    .where('id', '=', registered.fileId)
    .executeTakeFirstOrThrow();
  const result = {
    fileId: file.id,
    outcome: registered.outcome,
    state: file.state,
    format: file.format,
    payments: file.fact_count,
  };
  terminal.result(result, () => [
    `${fileName}: ${registered.outcome === 'new' ? file.state : `came before as ${registered.firstFileName}; nothing was done again`}, ${file.fact_count} payment records`,
  ]);
  return file.state === 'quarantined' ? 1 : 0;
}
