import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clone } from './testing/freshClone.js';
import { linkedClone } from './testing/linkedClone.js';

/** An image with Redis, whichever runs here; where none is said, the official one. */
const image = process.env['REDIS_IMAGE'] ?? 'redis:8';

/** Redis again, by one line of shell for each thing. Quoted for a shell. */
const redis = `--image '${image}' --data /data --port 6400 --command 'redis-server --bind "\${CACHE_BIND:-127.0.0.1}" --port "$CACHE_PORT" --dir "$DSW_VOLUME" --protected-mode no --save "" --appendonly yes --set-proc-title no'`;
const hooks = [
  `--init 'redis-cli -p "$CACHE_PORT" set made yes'`,
  `--backup 'redis-cli -p "$CACHE_PORT" get made'`,
  `--restore 'redis-cli -p "$CACHE_PORT" -x set made'`,
  `--verify 'grep -q yes'`,
].join(' ');
const asCode = (line: string): string => line.replaceAll('CACHE_', 'CACHE_CODE_').replace('6400', '6401');

describe('what the generator makes', { timeout: 900_000 }, () => {
  let clone: Clone;

  beforeAll(async () => {
    clone = await linkedClone();
    await runs(`localbin/bin/dsw add platform/cache ${redis} ${hooks} --description 'Redis, again'`);
    await runs(`localbin/bin/dsw add platform/cache-code ${asCode(`${redis} ${hooks}`)} --language ts --needs cache:started`);
    await runs(`localbin/bin/dsw add application/job --command 'sleep infinity' --needs redis-test`);
    await runs(`localbin/bin/dsw add platform/far --image far.example.org/far:1 --data /data --port 6402`);
    await runs('npx tsc --build platform/cache-code');
  });
  afterAll(() => clone?.remove());

  /** Runs a line, which must succeed. */
  async function runs(line: string): Promise<string> {
    const { exitCode, stdout, stderr } = await clone.shell(line, { NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1' });
    if (exitCode !== 0) throw new Error(`${line} ended with ${exitCode}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  const folders = 'platform/cache platform/cache-code platform/far application/job';

  it('is valid', async () => {
    await runs('localbin/bin/dsw validate');
    await runs('npx nx run-many -t validate -p cache cache-code far job');
    await runs('node localbin/component/dist/generate.js --check');
  });

  it('passes the lint of this repository as it is', async () => {
    await runs(`npx prettier --check ${folders} infra/configuration tsconfig.json`);
    await runs(`npx eslint ${folders}`);
  });

  it('passes the conformance suite as it is, as a process and in a container', async (context) => {
    context.skip(process.env['REDIS_IMAGE'] === undefined, 'REDIS_IMAGE names no image');
    const said = await runs(`npx vitest run --project packages platform/cache/ platform/cache-code/ application/job/`);
    expect(said.slice(said.lastIndexOf('\n'))).toBe('\n39 passed, 0 failed, 0 skipped');
  });

  it('says why what cannot be had here was not tried', async () => {
    const said = await runs('npx vitest run --project packages platform/far/');
    expect(said).toMatch(
      /skipped: platform\/far\/src\/far\.test\.ts > far as a container \(skipped: the image far\.example\.org\/far:1 of far cannot be pulled/,
    );
  });

  it('is a project of Nx that is linted, tested and validated', async () => {
    const { targets } = JSON.parse(await runs('npx nx show project cache --json')) as { targets: Record<string, unknown> };
    expect(['lint', 'test', 'validate', 'start'].filter((target) => target in targets)).toEqual(['lint', 'test', 'validate', 'start']);
  });
});
