import { ok } from '@dust-workspace/component';
import { describe, expect, it } from 'vitest';
import { parseDefinition } from './parseDefinition.js';
import type { ServiceDefinition } from './serviceDefinition.js';

const options = { file: 'platform/db/compose/compose.yaml', directory: '/w/platform/db/compose', service: 'db', component: 'data-base' };

function parse(text: string): ServiceDefinition {
  const result = parseDefinition(text, options);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value;
}

/** The service of a file in which `body` stands under it. */
function service(body: string): ServiceDefinition {
  return parse(`services:\n  db:\n    image: db\n${body.replaceAll(/^(?=.)/gm, '    ')}`);
}

describe('parseDefinition', () => {
  it('takes the one service out of a file, with what it uses', () => {
    const text = `# the database
services:
  db:
    image: timescale:\${VERSION:-2.1}
    profiles: [never]
    environment:
      POSTGRES_PASSWORD: \${POSTGRES_PASSWORD:?}
    ports: ["\${DB_PORT}:5432"]
    volumes:
      - \${DSW_VOLUME}/data:/var/lib/data
      - ./config:/config:ro
      - cache:/cache
    tmpfs: /run
    stop_signal: SIGINT
    stop_grace_period: 1m30s
    healthcheck: { test: [CMD, pg_isready, -U, $POSTGRES_USER], interval: 10s }
  other:
    image: other
    depends_on: [db]
volumes:
  cache: { x-cache: true }
  others:
`;
    expect(parseDefinition(text, options)).toEqual(
      ok({
        component: 'data-base',
        file: 'platform/db/compose/compose.yaml',
        directory: '/w/platform/db/compose',
        service: {
          image: 'timescale:${DSW_DATA_BASE__VERSION:-2.1}',
          environment: { POSTGRES_PASSWORD: '${DSW_DATA_BASE__POSTGRES_PASSWORD:?}' },
          ports: ['127.0.0.1:${DSW_DATA_BASE__DB_PORT}:5432'],
          volumes: [
            { type: 'bind', source: '${DSW_DATA_BASE__DSW_VOLUME}/data', target: '/var/lib/data', bind: { create_host_path: false } },
            {
              type: 'bind',
              source: '/w/platform/db/compose/config',
              target: '/config',
              read_only: true,
              bind: { create_host_path: false },
            },
            { type: 'volume', source: 'data-base_cache', target: '/cache' },
          ],
          tmpfs: '/run',
          stop_signal: 'SIGINT',
          stop_grace_period: '1m30s',
          healthcheck: { test: ['CMD', 'pg_isready', '-U', '$DSW_DATA_BASE__POSTGRES_USER'], interval: '10s' },
        },
        volumes: { 'data-base_cache': {} },
        configs: {},
        secrets: {},
        networks: {},
        references: new Map([
          ['VERSION', { name: 'VERSION', optional: true, range: at(4, 24, 7) }],
          ['POSTGRES_PASSWORD', { name: 'POSTGRES_PASSWORD', optional: false, range: at(7, 28, 17) }],
          ['DB_PORT', { name: 'DB_PORT', optional: false, range: at(8, 16, 7) }],
          ['DSW_VOLUME', { name: 'DSW_VOLUME', optional: false, range: at(10, 11, 10) }],
          ['POSTGRES_USER', { name: 'POSTGRES_USER', optional: false, range: at(16, 49, 13) }],
        ]),
        binds: [
          { source: '${DSW_DATA_BASE__DSW_VOLUME}/data', target: '/var/lib/data', readOnly: false },
          { source: '/w/platform/db/compose/config', target: '/config', readOnly: true },
        ],
        mounts: ['/var/lib/data', '/config', '/cache', '/run'],
        ports: [{ target: '5432', published: '${DSW_DATA_BASE__DB_PORT}', hostAddress: '127.0.0.1', protocol: 'tcp' }],
        image: 'timescale:${DSW_DATA_BASE__VERSION:-2.1}',
        builds: false,
        files: [],
        stopWithin: 90_000,
        stopSignal: 'SIGINT',
        healthcheck: { kind: 'command', command: ['pg_isready', '-U', '$DSW_DATA_BASE__POSTGRES_USER'] },
      }),
    );
  });

  it('needs no more than an image', () => {
    expect(service('')).toMatchObject({
      service: { image: 'db' },
      references: new Map(),
      binds: [],
      mounts: [],
      files: [],
      builds: false,
      stopWithin: 10_000,
    });
  });

  it('follows anchors and merge keys, and finds what came along in its place', () => {
    const { service: merged, references } = parse(`x-common: &common
  restart: unless-stopped
  environment: &settings
    LEVEL: \${LEVEL}
    MODE: slow
x-limits: &limits { cpus: 0.50, restart: "no" }
services:
  db:
    <<: [*common, *limits]
    image: db
    environment:
      <<: *settings
      MODE: fast
`);
    expect(merged).toEqual({
      image: 'db',
      restart: 'unless-stopped',
      cpus: '0.50',
      environment: { LEVEL: '${DSW_DATA_BASE__LEVEL}', MODE: 'fast' },
    });
    expect(references.get('LEVEL')?.range).toEqual(at(4, 14, 5));
  });

  it('takes names without a value from the component', () => {
    const list = service('environment:\n  - A\n  - B=2\n  - C=\n');
    const mapping = service('environment:\n  A:\n  B: 2\n  C: ""\nbuild:\n  context: .\n  args: [D]\n');
    expect(list.service['environment']).toEqual(['A=${DSW_DATA_BASE__A}', 'B=2', 'C=']);
    expect(list.references).toEqual(new Map([['A', { name: 'A', optional: false, range: at(5, 9, 1) }]]));
    expect(mapping.service['environment']).toEqual({ A: '${DSW_DATA_BASE__A}', B: 2, C: '' });
    expect(mapping.service['build']).toEqual({ context: '/w/platform/db/compose', args: ['D=${DSW_DATA_BASE__D}'] });
    expect([...mapping.references.keys()]).toEqual(['A', 'D']);
  });

  it('asks nothing for what is no part of the component', () => {
    const { service: shaped, references } = service(
      'x-note: ${NOTE}\ndevelop: { watch: [{ path: $WATCHED }] }\nlabels: { x-label: $LABEL }\n',
    );
    expect(shaped).toEqual({ image: 'db', labels: { 'x-label': '$DSW_DATA_BASE__LABEL' } });
    expect([...references.keys()]).toEqual(['LABEL']);
  });

  it('asks for a value where only one of several mentions has a fallback', () => {
    const { references } = service('environment:\n  A: ${X:-1}\n  B: ${X}\n  C: ${Y:+1}\n  D: ${Z:?}\n');
    expect([...references.values()].map(({ name, optional, range }) => [name, optional, range.start.line])).toEqual([
      ['X', false, 6],
      ['Y', true, 7],
      ['Z', false, 8],
    ]);
  });

  it.each([
    ['"5432"', '127.0.0.1::5432', { target: '5432', hostAddress: '127.0.0.1', protocol: 'tcp' }],
    [
      '"${P}:53/udp"',
      '127.0.0.1:${DSW_DATA_BASE__P}:53/udp',
      { target: '53', published: '${DSW_DATA_BASE__P}', hostAddress: '127.0.0.1', protocol: 'udp' },
    ],
    [
      '"0.0.0.0:${P:-1}:53"',
      '0.0.0.0:${DSW_DATA_BASE__P:-1}:53',
      { target: '53', published: '${DSW_DATA_BASE__P:-1}', hostAddress: '0.0.0.0', protocol: 'tcp' },
    ],
    ['"[::1]:$P:53"', '[::1]:$DSW_DATA_BASE__P:53', { target: '53', published: '$DSW_DATA_BASE__P', hostAddress: '::1', protocol: 'tcp' }],
    [
      '{ target: 80, published: $P }',
      { host_ip: '127.0.0.1', target: 80, published: '$DSW_DATA_BASE__P' },
      { target: '80', published: '$DSW_DATA_BASE__P', hostAddress: '127.0.0.1', protocol: 'tcp' },
    ],
  ])('publishes %s on this machine alone unless it says otherwise', (port, written, published) => {
    const { service: shaped, ports } = service(`ports:\n  - ${port}\n`);
    expect({ written: shaped['ports'], ports }).toEqual({ written: [written], ports: [published] });
  });

  it.each([
    ['./a:/b', { type: 'bind', source: '/w/platform/db/compose/a', target: '/b', bind: { create_host_path: false } }],
    ['../../x:/b:z', { type: 'bind', source: '/w/platform/x', target: '/b', bind: { create_host_path: false, selinux: 'z' } }],
    [
      '.:/b:ro,rslave',
      {
        type: 'bind',
        source: '/w/platform/db/compose',
        target: '/b',
        read_only: true,
        bind: { create_host_path: false, propagation: 'rslave' },
      },
    ],
    ['~/a:/b', { type: 'bind', source: '~/a', target: '/b', bind: { create_host_path: false } }],
    ['/a:/b:cached', { type: 'bind', source: '/a', target: '/b', consistency: 'cached', bind: { create_host_path: false } }],
    ['${A:-/a:b}:/b', { type: 'bind', source: '${DSW_DATA_BASE__A:-/a:b}', target: '/b', bind: { create_host_path: false } }],
    ['./a/${A:-../b}:/b:${MODE:-ro}', '/w/platform/db/compose/a/${DSW_DATA_BASE__A:-../b}:/b:${DSW_DATA_BASE__MODE:-ro}'],
    [
      '{ type: bind, source: a, target: /b, bind: { create_host_path: true } }',
      { type: 'bind', source: '/w/platform/db/compose/a', target: '/b', bind: { create_host_path: true } },
    ],
    ['{ type: tmpfs, target: /b, tmpfs: { mode: 0700, size: 10m } }', { type: 'tmpfs', target: '/b', tmpfs: { mode: 0o700, size: '10m' } }],
  ])('mounts %s', (volume, expected) => {
    const definition = service(`volumes:\n  - ${volume.startsWith('{') ? volume : JSON.stringify(volume)}\n`);
    expect({ volumes: definition.service['volumes'], mounts: definition.mounts }).toEqual({ volumes: [expected], mounts: ['/b'] });
  });

  it('gives configs, secrets and networks the name of the component, and leaves them where they are found in the container', () => {
    const definition = parse(`services:
  db:
    build: { context: ., secrets: [npm] }
    configs: [main, { source: main, target: /etc/main.conf, mode: 0440 }]
    secrets: [key, { source: npm, target: token }]
    networks: { back: { aliases: [database] } }
    env_file: [a.env, { path: ../b.env, required: false }]
configs:
  main: { file: ./main.conf }
secrets:
  key: { environment: KEY }
  npm: { file: "$NPM_FILE" }
  unused: { file: ./unused }
networks:
  back: { external: true }
`);
    expect(definition).toMatchObject({
      service: {
        build: { context: '/w/platform/db/compose', secrets: [{ source: 'data-base_npm', target: 'npm' }] },
        configs: [
          { source: 'data-base_main', target: '/main' },
          { source: 'data-base_main', target: '/etc/main.conf', mode: 0o440 },
        ],
        secrets: [
          { source: 'data-base_key', target: 'key' },
          { source: 'data-base_npm', target: 'token' },
        ],
        networks: { default: null, 'data-base_back': { aliases: ['database'] } },
        env_file: ['/w/platform/db/compose/a.env', { path: '/w/platform/db/b.env', required: false }],
      },
      configs: { 'data-base_main': { file: '/w/platform/db/compose/main.conf' } },
      networks: { 'data-base_back': { external: true, name: 'back' } },
      builds: true,
      files: ['/w/platform/db/compose/a.env', '/w/platform/db/b.env', '/w/platform/db/compose/main.conf', '$DSW_DATA_BASE__NPM_FILE'],
    });
    expect(definition.secrets).toEqual({
      'data-base_key': { environment: 'DSW_DATA_BASE__KEY' },
      'data-base_npm': { file: '$DSW_DATA_BASE__NPM_FILE' },
    });
    expect([...definition.references.keys()]).toEqual(['KEY', 'NPM_FILE']);
  });

  it.each([
    ['test: pg_isready -U $$USER', { kind: 'command', command: ['/bin/sh', '-c', 'pg_isready -U $$USER'] }],
    ['test: [CMD-SHELL, redis-cli ping]', { kind: 'command', command: ['/bin/sh', '-c', 'redis-cli ping'] }],
    ['test: [CMD, redis-cli, -p, 6379]', { kind: 'command', command: ['redis-cli', '-p', '6379'] }],
    ['test: [NONE]', { kind: 'disabled' }],
    ['disable: true', { kind: 'disabled' }],
    ['interval: 10s', undefined],
  ])('reads a health check: %s', (check, expected) => {
    expect(service(`healthcheck:\n  ${check}\n`).healthcheck).toEqual(expected);
  });

  it('keeps the folder of the file literally, whatever is in its name', () => {
    const result = parseDefinition('services: { db: { build: ./a$$b } }', { ...options, directory: '/w/$HOME' });
    expect(result.ok && result.value.service).toEqual({ build: '/w/$$HOME/a$$b' });
  });

  it.each(['https://example.org/a.git#main', 'git@example.org:a.git', 'github.com/a/b'])('builds from afar: %s', (context) => {
    const result = parseDefinition(`services: { db: { build: "${context}" } }`, options);
    expect(result.ok && result.value.service).toEqual({ build: context });
  });
});

function at(line: number, column: number, length: number): object {
  return { start: { line, column }, end: { line, column: column + length } };
}
