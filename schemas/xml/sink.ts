/** Where a tag or a stretch of text stands. One object for the whole file: what is needed later is copied from it. */
export interface XmlPlace {
  /** Bytes of the file: from the first, up to and not including `byteTo`. */
  readonly byteFrom: number;
  readonly byteTo: number;
  /** Lines and columns of the beginning, from 1; columns count signs. */
  readonly line: number;
  readonly column: number;
}

export interface XmlAttribute {
  readonly localName: string;
  /** Blank for attributes without a prefix, as the specification has it. */
  readonly namespace: string;
  readonly value: string;
}

/** The attributes of the tag just told; they must be read before `open` returns. Declarations of namespaces are none. */
export interface XmlAttributes {
  readonly count: number;
  readonly get: (localName: string, namespace?: string) => string | undefined;
  readonly all: () => readonly XmlAttribute[];
}

/** A stretch of text, or a CDATA section; it must be read before `text` returns. */
export interface XmlText extends XmlPlace {
  /** Nothing but blanks and line ends, as between the elements of a file written for people. */
  readonly isBlank: boolean;
  /** The text as it is meant: references replaced, line ends as LF. */
  readonly value: () => string;
}

/**
 * What reading an XML file tells, in the order of the file. Comments and processing instructions are checked and told
 * to nobody. Texts are whole: `text` comes once between two tags unless a comment or a CDATA section divides it.
 */
export interface XmlSink {
  readonly open: (localName: string, namespace: string, attributes: XmlAttributes, place: XmlPlace) => void;
  readonly text: (text: XmlText) => void;
  /** The place is that of the end tag; of an empty-element tag (`<a/>`) it is the tag itself. */
  readonly close: (place: XmlPlace) => void;
}
