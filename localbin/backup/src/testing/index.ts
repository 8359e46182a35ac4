export * from './manySets.js';
