import type { Command } from 'commander';
import type { Face } from './face.js';
import type { GlobalOptions } from './options.js';

export interface SecretsOptions extends GlobalOptions {
  readonly passphraseFd?: string;
}

export interface InitOptions extends SecretsOptions {
  readonly name?: string;
  readonly passphrase?: true;
  readonly git?: true;
}

/** The commands for secrets that are kept in git, encrypted. */
export function addSecrets(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const add = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .option('--passphrase-fd <number>', 'read the passphrase of your key from this file descriptor instead of asking for it');
  add('secrets-init', 'make a key for you, unless you have one, and make you a recipient')
    .option('--name <name>', 'what you are called among the recipients, instead of your e-mail address')
    .option('--passphrase', 'ask for a passphrase for the new key')
    .option('--git', 'let git diff show which variables changed, instead of what is encrypted')
    .action(async (options: InitOptions) => exit(await (await import('./secrets.js')).init(face, { ...globals(), ...options })));
  add('secrets-encrypt', 'encrypt .env.<environment> of components to all recipients')
    .argument('[components...]')
    .action(async (names: string[], options: SecretsOptions) =>
      exit(await (await import('./secrets.js')).encrypt(face, names, { ...globals(), ...options })),
    );
  add('secrets-decrypt', 'write secrets to .env.<environment> in plain text; overwrites nothing')
    .argument('[components...]')
    .action(async (names: string[], options: SecretsOptions) =>
      exit(await (await import('./secrets.js')).decrypt(face, names, { ...globals(), ...options })),
    );
  add('secrets-edit', 'edit the secrets of a component in $VISUAL or $EDITOR; leaves no plain text behind')
    .argument('<component>')
    .action(async (name: string, options: SecretsOptions) =>
      exit(await (await import('./secrets.js')).edit(face, name, { ...globals(), ...options })),
    );
  add('secrets-set', 'set one secret of a component; the value comes from standard input')
    .argument('<component>')
    .argument('<variable>')
    .action(async (name: string, variable: string, options: SecretsOptions) =>
      exit(await (await import('./secrets.js')).set(face, name, variable, { ...globals(), ...options })),
    );
  add('secrets-rotate', 'encrypt everything again after recipients changed; says which values to change').action(
    async (options: SecretsOptions) => exit(await (await import('./secrets.js')).rotate(face, { ...globals(), ...options })),
  );
  add('secrets-check', 'check all that is encrypted, and that git holds no plain text; needs no key').action(
    async (options: SecretsOptions) => exit(await (await import('./secrets.js')).check(face, { ...globals(), ...options })),
  );
  program
    .command('secrets-diff-text', { hidden: true })
    .description('what git compares instead of an encrypted file')
    .argument('<file>')
    .action(async (file: string) => exit(await (await import('./secrets.js')).showDiffText(face, file)));
}
