import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { listDanskeFiles } from '#files';
import { problem, type ProblemCode, ProblemError, problemOf, systemClock } from '#kernel';
import { certificatesOfFolder, requestBegun, tellCertificate, type ToldCertificate } from './danske-certificates.ts';
import { CertificatesNotKept, enrol, type Enrolment, type PkiVisit, renew, visitBank } from './danske-enrolment.ts';
import { type DanskeUser, environments, readUser } from './danske-folder.ts';
import { type ListOptions, webServiceToList } from './danske-list.ts';
import { jsonOption } from './options.ts';
import { table, type Terminal, terminalOf } from './terminal.ts';

interface PkiOptions {
  readonly sender?: string;
  readonly environment?: DanskeUser['environment'];
  readonly rootSerial?: string;
  readonly rootCertificate?: string;
  readonly serviceUrl?: string;
  readonly folder?: string;
  readonly json: boolean;
}

/** Danske Bank's web service: certificates and a first look. No database; only `list` may take the settings. */
export function addDanskeCommands(tilgode: Command): void {
  const danske = tilgode
    .command('danske')
    .description('Danske Bank’s web service: try the connection, enrol, renew, list; needs no database');
  withPkiOptions(danske.command('bank-certificates'))
    .description('fetch the bank’s certificates; needs neither PIN nor key: the safe first test of the connection')
    .option('--folder <folder>', 'keep them there, and pin their root')
    .action((options: PkiOptions) => speaking(options, (terminal) => bankCertificates(options, terminal)));
  withPkiOptions(danske.command('enrol'))
    .description(`make keys and ask for their first certificates, with the PIN in the environment as ${pinVariable}`)
    .requiredOption('--folder <folder>', 'where the bank’s certificates are; keys and certificates are kept there')
    .action((options: PkiOptions & { readonly folder: string }) =>
      speaking(options, (terminal) => {
        const pin = pinOf(process.env);
        const visit = visitOf(options);
        return obtain('enrol', options.folder, terminal, (kept) => enrol(options.folder, pin, visit, kept));
      }),
    );
  withPkiOptions(danske.command('renew'))
    .description('make new keys and ask for their certificates, signed with the present ones; needs no PIN')
    .requiredOption('--folder <folder>', 'the folder of the enrolment')
    .action((options: PkiOptions & { readonly folder: string }) =>
      speaking(options, (terminal) => {
        const visit = visitOf(options);
        return obtain('renew', options.folder, terminal, (kept) => renew(options.folder, visit, kept));
      }),
    );
  danske
    .command('certificates')
    .description('when each certificate of a folder ends; exit code 1 when one has ended or ends within 60 days')
    .requiredOption('--folder <folder>', 'the folder of the enrolment')
    .addOption(jsonOption())
    .action((options: { readonly folder: string; readonly json: boolean }) =>
      speaking(options, (terminal) => showCertificates(options.folder, terminal)),
    );
  danske
    .command('list')
    .description('the bank’s file list in its own words; changes nothing there')
    .option('--transport <key>', 'a transport of the settings; the only one of this kind when left out')
    .option('--folder <folder>', 'instead of the settings: the folder of an enrolment')
    .option('--receiver <id>', 'with a folder: the ReceiverId, from the bank')
    .option('--customer <id>', 'with a folder: the customer, when it is not the sender')
    .option('--service-url <url>', 'with a folder: another address of the file service')
    .addOption(
      new Option('--environment <environment>', 'with a folder').choices(['PRODUCTION', 'TEST']).default('TEST'),
    )
    .addOption(jsonOption())
    .action((options: ListOptions & { readonly json: boolean }) =>
      speaking(options, (terminal) => listFiles(options, terminal)),
    );
}

/** From two public sources, 1111110002 and 1111110003; the newer one counts (danske-iso20022.md, section 1.3). */
const usualRootSerial = '1111110003';

const pinVariable = 'TILGODE_DANSKE_PIN';

const withPkiOptions = (command: Command): Command =>
  command
    .option('--sender <id>', 'the Customer User ID of the bank’s letter, 6 signs; the folder remembers it')
    .addOption(
      new Option('--environment <environment>', 'of the PKI service; the folder remembers it').choices([
        ...environments,
      ]),
    )
    .option('--root-serial <digits>', `serial number of the bank’s root; ${usualRootSerial} when left out`)
    .option('--root-certificate <file>', 'the bank’s root itself, in PEM: no other one is taken')
    .option('--service-url <url>', 'another address of the PKI service')
    .addOption(jsonOption());

/** One command: what goes wrong is told as everywhere, and the exit code follows. */
async function speaking(
  { json }: { readonly json: boolean },
  run: (terminal: Terminal) => Promise<number>,
): Promise<void> {
  const terminal = terminalOf(json);
  try {
    process.exitCode = await run(terminal);
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown;
    terminal.problem(thrown.problem);
    process.exitCode = 1;
  }
}

/** What the folder remembers, and the options. Who the user is cannot change within one folder. */
function visitOf(options: PkiOptions): PkiVisit {
  const known = options.folder === undefined ? null : readUser(options.folder);
  const sure = <T extends string>(field: string, given: T | undefined, kept: T | undefined, expected: string): T => {
    if (given !== undefined && kept !== undefined && given !== kept)
      throw wrong(field, given, `${kept}, as the folder`);
    const value = given ?? kept;
    if (value === undefined || value === '') throw wrong(field, '', expected);
    return value;
  };
  const senderId = sure('--sender', options.sender, known?.senderId, 'the Customer User ID of the bank’s letter');
  if (senderId.length !== 6) throw wrong('--sender', senderId, '6 signs');
  const pkiServiceUrl = options.serviceUrl ?? known?.pkiServiceUrl;
  return {
    user: {
      senderId,
      environment: sure('--environment', options.environment, known?.environment, `one of ${environments.join(', ')}`),
      bankRootSerial: options.rootSerial ?? known?.bankRootSerial ?? usualRootSerial,
      ...(pkiServiceUrl === undefined ? {} : { pkiServiceUrl }),
    },
    root: options.rootCertificate === undefined ? undefined : rootIn(options.rootCertificate),
    clock: systemClock,
  };
}

function rootIn(file: string): string {
  try {
    return new X509Certificate(readFileSync(file)).toString();
  } catch (thrown) {
    throw wrong('--root-certificate', file, `a certificate that can be read (${problemText(thrown)})`);
  }
}

/** Never from the command line, where other users of the machine could read it. */
function pinOf(environment: Readonly<Record<string, string | undefined>>): string {
  const pin = environment[pinVariable]?.trim() ?? '';
  if (/^\S{1,10}$/.test(pin)) return pin;
  const value = pin === '' ? '' : '(not shown)';
  throw wrong(pinVariable, value, 'the PIN of the bank’s letter, 1 to 10 signs, in the environment');
}

async function bankCertificates(options: PkiOptions, terminal: Terminal): Promise<number> {
  const visit = visitOf(options);
  const { certificates, isPinned, path } = await visitBank(visit, options.folder ?? null);
  const told = [
    tellCertificate('root', new X509Certificate(certificates.root)),
    tellCertificate('signing', new X509Certificate(certificates.signing)),
    tellCertificate('encryption', new X509Certificate(certificates.encryption)),
  ];
  terminal.result({ isPinned, folder: path, certificates: told }, () => [
    ...told.flatMap(linesOf),
    path === null ? 'Nothing was kept: name a folder with --folder.' : `Kept in ${path}`,
  ]);
  if (!isPinned) {
    terminal.note(
      'The root is new to us. Compare its SHA-256 fingerprint with the one the bank states before you enrol.',
    );
  }
  return 0;
}

const linesOf = ({ what, subject, serial, sha256, from, endsOn }: ToldCertificate): readonly string[] => [
  `${what}: ${subject}, serial number ${serial}, ${from} to ${endsOn}`,
  `  SHA-256 ${sha256}`,
];

type Ask = 'enrol' | 'renew';

const again = 'The same command again goes on with the same keys';

/** What is left to do after a break. Silence is worse here than one sentence too many. */
function afterBreak(ask: Ask, code: ProblemCode): string {
  if (code === 'TRANSPORT_UNREACHABLE') return `Nothing was sent. ${again}.`;
  if (ask === 'renew') {
    return `${again}. If the bank refuses because it has renewed already, ask it for a PIN and enrol in a new folder; keep this one, its keys open what was encrypted to them.`;
  }
  return code === 'CERTIFICATE_REFUSED'
    ? `Do not try a refused PIN again and again: the bank may lock the user. With the right one: ${again.toLowerCase()}.`
    : `The bank may have done it, and the PIN may be used up. ${again}; if the bank refuses, ask it for a new PIN.`;
}

async function obtain(
  ask: Ask,
  folder: string,
  terminal: Terminal,
  work: (kept: (path: string) => void) => Promise<Enrolment>,
): Promise<number> {
  let hasKeys = false;
  try {
    const { certificates, ...paths } = await work((path) => {
      hasKeys = true;
      terminal.note(`The keys are in ${path}. Asking the bank ...`);
    });
    const told = [
      tellCertificate('our signing', new X509Certificate(certificates.signingCertificate)),
      tellCertificate('our encryption', new X509Certificate(certificates.encryptionCertificate)),
    ];
    terminal.result({ ...paths, certificates: told }, () => [
      ...told.flatMap(linesOf),
      `Keys:         ${paths.keysPath}`,
      `Certificates: ${paths.certificatesPath}`,
      `Back up ${folder} where only you can read it, and put both into the settings (docs/transports.md).`,
    ]);
    return 0;
  } catch (thrown) {
    if (thrown instanceof CertificatesNotKept) {
      terminal.note('The bank’s certificates for these keys, which could not be kept; they are public. Save them:');
      terminal.note(`${thrown.certificates.signingCertificate}${thrown.certificates.encryptionCertificate}`);
      throw new ProblemError(problemOf(thrown.cause), { cause: thrown });
    }
    if (!(thrown instanceof ProblemError) || !hasKeys) throw thrown;
    terminal.problem(thrown.problem);
    terminal.note(afterBreak(ask, thrown.problem.code));
    return 1;
  }
}

async function showCertificates(folder: string, terminal: Terminal): Promise<number> {
  const found = certificatesOfFolder(folder, await systemClock.now());
  const begun = requestBegun(folder);
  terminal.result({ certificates: found, requestBegun: begun }, () => [
    ...table([
      ['set', 'certificate', 'ends on', 'state', 'subject'],
      ...found.map(({ set, what, endsOn, state, subject }) => [set, what, endsOn, state, subject]),
    ]),
    ...(begun === null ? [] : [`${begun} waits for its certificates: run enrol or renew again to go on.`]),
  ]);
  if (found.length === 0) terminal.note(`There are no certificates in ${folder}.`);
  return found.length === 0 || found.some(({ state }) => state === 'ended' || state === 'ends soon') ? 1 : 0;
}

async function listFiles(options: ListOptions, terminal: Terminal): Promise<number> {
  const files = await listDanskeFiles(webServiceToList(options), { clock: systemClock });
  terminal.result(files, () =>
    files.length === 0
      ? ['The bank lists no files.']
      : table([
          ['reference', 'type', 'status', 'name', 'taken'],
          ...files.map(({ reference, fileType, status, userFilename, leftOut }) => [
            reference,
            fileType,
            status,
            userFilename,
            leftOut === null ? 'yes' : `no: ${leftOut}`,
          ]),
        ]),
  );
  return 0;
}

const wrong = (field: string, value: string, expected: string): ProblemError =>
  new ProblemError(problem('INPUT_WRONG', { field, value, expected }));

const problemText = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
