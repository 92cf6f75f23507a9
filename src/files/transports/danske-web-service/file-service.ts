import type { Element } from '@xmldom/xmldom';
import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Clock, problem, ProblemError } from '#kernel';
import { fileServiceNamespaces, longestRequestId, namedUploadType, successCodes } from '#schemas/danske';
import {
  type ApplicationResponse,
  applicationRequest,
  type FileDescriptor,
  openResponse,
  type RequestFields,
} from './application-messages.ts';
import { encryptXml } from './encrypt-xml.ts';
import { post } from './post.ts';
import { childOf, isNamed, textIn } from './read-xml.ts';
import { certificateOf, type CompleteWebServiceSettings } from './settings.ts';
import { signEnveloped, signingKeyOf } from './sign-xml.ts';
import { bareSignedEnvelope, bodyOf, signedEnvelope } from './soap.ts';
import { dateTime, element } from './write-xml.ts';

const { service, model } = fileServiceNamespaces;

/** The bank answered, in a way we trust or without having done anything, that it does not do it. */
export class ServiceRefusal extends Error {}

/** The five words of the service that we use. Throws `NotSent`, `AnswerLost`, `SoapFault`, `ServiceRefusal` and their like. */
export interface FileService {
  readonly upload: (userFilename: string, content: Buffer) => Promise<void>;
  readonly list: () => Promise<readonly FileDescriptor[]>;
  /** The answer as it came: still encrypted and signed. */
  readonly download: (reference: string, limitInBytes: number) => Promise<Buffer>;
  /** Decrypts and verifies such an answer. */
  readonly open: (answer: Uint8Array) => ApplicationResponse;
  readonly remove: (reference: string) => Promise<void>;
}

export interface WebServiceParts {
  readonly clock: Clock;
  /** A new id for each request, at most ten signs. */
  readonly requestId?: (() => string) | undefined;
}

/** A list, or a plain answer, is never larger. */
const answerLimit = 20_000_000;

export function danskeFileService(settings: CompleteWebServiceSettings, parts: WebServiceParts): FileService {
  const call = caller(settings, parts);
  const open = (answer: Uint8Array) => openResponse(answer, settings);

  /** Asks, and trusts nothing but what the bank signed as its answer to this very request. */
  const ask = async (operation: Operation, fields: RequestFields): Promise<ApplicationResponse> => {
    const response = open(await call(operation, fields, answerLimit));
    const echoed = response.executionSerial;
    if (echoed !== '' && fields.ExecutionSerial !== undefined && echoed !== fields.ExecutionSerial) {
      throw new Error('the answer belongs to another request');
    }
    requireSuccess(response.code, response.text);
    return response;
  };

  return {
    open,
    async upload(userFilename, content) {
      const packed = settings.compress ? gzipSync(content) : content;
      const fileType = uploadTypeOf(content);
      await ask('uploadFile', {
        UserFilename: userFilename,
        ExecutionSerial: createHash('sha256').update(content).digest('hex').slice(0, 32),
        ...(settings.compress ? { Compression: 'true', CompressionMethod: 'GZIP' } : {}),
        ...(fileType === null ? {} : { FileType: fileType }),
        Content: packed.toString('base64'),
      });
    },
    list: async () =>
      (await ask('downloadFileList', { Status: settings.fileListStatus, ExecutionSerial: requestIdOf(parts) })).files,
    download: (reference, limitInBytes) => call('downloadFile', { FileReferences: reference }, limitInBytes),
    async remove(reference) {
      await ask('deleteFile', { FileReferences: reference, ExecutionSerial: requestIdOf(parts) });
    },
  };
}

const commands = {
  uploadFile: 'UploadFile',
  downloadFileList: 'DownloadFileList',
  downloadFile: 'DownloadFile',
  deleteFile: 'DeleteFile',
} as const;

type Operation = keyof typeof commands;

/** Sends one request; gives the bytes of the ApplicationResponse, which nobody has verified yet. */
const caller =
  (settings: CompleteWebServiceSettings, parts: WebServiceParts) =>
  async (operation: Operation, fields: RequestFields, limitInBytes: number): Promise<Buffer> => {
    const now = (await parts.clock.now()).at;
    requireValidCertificate(settings, now);
    const requestId = requestIdOf(parts);
    const request = applicationRequest({
      ...fields,
      CustomerId: settings.customerId,
      Command: commands[operation],
      Timestamp: dateTime(now),
      Environment: settings.environment,
      SoftwareId: 'Tilgode',
    });
    const key = signingKeyOf(settings);
    const sealed = await encryptXml(signEnveloped(request, key), settings);
    const body = requestBody(operation, headerOf(settings, requestId, now), sealed);
    const message = settings.soapSignature === 'bare' ? bareSignedEnvelope(body, key) : signedEnvelope(body, key, now);
    const { timeoutInMs, fileServiceUrl } = settings;
    const answer = await post(fileServiceUrl, message, { soapAction: '', timeoutInMs, limitInBytes });
    return responseBytes(bodyOf(answer, limitInBytes), operation, requestId);
  };

function headerOf(settings: CompleteWebServiceSettings, requestId: string, now: Date): string {
  const parts = [
    ['SenderId', settings.senderId],
    ['RequestId', requestId],
    ['Timestamp', dateTime(now)],
    ['Language', settings.language],
    ['UserAgent', 'Tilgode'],
    ['ReceiverId', settings.receiverId],
  ] as const;
  const inside = parts.map(([name, value]) => element(`mod:${name}`, value)).join('');
  return `<mod:RequestHeader>${inside}</mod:RequestHeader>`;
}

function requestBody(operation: Operation, header: string, sealed: string): string {
  const request = element('mod:ApplicationRequest', Buffer.from(sealed, 'utf8').toString('base64'));
  return `<cor:${operation}in xmlns:cor="${service}" xmlns:mod="${model}">${header}${request}</cor:${operation}in>`;
}

function responseBytes(answer: Element, operation: Operation, requestId: string): Buffer {
  if (!isNamed(answer, service, `${operation}out`)) throw new Error('the answer is to another operation');
  const header = childOf(answer, model, 'ResponseHeader');
  if (!header) throw new Error('the answer has no header');
  requireSuccess(textIn(header, model, 'ResponseCode'), textIn(header, model, 'ResponseText'));
  if (textIn(header, model, 'RequestId') !== requestId) throw new Error('the answer belongs to another request');
  const content = Buffer.from(textIn(answer, model, 'ApplicationResponse'), 'base64');
  if (content.length === 0) throw new Error('the answer is empty');
  return content;
}

function requireSuccess(code: string, text: string): void {
  if (!successCodes.has(code)) throw new ServiceRefusal(`${code} ${text}`.trim().slice(0, 200));
}

/** An expired certificate would be refused by the bank; it is told before anything is sent. */
function requireValidCertificate(settings: CompleteWebServiceSettings, now: Date): void {
  for (const [whose, text] of [
    ['our signing certificate', settings.signingCertificate],
    ['the bank’s encryption certificate', settings.bankEncryptionCertificate],
  ] as const) {
    const { validFrom, validTo } = certificateOf(whose, text);
    if (now >= new Date(validFrom) && now <= new Date(validTo)) continue;
    const context = { transport: settings.name, key: whose, text: `it is valid from ${validFrom} to ${validTo}` };
    throw new ProblemError(problem('KEY_UNUSABLE', context));
  }
}

/** Files of ISO 20022 are named after their message; every other file goes without a type. */
const uploadTypeOf = (content: Buffer): string | null =>
  namedUploadType.exec(content.subarray(0, 2000).toString('latin1'))?.[1] ?? null;

const requestIdOf = (parts: WebServiceParts): string =>
  (parts.requestId?.() ?? randomBytes(longestRequestId / 2).toString('hex')).slice(0, longestRequestId);
