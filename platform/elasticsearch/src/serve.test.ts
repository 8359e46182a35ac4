import { chownSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TestServer } from './testing/testServer.js';

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.dispose())));

async function make(): Promise<TestServer> {
  const server = await TestServer.make();
  servers.push(server);
  return server;
}

/** Says what it was given instead of serving. */
const stub = join(import.meta.dirname, 'testing/stub');

describe('serving Elasticsearch', () => {
  it('keeps configuration, data and snapshots in the volume, and sets the heap', async () => {
    const server = await make();
    const { exitCode, log } = await server.process.startInVain({
      PATH: `${stub}:/usr/bin:/bin`,
      ELASTICSEARCH_HEAP: '1g',
      ES_JAVA_OPTS: '-Dmore=1',
    });
    expect(exitCode).toBe(0);
    expect(log.split('\n').filter((line) => !line.startsWith('vm.max_map_count'))).toEqual([
      `ES_PATH_CONF=${server.volume}/config`,
      'ES_JAVA_OPTS=-Xms1g -Xmx1g -Dmore=1',
      '-Enetwork.host=127.0.0.1',
      `-Ehttp.port=${server.port}`,
      '-Etransport.host=127.0.0.1',
      '-Etransport.port=0',
      `-Epath.data=${server.volume}/data`,
      `-Epath.repo=${server.volume}/snapshots`,
      `-Epath.logs=${server.volume}/config`,
      '',
    ]);
    expect(readdirSync(server.volume)).toEqual(['config', 'data', 'snapshots']);
    expect(readdirSync(join(server.volume, 'config'))).toEqual(['elasticsearch.yml', 'jvm.options', 'log4j2.properties']);
  });

  it('refuses a heap that Java would not understand', async () => {
    const server = await make();
    for (const ELASTICSEARCH_HEAP of ['512 MB', '0m', '512m -XX:+Bad', '512m\n1g'])
      expect(await server.process.startInVain({ PATH: `${stub}:/usr/bin:/bin`, ELASTICSEARCH_HEAP })).toEqual({
        exitCode: 1,
        log: `ELASTICSEARCH_HEAP is ${ELASTICSEARCH_HEAP}, and must be a size as Java writes it, such as 512m or 2g.\n`,
      });
  });

  it('says what is missing where there is no Elasticsearch', async () => {
    const server = await make();
    expect(await server.process.startInVain({ PATH: '/usr/bin:/bin' })).toEqual({ exitCode: 1, log: 'Elasticsearch is not installed.\n' });
  });

  it.skipIf(process.getuid?.() !== 0)('names the owner that data should have', async () => {
    const server = await make();
    mkdirSync(join(server.volume, 'data'));
    chownSync(join(server.volume, 'data'), 0, 0);
    const { exitCode, log } = await server.process.startInVain({ PATH: `${stub}:/usr/bin:/bin` });
    expect(exitCode).toBe(1);
    expect(log).toMatch(
      /data belongs to another user than nobody, as whom Elasticsearch runs here\.\nGive it back, as root: chown -R nobody /,
    );
  });
});
