import { readFileSync } from 'node:fs';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { sharedReference } from '#test/shared-reference';

const schemas = new Map<string, XsdValidator>();

/** What the published schema of a message says of a file: nothing when it is valid. */
export function xsdFaults(message: string, bytes: Uint8Array): readonly string[] {
  let document: XmlDocument | null = null;
  try {
    document = XmlDocument.fromBuffer(bytes);
    schemaOf(message).validate(document);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    document?.dispose();
  }
}

function schemaOf(message: string): XsdValidator {
  const known = schemas.get(message);
  if (known) return known;
  const [path] = sharedReference('iso20022/xsd', new RegExp(`/?${message.replaceAll('.', String.raw`\.`)}\\.xsd$`));
  const document = XmlDocument.fromBuffer(readFileSync(path!));
  const made = XsdValidator.fromDoc(document);
  document.dispose();
  schemas.set(message, made);
  return made;
}
