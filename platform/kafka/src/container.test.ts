import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine } from './engine.js';
import { init } from './init.js';
import { advertised } from './testing/advertised.js';
import { ContainerServer, noContainer } from './testing/containerServer.js';
import { isSteady, java, recordsOf } from './testing/javaClient.js';
import { noServer, TestServer } from './testing/testServer.js';

const lacking = noServer ?? noContainer ?? (process.env.KAFKA_IMAGE === undefined ? 'no KAFKA_IMAGE: see .ci/kafka' : undefined);
const slow = 300_000;

describe.skipIf(lacking !== undefined)(
  `Kafka in a container${lacking === undefined ? '' : ` (skipped: ${lacking})`}`,
  { timeout: slow },
  () => {
    let server: ContainerServer;
    let records: readonly string[];

    beforeAll(async () => {
      server = await ContainerServer.started();
      await java(server.address, 'fill');
      records = await recordsOf(server.address);
    }, slow);

    afterAll(() => server?.dispose(), slow);

    it('sends each client on to where it has come from', async () => {
      expect(await advertised('127.0.0.1', server.port)).toEqual([`127.0.0.1:${server.port}`]);
      const inside = await server.exec(['scripts/client.sh', 'topics', '--list']);
      expect(inside.stdout.split('\n')).toContain('Rich');
      expect(inside.exitCode).toBe(0);
    });

    it('is a name and a port for other containers', () => {
      const [id] = docker('ps', '--quiet', '--filter', `publish=${server.port}`);
      const [image, network] = docker(
        'inspect',
        '--format',
        '{{.Config.Image}} {{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}',
        id!,
      )[0]!.split(' ');
      const program = ['java', '-cp', '/opt/kafka/classes:/opt/kafka/libs/*', 'Client', 'kafka:9092', 'dump'];
      expect(docker('run', '--rm', '--network', network!, image!, ...program).filter(isSteady)).toEqual(records);
    });

    it('is reached from containers as a process, too, where it listens at the address by which they come', async () => {
      const [gateway] = docker('network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}');
      const other = await TestServer.make();
      try {
        other.process.variables = { KAFKA_GATEWAY: gateway! };
        await other.start();
        const [id] = docker('ps', '--quiet', '--filter', `publish=${server.port}`);
        const [image] = docker('inspect', '--format', '{{.Config.Image}}', id!);
        const program = ['java', '-cp', '/opt/kafka/classes:/opt/kafka/libs/*', 'Client', `host.docker.internal:${other.port}`, 'fill'];
        docker('run', '--rm', '--add-host', 'host.docker.internal:host-gateway', image!, ...program);
        expect((await recordsOf(other.address)).length).toBe(records.length);
      } finally {
        await other.dispose();
      }
    });

    it('keeps what was acknowledged when it is killed', async () => {
      await server.kill();
      await server.start();
      expect(await recordsOf(server.address)).toEqual(records);
    });

    it('publishes nothing but the one port, and is given nothing of the component but its scripts and configuration', async () => {
      const [id] = docker('ps', '--quiet', '--filter', `publish=${server.port}`);
      expect(docker('port', id!)).toEqual([`19092/tcp -> 127.0.0.1:${server.port}`]);
      expect((await server.exec(['ls', '-A', '/component'])).stdout).toBe('config\nscripts\n');
    });

    it('leaves files to one user alone, who is not root', () => {
      const { uid, gid } = lstatSync(server.volume);
      expect(uid).toBe(process.getuid?.() === 0 ? 65_534 : process.getuid?.());
      const owners = readdirSync(server.volume, { recursive: true, encoding: 'utf8' })
        .flatMap((name) => lstatSync(join(server.volume, name), { throwIfNoEntry: false }) ?? [])
        .map((entry) => `${entry.uid}:${entry.gid}`);
      expect(new Set(owners)).toEqual(new Set([`${uid}:${gid}`]));
    });

    it('is initialised from this machine, and says what it is', async () => {
      await init(server.context({ env: { KAFKA_TOPICS: 'made:2:1h', KAFKA_HEAP: '256m', KAFKA_GATEWAY: undefined } }));
      expect((await server.exec(['scripts/client.sh', 'topics', '--describe', '--topic', 'made'])).stdout).toMatch(
        /PartitionCount: 2\b.*retention\.ms=3600000/,
      );
      expect(await engine(server.context())).toEqual({ name: 'kafka', version: expect.stringMatching(/^4\.\d+\.\d+$/) as string });
    });
  },
);

function docker(...command: readonly string[]): string[] {
  const { status, stdout, stderr } = spawnSync('docker', command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\n').filter((line) => line !== '');
}
