import { join } from 'node:path';
import type { Component, Variable } from '@dust-workspace/component';

const folder = 'ops/workspace';

/** Under this name people set the secrets of the workspace itself. */
export const workspaceName = 'workspace';

/** What a repository of backups may ask for: its password, and what the place that it is in wants to know. */
const secrets: Readonly<Record<string, string>> = {
  RESTIC_PASSWORD: 'The password of the restic repository in which backups are kept',
  RESTIC_REST_USERNAME: 'Who backups are, for a REST server',
  RESTIC_REST_PASSWORD: 'The password of RESTIC_REST_USERNAME',
  AWS_ACCESS_KEY_ID: 'The key of an S3 store',
  AWS_SECRET_ACCESS_KEY: 'The secret of AWS_ACCESS_KEY_ID',
  AWS_SESSION_TOKEN: 'The token of a temporary key of an S3 store',
};

const variables: Readonly<Record<string, string>> = { AWS_DEFAULT_REGION: 'The region of an S3 store' };

/**
 * The workspace as something that variables can be set for, in the same layers as for any component: it has no data and runs nothing, but keeping
 * backups elsewhere takes secrets.
 */
export function workspaceComponent(root: string): Component {
  const declared = (names: Readonly<Record<string, string>>, secret: boolean): [string, Variable][] =>
    Object.entries(names).map(([name, description]) => [name, { type: 'string', secret, optional: true, description }]);
  return {
    name: workspaceName,
    kind: 'platform',
    root: folder,
    directory: join(root, folder),
    manifest: {
      description: 'The workspace itself',
      profiles: [],
      needs: {},
      wants: {},
      ports: {},
      env: Object.fromEntries([...declared(secrets, true), ...declared(variables, false)]),
      runtimes: {},
    },
    hooks: { scripts: {} },
  };
}
