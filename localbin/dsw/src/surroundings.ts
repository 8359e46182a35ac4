/** A variable of the shell that this command heeds, and what it does. */
export type Surrounding = readonly [name: string, meaning: string];

/** The same in the manual page and in doc/command-line.md. Those that begin with DSW_ may also stand in env/project.env, where nothing else is said. */
export const surroundings: readonly Surrounding[] = [
  ['DSW_DEPLOY_ENV', 'the environment that commands act on (local); --env wins'],
  ['DSW_PROFILE', 'the profile that commands act on (starter); --profile wins'],
  ['DSW_RUNTIME', 'auto, compose or process (auto); --runtime wins'],
  ['DSW_REGISTRY', 'a mirror from which images of Docker Hub are taken'],
  ['DSW_TOOLS_IMAGE', 'the image behind dsw tools'],
  ['<COMPONENT>_IMAGE', 'the image of a component'],
  ['DSW_BACKUP_STORE', 'where backups are kept: a folder, or a restic repository'],
  ['DSW_RESTIC_IMAGE', 'the image of restic, where it is not installed'],
  ['DSW_BACKUP_KEEP_LAST', 'the retention policy; also _HOURLY, _DAILY, _WEEKLY, _MONTHLY, _YEARLY and _WITHIN'],
  ['DSW_LOCK_PATIENCE', 'how long to wait for another command that works on the environment (5s)'],
  ['DSW_HOOK_DEADLINE', 'how long an init, clean or verify hook may take (10m)'],
  ['DSW_BUILD_DEADLINE', 'how long a build may take (2h)'],
  ['DSW_TRANSFER_DEADLINE', 'how long a backup or restore hook may take (12h)'],
  ['DSW_STATE_HOME', 'where ports that are leased on this machine are registered (below XDG_STATE_HOME); of the shell only'],
  ['DOCKER_HOST, DOCKER_CONTEXT', 'which container engine is asked, and its like; of the shell only'],
  ['VISUAL, EDITOR', 'the editor of env-config-edit and secrets-edit'],
  ['NO_COLOR', 'set to anything: no colours; TERM=dumb does the same'],
  ['COLUMNS', 'the width of help where there is no terminal (80)'],
];
