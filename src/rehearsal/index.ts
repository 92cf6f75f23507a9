export * from './business-central/index.ts';
export * from './entra/index.ts';
export * from './nets/index.ts';
export * from './sftp/index.ts';
export * from './world.ts';
