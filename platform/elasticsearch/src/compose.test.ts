import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { composeForTests } from '@dust-workspace/runtime/testing';

const file = join(import.meta.dirname, '../compose/compose.yaml');
const { program, absent } = await composeForTests();
const where = absent === undefined ? '' : ` (skipped: ${absent})`;

describe.skipIf(program === undefined)(`the compose file${where}`, () => {
  it('is sound, and builds the image from where it is told', async () => {
    const [command, ...args] = program!;
    const env = {
      PATH: process.env.PATH,
      DSW_UID: '1000',
      DSW_GID: '1000',
      DSW_VOLUME: '/data',
      ELASTICSEARCH_PORT: '19200',
      ELASTICSEARCH_HEAP: '512m',
      ELASTICSEARCH_VERSION: '8.11.4',
      ELASTICSEARCH_REGISTRY: 'mirror.example.org',
      ELASTICSEARCH_ANALYSIS_ICU: 'analysis-icu',
    };
    const { stdout, stderr } = await promisify(execFile)(command, [...args, '--file', file, 'config', '--format', 'json'], { env });
    expect(stderr).toBe('');
    const { services } = JSON.parse(stdout) as {
      services: Record<string, { image: string; build: unknown; ports: unknown; user: string }>;
    };
    expect(services['elasticsearch']).toMatchObject({
      image: 'dust-workspace/elasticsearch:8.11.4',
      user: '1000:1000',
      build: {
        context: join(import.meta.dirname, '../../../infra/docker/elasticsearch'),
        args: { REGISTRY: 'mirror.example.org', ELASTICSEARCH_VERSION: '8.11.4', ANALYSIS_ICU: 'analysis-icu' },
      },
      ports: [{ host_ip: '127.0.0.1', published: '19200', target: 9200 }],
    });
  });
});
