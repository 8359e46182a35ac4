import type { TargetConfiguration } from '@nx/devkit';
import { workspaceVerbDescriptions } from './verbs.js';

/** What the command `dsw` does for the workspace and is offered as a target of the same name. */
export const workspaceCommands = {
  'host-init': 'Checks this machine, and clones what the profile is built from',
  'host-clean':
    'Stops and removes whatever runs of this workspace, in all environments; keeps data and configuration; asks, or needs --yes',
  'host-purge': 'The same, and removes data, checkouts and environments; keeps backups; asks, or needs --yes',
  doctor: 'Says what is well on this machine and what is not, and what mends it; --fix mends what is safe',
  diagnose: 'Writes a bundle for the report of a fault: versions, plan, states, logs, without secrets',
  update: 'Moves checkouts to the commit that is wanted, and says what changed',
  logs: 'Shows the output of components, or of all together; -f follows it',
  graph: 'Shows which components need which, and the order in which they start',
  validate: 'Checks the manifests of components, or of all',
  migrate: 'Takes the data of the environment to another runtime: --to',
  'env-config-restore': 'Brings an earlier configuration back: the newest, or --at; keeps what it replaces',
  'env-config-edit': 'Opens the configuration of a component in $VISUAL or $EDITOR; saves it when it is sound',
  'env-list': 'Lists the environments: templates, configuration, ports, backups, and what runs',
  'env-use': 'Makes an environment the one that commands act on',
  'env-create': 'Makes an environment from templates: its name, and --from',
  'env-remove': 'Removes an environment in which nothing runs; keeps backups; needs --yes',
  'backup-list': 'Lists the sets, what they hold, and whether they are proven',
  'backup-prune': 'Removes sets that the policy of env/project.env does not keep; shows which, removes them with --confirm',
  'backup-pin': 'Keeps a set whatever the policy says',
  'backup-unpin': 'Gives a pinned set back to the policy',
  'schedule-install': 'Has the system make, drill and prune backups',
  'schedule-remove': 'Takes the schedule away',
  'schedule-status': 'Shows the schedule, and how its last runs ended',
  'secrets-init': 'Makes a key for you, unless you have one, and you a recipient of the secrets of the environment',
  'secrets-encrypt': 'Encrypts .env.<environment> of components, or of all that have one, to all recipients',
  'secrets-decrypt': 'Writes the secrets of components, or of all, to .env.<environment> in plain text; overwrites nothing',
  'secrets-edit': 'Edits the secrets of a component in $VISUAL or $EDITOR; leaves no plain text behind',
  'secrets-set': 'Sets one secret of a component; asks for the value on the terminal',
  'secrets-rotate': 'Encrypts everything again, after somebody became a recipient or is one no longer; says what that person has seen',
  'secrets-check': 'Checks all that is encrypted, and that git holds no plain text; needs no key',
} as const;

/** Further names for the same. */
const otherNames = {
  'status-all': ['status', 'Shows the state of every component'],
  'log-system': ['diagnose', workspaceCommands.diagnose],
} as const;

/** Those that talk to a person on a terminal. */
const attended: readonly string[] = [
  'env-config-restore',
  'env-config-edit',
  'env-list',
  'env-use',
  'env-create',
  'env-remove',
  'host-clean',
  'host-purge',
] satisfies readonly (keyof typeof workspaceCommands)[];

/** The targets of the project that stands for the workspace as a whole. `dsw` is how the command is called from its root, where there is one. */
export function workspaceTargets(executor: string, dsw: string | undefined): Record<string, TargetConfiguration> {
  const verbs = Object.entries(workspaceVerbDescriptions).map(
    ([verb, description]) => [verb, { executor, metadata: { description } }] as const,
  );
  const commands =
    dsw === undefined
      ? []
      : [
          ...Object.entries(workspaceCommands).map(([name, description]) => [name, command(dsw, name, description)] as const),
          ...Object.entries(otherNames).map(([name, [same, description]]) => [name, command(dsw, same, description)] as const),
        ];
  return Object.fromEntries<TargetConfiguration>([...verbs, ...commands]);
}

function command(dsw: string, name: string, description: string): TargetConfiguration {
  const options = { command: `${dsw} ${name}`, ...(attended.includes(name) ? {} : { usePty: false }) };
  return { executor: 'nx:run-commands', options, metadata: { description } };
}
