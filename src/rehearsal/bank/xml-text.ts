import { decimalFromMinor, minor } from '#kernel';

/** One element; an absent content leaves the element out, because an empty one is not valid. */
export const tag = (name: string, content: string | null | undefined): string =>
  content === null || content === undefined || content === '' ? '' : `<${name}>${content}</${name}>`;

/** One element with text in it. */
export const textTag = (name: string, text: string | null | undefined): string =>
  tag(name, text === null || text === undefined ? null : escaped(text));

/** `Amt` or another amount, of an amount in cent without its sign. */
export const amountTag = (name: string, cents: number, currency: string): string =>
  `<${name} Ccy="${currency}">${decimalFromMinor(minor(Math.abs(cents)))}</${name}>`;

export const decimal = (cents: number): string => decimalFromMinor(minor(cents));

export const direction = (cents: number): string => tag('CdtDbtInd', cents < 0 ? 'DBIT' : 'CRDT');

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A whole document of a message, in the encoding it declares. */
export function documentBytes(message: string, content: string, encoding: 'UTF-8' | 'ISO-8859-1'): Uint8Array {
  const head = `<?xml version="1.0" encoding="${encoding}"?>\n`;
  const text = `${head}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${message}">${content}</Document>\n`;
  if (encoding === 'UTF-8') return Buffer.from(text, 'utf8');
  const narrow = text.replaceAll(/[\u0100-\u{10ffff}]/gu, (sign) => `&#${sign.codePointAt(0) ?? 63};`);
  return Buffer.from(narrow, 'latin1');
}
