import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mapping } from '@dust-workspace/component';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { composeConfig } from '../../testing/composeConfig.js';
import type { ComposeConfig } from '../../testing/composeConfig.js';
import { composeForTests } from '../../testing/composeForTests.js';
import { composeFileFor, projectFile } from './composeFile.js';
import { parseDefinition } from './parseDefinition.js';
import { scopedValues } from './scopedName.js';
import type { ServiceDefinition } from './serviceDefinition.js';

const { program, absent } = await composeForTests();

describe('what Compose makes of the files that it is given', () => {
  beforeEach(({ skip }) => skip(program === undefined, absent));

  let workspace = '';
  beforeAll(async () => {
    // A folder with a dollar sign and a space in its name, to be on the safe side.
    workspace = await mkdtemp(join(tmpdir(), 'dsw compose $HOME-'));
    for (const name of ['web', 'x-store']) {
      await mkdir(join(workspace, 'platform', name, 'compose'), { recursive: true });
      await writeFile(
        join(workspace, 'platform', name, 'compose', '.env'),
        'PASSWORD=leaked\nDSW_WEB__PASSWORD=leaked\nONLY_HERE=leaked\n',
      );
    }
    await writeFile(join(workspace, '.env'), 'ONLY_HERE=leaked\n');
  });
  afterAll(() => rm(workspace, { recursive: true, force: true }));

  function define(component: string, text: string): ServiceDefinition {
    const directory = join(workspace, 'platform', component, 'compose');
    const result = parseDefinition(text, { file: `platform/${component}/compose/compose.yaml`, directory, service: 'main', component });
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    return result.value;
  }

  function configOf(definitions: readonly ServiceDefinition[], env: Readonly<Record<string, string>>): Promise<ComposeConfig> {
    const file = projectFile({ name: 'p', networkLabels: { place: workspace } }, definitions.map(fileFor));
    return composeConfig(program!, file, { directory: workspace, env });
  }

  function fileFor(definition: ServiceDefinition): Mapping {
    return composeFileFor(definition, { labels: { place: workspace }, resourceLabels: { place: workspace } });
  }

  const web = `x-all: &all { environment: &env { LEVEL: 1.10, PASSWORD: "$PASSWORD" } }
services:
  main:
    <<: *all
    image: web:\${TAG:-latest}
    build: { context: .., additional_contexts: { more: ./more } }
    environment: { <<: *env, TAKEN: , "$KEY": a$$b, MODE: !!str 007 }
    ports: ["\${WEB_PORT}:80", { target: 81, published: "$WEB_PORT" }]
    volumes: [./config:/config:ro, "../data:/data", "\${DSW_VOLUME}/x:/x", cache:/cache, { type: tmpfs, target: /t, tmpfs: { mode: 0700 } }]
    secrets: [{ source: key, mode: 0440 }]
    configs: [conf]
    networks: [back]
    cpus: 0.50
    healthcheck: { test: 'curl "http://127.0.0.1:$$PORT/$TAG"', interval: 10s }
secrets: { key: { environment: PASSWORD } }
configs: { conf: { file: ./conf } }
networks: { back: }
volumes: { cache: { x-cache: true } }
`;
  const store =
    'services: { main: { image: store, environment: [PASSWORD, "ONLY=${ONLY_HERE:-}"], env_file: [], networks: [back] } }\nnetworks: { back: }\n';
  const env = {
    ...scopedValues('web', { PASSWORD: 'a$b ${HOME} $$ "q"\nline', TAKEN: '$HOME', TAG: '2', WEB_PORT: '4000', DSW_VOLUME: '/v/$x' }),
    ...scopedValues('x-store', { PASSWORD: 'another' }),
  };

  it('keeps paths, values and names apart, with nothing from a .env', async () => {
    const config = await configOf([define('web', web), define('x-store', store)], env);
    const folder = join(workspace, 'platform', 'web');
    const port = { mode: 'ingress', host_ip: '127.0.0.1', published: '4000', protocol: 'tcp' };
    expect(config.services).toEqual({
      web: {
        command: null,
        entrypoint: null,
        image: 'web:2',
        build: { context: folder, additional_contexts: { more: join(folder, 'compose/more') }, dockerfile: 'Dockerfile' },
        environment: { LEVEL: '1.10', PASSWORD: 'a$b ${HOME} $$ "q"\nline', TAKEN: '$HOME', $KEY: 'a$b', MODE: '007' },
        ports: [
          { ...port, target: 80 },
          { ...port, target: 81 },
        ],
        volumes: [
          { type: 'bind', source: join(folder, 'compose/config'), target: '/config', read_only: true, bind: {} },
          { type: 'bind', source: join(folder, 'data'), target: '/data', bind: {} },
          { type: 'bind', source: '/v/$x/x', target: '/x', bind: {} },
          { type: 'volume', source: 'web_cache', target: '/cache' },
          { type: 'tmpfs', target: '/t', tmpfs: { mode: 0o700 } },
        ],
        secrets: [{ source: 'web_key', target: 'key', mode: 0o440 }],
        configs: [{ source: 'web_conf', target: '/conf' }],
        networks: { default: null, web_back: null },
        cpus: 0.5,
        healthcheck: { test: ['CMD-SHELL', 'curl "http://127.0.0.1:$PORT/2"'], interval: '10s' },
        labels: { place: workspace },
      },
      'x-store': {
        command: null,
        entrypoint: null,
        image: 'store',
        environment: { PASSWORD: 'another', ONLY: '' },
        networks: { default: null, '_x-store_back': null },
        labels: { place: workspace },
      },
    });
    expect(config).toMatchObject({
      name: 'p',
      networks: { default: { labels: { place: workspace } }, web_back: { labels: { place: workspace } }, '_x-store_back': {} },
      secrets: { web_key: { environment: 'DSW_WEB__PASSWORD' } },
      configs: { web_conf: { file: join(folder, 'compose/conf') } },
      volumes: { web_cache: { name: 'p_web_cache', labels: { place: workspace } } },
    });
  });
});
