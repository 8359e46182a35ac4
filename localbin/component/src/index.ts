export * from './component.js';
export * from './diagnostic.js';
export * from './duration.js';
export * from './hooks.js';
export * from './manifest.js';
export * from './result.js';
