export * from './freePort.js';
export * from './random.js';
