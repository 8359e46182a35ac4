import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@dust-workspace/component/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine } from './engine.js';
import { init } from './init.js';
import type { Server } from './testing/server.js';
import { advertised } from './testing/advertised.js';
import { java, javaProcess } from './testing/javaClient.js';
import { home, noServer, TestServer } from './testing/testServer.js';
import { readConfigs } from './protocol/configs.js';
import { readTopics } from './protocol/topics.js';
import { withKafka } from './withKafka.js';

const slow = 300_000;

describe.skipIf(noServer !== undefined)(
  `Kafka as a process${noServer === undefined ? '' : ` (skipped: ${noServer})`}`,
  { timeout: slow },
  () => {
    let server: TestServer;

    beforeAll(async () => {
      server = await TestServer.make();
    });

    afterAll(() => server?.dispose(), slow);

    it('formats its storage again when that was broken off', async () => {
      await server.process.launch();
      await expect.poll(() => existsSync(join(server.volume, 'formatting')), { timeout: slow, interval: 5 }).toBe(true);
      await server.kill();
      // What the shell has started is not killed with it.
      for (const { line } of server.process.others) expect(line).toContain('StorageTool');
      await expect.poll(() => server.process.others, { timeout: slow }).toEqual([]);
      expect(existsSync(join(server.volume, 'data/meta.properties'))).toBe(false);
      await server.start();
      expect(readdirSync(server.volume).sort()).toEqual(['config', 'data']);
    });

    it('says what it is, and where clients are to go on', async () => {
      expect(await engine(server.context())).toEqual({ name: 'kafka', version: expect.stringMatching(/^4\.\d+\.\d+$/) as string });
      expect(await advertised('127.0.0.1', server.port)).toEqual([server.address]);
    });

    it('keeps what was acknowledged when it is killed, and who it is', async () => {
      const identity = identityOf(server);
      await init(wanting(server, 'busy:3:forever'));
      const load = await javaProcess(server.address, 'load', 'busy', '3');
      await load.said('writing');
      const acknowledged = Number((await load.stop().finally(() => load.kill())).at(-1));
      await server.kill();
      await server.start();
      const records = (await java(server.address, 'dump')).filter((line) => line.startsWith('busy-') && !line.includes(' from '));
      expect(records).toHaveLength(acknowledged);
      expect(identityOf(server)).toEqual(identity);
    });

    it('leaves files to one user alone, who is not root', () => {
      const { uid, gid } = lstatSync(server.volume);
      const entries = readdirSync(server.volume, { recursive: true, encoding: 'utf8' }).flatMap(
        (name) => lstatSync(join(server.volume, name), { throwIfNoEntry: false }) ?? [],
      );
      expect(new Set(entries.map((entry) => `${entry.uid}:${entry.gid}`))).toEqual(new Set([`${uid}:${gid}`]));
      expect(entries.filter(({ mode }) => (mode & 0o077) !== 0)).toEqual([]);
    });

    it('has its data at other ports, and listens for containers where it is told to', async () => {
      await server.process.end();
      const [KAFKA_PORT, KAFKA_CONTROLLER_PORT] = [await freePort(), await freePort()];
      const environment = { KAFKA_PORT: `${KAFKA_PORT}`, KAFKA_CONTROLLER_PORT: `${KAFKA_CONTROLLER_PORT}`, KAFKA_GATEWAY: '127.0.0.2' };
      await server.process.launch(environment);
      await expect
        .poll(() => server.exec(['scripts/ready.sh'], { env: environment }), { timeout: slow, interval: 100 })
        .toMatchObject({ exitCode: 0 });
      expect(await advertised('127.0.0.1', KAFKA_PORT)).toEqual([`127.0.0.1:${KAFKA_PORT}`]);
      expect(await advertised('127.0.0.2', KAFKA_PORT)).toEqual([`host.docker.internal:${KAFKA_PORT}`]);
      await server.process.end();
      await server.start();
    });

    describe('is initialised', () => {
      it('with topics, and again without a change', async () => {
        server.lines.length = 0;
        await init(wanting(server, 'orders:3:7d prices:1:compact plain'));
        expect(server.lines).toEqual([
          'made the topic orders of 3 partitions',
          'made the topic prices of 1 partitions',
          'made the topic plain of 1 partitions',
        ]);
        expect(await topicsOf(server, 'orders', 'prices', 'plain')).toEqual([
          ['orders', 3, { 'cleanup.policy': 'delete', 'retention.ms': '604800000' }],
          ['prices', 1, { 'cleanup.policy': 'compact' }],
          ['plain', 1, {}],
        ]);
        server.lines.length = 0;
        await init(wanting(server, 'orders:3:7d prices:1:compact plain'));
        expect(server.lines).toEqual([]);
      });

      it('with more partitions and another retention of a topic that is there', async () => {
        server.lines.length = 0;
        await init(wanting(server, 'orders:5:2h prices:1:forever'));
        expect(server.lines).toEqual([
          'extended the topic orders from 3 to 5 partitions; keys belong to other partitions from now on',
          'set retention.ms of the topic orders to 7200000',
          'set cleanup.policy of the topic prices to delete',
          'set retention.ms of the topic prices to -1',
        ]);
        expect(await topicsOf(server, 'orders', 'prices')).toEqual([
          ['orders', 5, { 'cleanup.policy': 'delete', 'retention.ms': '7200000' }],
          ['prices', 1, { 'cleanup.policy': 'delete', 'retention.ms': '-1' }],
        ]);
      });

      it('not with fewer partitions, and then changes nothing', async () => {
        await expect(init(wanting(server, 'new:1 prices:4 orders:2:1d'))).rejects.toMatchObject({
          message: 'the topic orders has 5 partitions, and KAFKA_TOPICS says 2: Kafka cannot take partitions away',
          remedy:
            'Say orders:5 in KAFKA_TOPICS, or delete the topic with all that is in it: dsw exec kafka scripts/client.sh topics --delete --topic orders',
        });
        expect(await topicsOf(server, 'new', 'prices')).toEqual([['prices', 1, expect.anything()]]);
      });
    });

    it.each([
      ['KAFKA_HEAP', { KAFKA_HEAP: 'much' }, 'KAFKA_HEAP is much, and must be a size as Java writes it, such as 256m or 2g.'],
      ['Kafka', { PATH: '/usr/bin:/bin' }, 'Kafka is not installed: neither kafka-server-start.sh nor kafka-server-start is on PATH.'],
    ])('does not start without the right %s, and says so', async (_, variables, message) => {
      const other = await TestServer.make();
      try {
        expect(await other.process.startInVain(variables)).toEqual({ exitCode: 1, log: `${message}\n` });
      } finally {
        await other.dispose();
      }
    });

    it('does not start with a java that is too old, or on data of something else', async () => {
      const other = await TestServer.make();
      try {
        const bin = join(other.process.folder, 'bin');
        mkdirSync(bin);
        writeFileSync(join(bin, 'java'), '#!/bin/sh\necho \'openjdk version "11.0.2" 2019-01-15\' >&2\n');
        for (const path of [bin, join(bin, 'java')]) chmodSync(path, 0o755);
        expect(await other.process.startInVain({ PATH: `${bin}:${home!}/bin:${process.env.PATH!}` })).toEqual({
          exitCode: 1,
          log: 'The java on PATH is of version 11, and Kafka needs 17 or newer.\n',
        });
        await other.exec(['sh', '-c', 'mkdir "$DSW_VOLUME/data" && echo 1 >"$DSW_VOLUME/data/file"']);
        expect(await other.process.startInVain()).toEqual({
          exitCode: 1,
          log: `${other.volume}/data holds something, but not the data of a Kafka (meta.properties). Nothing was touched.\n`,
        });
        rmSync(bin, { recursive: true });
      } finally {
        await other.dispose();
      }
    });
  },
);

function wanting(server: Server, topics: string): ReturnType<Server['context']> {
  return server.context({ env: { KAFKA_TOPICS: topics, KAFKA_HEAP: '256m', KAFKA_GATEWAY: undefined } });
}

function identityOf(server: TestServer): string[] {
  const lines = readFileSync(join(server.volume, 'data/meta.properties'), 'utf8').split('\n');
  return lines.filter((line) => /^(cluster|directory)\.id=/.test(line)).sort();
}

async function topicsOf(server: Server, ...names: readonly string[]): Promise<unknown[]> {
  return withKafka(server.context(), async (kafka) => {
    const topics = (await readTopics(kafka)).filter(({ name }) => names.includes(name));
    const configs = await readConfigs(
      kafka,
      topics.map(({ name }) => name),
    );
    return names.flatMap((name) =>
      topics.filter((topic) => topic.name === name).map(({ partitions }) => [name, partitions.length, configs.get(name)?.own]),
    );
  });
}
