export * from './danske-col-format.ts';
export { type CollectionRecord, readDanskeCollections } from './read-collection.ts';
export * from './write-collection.ts';
