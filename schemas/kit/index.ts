export * from './choices.ts';
export type { Codec, FieldReader, FieldType, FieldWriter } from './codec.ts';
export * from './codecs.ts';
export * from './dates.ts';
export * from './file-format.ts';
export * from './latin1.ts';
export * from './lines.ts';
export type { DescribedField, FieldFault, FieldSpec } from './read-record.ts';
export * from './record.ts';
