export * from './collection-columns.ts';
export * from './web-service.ts';
