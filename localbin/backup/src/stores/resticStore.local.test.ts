import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { removeTree } from '../removeTree.js';
import { makeRepository, patience, resticHarness } from '../testing/resticForTests.js';
import { storeConformance } from '../testing/storeConformance.js';

vi.setConfig(patience);

const temp = mkdtempSync(join(tmpdir(), 'dsw-restic-'));
const repository = join(temp, 'repository');
beforeAll(() => makeRepository(repository));
afterAll(() => removeTree(temp));

storeConformance('restic', async () => resticHarness(repository));
