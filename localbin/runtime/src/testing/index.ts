export * from './conformance.js';
export * from './harness.js';
export * from './leaks.js';
export * from './processHarness.js';
export * from './useHarness.js';
export * from './waiting.js';
