/** What can be asked of one component through Nx, with the description of its target. */
export const verbDescriptions = {
  prep: 'Creates folders and configuration, leases ports; nothing runs',
  purge: 'Removes folders, configuration and data of this environment; keeps backups; needs --yes',
  start: 'Starts it, its needs first; returns when it is ready',
  stop: 'Stops it, those that need it first',
  restart: 'Stops and starts it, and those that need it',
  init: 'Creates what it needs inside: databases, schemas, indexes; changes nothing when run again',
  clean: 'Removes its data; needs --yes',
  reset: 'Removes its data and initialises it again; needs --yes',
  rebase: 'Removes its folders, configuration and data, and prepares it again; needs --yes',
  status: 'Shows its state',
  logs: 'Shows its output',
  env: 'Shows its variables and where each comes from, secrets masked',
  backup: 'Writes a backup of its data',
  restore: 'Brings its data back from the newest backup, or from --set',
  verify: 'Checks its newest backup, or that of --set, to the last byte',
  drill: 'Restores its newest backup, or that of --set, in a throw-away environment and compares',
  validate: 'Checks its manifest',
} as const;

export type ComponentVerb = keyof typeof verbDescriptions;

export const componentVerbs = Object.keys(verbDescriptions) as readonly ComponentVerb[];

/** What can be asked of the workspace as a whole, by the targets of a project that is no component. */
export const workspaceVerbs = [
  'bootstrap',
  'up',
  'down',
  'restart',
  'prep',
  'purge',
  'rebase',
  'init',
  'clean',
  'reset',
  'status',
  'env-config-prepare',
  'backup-all',
  'restore-all',
  'verify-all',
  'drill-all',
] as const;

export type WorkspaceVerb = (typeof workspaceVerbs)[number];
