import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import type { Answer } from '../kit/http.ts';
import { faultAnswer, instant, Refused, tag, xmlAnswer } from './answers.ts';
import type { Authority } from './certificates.ts';
import { checkRequest } from './check-request.ts';
import type { FaultKind } from './faults.ts';
import {
  bareSignatureFault,
  decryptWith,
  encryptTo,
  isCurrent,
  readSoap,
  signatureFault,
  signWhole,
  wsSecurityFault,
} from './security.ts';
import {
  breachOf,
  base64Pattern,
  child,
  dateTimePattern,
  ofLength,
  readTree,
  textOf,
  type XmlNode,
} from './xml-tree.ts';

const service = 'http://bxd.fi/CorporateFileService';
const model = 'http://model.bxd.fi';
const data = 'http://bxd.fi/xmldata/';

/** A file at the bank: laid out for the customer, or uploaded by it. */
export interface BankFile {
  readonly reference: string;
  readonly customerId: string;
  readonly direction: 'in' | 'out';
  readonly userFilename: string;
  readonly fileType: string;
  readonly content: Buffer;
  readonly at: Date;
  status: string;
}

export interface CustomerCertificates {
  readonly signing: string;
  readonly encryption: string;
}

export interface FileServiceState {
  readonly authority: Authority;
  readonly now: () => Date;
  readonly files: Map<string, BankFile>;
  readonly seenRequests: Set<string>;
  readonly certificatesOf: (customerId: string) => CustomerCertificates | undefined;
  readonly soapSignature: 'ws-security' | 'bare';
  /** Whether a file list shows what the customer uploaded. Not known of the real bank. */
  readonly listsUploads: boolean;
  /** Whether content goes out packed. */
  readonly packs: boolean;
}

const operations: Readonly<Record<string, string>> = {
  uploadFilein: 'UploadFile',
  downloadFileListin: 'DownloadFileList',
  downloadFilein: 'DownloadFile',
  deleteFilein: 'DeleteFile',
};

const headerRules = [
  { name: 'SenderId', least: 1, pattern: ofLength(1, 16) },
  { name: 'RequestId', least: 1, pattern: ofLength(1, 10) },
  { name: 'Timestamp', least: 1, pattern: dateTimePattern },
  { name: 'Language', least: 1, pattern: /^(?:EN|DA|FI|SV)?$/ },
  { name: 'UserAgent', least: 1, pattern: ofLength(0, 80) },
  { name: 'ReceiverId', least: 1, pattern: ofLength(1, 80) },
] as const;

/** Handles one SOAP message. How the bank words a refusal is not public: codes and texts are our own. */
export function handleFileRequest(xml: string, fault: FaultKind | null, state: FileServiceState): Answer {
  try {
    if (fault === 'busy') return fileFault('Server', 'The service is busy');
    return answer(xml, fault, state);
  } catch (thrown) {
    if (thrown instanceof Refused) return fileFault('Client', thrown.message);
    return fileFault('Client', thrown instanceof Error ? thrown.message : String(thrown));
  }
}

const fileFault = (who: 'Client' | 'Server', text: string): Answer =>
  faultAnswer(
    who,
    text,
    `<cor:FileServiceFaultElement xmlns:cor="${service}"><mod:category xmlns:mod="${model}">rehearsal</mod:category></cor:FileServiceFaultElement>`,
  );

function answer(xml: string, fault: FaultKind | null, state: FileServiceState): Answer {
  const { operation, header: soapHeader } = readSoap(xml);
  const command = operations[operation.name];
  if (command === undefined || operation.namespace !== service) throw new Refused(`no operation ${operation.name}`);
  const breach = breachOf(operation, model, [
    { name: 'RequestHeader', least: 1, pattern: null },
    { name: 'ApplicationRequest', least: 1, pattern: base64Pattern },
  ]);
  if (breach !== null) throw new Refused(breach);
  const header = child(operation, 'RequestHeader');
  const headerBreach = header ? breachOf(header, model, headerRules) : 'no header';
  if (headerBreach !== null) throw new Refused(headerBreach);
  const senderId = textOf(header, 'SenderId');
  const known = state.certificatesOf(senderId);
  if (!known) throw new Refused(`the sender ${senderId} is not known`);
  const now = fault === 'expired-certificate' ? new Date(state.now().getTime() + 4000 * 86_400_000) : state.now();
  if (!isCurrent(known.signing, now)) throw new Refused('the certificate has expired');
  const unsafe =
    state.soapSignature === 'bare'
      ? bareSignatureFault(xml, soapHeader, known.signing)
      : wsSecurityFault(xml, soapHeader, known.signing, now);
  if (unsafe !== null) throw new Refused(`SOAP signature: ${unsafe}`);
  const requestId = `${senderId} ${textOf(header, 'RequestId')}`;
  if (state.seenRequests.has(requestId)) throw new Refused(`the request ${requestId} came before`);
  state.seenRequests.add(requestId);
  const done = handleApplication(textOf(operation, 'ApplicationRequest'), { command, senderId, known, fault, state });
  return respond(operation, header, done, { known, fault, state });
}

interface Context {
  readonly command: string;
  readonly senderId: string;
  readonly known: CustomerCertificates;
  readonly fault: FaultKind | null;
  readonly state: FileServiceState;
}

interface Done {
  readonly code: string;
  readonly text: string;
  readonly serial: string;
  readonly files?: readonly BankFile[];
  readonly content?: Buffer;
  readonly customerId: string;
}

/** Opens, checks and carries out the request inside. A refusal here is an answer, signed like any other. */
function handleApplication(base64: string, context: Context): Done {
  const { state, senderId, known, command } = context;
  const request = (() => {
    const xml = decryptWith(
      readTree(Buffer.from(base64, 'base64').toString('utf8')),
      state.authority.encryption.privateKey,
    );
    const root = readTree(xml);
    const unsigned = signatureFault(xml, child(root, 'Signature'), [''], known.signing);
    if (unsigned !== null) throw new Refused(`request signature: ${unsigned}`);
    return root;
  })();
  const breach = checkRequest(request, command, state.now());
  const done = { code: '00', text: 'OK', serial: textOf(request, 'ExecutionSerial'), customerId: senderId };
  const refused = (text: string): Done => ({ ...done, code: 'REFUSED', text: text.slice(0, 80) });
  if (breach !== null) return refused(breach);
  if (textOf(request, 'CustomerId') !== senderId) return refused('CustomerId is not the sender');
  return commands[command]?.(request, { ...context, done, refused }) ?? refused('unknown command');
}

interface Working extends Context {
  readonly done: Done;
  readonly refused: (text: string) => Done;
}

const commands: Readonly<Record<string, (request: XmlNode, working: Working) => Done>> = {
  UploadFile(request, { state, senderId, done, refused }) {
    const packed = Buffer.from(textOf(request, 'Content'), 'base64');
    const content =
      textOf(request, 'Compression') === 'true' ? unpacked(packed, textOf(request, 'CompressionMethod')) : packed;
    const isSame = (file: BankFile) =>
      file.direction === 'in' && file.customerId === senderId && file.content.equals(content);
    if ([...state.files.values()].some(isSame)) return refused('the same file was uploaded before');
    const userFilename = textOf(request, 'UserFilename');
    if (userFilename === '') return refused('UserFilename is missing');
    const hash = createHash('sha256').update(`${state.files.size}`).update(content).digest('hex');
    const reference = `U${hash.slice(0, 15)}`;
    state.files.set(reference, {
      reference,
      customerId: senderId,
      direction: 'in',
      userFilename,
      fileType: textOf(request, 'FileType') || 'blank',
      content,
      at: state.now(),
      status: 'FWD',
    });
    return done;
  },
  DownloadFileList(request, { state, senderId, done }) {
    const status = textOf(request, 'Status') || 'ALL';
    const files = [...state.files.values()].filter(
      (file) =>
        file.customerId === senderId &&
        (status === 'ALL' || file.status === status) &&
        (file.direction === 'out' || state.listsUploads),
    );
    return { ...done, files };
  },
  DownloadFile(request, { state, senderId, done, refused }) {
    const reference = textOf(child(request, 'FileReferences'), 'FileReference');
    const file = state.files.get(reference);
    if (file?.customerId !== senderId || file.direction !== 'out') return refused(`no file ${reference}`);
    file.status = 'DLD';
    return { ...done, files: [file], content: file.content };
  },
  DeleteFile(request, { state, senderId, done, refused }) {
    const reference = textOf(child(request, 'FileReferences'), 'FileReference');
    const file = state.files.get(reference);
    if (file?.customerId !== senderId || file.direction !== 'out') return refused(`no file ${reference}`);
    state.files.delete(reference);
    return done;
  },
};

const unpacked = (content: Buffer, method: string): Buffer =>
  method === 'DEFLATE' ? inflateSync(content) : gunzipSync(content);

function respond(
  operation: XmlNode,
  header: XmlNode | undefined,
  done: Done,
  { known, fault, state }: Pick<Context, 'known' | 'fault' | 'state'>,
): Answer {
  const signer = fault === 'wrong-signature' ? state.authority.encryption : state.authority.signing;
  const plain = responseXml(fault === 'other-request' ? { ...done, serial: 'another' } : done, state);
  const signed = spoiled(fault === 'unsigned' ? plain : signWhole(plain, signer), fault);
  const sealed = fault === 'plain-answer' ? signed : encryptTo(signed, known.encryption);
  const id = fault === 'other-header' ? 'other' : textOf(header, 'RequestId');
  const told =
    tag('mod:SenderId', textOf(header, 'SenderId')) +
    tag('mod:RequestId', id) +
    tag('mod:Timestamp', instant(state.now())) +
    `${tag('mod:ResponseCode', '00')}${tag('mod:ResponseText', 'OK')}` +
    tag('mod:ReceiverId', textOf(header, 'ReceiverId'));
  const name = `cor:${operation.name.slice(0, -2)}out`;
  const content = tag('mod:ApplicationResponse', Buffer.from(sealed, 'utf8').toString('base64'));
  return xmlAnswer(
    200,
    `<${name} xmlns:cor="${service}" xmlns:mod="${model}"><mod:ResponseHeader>${told}</mod:ResponseHeader>${content}</${name}>`,
  );
}

/** What somebody between the bank and its customer could try with a signed answer. */
function spoiled(signed: string, fault: FaultKind | null): string {
  const forged = `<ApplicationResponse xmlns="${data}"><CustomerId>forged</CustomerId><ResponseCode>00</ResponseCode><Content>Zm9yZ2Vk</Content>`;
  if (fault === 'tampered') return signed.replace(/<ResponseText>[^<]*/, '<ResponseText>changed');
  if (fault === 'wrapped') return `${forged}${signed}</ApplicationResponse>`;
  if (fault === 'wrapped-signature') {
    const signature = /<Signature[^]*<\/Signature>/.exec(signed)?.[0] ?? '';
    return `${forged}${signature.replace('</Signature>', `<Object>${signed.replace(signature, '')}</Object></Signature>`)}</ApplicationResponse>`;
  }
  if (fault === 'doctype') return `<!DOCTYPE x [<!ENTITY e "e">]>${signed}`;
  if (fault === 'two-signatures') {
    const signature = /<Signature[^]*<\/Signature>/.exec(signed)?.[0] ?? '';
    return signed.replace('</ApplicationResponse>', `${signature}</ApplicationResponse>`);
  }
  return signed;
}

function responseXml(done: Done, state: FileServiceState): string {
  const packed = done.content && state.packs ? gzipSync(done.content) : done.content;
  const parts = [
    tag('CustomerId', done.customerId),
    tag('Timestamp', instant(state.now())),
    tag('ResponseCode', done.code),
    tag('ResponseText', done.text),
    done.serial === '' ? '' : tag('ExecutionSerial', done.serial),
    packed === done.content ? '' : '<Compressed>true</Compressed><CompressionMethod>GZIP</CompressionMethod>',
    done.files && done.files.length > 0
      ? `<FileDescriptors>${done.files.map(descriptorXml).join('')}</FileDescriptors>`
      : '',
    packed ? `<Content>${packed.toString('base64')}</Content>` : '',
  ];
  return `<ApplicationResponse xmlns="${data}">${parts.join('')}</ApplicationResponse>`;
}

const descriptorXml = (file: BankFile): string =>
  `<FileDescriptor>${tag('FileReference', file.reference)}${tag('TargetId', 'rehearsal')}` +
  (file.userFilename === '' ? '' : tag('UserFilename', file.userFilename)) +
  `${tag('FileType', file.fileType)}${tag('FileTimestamp', instant(file.at))}${tag('Status', file.status)}</FileDescriptor>`;
