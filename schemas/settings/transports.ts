import { z } from 'zod';

/** Files are encrypted and signed with OpenPGP, as Danske Bank demands. Keys are armored text. */
const openPgp = z
  .strictObject({
    ownPrivateKey: z.string().min(1),
    passphrase: z.string().optional(),
    formerPrivateKeys: z.array(z.string().min(1)).optional(),
    bankPublicKeys: z.array(z.string().min(1)).min(1),
    encryptOutgoing: z.boolean().default(true),
    incoming: z.enum(['required', 'accepted', 'off']).default('required'),
  })
  .nullable()
  .default(null);

const sftp = z.strictObject({
  kind: z.literal('sftp'),
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  user: z.string().min(1),
  privateKey: z.string().min(1),
  passphrase: z.string().optional(),
  hostKeyFingerprint: z.string().min(1),
  outgoingFolder: z.string().optional(),
  incomingFolder: z.string().optional(),
  /** What names end in while files are being written, where the receiver goes by that. */
  temporaryExtension: z.enum(['.filepart', '.inprocess', '.tmp', '.temp', '.uploading']).optional(),
  uploadConcurrency: z.int().optional(),
  openPgp,
});

const folder = z.strictObject({
  kind: z.literal('folder'),
  outgoingFolder: z.string().min(1),
  incomingFolder: z.string().min(1),
  openPgp,
});

const certificate = z.string().regex(/^\s*-----BEGIN CERTIFICATE-----\s[^-]+-----END CERTIFICATE-----\s*$/, {
  error: 'a certificate in PEM, from -----BEGIN CERTIFICATE----- to its end',
});
const privateKey = z
  .string()
  .regex(/^\s*-----BEGIN (RSA )?PRIVATE KEY-----\s[^-]+-----END (RSA )?PRIVATE KEY-----\s*$/, {
    error: 'a private key in PEM without a passphrase, from -----BEGIN PRIVATE KEY----- to its end',
  });

/** Loopback is for rehearsal. */
const serviceUrl = z.url().refine(isSafeUrl, { error: 'an address that begins with https' });

function isSafeUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url?.hostname ?? '');
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
}

/** One or more signs that are not all blank. */
const words = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/\S/, { error: `1 to ${most} signs` });

/** Danske Bank's EDI Web Services. Unproven against the bank; what each setting means is in docs/transports.md. */
const danskeWebService = z.strictObject({
  kind: z.literal('danske-web-service'),
  fileServiceUrl: serviceUrl.optional(),
  senderId: words(16),
  customerId: words(16).optional(),
  receiverId: words(80),
  /** The service's own word list (FileService request header). */
  language: z.string().min(2).max(2).optional(),
  environment: z.enum(['PRODUCTION', 'TEST']),
  signingPrivateKey: privateKey,
  signingCertificate: certificate,
  encryptionPrivateKey: privateKey,
  encryptionCertificate: certificate,
  formerEncryptionPrivateKeys: z.array(privateKey).optional(),
  bankSigningCertificates: z.array(certificate).min(1),
  bankEncryptionCertificate: certificate,
  signatureAlgorithm: z.enum(['rsa-sha256', 'rsa-sha1']).optional(),
  canonicalization: z.enum(['exclusive', 'with-comments']).optional(),
  encryptionAlgorithm: z.enum(['aes256-cbc', 'tripledes-cbc']).optional(),
  encryptedKeyRecipient: z.string().min(1).optional(),
  soapSignature: z.enum(['ws-security', 'bare']).optional(),
  compress: z.boolean().optional(),
  fileListStatus: words(10).optional(),
  fileTypes: z.array(z.string().min(1)).optional(),
  deleteFetched: z.boolean().optional(),
  /** In bytes. */
  largestUpload: z.int().min(1).optional(),
  timeoutInMs: z.int().min(1000).optional(),
});

/** A way to exchange files with a counterpart. */
export const transport = z.discriminatedUnion('kind', [sftp, folder, danskeWebService]);

export type TransportSettings = z.output<typeof transport>;
