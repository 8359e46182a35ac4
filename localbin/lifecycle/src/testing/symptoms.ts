import { seen } from '../doctor/seen.js';
import type { Symptoms } from '../doctor/symptoms.js';
import { scene, type SceneComponent } from './scene.js';

/** When the doctor looks. */
export const lookedAt = new Date('2026-11-22T12:00:00Z');

const GiB = 1024 ** 3;

/** What a doctor sees on a machine where everything is well, but for what is said. */
export function symptomsOf(described: Readonly<Record<string, SceneComponent>>, more: Partial<Symptoms> = {}): Symptoms {
  const { components, observed } = scene(described);
  return {
    host: { nodeVersion: '20.19.0', platform: 'linux' },
    nodeStarts: seen(undefined),
    disks: seen([{ holds: ['the workspace'], freeBytes: 50 * GiB, totalBytes: 100 * GiB, freeFiles: 0.5 }]),
    memory: seen({ availableBytes: 4 * GiB, totalBytes: 8 * GiB }),
    openFiles: seen(65_536),
    openssl: seen('OpenSSL 3.0.15 3 Sep 2024 (Library: OpenSSL 3.0.15)'),
    git: seen('git version 2.39.5'),
    editor: seen({ command: 'vim', from: 'EDITOR', found: true }),
    engine: seen({
      answers: true,
      facts: {
        name: 'Docker 28.0',
        address: 'unix:///var/run/docker.sock',
        origin: "Docker's socket",
        local: true,
        rootless: false,
        dataFolder: '/var/lib/docker',
        memoryBytes: 8 * GiB,
        cpus: 2,
        clockAhead: 0,
        storage: 'overlay2',
      },
      compose: { kind: 'said', text: '2.30.1' },
    }),
    components: [...components.values()],
    environment: 'local',
    now: lookedAt,
    manifests: [],
    observed: seen(observed),
    set: new Map(),
    containersChosen: false,
    hasSecrets: false,
    ports: seen([]),
    kernel: seen(new Map()),
    tools: seen([]),
    certificates: seen([]),
    ahead: seen([]),
    resources: seen([]),
    processes: seen([]),
    environments: { made: ['local'], thrownAway: [], data: new Map() },
    leases: seen([]),
    locks: seen([]),
    folders: seen([]),
    supervisorMissing: seen([]),
    strangers: seen([]),
    open: seen([]),
    configuration: seen({ missing: [], behind: [] }),
    schedule: [],
    dataSince: new Map(),
    ...more,
  };
}
