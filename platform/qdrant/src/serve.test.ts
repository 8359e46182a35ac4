import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeForTests } from '@dust-workspace/runtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const directory = fileURLToPath(new URL('..', import.meta.url));
const { program, absent } = await composeForTests();

describe('the start of the server', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qdrant-serve-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A stand-in that says how it was started. */
  function serve(variables: Record<string, string>, place = 'bin/qdrant') {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, place), '#!/bin/sh\necho "$0 $*"; umask; env | grep -E "^QDRANT_(_|INIT)" | sort\n');
    chmodSync(join(folder, place), 0o755);
    const env = {
      PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
      DSW_VOLUME: '/volume',
      QDRANT_PORT: '1',
      QDRANT_GRPC_PORT: '2',
      QDRANT_PEER_PORT: '3',
      ...variables,
    };
    const { status, stdout, stderr } = spawnSync(join(directory, 'scripts/serve.sh'), { cwd: folder, env, encoding: 'utf8' });
    return {
      status,
      stderr,
      lines: stdout.split('\n').filter(Boolean),
    };
  }

  const common = [
    '0077',
    'QDRANT_INIT_FILE_PATH=/volume/started',
    'QDRANT__CLUSTER__ENABLED=true',
    'QDRANT__CLUSTER__P2P__PORT=3',
    'QDRANT__SERVICE__GRPC_PORT=2',
    'QDRANT__SERVICE__HOST=127.0.0.1',
    'QDRANT__SERVICE__HTTP_PORT=1',
    'QDRANT__STORAGE__SNAPSHOTS_PATH=/volume/snapshots',
    'QDRANT__STORAGE__STORAGE_PATH=/volume/storage',
    'QDRANT__STORAGE__TEMP_PATH=/volume/temporary',
    'QDRANT__TELEMETRY_DISABLED=true',
  ];

  it('makes it the first peer of a cluster, on this machine only, with all its files in the volume', () => {
    expect(serve({})).toEqual({ status: 0, stderr: '', lines: [`${folder}/bin/qdrant --uri http://127.0.0.1:3`, ...common] });
  });

  it('takes the program of the image, and the names of the container', () => {
    const { lines } = serve({ QDRANT_BIND: '0.0.0.0', QDRANT_PEER_URI: 'http://qdrant:6335', QDRANT_API_KEY: '' }, 'qdrant');
    expect(lines).toEqual(['./qdrant --uri http://qdrant:6335', ...common.map((line) => line.replace('127.0.0.1', '0.0.0.0'))]);
  });

  it('gives the key by the environment, and no empty one', () => {
    expect(serve({ QDRANT_API_KEY: 'it is "secret"' }).lines).toContain('QDRANT__SERVICE__API_KEY=it is "secret"');
    expect(serve({}).lines.join()).not.toContain('API_KEY');
  });

  it('says that there is no program', () => {
    const env = { PATH: '/usr/bin:/bin', DSW_VOLUME: folder };
    const { status, stderr } = spawnSync(join(directory, 'scripts/serve.sh'), { cwd: folder, env, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'The program qdrant is not on PATH.\n' });
  });
});

describe.skipIf(absent !== undefined)(`the compose file${absent === undefined ? '' : ` (skipped: ${absent})`}`, () => {
  it('is one that Compose takes', () => {
    const [command, ...before] = program!;
    const env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DSW_VOLUME: '/volume',
      DSW_UID: '1000',
      DSW_GID: '1000',
      QDRANT_PORT: '1',
      QDRANT_GRPC_PORT: '2',
    };
    const { status, stdout, stderr } = spawnSync(
      command,
      [...before, '--env-file', '/dev/null', '--file', 'compose/compose.yaml', 'config', '--format', 'json'],
      { cwd: directory, env, encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { services } = JSON.parse(stdout) as { services: Record<string, Record<string, unknown>> };
    expect(services['qdrant']).toMatchObject({
      image: 'qdrant/qdrant:v1.18.3',
      user: '1000:1000',
      entrypoint: ['/component/scripts/serve.sh'],
      environment: { QDRANT_PEER_URI: 'http://qdrant:6335', QDRANT_API_KEY: '', DSW_VOLUME: '/volume' },
      ulimits: { nofile: { soft: 64_000, hard: 64_000 } },
    });
  });
});
