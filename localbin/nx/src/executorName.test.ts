import { expect, it } from 'vitest';
import { pathToFileURL } from 'node:url';
import { tmpdir } from 'node:os';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { executorName } from './executorName.js';

const root = realpathSync(tmpdir());
const module = (...path: string[]): string => pathToFileURL(join(root, ...path)).href;

it('is a path in the workspace that the package is a part of, and a name everywhere else', () => {
  expect(executorName(root, module('localbin', 'nx', 'dist', 'plugin.js'))).toBe('./localbin/nx:run');
  expect(executorName(root, module('node_modules', '@dust-workspace', 'nx', 'dist', 'plugin.js'))).toBe('@dust-workspace/nx:run');
  expect(executorName(join(root), module('..', 'elsewhere', 'nx', 'dist', 'plugin.js'))).toBe('@dust-workspace/nx:run');
});
