import type { Element } from '@xmldom/xmldom';
import { X509Certificate } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { readXmlText, xmlOf } from './read-xml.ts';
import { envelopedTransform, exclusive, signatureAlgorithms, signatureNamespace, withComments } from './sign-xml.ts';

/** Thrown when a document is not signed by one of the pinned certificates, whole and exactly once. */
export class SignatureRefused extends Error {}

const inclusive = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const allowedTransforms: ReadonlySet<string> = new Set([
  envelopedTransform,
  exclusive,
  `${exclusive}WithComments`,
  inclusive,
  withComments,
]);

/**
 * Verifies the enveloped signature of a document's root, and gives back the very element that was signed.
 *
 * @remarks
 * Only what is returned may be read. There must be exactly one signature in the whole document, a child of its root, with
 * exactly one reference, to the root; no key is taken from the document itself. So nothing can be wrapped around, put
 * beside or moved out of what was signed.
 */
export function verifiedRoot(
  xml: string,
  pinned: readonly string[],
  { acceptSha1 }: { readonly acceptSha1: boolean },
): Element {
  const { document } = readXmlText(xml);
  const root = document.documentElement;
  const signatures = [...document.getElementsByTagNameNS(signatureNamespace, 'Signature')];
  const [signature] = signatures;
  if (signatures.length !== 1 || !signature) throw new SignatureRefused(`${signatures.length} signatures`);
  if (!root || signature.parentNode !== root) throw new SignatureRefused('the signature is not in the root');
  // Comments are not signed; in a digest or a signature value they only ever served to deceive readers.
  if (xmlOf(signature).includes('<!--')) throw new SignatureRefused('a comment in the signature');
  requireUniqueIds(root);
  const reasons: string[] = [];
  for (const certificate of pinned) {
    const signed = signedBy(xml, signature, root, certificate, acceptSha1);
    if (typeof signed !== 'string') return signed.root;
    reasons.push(signed);
  }
  throw new SignatureRefused([...new Set(reasons)].join('; '));
}

function signedBy(
  xml: string,
  signature: Element,
  root: Element,
  certificate: string,
  acceptSha1: boolean,
): string | { readonly root: Element } {
  // The key is the pinned one, whatever certificate the document brings along.
  const verifier = new SignedXml({
    publicCert: new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }),
    getCertFromKeyInfo: () => null,
  });
  if (!acceptSha1) {
    const { signature: signing, digest } = signatureAlgorithms['rsa-sha1'];
    verifier.SignatureAlgorithms = without(verifier.SignatureAlgorithms, signing);
    verifier.HashAlgorithms = without(verifier.HashAlgorithms, digest);
  }
  try {
    verifier.loadSignature(xmlOf(signature));
    const references = verifier.getReferences();
    const [reference] = references;
    if (references.length !== 1 || !reference) return `${references.length} references`;
    const own = ['Id', 'ID', 'id', 'xml:id'].map((name) => root.getAttribute(name)).find((id) => id) ?? null;
    const isRoot = reference.uri === '' || (own !== null && reference.uri === `#${own}`);
    if (!isRoot) return 'what is signed is not the root';
    if (!reference.transforms.every((transform) => allowedTransforms.has(transform)))
      return 'a transform we do not take';
    if (!reference.transforms.includes(envelopedTransform)) return 'the signature is not an enveloped one';
    if (!verifier.checkSignature(xml)) return 'the signature does not fit the content';
    const [signed] = verifier.getSignedReferences();
    if (signed === undefined) return 'nothing is signed';
    const found = readXmlText(signed).document.documentElement;
    const isSame = found?.namespaceURI === root.namespaceURI && found?.localName === root.localName;
    return found && isSame ? { root: found } : 'what is signed is not the root';
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** Two elements of one id: a reference could mean either. */
function requireUniqueIds(root: Element): void {
  const seen = new Set<string>();
  for (const found of [root, ...root.getElementsByTagName('*')]) {
    for (const name of ['Id', 'ID', 'id', 'xml:id']) {
      const id = found.getAttribute(name);
      if (id === null || id === '') continue;
      if (seen.has(id)) throw new SignatureRefused('an id stands twice');
      seen.add(id);
    }
  }
}

const without = <T>(table: Readonly<Record<string, T>>, name: string): Record<string, T> =>
  Object.fromEntries(Object.entries(table).filter(([key]) => key !== name));
