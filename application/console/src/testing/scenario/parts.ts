import type { ComponentState, ComponentStatus } from '@dust-workspace/lifecycle';
import { mib } from './moment.js';

export interface Part {
  readonly name: string;
  readonly description: string;
  readonly state: ComponentState;
  readonly kind?: ComponentStatus['kind'];
  readonly needs?: Readonly<Record<string, string>>;
  readonly wants?: Readonly<Record<string, string>>;
  readonly port?: number;
  readonly latency?: number;
  readonly cpu?: number;
  readonly memory?: number;
  readonly detail?: string;
  readonly data?: boolean;
}

/** A workspace with something in almost every state. */
export const parts: readonly Part[] = [
  { name: 'dust-source', description: 'The checkout of Dust', state: 'running', kind: 'application' },
  {
    name: 'elasticsearch',
    description: 'Full-text search',
    state: 'degraded',
    port: 9200,
    latency: 22,
    cpu: 0.083,
    memory: 1_240 * mib,
    data: true,
    detail: 'analysis-icu is missing: searches ignore accents less well',
  },
  { name: 'kafka', description: 'An event log of one node', state: 'stopped', port: 9092, data: true },
  {
    name: 'postgres',
    description: "PostgreSQL with Dust's databases",
    state: 'healthy',
    port: 5433,
    latency: 3.2,
    cpu: 0.021,
    memory: 86 * mib,
    data: true,
  },
  { name: 'qdrant', description: 'Vector search', state: 'healthy', port: 6333, latency: 1.9, cpu: 0.006, memory: 148 * mib, data: true },
  {
    name: 'redis',
    description: 'Cache, queues, streams',
    state: 'healthy',
    port: 6379,
    latency: 0.8,
    cpu: 0.004,
    memory: 14 * mib,
    data: true,
  },
  { name: 'temporal', description: 'Workflows', state: 'healthy', port: 7233, latency: 6.1, cpu: 0.034, memory: 162 * mib, data: true },
  {
    name: 'tika',
    description: 'Text of documents',
    state: 'starting',
    port: 9998,
    memory: 210 * mib,
    detail: 'waits for http://127.0.0.1:9998/tika',
  },
  {
    name: 'timescale',
    description: 'PostgreSQL with the TimescaleDB extension',
    state: 'healthy',
    port: 5432,
    latency: 2.4,
    cpu: 0.012,
    memory: 74 * mib,
    data: true,
  },
  {
    name: 'console',
    description: 'This page',
    state: 'healthy',
    kind: 'application',
    wants: { timescale: 'initialised' },
    port: 4400,
    latency: 1.2,
    cpu: 0.009,
    memory: 71 * mib,
  },
  {
    name: 'dust-core',
    description: 'Data sources, tables and runs of Dust, in Rust',
    state: 'healthy',
    kind: 'application',
    needs: { postgres: 'initialised', qdrant: 'healthy', elasticsearch: 'initialised', 'dust-source': 'prepared' },
    wants: { tika: 'healthy' },
    port: 3001,
    latency: 4.4,
    cpu: 0.051,
    memory: 192 * mib,
  },
  {
    name: 'dust-connectors',
    description: 'Brings data of other services in',
    state: 'failed',
    kind: 'application',
    needs: { postgres: 'initialised', temporal: 'healthy', redis: 'healthy', 'dust-core': 'healthy' },
    port: 3002,
    detail: 'ended with 1 after 3 attempts: SLACK_CLIENT_ID is empty',
  },
  {
    name: 'dust-front',
    description: 'The application',
    state: 'healthy',
    kind: 'application',
    needs: { postgres: 'initialised', redis: 'healthy', 'dust-core': 'healthy', 'dust-source': 'prepared' },
    port: 3000,
    latency: 31,
    cpu: 0.142,
    memory: 690 * mib,
  },
  {
    name: 'dust-front-workers',
    description: 'Background work of the application',
    state: 'healthy',
    kind: 'application',
    needs: { 'dust-front': 'initialised', temporal: 'healthy' },
    latency: 12,
    cpu: 0.067,
    memory: 512 * mib,
  },
  {
    name: 'dust-viz',
    description: 'Draws what agents make',
    state: 'unavailable',
    kind: 'application',
    needs: { 'dust-front': 'started' },
    port: 3007,
    detail: 'needs Node 24 or containers',
  },
];

export function isUp(state: ComponentState): boolean {
  return state !== 'stopped' && state !== 'failed' && state !== 'unavailable';
}
