export * from './events.js';
export * from './plan.js';
export * from './status.js';
