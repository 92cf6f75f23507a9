import { readFileSync } from 'node:fs';
import { XmlDocument, XmlLibError, XsdValidator } from 'libxml2-wasm';
import { sharedReference } from './shared-reference.ts';

/** One thing a schema finds wrong in a document. */
export interface XsdIssue {
  readonly line: number;
  readonly message: string;
}

const validators = new Map<string, XsdValidator | null>();

/**
 * Checks a document against the schema of a message (`pain.008.001.02`). The schemas lie beside the project; each is
 * compiled once, when it is first asked for. Where they are absent nothing is found, and that is said aloud.
 */
export function validateXsd(messageName: string, bytes: Uint8Array): readonly XsdIssue[] {
  if (!validators.has(messageName)) validators.set(messageName, compile(messageName));
  const validator = validators.get(messageName);
  if (!validator) return [];
  return issuesOf(() => {
    const document = XmlDocument.fromBuffer(bytes);
    try {
      validator.validate(document);
    } finally {
      document.dispose();
    }
  });
}

function compile(messageName: string): XsdValidator | null {
  const pattern = new RegExp(`^${messageName.replaceAll('.', '\\.')}\\.xsd$`);
  const [path] = sharedReference('iso20022/xsd', pattern);
  if (path === undefined) return null;
  const schema = XmlDocument.fromBuffer(readFileSync(path));
  try {
    return XsdValidator.fromDoc(schema);
  } finally {
    schema.dispose();
  }
}

function issuesOf(validate: () => void): readonly XsdIssue[] {
  try {
    validate();
    return [];
  } catch (error) {
    if (error instanceof XmlLibError) return error.details.map(({ line, message }) => ({ line, message }));
    throw error;
  }
}
