import { SignedXml } from 'xml-crypto';
import type { CompleteWebServiceSettings } from './settings.ts';

export const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#';
export const envelopedTransform = `${signatureNamespace}enveloped-signature`;

export const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const withComments = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments';

export const signatureAlgorithms = {
  'rsa-sha256': {
    signature: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    digest: 'http://www.w3.org/2001/04/xmlenc#sha256',
  },
  'rsa-sha1': {
    signature: `${signatureNamespace}rsa-sha1`,
    digest: `${signatureNamespace}sha1`,
  },
} as const;

export interface SigningKey extends Pick<CompleteWebServiceSettings, 'signatureAlgorithm' | 'canonicalization'> {
  readonly privateKey: string;
  readonly certificate: string;
}

export const signingKeyOf = (settings: CompleteWebServiceSettings): SigningKey => ({
  privateKey: settings.signingPrivateKey,
  certificate: settings.signingCertificate,
  signatureAlgorithm: settings.signatureAlgorithm,
  canonicalization: settings.canonicalization,
});

/** Signs a whole document into itself: reference URI empty, our certificate in KeyInfo (section 1.3, step 1). */
export function signEnveloped(xml: string, key: SigningKey): string {
  const { signature, digest } = signatureAlgorithms[key.signatureAlgorithm];
  const canonicalization = key.canonicalization === 'exclusive' ? exclusive : withComments;
  const signer = new SignedXml({
    privateKey: key.privateKey,
    publicCert: key.certificate,
    signatureAlgorithm: signature,
    canonicalizationAlgorithm: canonicalization,
  });
  signer.addReference({
    xpath: '/*',
    transforms: [envelopedTransform, canonicalization],
    digestAlgorithm: digest,
    uri: '',
    isEmptyUri: true,
  });
  signer.computeSignature(xml, { location: { reference: '/*', action: 'append' } });
  return signer.getSignedXml();
}
