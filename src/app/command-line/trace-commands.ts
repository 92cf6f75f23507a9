import type { Command } from 'commander';
import { type Chain, type ChainNode, trace, traceWords } from '#posting';
import { recordBytes, type RecordBytes } from '../record-bytes.ts';
import { jsonOption } from './options.ts';
import { companyOf, withApp } from './with-app.ts';

interface TraceOptions {
  readonly company?: string;
  readonly as?: string;
  readonly after?: string;
  readonly bytes?: boolean;
  readonly json: boolean;
}

export function addTraceCommands(tilgode: Command): void {
  tilgode
    .command('trace')
    .description(
      'the lineage of anything, both ways: from a ledger entry to the posted payment, from a byte to its entry',
    )
    .argument(
      '<what...>',
      'a number, a reference, a key, or a file name with "#line" or "@byte"; a word may stand before it',
    )
    .option('--company <name>', 'the company, when there are several')
    .option('--as <word>', `what it is: ${traceWords.join(', ')}`)
    .option('--after <place>', 'the next page of what a delivery, a file or a batch holds')
    .option('--bytes', 'show the records themselves, each from a file that still has its hash')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((what: readonly string[], options: TraceOptions) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const { app, terminal } = parts;
        const { id } = await companyOf(parts, options.company);
        const question = { what: what.join(' '), as: options.as, after: options.after };
        const found = await trace(app.database.db, id, question);
        if (!found.ok) {
          terminal.problem(found.error);
          return 1;
        }
        const records = options.bytes ? await recordBytes(found.value, app.vault) : [];
        const damaged = records.some(({ problem }) => problem !== null);
        terminal.result(options.bytes ? { ...found.value, records } : found.value, () =>
          chainLines(found.value, records),
        );
        return damaged ? 1 : 0;
      }),
    );
}

const examples = `
Examples:
  tilgode trace entry 12345                 a ledger entry of Business Central
  tilgode trace T00000AB7 --bytes           a collection line, with the records as they were sent and received
  tilgode trace BS0601-01.txt line 17       whose record stands in line 17 of a file we sent
  tilgode trace file 0602.txt@2048          what byte 2048 of a file we received belongs to
  tilgode trace posted 5002                 where a posted entry comes from`;

/** A chain for people: every node in the way of the money, and below it what follows from it. */
export function chainLines(chain: Chain, records: readonly RecordBytes[] = []): readonly string[] {
  return [
    ...chain.nodes.flatMap((node) => [node.label, ...followers(chain, node), ...bytesOf(node, records)]),
    ...(chain.isWhole ? [] : ['', 'More hangs together than is shown here. Trace one of the payments or lines above.']),
    ...(chain.items === null ? [] : itemLines(chain.items)),
  ];
}

const followers = ({ links }: Chain, { kind, key }: ChainNode): readonly string[] =>
  links
    .filter(({ from }) => from.kind === kind && from.key === key)
    .map(({ how, to }) => `    ${how} ${names[to.kind]} ${to.key}`);

const names: Readonly<Record<ChainNode['kind'], string>> = {
  entry: 'ledger entry',
  line: 'line',
  sentRecord: 'records',
  delivery: 'delivery',
  answer: 'record',
  paymentRecord: 'record',
  file: 'file',
  payment: 'payment',
  allocation: 'allocation',
  posting: 'posting',
  batch: 'batch',
  postedEntry: 'posted entry',
};

function bytesOf({ kind, key }: ChainNode, records: readonly RecordBytes[]): readonly string[] {
  const record = records.find((one) => one.kind === kind && one.key === key);
  if (!record) return [];
  if (record.problem !== null) return [`    ! ${record.problem}`];
  return [
    ...record.text
      .split(/\r?\n/)
      .filter(Boolean)
      .map((line) => `    | ${line}`),
    `    sha256 ${record.sha256}`,
  ];
}

const itemLines = ({ items, next }: NonNullable<Chain['items']>): readonly string[] => [
  '',
  ...items.map(({ what, label }) => `  ${what.padEnd(26)} ${label}`),
  ...(items.length === 0 ? ['  nothing'] : []),
  ...(next === null ? [] : ['', `  more with --after ${next}`]),
];
