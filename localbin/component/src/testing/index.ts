export * from './freePort.js';
export * from './memorySnapshot.js';
export * from './random.js';
export * from './zoneOffset.js';
