export * from './componentConformance.js';
