export { abandonedLeases, removeAbandonedLease, type AbandonedLease } from './abandonedLeases.js';
export { freePorts } from './boundPort.js';
export * from './leasePorts.js';
export { leasedRanges, readLeases, type Leases, type Lessee } from './leases.js';
export { PortRegistry } from './portRegistry.js';
export type { PortRange } from './portUnits.js';
