import { manifestSchema, type Component } from '@dust-workspace/component';
import { Redactor, resolveVariables, type LayerName, type ResolveInput } from '@dust-workspace/environment';
import { expect, it } from 'vitest';
import { learnSecrets } from './learnSecrets.js';

type Sources = Partial<Record<LayerName, Readonly<Record<string, string>>>>;

const db: Component = {
  name: 'db',
  kind: 'platform',
  root: 'platform/db',
  directory: '/workspace/platform/db',
  manifest: manifestSchema.parse({
    description: 'db',
    profiles: ['starter'],
    ports: { DB_PORT: 5432 },
    env: {
      DB_USER: { default: 'postgres' },
      DB_PASSWORD: { secret: true },
      DB_URL: { default: 'db://${DB_USER}:${DB_PASSWORD}@${DB_HOST}:${DB_PORT}', secret: true },
      DB_LIMIT: { type: 'integer', secret: true, optional: true },
    },
    runtimes: { process: { command: ['true'] } },
  }),
  hooks: { scripts: {} },
};

/** What is left of a text once the secrets of these layers are known. */
function redacted(sources: Sources, text: string): string {
  const layers = Object.entries({ manifest: defaults(), ...sources }).map(([name, values]) => ({
    name: name as LayerName,
    source: { file: name, entries: new Map(Object.entries(values).map(([key, value]) => [key, { value, line: 1 }])) },
  }));
  const input: ResolveInput = {
    catalog: { root: '/workspace', components: new Map([['db', db]]), disabled: [], diagnostics: [] },
    environment: 'local',
    layers: new Map([['db', { layers, diagnostics: [] }]]),
    leases: { DB_PORT: 20_001 },
    runtimes: new Map(),
  };
  const redactor = new Redactor();
  learnSecrets(redactor, input, resolveVariables(input));
  return redactor.redact(text);
}

function defaults(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(db.manifest.env).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
  );
}

it('the redactor learns what won, what refers to it, and what lost', () => {
  const sources = { environment: { DB_PASSWORD: 'loser-1234' }, shell: { DB_PASSWORD: 'winner-1234' } };
  expect(redacted(sources, 'winner-1234 loser-1234 db://postgres:winner-1234@127.0.0.1:20001 postgres')).toBe('**** **** **** postgres');
});

it('the redactor learns a secret that is no good value', () => {
  expect(redacted({ environment: { DB_PASSWORD: 'right-1234', DB_LIMIT: 'wrong-1234' } }, 'not wrong-1234')).toBe('not ****');
});

it('a secret that is a name in the workspace or an ordinary value in it is not hidden', () => {
  const text = 'db start: healthy on 127.0.0.1:20001 as postgres, DB_PASSWORD in env/local/db.env';
  for (const secret of ['postgres', 'start', 'local', 'healthy', '20001', 'PASS'])
    expect(redacted({ environment: { DB_PASSWORD: secret } }, text), secret).toBe(text);
  expect(redacted({ environment: { DB_PASSWORD: 'local' } }, 'the locality')).toBe('the ****ity');
});
