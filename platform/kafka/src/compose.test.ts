import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { composeForTests } from '@dust-workspace/runtime/testing';
import { describe, expect, it } from 'vitest';

const file = join(import.meta.dirname, '../compose/compose.yaml');
const { program, absent } = await composeForTests();
const where = absent === undefined ? '' : ` (skipped: ${absent})`;

describe.skipIf(program === undefined)(`the compose file of Kafka${where}`, () => {
  it('is sound, and publishes the port for this machine under the number that clients are told', async () => {
    const [command, ...args] = program!;
    const env = {
      PATH: process.env.PATH,
      DSW_COMPONENT: 'kafka',
      DSW_UID: '1000',
      DSW_GID: '1000',
      DSW_VOLUME: '/data',
      KAFKA_PORT: '19192',
      KAFKA_HEAP: '256m',
    };
    const { stdout, stderr } = await promisify(execFile)(command, [...args, '--file', file, 'config', '--format', 'json'], { env });
    expect(stderr).toBe('');
    const { services } = JSON.parse(stdout) as { services: Record<string, object> };
    expect(services['kafka']).toMatchObject({
      image: expect.stringMatching(/^apache\/kafka:4\.\d+\.\d+$/),
      user: '1000:1000',
      environment: { KAFKA_NAME: 'kafka', KAFKA_PORT: '9092', KAFKA_PUBLISHED_PORT: '19192' },
      ports: [{ host_ip: '127.0.0.1', published: '19192', target: 19092 }],
    });
  });
});
