import { type XmlAttribute, type XmlFault, type XmlLimits, xmlParser } from '#schemas/xml';

/** What a parser told, as plain data. */
export type XmlEvent =
  | {
      readonly open: string;
      readonly namespace: string;
      readonly attributes: readonly XmlAttribute[];
      readonly at: readonly number[];
    }
  | { readonly text: string; readonly isBlank: boolean; readonly at: readonly number[] }
  | { readonly close: readonly number[] };

export interface XmlTold {
  readonly events: readonly XmlEvent[];
  readonly fault: XmlFault | null;
}

/** Everything a document tells, given in pieces of these sizes, one after the other and round again. */
export function tell(bytes: Uint8Array, sizes: readonly number[] = [], limits: Partial<XmlLimits> = {}): XmlTold {
  const events: XmlEvent[] = [];
  const parser = xmlParser(
    {
      open: (name, namespace, attributes, { byteFrom, byteTo, line, column }) => {
        events.push({ open: name, namespace, attributes: attributes.all(), at: [byteFrom, byteTo, line, column] });
      },
      text: (text) => {
        const { byteFrom, byteTo, line, column, isBlank } = text;
        events.push({ text: text.value(), isBlank, at: [byteFrom, byteTo, line, column] });
      },
      close: ({ byteFrom, byteTo, line, column }) => {
        events.push({ close: [byteFrom, byteTo, line, column] });
      },
    },
    limits,
  );
  let turn = 0;
  for (let at = 0; at < bytes.length; ) {
    const size = sizes.length === 0 ? bytes.length : (sizes[turn++ % sizes.length] ?? 1);
    parser.write(bytes.subarray(at, at + size));
    at += size;
  }
  return { events, fault: parser.end() };
}

export const tellText = (text: string, limits: Partial<XmlLimits> = {}): XmlTold =>
  tell(Buffer.from(text, 'utf8'), [], limits);
