import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Catalog } from './component.js';
import { formatDiagnostic } from './diagnostic.js';
import { loadCatalog } from './loadCatalog.js';
import { complete, minimal } from './testing/manifests.js';
import { headlines } from './testing/report.js';
import { temporaryWorkspace } from './testing/temporaryWorkspace.js';

const compose = 'services:\n  timescale:\n    image: timescale\n';

function names({ components, disabled }: Catalog): { usable: string[]; disabled: string[] } {
  return { usable: [...components.keys()], disabled: disabled.map(({ name }) => name) };
}

describe('a sound workspace', () => {
  it('is read completely', async () => {
    const root = temporaryWorkspace({
      'platform/timescale/component.yaml': complete,
      'platform/timescale/compose/compose.yaml': compose,
      'platform/timescale/scripts/serve.sh': '',
      'platform/timescale/scripts/context.sh': '',
      'platform/timescale/scripts/backup.sh': '',
      'platform/timescale/package.json':
        '{ "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" } }, "nx": { "name": "timescale" } }',
      'platform/redis/component.yaml': `${minimal}ports: { REDIS_PORT: 6379 }\nready: { tcp: REDIS_PORT }\n`,
      'application/console/component.yaml': minimal,
      'platform/README.md': '',
    });
    const catalog = await loadCatalog(root);
    expect(catalog.diagnostics).toEqual([]);
    expect(names(catalog)).toEqual({ usable: ['console', 'redis', 'timescale'], disabled: [] });
    expect(catalog.components.get('timescale')).toEqual({
      name: 'timescale',
      kind: 'platform',
      root: 'platform/timescale',
      directory: join(root, 'platform/timescale'),
      manifest: expect.objectContaining({
        wants: { console: 'started' },
        init: { when: 'after-start', files: [], variables: [] },
      }) as unknown,
      hooks: {
        module: join(root, 'platform/timescale/dist/index.js'),
        scripts: { backup: join(root, 'platform/timescale/scripts/backup.sh') },
      },
      locate: expect.any(Function) as unknown,
    });
  });

  it('may be empty, or not there', async () => {
    const root = temporaryWorkspace({});
    expect(await loadCatalog(root)).toEqual({ root, components: new Map(), disabled: [], diagnostics: [] });
    expect((await loadCatalog(join(root, 'nowhere'))).diagnostics).toEqual([]);
  });

  it('takes scripts/init.sh for a declaration of init', async () => {
    const catalog = await loadCatalog(
      temporaryWorkspace({
        'platform/redis/component.yaml': minimal,
        'platform/redis/scripts/init.sh': '',
        'platform/mail/component.yaml': `${minimal}init: { when: before-start }\n`,
        'platform/mail/scripts/init.sh': '',
        'platform/disk/component.yaml': `${minimal}needs: { redis: initialised, mail: initialised }\n`,
      }),
    );
    expect(catalog.diagnostics).toEqual([]);
    expect([...catalog.components.values()].map(({ name, manifest }) => [name, manifest.init])).toEqual([
      ['disk', undefined],
      ['mail', { when: 'before-start', files: [], variables: [] }],
      ['redis', { when: 'after-start', files: [], variables: [] }],
    ]);
  });

  it.each([
    ['a string', { exports: './dist/hooks.js' }, 'dist/hooks.js'],
    ['a string for the dot', { exports: { '.': './dist/hooks.js', './package.json': './package.json' } }, 'dist/hooks.js'],
    ['conditions', { exports: { '.': { types: './x.d.ts', import: './dist/hooks.js' } } }, 'dist/hooks.js'],
    ['nested conditions', { exports: { '.': { node: { default: './dist/hooks.js' } } } }, 'dist/hooks.js'],
    ['main', { main: 'dist/hooks.js' }, 'dist/hooks.js'],
    ['nothing', { exports: { './other': './x.js' } }, undefined],
  ])('finds the module with hooks where exports is %s', async (_, content, module) => {
    const root = temporaryWorkspace({
      'platform/redis/component.yaml': minimal,
      'platform/redis/package.json': JSON.stringify(content),
    });
    const expected = module === undefined ? { scripts: {} } : { module: join(root, 'platform/redis', module), scripts: {} };
    expect((await loadCatalog(root)).components.get('redis')?.hooks).toEqual(expected);
  });

  it('may have links to component folders elsewhere', async () => {
    const root = temporaryWorkspace({ 'elsewhere/redis/component.yaml': minimal, 'platform/': '' });
    symlinkSync('../elsewhere/redis', join(root, 'platform/redis'));
    symlinkSync('../elsewhere/gone', join(root, 'platform/gone'));
    const catalog = await loadCatalog(root);
    expect(names(catalog)).toEqual({ usable: ['redis'], disabled: [] });
    expect(catalog.diagnostics).toEqual([]);
  });
});

describe('a folder without a manifest', () => {
  it('is an error when it holds something', async () => {
    const catalog = await loadCatalog(
      temporaryWorkspace({
        'platform/redis/compose/compose.yaml': '',
        'platform/mail/component.yml': minimal,
        'application/web/component.yaml': minimal,
      }),
    );
    expect(names(catalog)).toEqual({ usable: ['web'], disabled: [] });
    expect(catalog.diagnostics.map(formatDiagnostic)).toEqual([
      [
        'platform/mail: error: component folder without a manifest: it has component.yml, but no component.yaml',
        '  Rename it to component.yaml.',
      ].join('\n'),
      [
        'platform/redis: error: component folder without a manifest: it has no component.yaml',
        '  A minimal manifest:',
        '  description: what it is',
        '  runtimes: { process: { command: [sleep, infinity] } }',
      ].join('\n'),
    ]);
  });

  it('is passed over when only leftovers are in it', async () => {
    const catalog = await loadCatalog(
      temporaryWorkspace({
        'platform/empty/': '',
        'platform/hollow/config/sql/': '',
        'platform/gone/volumes/local/data': '',
        'platform/gone/dist/index.js': '',
        'platform/gone/node_modules/x/index.js': '',
        'platform/gone/.env.local': '',
        'platform/.git/config': '',
        'application/node_modules/x/index.js': '',
      }),
    );
    expect(catalog.diagnostics).toEqual([]);
  });
});

describe('a manifest that cannot be read', () => {
  it('is told with the reason', async () => {
    const root = temporaryWorkspace({ 'platform/folder/component.yaml/': '', 'platform/dangling/': '', 'platform/loop/': '' });
    symlinkSync('nowhere', join(root, 'platform/dangling/component.yaml'));
    symlinkSync('component.yaml', join(root, 'platform/loop/component.yaml'));
    const catalog = await loadCatalog(root);
    expect(names(catalog)).toEqual({ usable: [], disabled: ['dangling', 'folder', 'loop'] });
    expect(headlines(catalog.diagnostics)).toEqual([
      'platform/dangling/component.yaml:1:1: error: the manifest cannot be read: it is not there, or a symbolic link to nothing',
      'platform/folder/component.yaml:1:1: error: the manifest cannot be read: it is not a file',
      'platform/loop/component.yaml:1:1: error: the manifest cannot be read: it is a symbolic link to itself',
    ]);
  });

  it('is told when we may not', async () => {
    const root = temporaryWorkspace({ 'platform/secret/component.yaml': minimal, 'platform/closed/component.yaml': minimal });
    chmodSync(join(root, 'platform/secret/component.yaml'), 0o000);
    chmodSync(join(root, 'platform/closed'), 0o000);
    const catalog = await withoutPrivilege(() => loadCatalog(root));
    expect(headlines(catalog.diagnostics)).toEqual([
      'platform/closed/component.yaml:1:1: error: the component folder cannot be read: permission denied',
      'platform/secret/component.yaml:1:1: error: the manifest cannot be read: permission denied',
    ]);
    chmodSync(join(root, 'platform/closed'), 0o755);
  });
});

describe('what a manifest refers to', () => {
  it('must be there', async () => {
    const catalog = await loadCatalog(
      temporaryWorkspace({
        'platform/timescale/component.yaml': `description: x
runtimes:
  compose: { file: compose/compose.yml, service: timescale }
  process: { command: [scripts/serve.sh], context: [./scripts/context.sh] }
ready: { command: [scripts/ready] }
init: {}
`,
        'platform/timescale/compose/compose.yaml': compose,
        'platform/timescale/scripts/server.sh': '',
        'platform/timescale/scripts/context.sh/': '',
        'platform/timescale/scripts/ready': '',
        'platform/redis/component.yaml': 'description: x\nruntimes: { compose: { file: compose.yaml, service: redsi } }\n',
        'platform/redis/compose.yaml': 'services:\n  redis: {}\n  mail: {}\n',
        'platform/redis/package.json': '{\n\t"nx": {\n\t\t"name": "cache"\n\t}\n}\n',
        'platform/mail/component.yaml': `${minimal}init: {}\n`,
        'platform/mail/package.json': '{ "exports": ',
      }),
    );
    expect(headlines(catalog.diagnostics)).toEqual([
      'platform/mail/component.yaml:3:1: error: the manifest declares `init`, but there is no init hook',
      'platform/mail/package.json:1:1: error: package.json cannot be read: Unexpected end of JSON input',
      'platform/redis/component.yaml:2:53: error: compose file `compose.yaml` has no service `redsi`, did you mean `redis`?',
      'platform/redis/package.json:3:11: error: expected the Nx project to be named `redis` like its folder, found `cache`',
      'platform/timescale/component.yaml:3:20: error: compose file `compose/compose.yml` does not exist, did you mean `compose/compose.yaml`?',
      'platform/timescale/component.yaml:4:24: error: script `scripts/serve.sh` does not exist, did you mean `scripts/server.sh`?',
      'platform/timescale/component.yaml:4:53: error: `./scripts/context.sh` is not a file',
      'platform/timescale/component.yaml:5:20: error: script `scripts/ready` is not executable',
      'platform/timescale/component.yaml:6:1: error: the manifest declares `init`, but there is no init hook',
    ]);
    expect(names(catalog)).toEqual({ usable: [], disabled: ['mail', 'redis', 'timescale'] });
  });

  it('is not looked for where only the run can tell', async () => {
    const catalog = await loadCatalog(
      temporaryWorkspace({
        'platform/a/component.yaml': 'description: x\nruntimes: { process: { command: ["${TOOLS}/bin/a"], context: [/opt/a/context] } }\n',
        'platform/b/component.yaml':
          'description: x\nruntimes: { compose: { file: c.yaml, service: b } }\nready: { command: [./in/the/container] }\n',
        'platform/b/c.yaml': 'services:\n  b:\n',
      }),
    );
    expect(catalog.diagnostics).toEqual([]);
  });
});

describe('manifests together', () => {
  it('are told everything at once', async () => {
    const catalog = await loadCatalog(
      temporaryWorkspace({
        'platform/timescale/component.yaml': `${minimal}needs:\n  redis: healthy\n  tmescale: started\nwants:\n  mail: initialised\n`,
        'platform/redis/component.yaml': minimal,
        'platform/mail/component.yaml': minimal,
        'platform/Mail_2/component.yaml': minimal,
        'platform/twin/component.yaml': minimal,
        'application/twin/component.yaml': minimal,
        'application/dust/component.yaml': `${minimal}ports: { DUST_FRONT_PORT: 1 }\n`,
        'application/dust-front/component.yaml': `${minimal}ports: { DUST_FRONT_PORT: 1 }\n`,
      }),
    );
    expect(headlines(catalog.diagnostics)).toEqual([
      'application/dust-front/component.yaml:3:10: error: port `DUST_FRONT_PORT` is declared by dust as well',
      'application/dust/component.yaml:3:10: error: port `DUST_FRONT_PORT` is declared by dust-front as well',
      'application/twin/component.yaml:1:1: error: component name `twin` is used by platform/twin and application/twin',
      'platform/Mail_2/component.yaml:1:1: error: expected a folder name of lower-case letters, digits and dashes, found `Mail_2`',
      'platform/timescale/component.yaml:4:10: error: redis is never known to be healthy: it has no readiness probe',
      'platform/timescale/component.yaml:5:3: error: unknown component `tmescale`, did you mean `timescale`?',
      'platform/timescale/component.yaml:7:9: error: mail is never initialised: it has no init',
      'platform/twin/component.yaml:1:1: error: component name `twin` is used by platform/twin and application/twin',
    ]);
    expect(names(catalog)).toEqual({
      usable: ['mail', 'redis'],
      disabled: ['Mail_2', 'timescale', 'twin', 'dust', 'dust-front', 'twin'],
    });
  });

  it('name each cycle once, and only those on it', async () => {
    const catalog = await loadCatalog(
      temporaryWorkspace({
        'platform/a/component.yaml': `${minimal}needs: { b: started }\n`,
        'platform/b/component.yaml': `${minimal}needs: { c: started, d: started }\n`,
        'platform/c/component.yaml': `${minimal}needs: { b: started }\n`,
        'platform/d/component.yaml': minimal,
        'platform/e/component.yaml': `${minimal}needs: { f: started }\n`,
        'platform/f/component.yaml': `${minimal}wants: { e: started }\n`,
        'platform/g/component.yaml': `${minimal}wants:\n  g: started\n`,
      }),
    );
    expect(headlines(catalog.diagnostics)).toEqual([
      'platform/a/component.yaml:3:10: error: a is disabled: it needs b, whose manifest is broken',
      'platform/b/component.yaml:3:10: error: needs form a cycle: b -> c -> b',
      'platform/e/component.yaml:3:10: error: needs and wants form a cycle: e -> f -> e',
      'platform/g/component.yaml:4:3: error: wants form a cycle: g -> g',
    ]);
    expect(names(catalog)).toEqual({ usable: ['d'], disabled: ['a', 'b', 'c', 'e', 'f', 'g'] });
    const cycle = catalog.diagnostics[1];
    expect(catalog.disabled.map(({ name, diagnostics }) => [name, diagnostics.includes(cycle!)])).toEqual([
      ['a', false],
      ['b', true],
      ['c', true],
      ['e', false],
      ['f', false],
      ['g', false],
    ]);
  });

  it('lose those that need a broken one, and keep those that only want it', async () => {
    const catalog = await loadCatalog(
      temporaryWorkspace({
        'platform/redis/component.yaml': 'description: x\n',
        'platform/timescale/component.yaml': `${minimal}needs:\n  redis: started\n`,
        'application/api/component.yaml': `${minimal}needs: { timescale: started }\n`,
        'application/console/component.yaml': `${minimal}wants: { api: started, redis: healthy, mail: started }\n`,
        'application/mail/component.yaml': minimal,
      }),
    );
    expect(headlines(catalog.diagnostics)).toEqual([
      'application/api/component.yaml:3:10: error: api is disabled: it needs timescale, which is disabled',
      'application/console/component.yaml:3:31: error: redis is never known to be healthy: it has no readiness probe',
      'platform/redis/component.yaml:1:1: error: missing key `runtimes`, expected a mapping',
      'platform/timescale/component.yaml:4:3: error: timescale is disabled: it needs redis, whose manifest is broken',
    ]);
    expect(catalog.disabled.map(({ root, diagnostics }) => [root, headlines(diagnostics)])).toEqual([
      ['platform/redis', ['platform/redis/component.yaml:1:1: error: missing key `runtimes`, expected a mapping']],
      [
        'platform/timescale',
        ['platform/timescale/component.yaml:4:3: error: timescale is disabled: it needs redis, whose manifest is broken'],
      ],
      ['application/api', ['application/api/component.yaml:3:10: error: api is disabled: it needs timescale, which is disabled']],
      [
        'application/console',
        ['application/console/component.yaml:3:31: error: redis is never known to be healthy: it has no readiness probe'],
      ],
    ]);
  });

  it('drop a want of a broken one', async () => {
    const catalog = await loadCatalog(
      temporaryWorkspace({
        'platform/redis/component.yaml': '<<<<<<< ours\n',
        'platform/mail/component.yaml': minimal,
        'application/console/component.yaml': `${minimal}wants: { redis: healthy, mail: started }\n`,
      }),
    );
    expect(names(catalog)).toEqual({ usable: ['console', 'mail'], disabled: ['redis'] });
    expect(catalog.components.get('console')?.manifest.wants).toEqual({ mail: 'started' });
  });

  it('tell at most twenty problems of one file, wherever they were found', async () => {
    const needs = Array.from({ length: 15 }, (_, index) => `  absent-${index}: started\n`).join('');
    const keys = Array.from({ length: 10 }, (_, index) => `odd-${index}: 1\n`).join('');
    const catalog = await loadCatalog(temporaryWorkspace({ 'platform/redis/component.yaml': `${minimal}needs:\n${needs}${keys}` }));
    expect(catalog.diagnostics).toHaveLength(21);
    expect(catalog.diagnostics.at(-1)?.message).toBe('and 5 more');
  });

  it('are hundreds without trouble', async () => {
    const chain = Array.from({ length: 300 }, (_, index) => [
      `platform/c${index}/component.yaml`,
      `${minimal}needs: { ${index === 0 ? '' : `c${index - 1}: started`} }\n`,
    ]);
    const catalog = await loadCatalog(temporaryWorkspace(Object.fromEntries(chain) as Record<string, string>));
    expect([catalog.components.size, catalog.diagnostics]).toEqual([300, []]);
  });
});

/** Runs as somebody who may not read everything, also where the tests run as root. */
async function withoutPrivilege<T>(action: () => Promise<T>): Promise<T> {
  const user = process.geteuid?.();
  if (user !== 0) return action();
  process.seteuid?.(65_534);
  onTestFinished(() => process.seteuid?.(0));
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}
