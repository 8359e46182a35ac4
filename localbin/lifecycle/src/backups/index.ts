export type { BackupListing } from './list.js';
export type { PinReport, PinRequest } from './pin.js';
export type { GivenRules } from './policySettings.js';
export type { PruneReport, PruneRequest } from './prune.js';
export * from './render.js';
