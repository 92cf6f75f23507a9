import {
  base64Pattern,
  breachOf,
  child,
  dateTimePattern,
  ofLength,
  type Rule,
  textOf,
  type XmlNode,
} from './xml-tree.ts';

const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const booleanPattern = /^(?:true|false|0|1)$/;
const optional = (name: string, pattern: RegExp | null): Rule => ({ name, least: 0, pattern });
const needed = (name: string, pattern: RegExp | null): Rule => ({ name, least: 1, pattern });

/** application_request.xsd, line by line. The signature is optional there; the bank wants exactly one. */
const rules: readonly Rule[] = [
  needed('CustomerId', ofLength(1, 16)),
  optional('Command', ofLength(1, 32)),
  needed('Timestamp', dateTimePattern),
  optional('StartDate', datePattern),
  optional('EndDate', datePattern),
  optional('Status', ofLength(1, 10)),
  optional('ServiceId', ofLength(1, 256)),
  needed('Environment', /^(?:PRODUCTION|TEST)$/),
  optional('FileReferences', null),
  optional('UserFilename', ofLength(1, 80)),
  optional('TargetId', ofLength(1, 80)),
  optional('ExecutionSerial', ofLength(1, 32)),
  optional('Encryption', booleanPattern),
  optional('EncryptionMethod', ofLength(1, 35)),
  optional('Compression', booleanPattern),
  optional('CompressionMethod', /^(?:GZIP|DEFLATE)$/),
  optional('AmountTotal', /^-?\d+(?:\.\d+)?$/),
  optional('TransactionCount', /^\d+$/),
  needed('SoftwareId', ofLength(1, 80)),
  optional('CustomerExtension', null),
  optional('FileType', ofLength(1, 40)),
  optional('Content', base64Pattern),
];

/** What each command needs besides (danske-iso20022.md section 1.3, table of elements). */
const neededBy: Readonly<Record<string, readonly string[]>> = {
  UploadFile: ['UserFilename', 'Content'],
  DownloadFileList: [],
  DownloadFile: ['FileReferences'],
  DeleteFile: ['FileReferences'],
};

/** Says what is wrong with a request, or null. */
export function checkRequest(request: XmlNode, command: string, now: Date): string | null {
  if (request.namespace !== 'http://bxd.fi/xmldata/' || request.name !== 'ApplicationRequest')
    return 'no ApplicationRequest';
  const last = request.children.at(-1);
  if (last?.name !== 'Signature') return 'Signature does not stand last';
  const breach = breachOf({ ...request, children: request.children.slice(0, -1) }, request.namespace, rules);
  if (breach !== null) return breach;
  if (textOf(request, 'Command') !== command) return `Command is not ${command}`;
  const missing = (neededBy[command] ?? []).find((name) => !child(request, name));
  if (missing !== undefined) return `${missing} is missing`;
  const references = child(request, 'FileReferences');
  if (references) {
    const [first, ...more] = references.children;
    if (first?.name !== 'FileReference' || more.length > 0) return 'FileReferences holds one FileReference';
    if (!ofLength(1, 32).test(first.text)) return 'FileReference is too long';
  }
  const age = Math.abs(now.getTime() - Date.parse(textOf(request, 'Timestamp')));
  return age <= 300_000 ? null : 'Timestamp is not of now';
}
