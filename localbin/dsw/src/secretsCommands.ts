import type { Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { ChangeOptions, GlobalOptions } from './options.js';

export interface SecretsOptions extends ChangeOptions {
  readonly passphraseFd?: string;
  readonly json?: true | undefined;
}

export interface InitOptions extends SecretsOptions {
  readonly name?: string;
  readonly passphrase?: true;
  readonly git?: true;
}

/** The commands for secrets that are kept in git, encrypted. */
export function addSecrets(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const add = (name: string, summary: string, description = summary): Command =>
    program
      .command(name)
      .summary(summary)
      .description(description)
      .option('--passphrase-fd <number>', 'read the passphrase of your key from this file descriptor instead of asking for it');
  const changing = (name: string, summary: string, description?: string): Command =>
    add(name, summary, description)
      .option('--dry-run', 'say which files would be written, and write none')
      .option('--json', 'print JSON on standard output: a line each event, the last how it ended');
  const init = changing(
    'secrets-init',
    'make a key for you, and make you a recipient',
    'make a key for you, unless you have one, and make you a recipient',
  )
    .option('--name <name>', 'what you are called among the recipients, instead of your e-mail address')
    .option('--passphrase', 'ask for a passphrase for the new key')
    .option('--git', 'let git diff show which variables changed, instead of what is encrypted')
    .action(async (options: InitOptions) => exit(await (await import('./secrets.js')).init(face, { ...globals(), ...options })));
  withExamples(
    init,
    ['dsw secrets-init --passphrase --git', 'once, on a new machine'],
    ['dsw secrets-init --env staging', 'a recipient of another environment, too'],
  );
  seeAlso(init, 'secrets-edit', 'secrets-rotate');
  const encrypt = changing('secrets-encrypt', 'encrypt .env.<environment> of components')
    .description('encrypt .env.<environment> of components to all recipients')
    .argument('[components...]')
    .action(async (names: string[], options: SecretsOptions) =>
      exit(await (await import('./secrets.js')).encrypt(face, names, { ...globals(), ...options })),
    );
  seeAlso(withExamples(encrypt, ['dsw secrets-encrypt timescale', 'the plain text stays where it is']), 'secrets-decrypt');
  const decrypt = changing('secrets-decrypt', 'write secrets to .env.<environment> in plain text')
    .description('write secrets to .env.<environment> in plain text; overwrites nothing')
    .argument('[components...]')
    .action(async (names: string[], options: SecretsOptions) =>
      exit(await (await import('./secrets.js')).decrypt(face, names, { ...globals(), ...options })),
    );
  seeAlso(withExamples(decrypt, ['dsw secrets-decrypt timescale', 'git ignores what it writes']), 'secrets-encrypt', 'secrets-edit');
  const edit = changing('secrets-edit', 'edit the secrets of a component')
    .description('edit the secrets of a component in $VISUAL or $EDITOR; leaves no plain text behind')
    .argument('<component>')
    .action(async (name: string, options: SecretsOptions) =>
      exit(await (await import('./secrets.js')).edit(face, name, { ...globals(), ...options })),
    );
  seeAlso(withExamples(edit, ['dsw secrets-edit timescale', 'encrypted again when the editor ends']), 'secrets-set', 'env-config-edit');
  const set = changing('secrets-set', 'set one secret of a component, from standard input')
    .description('set one secret of a component; the value comes from standard input')
    .argument('<component>')
    .argument('<variable>')
    .action(async (name: string, variable: string, options: SecretsOptions) =>
      exit(await (await import('./secrets.js')).set(face, name, variable, { ...globals(), ...options })),
    );
  withExamples(
    set,
    ['dsw secrets-set timescale POSTGRES_PASSWORD', 'asks for it, unseen'],
    ['printf %s "$value" | dsw secrets-set timescale POSTGRES_PASSWORD', 'from a script'],
  );
  seeAlso(set, 'secrets-edit');
  const rotate = changing('secrets-rotate', 'encrypt everything again after recipients changed')
    .description('encrypt everything again after recipients changed; says which values to change')
    .action(async (options: SecretsOptions) => exit(await (await import('./secrets.js')).rotate(face, { ...globals(), ...options })));
  seeAlso(withExamples(rotate, ['dsw secrets-rotate', 'after somebody came or left']), 'secrets-check');
  const check = add('secrets-check', 'check all that is encrypted; needs no key')
    .description('check all that is encrypted, and that git holds no plain text; needs no key')
    .option('--json', 'print JSON on standard output')
    .action(async (options: SecretsOptions) => exit(await (await import('./secrets.js')).check(face, { ...globals(), ...options })));
  seeAlso(withExamples(check, ['dsw secrets-check', 'in continuous integration, too']), 'secrets-rotate', 'validate');
  program
    .command('secrets-diff-text', { hidden: true })
    .description('what git compares instead of an encrypted file')
    .argument('<file>')
    .action(async (file: string) => exit(await (await import('./secrets.js')).showDiffText(face, file)));
}
