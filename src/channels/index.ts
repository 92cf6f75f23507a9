export * from './channel.ts';
export * from './facts.ts';
export * from './open-channel.ts';
