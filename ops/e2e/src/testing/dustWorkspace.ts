import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { makePrograms, services, type DustPrograms, type Service } from './dustPrograms.js';
import { makeUpstream } from './dustUpstream.js';
import { inWorkspace, repository, type Workspace } from './workspace.js';

const platform = ['postgres', 'postgres-test', 'redis', 'redis-test', 'elasticsearch', 'qdrant', 'temporal', 'tika'];
const applications = ['source', 'core', 'oauth', 'sqlite-worker', 'connectors', 'front', 'front-workers', 'front-spa', 'viz'];
const parts = ['component.yaml', 'package.json', 'compose', 'config', 'dist', 'scripts'];

/** Where the real programs are that this run is told to use. */
const { ELASTICSEARCH_BIN: elasticsearchBin, TIKA_SERVER_JAR: tikaJar } = process.env;

/** Which services this machine has. */
export const realServices: readonly Service[] = (Object.keys(services) as Service[]).filter((service) => {
  switch (service) {
    case 'elasticsearch':
      return elasticsearchBin !== undefined;
    case 'temporal':
      return isOnPath('temporal') && isOnPath('sqlite3');
    case 'tika':
      return tikaJar !== undefined && isOnPath('java');
    case 'qdrant':
      return isOnPath('qdrant');
  }
});

export interface DustWorkspace {
  readonly workspace: Workspace;
  readonly programs: DustPrograms;
}

/**
 * Runs `body` in a workspace with all components of Dust as they are in the repository, run as processes: PostgreSQL and Redis, of the other services the
 * real ones that are named, and stand-ins for everything else. The checkouts are of a repository of its own: `main` for `local`, `feature` for `feature`.
 */
export async function inDustWorkspace(real: readonly Service[], body: (dust: DustWorkspace) => Promise<void>): Promise<void> {
  // The path of the programs goes into the environment of commands before there is a workspace, whose folder they belong to.
  let programs: DustPrograms | undefined;
  const env: Record<string, string> = {
    DSW_RUNTIME: 'process',
    ...(real.includes('tika') && tikaJar !== undefined ? { TIKA_SERVER_JAR: tikaJar } : {}),
  };
  await inWorkspace(
    {},
    async (workspace) => {
      const standIns = (Object.keys(services) as Service[]).filter((service) => !real.includes(service));
      programs = await makePrograms(workspace.path('stand-ins'), standIns);
      const own = real.includes('elasticsearch') ? [elasticsearchBin ?? ''] : [];
      env['PATH'] = [programs.bin, ...own, process.env['PATH'] ?? ''].join(delimiter);
      await addComponents(workspace);
      await makeUpstream(workspace.path('upstream'));
      for (const [environment, branch] of [
        ['local', 'main'],
        ['feature', 'feature'],
      ] as const)
        await workspace.write({
          [`env/${environment}/dust-source.env`]: `DUST_SOURCE_REPOSITORY="${workspace.path('upstream')}"\nDUST_SOURCE_COMMIT=${branch}\n`,
        });
      await body({ workspace, programs });
    },
    { env, patience: 240_000 },
  );
}

async function addComponents(workspace: Workspace): Promise<void> {
  const folders = [...platform.map((name) => `platform/${name}`), ...applications.map((name) => `application/dust-${name}`)];
  for (const folder of folders)
    for (const part of parts)
      if (existsSync(join(repository, folder, part)))
        await cp(join(repository, folder, part), workspace.path(folder, part), { recursive: true });
  for (const shared of ['localbin/postgresql/scripts', 'infra/configuration'])
    await cp(join(repository, shared), workspace.path(shared), { recursive: true });
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
