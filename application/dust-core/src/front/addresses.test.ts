import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const applications = join(import.meta.dirname, '../../..');

it('tells browsers the ports of this machine, never those inside of containers', () => {
  const manifests = readdirSync(applications)
    .filter((name) => name.startsWith('dust-'))
    .map((name) => [name, readFileSync(join(applications, name, 'component.yaml'), 'utf8')] as const);
  const wrong = manifests.flatMap(([name, text]) =>
    (text.match(/localhost:\$\{[^}]*_PORT\b[^}]*\}/g) ?? []).map((found) => `${name}: ${found}`),
  );
  expect(wrong).toEqual([]);
});
