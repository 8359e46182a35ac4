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

/** What can be asked of the workspace as a whole, by the targets of a project that is no component, with their descriptions. */
export const workspaceVerbDescriptions = {
  bootstrap: 'From a fresh clone to a running workspace: configuration, prep, start and init of the profile',
  up: 'Starts the profile, with what it needs',
  down: 'Stops everything that runs',
  restart: 'Stops and starts the profile and what ran',
  prep: 'Prepares folders, configuration and ports; nothing runs',
  purge: 'Removes data, configuration and logs of this environment, keeps backups; needs --yes',
  rebase: 'Purges and prepares again; needs --yes',
  init: 'Initialises databases, schemas and indexes; changes nothing when run again',
  clean: 'Removes the data of the profile; needs --yes',
  reset: 'Removes the data of the profile and initialises it again; needs --yes',
  status: 'Shows the state of every component',
  'env-config-prepare': 'Makes the configuration in env/<environment>/ from templates; shows what would change, changes it with --yes',
  'backup-all': 'Backs up the profile into one set; --consistent stops what writes meanwhile',
  'restore-all': 'Brings the data of the profile back from the newest set, or from --set; --force takes what is refused otherwise',
  'verify-all': 'Checks the newest set, or --set, to the last byte',
  'drill-all': 'Restores the newest set, or --set, in a throw-away environment and compares it with what the backup recorded',
} as const;

export type WorkspaceVerb = keyof typeof workspaceVerbDescriptions;

export const workspaceVerbs = Object.keys(workspaceVerbDescriptions) as readonly WorkspaceVerb[];
