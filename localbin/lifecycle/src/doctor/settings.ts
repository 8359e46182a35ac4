/** The settings of the workspace as a whole, which people write into `env/project.env` or give in the shell. */
export const settings: readonly string[] = [
  'DSW_DEPLOY_ENV',
  'DSW_PROFILE',
  'DSW_RUNTIME',
  'DSW_REGISTRY',
  'DSW_TOOLS_IMAGE',
  'DSW_CHECKOUT_STORE',
  'DSW_STATE_HOME',
  'DSW_BACKUP_STORE',
  'DSW_RESTIC_IMAGE',
  ...['LAST', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY', 'WITHIN'].map((rule) => `DSW_BACKUP_KEEP_${rule}`),
  'DSW_LOCK_PATIENCE',
  'DSW_HOOK_DEADLINE',
  'DSW_BUILD_DEADLINE',
  'DSW_TRANSFER_DEADLINE',
];

/** Variables that the workspace itself gives to what it runs: in a shell that was opened by it they are set. */
const given = [
  'DSW_WORKSPACE',
  'DSW_ENVIRONMENT',
  'DSW_COMPONENT',
  'DSW_VOLUME',
  'DSW_RUN',
  'DSW_UID',
  'DSW_GID',
  'DSW_EXEC',
  'DSW_PASSPHRASE_FD',
];

export function isSetting(name: string): boolean {
  return settings.includes(name) || given.includes(name);
}
