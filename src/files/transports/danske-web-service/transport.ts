import { X509Certificate } from 'node:crypto';
import { type Problem, problem, ProblemError } from '#kernel';
import { madeOnDownload, successCodes } from '#schemas/danske';
import { endingSoon } from '../key-warnings.ts';
import { requirePlainName, sortListing, temporaryNameOf } from '../names.ts';
import type { Listing, SealedFiles, Transport } from '../transport.ts';
import { type FileDescriptor, tooLarge, untrusted } from './application-messages.ts';
import { danskeFileService, type FileService, type WebServiceParts } from './file-service.ts';
import { type Guard, guardOf, refused, unclear, wasNeverSent } from './problems.ts';
import {
  type CompleteWebServiceSettings,
  completeWebServiceSettings,
  type DanskeWebServiceSettings,
} from './settings.ts';

/**
 * Danske Bank's EDI Web Services behind the port of a transport. Unproven against the bank: built from its interface files.
 *
 * @remarks
 * There is no temporary file at the bank: `putTemporary` keeps the bytes here, and `rename` is the upload, one step. Its
 * bytes are forgotten before they are sent, so what was tried once is never sent again by itself; a doubt is settled by
 * the bank's file list. `UserFilename` carries our mark, the size and the name, because a list knows no sizes.
 *
 * A waiting file is named by its FileReference.
 */
export function danskeWebServiceTransport(input: DanskeWebServiceSettings, parts: WebServiceParts): Transport {
  const settings = completeWebServiceSettings(input);
  const { name: transport } = settings;
  const service = danskeFileService(settings, parts);
  const guard = guardOf(transport);
  const held = new Map<string, Buffer>();
  /** Uploads the bank has confirmed to us: whether its list shows them is not known. */
  const confirmed = new Map<string, number>();
  const list = () => guard('list', 'file list', () => service.list());
  const listing = async (): Promise<Listing> => listingOf(settings, await list());
  const sealed = sealedFiles(settings, service, guard);

  const sizeOf = async (name: string): Promise<number | null> => {
    const known = confirmed.get(name) ?? [...held].find(([of]) => temporaryNameOf(of) === name)?.[1].length;
    if (known !== undefined) return known;
    return name.startsWith('.') ? null : sizeInList(await list(), name);
  };

  return {
    name: transport,
    listing,
    list: async () => (await listing()).files,
    stat: sizeOf,
    temporaryName: temporaryNameOf,

    async putTemporary(name, source, size) {
      requirePlainName(transport, name);
      const content = await wholeOf(name, source(), settings.largestUpload);
      if (size !== null && content.length !== size) {
        throw unclear(transport, name, 'size check', `${size} bytes were announced, ${content.length} came`);
      }
      held.set(name, content);
      return content.length;
    },

    async rename(name) {
      requirePlainName(transport, name);
      const content = held.get(name);
      if (!content) throw refused(transport, name, 'upload', 'its bytes are not held here: it was tried before');
      const taken = await sizeOf(name);
      if (taken !== null) {
        throw new ProblemError(problem('TRANSPORT_FILE_EXISTS', { transport, fileName: name, size: taken }));
      }
      held.delete(name);
      try {
        await guard('upload', name, () => service.upload(markedName(name, content.length), content));
      } catch (thrown) {
        if (wasNeverSent(thrown)) held.set(name, content);
        throw thrown;
      }
      confirmed.set(name, content.length);
    },

    async *fetch(name, limit) {
      try {
        yield* sealed.open(name, sealed.fetch(name, limit), limit);
      } catch (thrown) {
        // How the bank says "no such file" is not public; its list says it.
        const isRefused = thrown instanceof ProblemError && thrown.problem.code === 'TRANSPORT_REFUSED';
        if (!isRefused || (await isListed(list, name))) throw thrown;
        throw new ProblemError(problem('NOT_FOUND', { what: 'file', id: name }), { cause: thrown });
      }
    },
    sealed,

    async remove(name) {
      requirePlainName(transport, name);
      if (!settings.deleteFetched) return;
      try {
        await guard('remove', name, () => service.remove(name));
      } catch (thrown) {
        if (await isListed(list, name)) throw thrown;
      }
    },

    keyWarnings: (now) => Promise.resolve(certificateWarnings(settings, now)),
    close: () => Promise.resolve(),
  };
}

function certificateWarnings(settings: CompleteWebServiceSettings, now: Date): readonly Problem[] {
  const of = (key: string, texts: readonly string[]): readonly Problem[] => {
    const ends = texts.map((text) => ({ key, endsAt: new Date(new X509Certificate(text).validTo) }));
    return endingSoon(settings.name, ends, now);
  };
  return [
    ...of('our signing certificate', [settings.signingCertificate]),
    ...of('our encryption certificate', [settings.encryptionCertificate]),
    ...of('the bank’s signing certificate', settings.bankSigningCertificates),
    ...of('the bank’s encryption certificate', [settings.bankEncryptionCertificate]),
  ];
}

function sealedFiles(settings: CompleteWebServiceSettings, service: FileService, guard: Guard): SealedFiles {
  const { name: transport } = settings;
  return {
    async *fetch(name, limit) {
      requirePlainName(transport, name);
      yield await guard('fetch', name, () => service.download(name, answerLimit(limit)));
    },
    async *open(name, source, limit) {
      const answer = await wholeOf(name, source, answerLimit(limit));
      const content = readContent(service, transport, name, answer, limit);
      if (content.length > 0) yield content;
    },
  };
}

function readContent(service: FileService, transport: string, name: string, answer: Buffer, limit: number): Buffer {
  try {
    const response = service.open(answer);
    // The bank may send along what it gives; then it must be what was asked for.
    const other = response.files.find(({ reference }) => reference !== name);
    if (other) throw new Error(`it is the file ${other.reference}`);
    if (!successCodes.has(response.code)) throw refused(transport, name, 'fetch', `${response.code} ${response.text}`);
    return response.content(name, limit);
  } catch (thrown) {
    throw untrusted(name, thrown);
  }
}

/** Base64 three times over: the content, what is encrypted, and the SOAP message; and what stands around it. */
const answerLimit = (limit: number): number => Math.ceil(limit * 2.5) + 1_000_000;

/** Our mark on an upload: `tilgode.<size in bytes>.<name>`. */
const markedName = (name: string, size: number): string => `tilgode.${size}.${name}`;
const mark = /^tilgode\.(\d{1,15})\.(.+)$/;

/** The size our mark states; 0 for a file of that name which is not ours, so that it equals none of ours. */
function sizeInList(files: readonly FileDescriptor[], name: string): number | null {
  for (const { userFilename } of files) {
    if (userFilename === name) return 0;
    const [, size, marked] = mark.exec(userFilename) ?? [];
    if (marked === name && size !== undefined) return Number.parseInt(size, 10);
  }
  return null;
}

/** What waits for us, without what is left out. */
function listingOf(settings: CompleteWebServiceSettings, files: readonly FileDescriptor[]): Listing {
  const ours = files.filter((file) => reasonToLeave(settings, file) === null);
  return sortListing(
    settings.name,
    ours.map(({ reference }) => ({ name: reference, size: null })),
  );
}

/** Neither our own uploads, nor account information made on download, nor types we do not take. Null: it is taken. */
function reasonToLeave(settings: CompleteWebServiceSettings, file: FileDescriptor): string | null {
  if (mark.test(file.userFilename)) return 'our own upload';
  if (madeOnDownload.test(file.reference)) return 'made on download';
  const isOurType = settings.fileTypes.length === 0 || settings.fileTypes.includes(file.fileType);
  return isOurType ? null : 'a type we do not take';
}

/** A file in the bank's list, in the bank's own words. */
export interface ListedDanskeFile extends FileDescriptor {
  /** Why the transport leaves it where it is; null: it is taken. */
  readonly leftOut: string | null;
}

/** The bank's whole list, for people: also what the transport leaves out. */
export async function listDanskeFiles(
  input: DanskeWebServiceSettings,
  parts: WebServiceParts,
): Promise<readonly ListedDanskeFile[]> {
  const settings = completeWebServiceSettings(input);
  const files = await guardOf(settings.name)('list', 'file list', () => danskeFileService(settings, parts).list());
  return files.map((file) => ({ ...file, leftOut: reasonToLeave(settings, file) ?? unsafeName(settings, file) }));
}

const unsafeName = ({ name }: CompleteWebServiceSettings, { reference }: FileDescriptor): string | null =>
  sortListing(name, [{ name: reference, size: null }]).files.length > 0 ? null : 'a reference we cannot take safely';

const isListed = async (list: () => Promise<readonly FileDescriptor[]>, reference: string): Promise<boolean> =>
  (await list()).some((found) => found.reference === reference);

/** The whole of a stream in memory, up to a limit: a signed message cannot be made or read in pieces. */
async function wholeOf(fileName: string, source: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > limit) throw tooLarge(fileName, size, limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
