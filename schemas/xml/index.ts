export { at, attributeOf, childrenOf, textAt, type XmlElement } from './element.ts';
export { describeXmlFault, xmlFaultFinding, type XmlFault, type XmlFaultKind } from './fault.ts';
export { usualXmlLimits, type XmlLimits } from './limits.ts';
export { type XmlParser, xmlParser } from './parser.ts';
export { readXml, readXmlRecords, type XmlBatch, type XmlRecord, type XmlRecordOptions } from './records.ts';
export type { XmlAttribute, XmlAttributes, XmlPlace, XmlSink, XmlText } from './sink.ts';
