import { randomBytes, X509Certificate } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { problem, ProblemError } from '#kernel';

/**
 * The folder of one user of Danske Bank's web service: who it is, the bank's certificates, our keys and our certificates.
 *
 * @remarks
 * What belongs together is a numbered set, such as `keys-1`. A set appears whole, by one rename of its folder, and is never
 * changed or replaced: a process killed anywhere leaves either all of it or nothing. Only the owner can read it.
 */
interface FileSet<T extends Readonly<Record<string, string>>> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  /** The file of each part. */
  readonly files: Readonly<Record<string, string>>;
}

const text = z.string().min(1);

/** Who the folder belongs to. */
const userSet = setOf('user', z.strictObject({ user: text }), { user: 'user.json' });

/** The bank's certificates: another set when the bank changes one of them. */
export const bankSet = setOf('bank', z.strictObject({ root: text, signing: text, encryption: text }), {
  root: 'root.pem',
  signing: 'signing.pem',
  encryption: 'encryption.pem',
});

/** Our keys and the requests for their certificates, kept before they are sent. */
export const keySet = setOf(
  'keys',
  z.strictObject({
    signingPrivateKey: text,
    signingRequest: text,
    encryptionPrivateKey: text,
    encryptionRequest: text,
  }),
  {
    signingPrivateKey: 'signing-key.pem',
    signingRequest: 'signing-request.pem',
    encryptionPrivateKey: 'encryption-key.pem',
    encryptionRequest: 'encryption-request.pem',
  },
);

/** The certificates of the keys of the same number. */
export const certificateSet = setOf(
  'certificates',
  z.strictObject({ signingCertificate: text, encryptionCertificate: text }),
  { signingCertificate: 'signing.pem', encryptionCertificate: 'encryption.pem' },
);

export const pathOfSet = (folder: string, { name }: { readonly name: string }, number: number): string =>
  join(folder, `${name}-${number}`);

/** The numbers of the sets that are there, in order. */
export function numbersOf(folder: string, { name }: { readonly name: string }): readonly number[] {
  const entries = guarded(folder, () => (existsSync(folder) ? readdirSync(folder) : []));
  return entries
    .flatMap((entry) => new RegExp(`^${name}-([1-9]\\d{0,5})$`).exec(entry)?.[1] ?? [])
    .map((digits) => Number.parseInt(digits, 10))
    .toSorted((a, b) => a - b);
}

export const latestOf = (folder: string, set: { readonly name: string }): number | null =>
  numbersOf(folder, set).at(-1) ?? null;

/** Every part of a set. One that is missing or empty is a problem: nothing of ours leaves it so. */
export function readSet<T extends Readonly<Record<string, string>>>(
  folder: string,
  set: FileSet<T>,
  number: number,
): T {
  const path = pathOfSet(folder, set, number);
  const parts = Object.entries(set.files).map(([part, file]) => [
    part,
    guarded(folder, () => readFileSync(join(path, file), 'utf8')),
  ]);
  const read = set.schema.safeParse(Object.fromEntries(parts));
  if (read.success) return read.data;
  throw wrongFolder(folder, `whole files in ${set.name}-${number}: ${z.prettifyError(read.error)}`);
}

/** Puts a set into the folder, on the disk for good when this returns. @returns false: another process was first */
export function publishSet<T extends Readonly<Record<string, string>>>(
  folder: string,
  set: FileSet<T>,
  number: number,
  parts: T,
): boolean {
  const path = pathOfSet(folder, set, number);
  return guarded(folder, () => {
    const waiting = join(folder, `.new-${randomBytes(6).toString('hex')}`);
    mkdirSync(waiting, { recursive: true, mode: 0o700 });
    try {
      for (const [part, file] of Object.entries(set.files))
        writeSynced(join(waiting, file), set.schema.parse(parts)[part]);
      sync(waiting);
      renameSync(waiting, path);
    } catch (thrown) {
      rmSync(waiting, { recursive: true, force: true });
      // A rename onto a folder that holds something is refused by the system: nothing is ever written over.
      if (existsSync(path)) return false;
      throw thrown;
    }
    sync(folder);
    return true;
  });
}

export const environments = ['production', 'customertest', 'systemtest', 'test'] as const;

const userSchema = z.strictObject({
  senderId: z.string().length(6),
  /** The PKI service's own words. */
  environment: z.enum(environments),
  bankRootSerial: text,
  pkiServiceUrl: z.url().exactOptional(),
});

/** Whom the folder belongs to, so that a later command needs no more than the folder. */
export type DanskeUser = z.output<typeof userSchema>;

export function readUser(folder: string): DanskeUser | null {
  const number = latestOf(folder, userSet);
  if (number === null) return null;
  const read = userSchema.safeParse(parsed(readSet(folder, userSet, number).user));
  if (read.success) return read.data;
  throw wrongFolder(folder, `a right user.json: ${z.prettifyError(read.error)}`);
}

/** Writes down whom the folder belongs to, unless it is written already. */
export function keepUser(folder: string, user: DanskeUser): void {
  if (readUser(folder) === null) publishSet(folder, userSet, 1, { user: `${JSON.stringify(user, null, 2)}\n` });
}

export const wrongFolder = (folder: string, expected: string): ProblemError =>
  new ProblemError(problem('INPUT_WRONG', { field: '--folder', value: folder, expected }));

/** A certificate that stands in the folder. */
export function certificateIn(folder: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw wrongFolder(folder, 'certificates in PEM that can be read');
  }
}

function setOf<T extends Readonly<Record<string, string>>>(
  name: string,
  schema: z.ZodType<T>,
  files: Readonly<Record<keyof T & string, string>>,
): FileSet<T> {
  return { name, schema, files };
}

/** New, for the owner only, and on the disk. */
function writeSynced(path: string, content: string | undefined): void {
  if (content === undefined) throw new Error(`there is nothing to write to ${path}`);
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A name is on the disk for good when its folder is. Windows cannot do that to a folder, and does not need it. */
function sync(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** What the disk refuses is said of the folder, in the system's own words. */
function guarded<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof Error) || !('code' in thrown) || thrown instanceof ProblemError) throw thrown;
    throw wrongFolder(folder, `a folder that can be read and written (${thrown.message})`);
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
