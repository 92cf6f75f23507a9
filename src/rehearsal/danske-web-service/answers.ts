import type { Answer } from '../kit/http.ts';

const soap = 'http://schemas.xmlsoap.org/soap/envelope/';

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const tag = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;

export const xmlAnswer = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="${soap}"><soap:Body>${body}</soap:Body></soap:Envelope>`,
});

/** SOAP 1.1: faults come with status 500, and their parts are in no namespace. */
export const faultAnswer = (who: 'Client' | 'Server', text: string, detail: string): Answer =>
  xmlAnswer(
    500,
    `<soap:Fault>${tag('faultcode', `soap:${who}`)}${tag('faultstring', text)}<detail>${detail}</detail></soap:Fault>`,
  );

/** Thrown anywhere while a request is handled: it is answered so, and nothing was done. */
export class Refused extends Error {}

export const instant = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
