import { parseManifest } from '@dust-workspace/component';
import { describe, expect, it } from 'vitest';
import { readPlainManifest } from './plainManifest.js';
import { readPlainYaml } from '@dust-workspace/component/plain-yaml';
import { seeded } from '@dust-workspace/component/testing';

const read = (text: string): ReturnType<typeof readPlainManifest> => readPlainManifest(readPlainYaml(text), 'my-db');

const full = `description: a database
profiles: [starter, full]
needs: { base: started, other: healthy }
wants:
  third: initialised
ports:
  MY_DB_PORT: 5432
  MY_DB_ADMIN_PORT: 8080
env:
  POSTGRES_USER: { default: postgres }
  POSTGRES_PASSWORD: { secret: true }
  POOL: { type: integer, default: 5, optional: true, description: how many }
runtimes:
  process:
    command: [scripts/serve.sh, --port, 5432, true]
    user: unprivileged
ready: { tcp: MY_DB_PORT, within: 60s }
init: { when: before-start }
`;

describe('the plain reader of manifests', () => {
  it('reads what the project graph needs', () => {
    expect(read(full)).toEqual({
      description: 'a database',
      profiles: ['starter', 'full'],
      needs: { base: 'started', other: 'healthy' },
      wants: { third: 'initialised' },
      ports: ['MY_DB_PORT', 'MY_DB_ADMIN_PORT'],
      hasProbe: true,
      init: 'before-start',
      programs: ['scripts/serve.sh'],
    });
    expect(read('description: sleeps\nruntimes: { process: { command: [sleep, infinity] } }\n')).toEqual({
      description: 'sleeps',
      profiles: [],
      needs: {},
      wants: {},
      ports: [],
      hasProbe: false,
      programs: [],
    });
  });

  it('accepts nothing that the schema refuses, however a manifest is mangled', () => {
    let accepted = 0;
    for (let seed = 1; seed <= 2_000; seed++) {
      const text = mangle(full, seed);
      const plain = read(text);
      if (plain === undefined) continue;
      accepted++;
      const { manifest, diagnostics } = parseManifest(text, 'platform/my-db/component.yaml');
      expect([text, diagnostics]).toEqual([text, []]);
      expect(plain).toMatchObject({
        description: manifest?.description,
        profiles: manifest?.profiles,
        needs: manifest?.needs,
        wants: manifest?.wants,
      });
      expect(plain.ports).toEqual(Object.keys(manifest?.ports ?? {}));
      expect(plain.init).toBe(manifest?.init?.when);
    }
    expect(accepted).toBeGreaterThan(100);
  });
});

/** Deletes, repeats, swaps or changes a few words or lines. */
function mangle(text: string, seed: number): string {
  const below = seeded(seed);
  let lines = text.split('\n');
  for (let change = 0; change <= below(3); change++) {
    const at = below(lines.length);
    const line = lines[at] ?? '';
    const words = line.split(/(?<=[ [{,])|(?=[\]},:])/);
    const word = below(words.length);
    const mangled = [
      [],
      [line, line],
      [line.slice(2)],
      [`  ${line}`],
      [words.toSpliced(word, 1).join('')],
      [
        words
          .toSpliced(word, 1, ['7', 'true', 'x', '""', '[]', '{}', 'started', 'MY_DB_PORT', '60s', '0', '99999'][below(11)] ?? '')
          .join(''),
      ],
      [words.toSpliced(word, 0, words[below(words.length)] ?? '').join('')],
    ][below(7)];
    lines = lines.toSpliced(at, 1, ...(mangled ?? []));
  }
  return lines.join('\n');
}
