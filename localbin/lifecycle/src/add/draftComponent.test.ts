import { formatDiagnostic, loadCatalog } from '@dust-workspace/component';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ComponentRequest } from './componentDraft.js';
import { draftComponent } from './draftComponent.js';
import type { Surroundings } from './surroundings.js';

let root: string;
let surroundings: Surroundings;

const sleeps = 'runtimes: { process: { command: [sleep, infinity] } }\n';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'dsw-draft-'));
  const manifests = {
    'platform/redis': `description: r\nports: { REDIS_PORT: 6379 }\n${sleeps}ready: { tcp: REDIS_PORT }\n`,
    'platform/files': `description: f\n${sleeps}`,
    'application/shop': `description: s\nports: { SHOP_PORT: 6380 }\n${sleeps}`,
  };
  for (const [folder, text] of Object.entries(manifests)) {
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, folder, 'component.yaml'), text);
  }
  const catalog = await loadCatalog(root);
  const folders = new Set(['platform/redis', 'platform/files', 'platform/leftover', 'application/shop']);
  surroundings = { catalog, projects: new Map([['lib', 'packages/lib']]), folders, own: false, base: false, build: undefined };
});
afterAll(() => rm(root, { recursive: true }));

function draft(place: string, request: Omit<ComponentRequest, 'place'> = {}): unknown {
  const drafted = draftComponent({ place, image: 'an/image:1', ...request }, surroundings);
  return drafted.ok ? drafted.value : drafted.diagnostics.map(formatDiagnostic);
}

it('takes what is said, and its name where there is no description', () => {
  expect(
    draft('application/web-shop/', {
      data: '/var/lib/shop',
      command: ' node server.js ',
      ports: ['8080', 'UI=8081', 'WEB_SHOP_ADMIN_PORT=8082', '8083', 'grpc-web=8084'],
      profiles: ['starter'],
      needs: ['redis', 'files', 'shop:prepared'],
      init: 'make tables',
      language: 'ts',
    }),
  ).toEqual({
    kind: 'application',
    name: 'web-shop',
    description: 'web-shop',
    image: 'an/image:1',
    data: '/var/lib/shop',
    command: 'node server.js',
    ports: [
      { name: 'WEB_SHOP_PORT', number: 8080 },
      { name: 'WEB_SHOP_UI_PORT', number: 8081 },
      { name: 'WEB_SHOP_ADMIN_PORT', number: 8082 },
      { name: 'WEB_SHOP_8083_PORT', number: 8083 },
      { name: 'WEB_SHOP_GRPC_WEB_PORT', number: 8084 },
    ],
    profiles: ['starter'],
    needs: [
      { name: 'redis', condition: 'healthy' },
      { name: 'files', condition: 'started' },
      { name: 'shop', condition: 'prepared' },
    ],
    hooks: { init: 'make tables' },
    language: 'ts',
  });
});

it('a name alone is one of the platform', () => {
  expect(draft('kafka')).toMatchObject({ kind: 'platform', name: 'kafka', description: 'kafka', hooks: {}, language: 'sh' });
});

it.each([
  ['platform/redis', 'error: platform/redis is there already\n  Choose another name: platform/redis-2 is free.'],
  ['application/redis', 'error: the name redis is taken, by platform/redis\n  Choose another name: application/redis-2 is free.'],
  ['platform/leftover', 'error: platform/leftover is there already\n  Choose another name: platform/leftover-2 is free.'],
  ['platform/lib', 'error: the name lib is taken, by packages/lib\n  Choose another name: platform/lib-2 is free.'],
  ['plattform/kafka', 'error: components live in platform/ and application/, not in plattform/\n  Try platform/kafka.'],
  ['app/kafka', 'error: components live in platform/ and application/, not in app/\n  Try application/kafka.'],
  [
    'platform/MyKafka_2',
    'error: "MyKafka_2" is no name for a component\n  Lower-case letters, digits and single dashes, a letter first: platform/my-kafka-2.',
  ],
])('%s is refused with a way out', (place, expected) => {
  expect(draft(place)).toEqual([expected]);
});

it('says who has a port, and which is free; what cannot listen elsewhere takes it all the same', () => {
  const otherwise = 'What cannot listen elsewhere takes it with --same-port: outside, each gets a number of its own in every environment.';
  expect(draft('kafka', { ports: ['6379'] })).toEqual([`error: port 6379 belongs to redis (REDIS_PORT)\n  6381 is free. ${otherwise}`]);
  expect(draft('kafka', { ports: ['6379'], samePort: true })).toMatchObject({ ports: [{ name: 'KAFKA_PORT', number: 6379 }] });
});

it('tells everything that is wrong at once', () => {
  expect(
    draft('Kafka', {
      image: 'no image!',
      data: 'relative',
      ports: ['0', '99999', 'x', '1', '1'],
      profiles: ['No Profile'],
      needs: ['redsi', 'redis:redy'],
      backup: 'dump',
      description: 'two\nlines',
      language: 'perl',
    }),
  ).toEqual([
    'error: "Kafka" is no name for a component\n  Lower-case letters, digits and single dashes, a letter first: platform/kafka.',
    'error: "no image!" is no name of an image\n  Write it like apache/kafka:4.1.0.',
    'error: "relative" is no folder in a container\n  Write an absolute path, like /var/lib/kafka/data.',
    'error: "No Profile" is no name for a profile\n  Use lower-case letters, digits and single dashes.',
    'error: hooks are not written in "perl"\n  Choose sh or ts.',
    'error: what writes a backup and what reads it belong together\n  Give both --backup and --restore, or neither.',
    'error: description must be one line\n  Put several commands into a script and name that.',
    ...['0', '99999', 'x'].map((text) => `error: "${text}" is no port\n  Write a number up to 65535, or a name and a number: UI=8080.`),
    'error: 1 is given twice\n  The other is KAFKA_PORT=1; give each a name and a number of its own.',
    'error: there is no component redsi that it could need, did you mean `redis`?\n  The components are files, redis, shop.',
    'error: "redy" is nothing that redis can be\n  Write redis:prepared, redis:started, redis:healthy, redis:initialised.',
  ]);
});

it('is told what to run, and an image where there is a folder in one', () => {
  expect(draft('kafka', { image: undefined })).toEqual([
    'error: it is not said what runs\n  Give --image for a container, --command for a process, or both.',
  ]);
  expect(draft('kafka', { image: undefined, command: 'sleep 1', data: '/data' })).toEqual([
    'error: without an image there is no folder in it\n  Add --image, or leave --data out.',
  ]);
});
