import type { CheckoutPlace } from './checkout.js';
import type { RepositoryAddress } from './repositoryAddress.js';

export interface GitUse {
  readonly place: Pick<CheckoutPlace, 'processEnv' | 'store' | 'own'>;
  /** Given where something is to be changed; who only looks needs none. */
  readonly address?: RepositoryAddress;
  /** Nothing is to be asked of any server, not even a file that a partial clone lacks. */
  readonly offline: boolean;
}

/** The variable that marks those git processes of ours that change something, so that they are found when their command was killed. */
export const storeMark = 'DSW_CHECKOUT_STORE';

/** Those of git's own variables that say how a server is reached. Others would lead it to another repository, or make it ask somebody. */
const kept =
  /^GIT_(?:SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w+|PROXY_\w+|HTTP_\w+|EXEC_PATH|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))$/;

/**
 * The environment of a git process: it never asks, runs no hooks, says everything in English, and does not depend on settings of the user but on those for reaching
 * servers. Credentials are in its environment alone. Pure.
 */
export function gitVariables(use: GitUse): NodeJS.ProcessEnv {
  const { place, address, offline } = use;
  const { processEnv, store, own } = place;
  const inherited = Object.entries(processEnv).filter(([name]) => !/^(?:GIT|SSH_ASKPASS)/.test(name) || kept.test(name));
  const count = Number(processEnv['GIT_CONFIG_COUNT'] ?? 0) || 0;
  const settings = [...steady, ...(own ? [] : lineEnds), ...submoduleSettings(address), ...loginSettings(address)];
  return {
    ...Object.fromEntries(inherited),
    ...Object.fromEntries(settings.flatMap(([key, value], at) => numbered(count + at, key, value))),
    GIT_CONFIG_COUNT: String(count + settings.length),
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: 'false',
    GIT_OPTIONAL_LOCKS: '0',
    GCM_INTERACTIVE: 'never',
    LC_ALL: 'C',
    LANGUAGE: 'C',
    ...(address === undefined ? {} : { [storeMark]: store }),
    ...(offline
      ? { GIT_ALLOW_PROTOCOL: 'none' }
      : { GIT_SSH_VARIANT: processEnv['GIT_SSH_VARIANT'] ?? 'ssh', GIT_SSH_COMMAND: sshCommand(processEnv) }),
    ...(address?.login?.password === undefined ? {} : { DSW_GIT_PASSWORD: address.login.password }),
  };
}

/** What a user may have set otherwise, and what would then change, ask, wait or print otherwise. */
const steady: readonly (readonly [string, string])[] = [
  ['core.askPass', ''],
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['init.templateDir', ''],
  ['core.quotePath', 'false'],
  ['color.ui', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.prune', 'false'],
  ['fetch.unpackLimit', '1'],
  ['fetch.recurseSubmodules', 'false'],
  ['submodule.recurse', 'false'],
  ['status.submoduleSummary', 'false'],
  ['diff.ignoreSubmodules', 'none'],
  ['diff.noprefix', 'false'],
  ['checkout.guess', 'false'],
  ['advice.detachedHead', 'false'],
  ['log.showSignature', 'false'],
  ['merge.ff', 'only'],
  // A transfer in which nothing comes for two minutes is over.
  ['http.lowSpeedLimit', '1'],
  ['http.lowSpeedTime', '120'],
];

/** Work trees of ours are the same whoever makes them. */
const lineEnds: readonly (readonly [string, string])[] = [
  ['core.autocrlf', 'false'],
  ['core.eol', 'lf'],
];

/** Since CVE-2022-39253 submodules are not cloned from local paths. Whoever names a local repository trusts those beside it. */
function submoduleSettings(address: RepositoryAddress | undefined): [string, string][] {
  return address?.kind === 'path' ? [['protocol.file.allow', 'always']] : [];
}

function loginSettings(address: RepositoryAddress | undefined): [string, string][] {
  const login = address?.login;
  if (login === undefined) return [];
  const of = `credential.${login.server}`;
  const helper = `!f() { test "$1" = get && printf 'password=%s\\n' "$DSW_GIT_PASSWORD"; }; f`;
  // Without a password the user's own helpers know it; else the name is a token, for which none is needed.
  const helpers: [string, string][] = login.password === undefined ? [] : [[`${of}.helper`, '']];
  return [[`${of}.username`, login.user], ...helpers, [`${of}.helper`, helper]];
}

/** The variable outranks the setting, which a shell looks up therefore. */
const configured = '$(git config --get core.sshCommand || echo ssh)';

function sshCommand(processEnv: NodeJS.ProcessEnv): string {
  const { GIT_SSH_COMMAND: command, GIT_SSH: program } = processEnv;
  const ssh = command ?? (program === undefined ? configured : `'${program.replaceAll(`'`, `'\\''`)}'`);
  return `${ssh} -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=30 -o ServerAliveCountMax=4`;
}

function numbered(at: number, key: string, value: string): [string, string][] {
  return [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ];
}
