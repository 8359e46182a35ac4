export * from './freePort.js';
export * from './random.js';
export * from './zoneOffset.js';
