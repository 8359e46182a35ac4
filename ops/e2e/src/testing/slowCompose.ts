import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeForTests } from '@dust-workspace/runtime/testing';

/** Compose, which waits before it does anything. */
export interface SlowCompose {
  /** For commands that are to use it. */
  readonly env: { readonly DOCKER_CONFIG: string };
  /** How often it was called. */
  calls(): Promise<number>;
  /** Lets all calls go on, and those to come. */
  release(): Promise<void>;
}

export async function withSlowCompose(body: (compose: SlowCompose) => Promise<void>): Promise<void> {
  const { program } = await composeForTests();
  if (program === undefined) throw new Error('there is no Compose');
  const folder = await mkdtemp(join(tmpdir(), 'slow-compose-'));
  const [calls, wait] = [join(folder, 'calls'), join(folder, 'wait')];
  const script = `#!/bin/sh
echo called >>${calls}
while [ -e ${wait} ]; do sleep 0.02; done
exec ${program.join(' ')} "$@"
`;
  await mkdir(join(folder, 'cli-plugins'));
  await writeFile(join(folder, 'cli-plugins/docker-compose'), script, { mode: 0o755 });
  await writeFile(wait, '');
  try {
    await body({
      env: { DOCKER_CONFIG: folder },
      calls: async () => (await readFile(calls, 'utf8').catch(() => '')).split('\n').length - 1,
      release: () => rm(wait, { force: true }),
    });
  } finally {
    await rm(wait, { force: true });
    await rm(folder, { recursive: true });
  }
}
