/**
 * How much of anything an XML file may have. They bound the memory, whoever wrote the file; a bank's message comes
 * nowhere near them (ISO 20022 texts have at most 9,999 signs, names at most 30).
 */
export interface XmlLimits {
  readonly depth: number;
  /** Bytes of one name, prefix included. */
  readonly nameBytes: number;
  /** Different names in one file. */
  readonly names: number;
  /** Bytes of one tag with all its attributes. */
  readonly tagBytes: number;
  readonly attributes: number;
  /** Bytes of one stretch of text, of a CDATA section, of a comment. */
  readonly textBytes: number;
}

export const usualXmlLimits: XmlLimits = {
  depth: 64,
  nameBytes: 256,
  names: 4096,
  tagBytes: 64 * 1024,
  attributes: 64,
  textBytes: 1024 * 1024,
};
