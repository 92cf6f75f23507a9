import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

/** Nothing left this machine: trying again is harmless. */
export class NotSent extends Error {}

/** It was sent, at least in part, and nobody knows what became of it. */
export class AnswerLost extends Error {}

/** The answer is larger than agreed. */
export class AnswerTooLarge extends Error {}

export interface PostOptions {
  readonly soapAction: string;
  readonly timeoutInMs: number;
  readonly limitInBytes: number;
}

/** Posts one SOAP message. Any status is an answer when it comes with XML: faults come with 500. */
export function post(url: string, message: string, options: PostOptions): Promise<Buffer> {
  const body = Buffer.from(message, 'utf8');
  return new Promise((resolve, reject) => {
    let isConnected = false;
    const fail = (thrown: Error): void => {
      reject(thrown instanceof AnswerTooLarge ? thrown : isConnected ? asLost(thrown) : asNotSent(thrown));
    };
    const open = url.startsWith('https:') ? overHttps : overHttp;
    const call = open(url, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: `"${options.soapAction}"`,
        'content-length': body.length,
        'user-agent': 'Tilgode',
      },
    });
    const timer = setTimeout(
      () => call.destroy(new Error(`no answer within ${options.timeoutInMs} ms`)),
      options.timeoutInMs,
    );
    const done = (): void => clearTimeout(timer);
    call.once('socket', (socket) => {
      // Over TLS, nothing of the message is sent before the bank has shown its certificate.
      socket.once(url.startsWith('https:') ? 'secureConnect' : 'connect', () => (isConnected = true));
    });
    call.once('error', (thrown) => {
      done();
      fail(thrown);
    });
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > options.limitInBytes) call.destroy(new AnswerTooLarge(`more than ${options.limitInBytes} bytes`));
        else chunks.push(chunk);
      });
      response.once('error', fail);
      response.once('close', () => {
        done();
        if (!response.complete) return fail(new Error('the answer stopped before its end'));
        const isXml = /xml/i.test(response.headers['content-type'] ?? '');
        const status = response.statusCode ?? 0;
        return isXml ? resolve(Buffer.concat(chunks)) : fail(new Error(`the answer is no XML (HTTP status ${status})`));
      });
    });
    call.end(body);
  });
}

const asLost = (thrown: Error): Error => new AnswerLost(thrown.message, { cause: thrown });
const asNotSent = (thrown: Error): Error => new NotSent(thrown.message, { cause: thrown });
