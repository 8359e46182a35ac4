import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Note } from './dustStandIns/note.js';

/** Services for which there may be a stand-in, by the program that is one. */
export const services = { elasticsearch: 'elasticsearch', qdrant: 'qdrant', temporal: 'temporal', tika: 'tika-server' } as const;
export type Service = keyof typeof services;

const toolchains = ['cargo', 'npm'];
const upstream = [
  ...['core-api', 'oauth', 'sqlite-worker', 'init_db', 'elasticsearch_create_index', 'qdrant_create_collection'],
  ...['tsx', 'vite', 'next', 'vitest'],
];

/** Programs in place of upstream's, of the toolchains that build them, and of services. */
export interface DustPrograms {
  /** A folder for PATH. */
  readonly bin: string;
  /** What they have written down, in that order. */
  journal(): Promise<Note[]>;
  forget(): Promise<void>;
  /** Whether the stand-in for Elasticsearch has the plugin analysis-icu. */
  haveIcu(is: boolean): Promise<void>;
}

/** Makes them in a folder of their own. Of services only those that are named have a stand-in. */
export async function makePrograms(folder: string, standIns: readonly Service[]): Promise<DustPrograms> {
  const bin = join(folder, 'bin');
  const journal = join(folder, 'journal');
  await mkdir(bin, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'dustStandIns/main.ts')],
    outfile: join(folder, 'standIns.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['pg-native'],
    // pg asks for modules of Node.js by `require`.
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
  });
  const onPath = [...toolchains, ...standIns.map((service) => services[service])];
  for (const name of [...onPath, ...upstream]) {
    await writeFile(join(folder, name), `#!/bin/sh\nexec '${process.execPath}' '${join(folder, 'standIns.mjs')}' ${name} "$@"\n`);
    await chmod(join(folder, name), 0o755);
  }
  for (const name of onPath) await symlink(join(folder, name), join(bin, name));
  // Some of them run as another user.
  await writeFile(journal, '');
  await chmod(journal, 0o666);
  return {
    bin,
    journal: async () =>
      (await readFile(journal, 'utf8'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Note),
    forget: () => writeFile(journal, ''),
    haveIcu: (is) => (is ? rm(join(folder, 'without-icu'), { force: true }) : writeFile(join(folder, 'without-icu'), '')),
  };
}
