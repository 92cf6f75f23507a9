import { messages, messageOf } from '#schemas/iso20022';
import { type FileFormat, type Finding, printable } from '#schemas/kit';
import { type XmlFault, xmlFaultFinding, xmlParser } from '#schemas/xml';
import { lintMessage } from '../sepa/lint-message.ts';
import { describeXml } from './camt-describe-xml.ts';
import { type CamtKind, camtRules } from './camt-lint.ts';
import { camtStory, plainStory } from './camt-story.ts';

/** What a file begins with, when it is XML. */
interface XmlHead {
  readonly root: string;
  readonly namespace: string;
  /** Names of the elements behind the root, until one of a message was found. */
  readonly message: ReturnType<typeof messageOf>;
}

/** So deep an envelope may be. */
const deepestMessage = 3;

/** Reads the first elements; null when the bytes begin no XML. Never throws. */
function xmlHead(head: Uint8Array): XmlHead | null {
  let depth = 0;
  let root: string | null = null;
  let space = '';
  let message: XmlHead['message'] = null;
  const parser = xmlParser({
    open: (name, namespace) => {
      if (root === null) {
        root = name;
        space = namespace;
      } else if (message === null && depth <= deepestMessage) message = messageOf(namespace, name);
      depth += 1;
    },
    text: () => undefined,
    close: () => {
      depth -= 1;
    },
  });
  parser.write(head);
  if (root === null) parser.end();
  return root === null ? null : { root, namespace: space, message };
}

const camtFormat = (key: CamtKind, name: string): FileFormat => ({
  key,
  name,
  recognise: (head) => {
    const message = xmlHead(head)?.message ?? null;
    return message?.kind === key ? `${message.words} ${message.name}` : null;
  },
  describe: (source) => describeXml(source, camtStory),
  lint: (source, fileName) => lintMessage(source, fileName, camtRules(key)),
});

/** What a bank tells of an account while the day goes on. */
export const camt052Format = camtFormat('camt.052', 'account report of the day, from the bank (camt.052)');
/** What a bank tells of an account when the day is over. */
export const camt053Format = camtFormat('camt.053', 'account statement, from the bank (camt.053)');
/** What a bank tells of single payments. */
export const camt054Format = camtFormat('camt.054', 'debit and credit notification, from the bank (camt.054)');

/** The formats of messages about an account. */
export const camtFormats: readonly FileFormat[] = [camt052Format, camt053Format, camt054Format];

/** Any XML file that no other format knows: explained in its own names, and checked for being XML. Comes last. */
export const xmlFormat: FileFormat = {
  key: 'xml',
  name: 'an XML file of a kind we do not know',
  recognise: (head) => {
    const found = xmlHead(head);
    if (found === null) return beginsAsXml(head) ? 'an XML file that cannot be read' : null;
    if (found.message !== null) return null;
    const namespace = found.namespace === '' ? 'no namespace' : `namespace ${printable(found.namespace)}`;
    return `an XML file of a kind we do not know, <${printable(found.root)}> of ${namespace}; known are ${known}`;
  },
  describe: (source) => describeXml(source, plainStory),
  lint: lintPlain,
};

/** What is wrong with it, such as a document type, `lint` says. */
const beginsAsXml = (head: Uint8Array): boolean =>
  /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?\s*<\0?(?:\?\0?x|!\0?D)/.test(
    Buffer.from(head.subarray(0, 200)).toString('latin1'),
  );

const known = Object.keys(messages).join(', ');

async function* lintPlain(source: AsyncIterable<Uint8Array>): AsyncGenerator<Finding> {
  const findings: Finding[] = [];
  let isTold = false;
  const parser = xmlParser({
    open: (name, namespace, _, { line, column }) => {
      if (isTold) return;
      isTold = true;
      findings.push(unknownKind(name, namespace, { lineNumber: line, from: column, to: column + name.length }));
    },
    text: () => undefined,
    close: () => undefined,
  });
  let fault: XmlFault | null = null;
  for await (const chunk of source) {
    fault = parser.write(chunk);
    if (fault !== null) break;
  }
  fault ??= parser.end();
  yield* findings;
  if (fault !== null) yield xmlFaultFinding(fault);
}

const unknownKind = (name: string, namespace: string, place: Pick<Finding, 'lineNumber' | 'from' | 'to'>): Finding => ({
  severity: 'fault',
  ...place,
  field: 'root',
  value: `<${printable(name)}> of ${printable(namespace) || 'no namespace'}`,
  expected: `one of ${known}`,
  remedy: 'Check that it is the right file, and that its sender means one of these.',
});
