import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundled } from './testing/runBundled.js';
import { tempFolder } from './testing/tempFolder.js';

/** `DSW_MEMORY_TEST_MB=1000` measures with a volume of another size. */
const megabytes = Number(process.env['DSW_MEMORY_TEST_MB'] ?? '100');

for (const method of ['gzip', 'zstd']) {
  test(
    `the memory that copying, checking and restoring takes does not grow with the volume, with ${method}`,
    { timeout: 600_000 },
    async () => {
      const temp = await tempFolder();
      mkdirSync(join(temp, 'volume/many'), { recursive: true });
      const half = Buffer.concat([randomBytes(500_000), Buffer.alloc(500_000, 'text ')]);
      for (let count = 0; count < megabytes; count++) appendFileSync(join(temp, 'volume', `file-${count % 3}`), half);
      for (let count = 0; count < 1000; count++) writeFileSync(join(temp, 'volume/many', `file-${count}`), `${count}`);
      const run = await bundled('memoryProgram.ts');
      const ended = await run(temp, join(temp, 'volume'), method);
      console.log(`${megabytes} MB: ${ended.stdout.trim()}${ended.stderr}`);
      const { ok, extractMb } = JSON.parse(ended.stdout) as { ok: boolean; extractMb: number };
      expect(ok).toBe(true);
      expect(extractMb).toBeLessThan(150);
    },
  );
}
