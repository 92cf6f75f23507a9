import type { IncomingMessage, ServerResponse } from 'node:http';
import { headerOf, listenOnLoopback, readBody, send } from '../kit/http.ts';
import { type Authority, createAuthority, rootSerial } from './certificates.ts';
import { armedFaults, type FaultKind } from './faults.ts';
import { type BankFile, type FileServiceState, handleFileRequest } from './file-service.ts';
import { handlePkiRequest, type PkiCustomer, type PkiState } from './pki-service.ts';

export { createAuthority as createRehearsalAuthority, type Authority as RehearsalAuthority } from './certificates.ts';
export type { FaultKind as DanskeWebServiceFault } from './faults.ts';

export interface RehearsalDanskeSettings {
  readonly now: () => Date;
  /** Users of the service with the PIN of their letter. */
  readonly customers: readonly { readonly id: string; readonly pin: string }[];
  readonly soapSignature?: 'ws-security' | 'bare' | undefined;
  readonly listsUploads?: boolean | undefined;
  readonly packs?: boolean | undefined;
  /** The bank's keys, so that a restart finds the same identity. New ones are made when left out. */
  readonly authority?: Authority | undefined;
}

export interface RehearsalDanske {
  readonly fileServiceUrl: string;
  readonly pkiServiceUrl: string;
  readonly rootSerial: string;
  /** PEM, as a person would compare and pin it. */
  readonly rootCertificate: string;
  /** What a customer uploaded, in order. */
  readonly uploads: (customerId: string) => readonly Pick<BankFile, 'userFilename' | 'fileType' | 'content'>[];
  readonly layOut: (file: Pick<BankFile, 'reference' | 'customerId' | 'fileType' | 'content'>) => void;
  /** A file that other software of the customer uploaded. */
  readonly uploadByOthers: (file: Pick<BankFile, 'customerId' | 'userFilename' | 'content'>) => void;
  readonly isWaiting: (reference: string) => boolean;
  readonly arm: (kind: FaultKind) => void;
  readonly faultsWaiting: () => number;
  /** Messages that came so far. */
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

const largestMessage = 200_000_000;

/**
 * Danske Bank's EDI Web Services and PKI service on loopback, written from their WSDL and schemas: strict about order,
 * lengths, signatures, certificates, time stamps, PINs and duplicates, and answering with encrypted and signed messages.
 */
export async function startRehearsalDanske(settings: RehearsalDanskeSettings): Promise<RehearsalDanske> {
  const authority = settings.authority ?? createAuthority(settings.now);
  const faults = armedFaults();
  const customers = new Map<string, PkiCustomer>(
    settings.customers.map(({ id, pin }) => [id, { id, pin, signing: '', encryption: '' }]),
  );
  const files = new Map<string, BankFile>();
  const pki: PkiState = { authority, now: settings.now, customers, rootSerial };
  const fileState: FileServiceState = {
    authority,
    now: settings.now,
    files,
    seenRequests: new Set(),
    certificatesOf: (id) => {
      const found = customers.get(id);
      return found && found.signing !== '' ? found : undefined;
    },
    soapSignature: settings.soapSignature ?? 'ws-security',
    listsUploads: settings.listsUploads ?? true,
    packs: settings.packs ?? false,
  };
  let requests = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1;
    const body = await readBody(request, largestMessage);
    const fault = faults.take();
    if (fault === 'lost-request' || body === undefined) return void response.destroy();
    const xml = body.toString('utf8');
    const action = headerOf(request, 'soapaction') ?? '';
    const answer = request.url?.includes('pki')
      ? handlePkiRequest(xml, action, fault, pki)
      : handleFileRequest(xml, fault, fileState);
    if (fault === 'lost-response') return void response.destroy();
    if (fault === 'no-xml')
      return send(response, { status: 503, headers: { 'content-type': 'text/html' }, body: '<p>' });
    return send(response, answer);
  };
  const door = await listenOnLoopback(0, handle);
  const put = (file: Omit<BankFile, 'at' | 'status'>): void =>
    void files.set(file.reference, { ...file, at: settings.now(), status: 'NEW' });

  return {
    fileServiceUrl: `${door.origin}/financialservice/edifileservice.asmx`,
    pkiServiceUrl: `${door.origin}/ra/pkiservice.asmx`,
    rootSerial,
    rootCertificate: authority.root.certificate,
    uploads: (customerId) =>
      [...files.values()].filter((file) => file.direction === 'in' && file.customerId === customerId),
    layOut: (file) => put({ ...file, direction: 'out', userFilename: '' }),
    uploadByOthers: (file) => put({ ...file, direction: 'in', reference: `O${files.size}`, fileType: 'blank' }),
    isWaiting: (reference) => files.has(reference),
    arm: faults.arm,
    faultsWaiting: faults.waiting,
    requests: () => requests,
    close: door.close,
  };
}
