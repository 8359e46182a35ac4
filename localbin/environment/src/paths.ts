import { join } from 'node:path';

/** Where the files of an environment are. All absolute. */
export interface EnvironmentPaths {
  /** Prepared configuration, one file a component. */
  readonly configuration: string;
  /** Pids, logs and the lock. */
  readonly run: string;
  /** Port leases. */
  readonly ports: string;
  readonly backup: string;
  readonly sets: string;
}

/** `backup` is no environment: its name is that of the folder which holds all environments' backups. */
export const reservedEnvironmentNames: readonly string[] = ['backup', 'recipients'];

export function environmentPaths(root: string, environment: string): EnvironmentPaths {
  const configuration = join(root, 'env', environment);
  const backup = join(root, 'env', 'backup', environment);
  return { configuration, run: join(configuration, 'run'), ports: join(configuration, 'ports.json'), backup, sets: join(backup, 'sets') };
}

export function projectEnvFile(root: string): string {
  return join(root, 'env', 'project.env');
}

export function configurationFile(root: string, environment: string, component: string): string {
  return join(environmentPaths(root, environment).configuration, `${component}.env`);
}

export function templateFile(root: string, template: string, component: string): string {
  return join(root, 'infra', 'configuration', template, `${component}.env`);
}

export function volumeFolder(directory: string, environment: string): string {
  return join(directory, 'volumes', environment);
}
