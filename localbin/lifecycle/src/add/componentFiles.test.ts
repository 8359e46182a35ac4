import { parseManifest } from '@dust-workspace/component';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import type { ComponentDraft } from './componentDraft.js';
import { componentFiles } from './componentFiles.js';
import { readTemplates } from './readTemplates.js';

const templates = readTemplates('component');
const own = { own: true, base: true, build: '{ "references": [{ "path": "./a" }] }' };
const foreign = { own: false, base: true, build: undefined };

const kafka: ComponentDraft = {
  kind: 'platform',
  name: 'kafka',
  description: 'Apache Kafka, the event log',
  image: 'apache/kafka:4.1.0',
  data: '/var/lib/kafka/data',
  ports: [{ name: 'KAFKA_PORT', number: 9092 }],
  profiles: [],
  needs: [],
  hooks: {},
  language: 'sh',
};

const full: ComponentDraft = {
  ...kafka,
  name: 'event-log',
  description: `it's "a: log"`,
  command: 'kafka-server-start "$EVENT_LOG_CONFIG"',
  ports: [
    { name: 'EVENT_LOG_PORT', number: 9092 },
    { name: 'EVENT_LOG_UI_PORT', number: 8080 },
  ],
  profiles: ['starter', 'dust'],
  needs: [{ name: 'timescale', condition: 'initialised' }],
  hooks: { init: "make 'topics'", backup: 'dump '.repeat(40).trim(), restore: 'load "all"', verify: 'check' },
};

function files(draft: ComponentDraft, surroundings: Parameters<typeof componentFiles>[1] = own): Record<string, string> {
  return Object.fromEntries(componentFiles(draft, surroundings, templates).map(({ path, text }) => [path, text]));
}

it('an image and a port make a container', () => {
  const made = files(kafka);
  expect(Object.keys(made)).toEqual([
    'platform/kafka/NOTES.md',
    'platform/kafka/README.md',
    'platform/kafka/component.yaml',
    'platform/kafka/compose/compose.yaml',
    'platform/kafka/src/kafka.test.ts',
    'infra/configuration/default/kafka.env',
  ]);
  expect(made['platform/kafka/component.yaml']).toBe(
    `# yaml-language-server: $schema=../../localbin/component/component.schema.json
description: Apache Kafka, the event log
ports:
  KAFKA_PORT: 9092
runtimes:
  compose: { file: compose/compose.yaml, service: kafka }
ready: { tcp: KAFKA_PORT, within: 60s }
`,
  );
  expect(made['platform/kafka/compose/compose.yaml']).toBe(`# kafka in a container. KAFKA_IMAGE takes the place of the image.
services:
  kafka:
    image: apache/kafka:4.1.0
    # Its files belong to whoever uses the workspace, not to a user of the image.
    user: \${DSW_UID}:\${DSW_GID}
    # It reaps what commands that were broken off leave behind.
    init: true
    volumes:
      - \${DSW_VOLUME}/data:/var/lib/kafka/data
    ports:
      - 127.0.0.1:\${KAFKA_PORT}:9092
    stop_grace_period: 30s
`);
});

it('hooks stand in scripts, or in code with its manifest typed', () => {
  const scripts = files(full);
  expect(Object.keys(scripts).filter((path) => path.includes('/scripts/'))).toEqual(
    ['init', 'backup', 'restore', 'verify', 'serve'].map((name) => `platform/event-log/scripts/${name}.sh`),
  );
  expect(scripts['platform/event-log/scripts/init.sh']).toBe(
    "#!/bin/sh\n# Prepares what it needs inside, after its start. Running it again must change nothing.\nset -eu\n\nmake 'topics'\n",
  );
  const code = files({ ...full, language: 'ts' });
  expect(Object.keys(code).filter((path) => /(src|scripts)\//.test(path) || path.endsWith('json'))).toEqual([
    'platform/event-log/package.json',
    'platform/event-log/tsconfig.json',
    'platform/event-log/tsconfig.lib.json',
    'platform/event-log/src/index.ts',
    'platform/event-log/src/manifest.ts',
    'platform/event-log/scripts/serve.sh',
    'platform/event-log/src/event-log.test.ts',
    'tsconfig.json',
  ]);
  expect(code['platform/event-log/src/manifest.ts']).toContain("port: 'EVENT_LOG_PORT' | 'EVENT_LOG_UI_PORT';");
});

it('in the workspace of somebody else a package is private, and built without our settings', () => {
  const made = files({ ...full, language: 'ts' }, foreign);
  expect(JSON.parse(made['platform/event-log/package.json'] ?? '')).toMatchObject({ name: 'event-log', private: true });
  expect(JSON.parse(made['platform/event-log/tsconfig.lib.json'] ?? '')).toMatchObject({ compilerOptions: { module: 'nodenext' } });
  expect(made['tsconfig.json']).toBeUndefined();
});

const bare: ComponentDraft = {
  kind: 'application',
  name: 'a',
  description: 'a',
  command: 'sleep 1',
  ports: [],
  profiles: [],
  needs: [],
  hooks: {},
  language: 'sh',
};
const drafts = {
  kafka,
  full,
  code: { ...full, language: 'ts' },
  bare,
  bareCode: { ...bare, language: 'ts' },
  image: { ...bare, command: undefined, image: 'a' },
} as Record<string, ComponentDraft>;

describe.each(Object.keys(drafts))('what is made of %s', (name) => {
  const draft = drafts[name] ?? bare;

  it.each([own, foreign])('is written as Prettier writes it, and leaves no mark of a template', async (surroundings) => {
    for (const { path, text } of componentFiles(draft, surroundings, templates)) {
      expect([path, /\{\{[#^/]?\w+\}\}/.test(text)]).toEqual([path, false]);
      if (/\.(md|yaml|ts|json)$/.test(path))
        expect([path, await format(text, { filepath: path, singleQuote: true, printWidth: 140, trailingComma: 'all' })]).toEqual([
          path,
          text,
        ]);
    }
  });

  it('has a sound manifest', () => {
    const file = `${draft.kind}/${draft.name}/component.yaml`;
    expect(parseManifest(files(draft)[file] ?? '', file).diagnostics).toEqual([]);
  });
});
