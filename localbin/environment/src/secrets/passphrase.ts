import { readFileSync } from 'node:fs';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { askHidden } from './askHidden.js';

/** Where a passphrase comes from. It is never an argument or a variable of the environment, which others can read. */
export interface PassphraseSource {
  /** Whether it makes sense to ask again after a wrong answer. */
  readonly patient: boolean;
  ask(prompt: string): Promise<Result<string>>;
}

/** A file descriptor that the invoker has opened: its number, from `--passphrase-fd` or DSW_PASSPHRASE_FD; otherwise the terminal. */
export function passphraseSource(processEnv: NodeJS.ProcessEnv, descriptor?: string): PassphraseSource {
  const given = descriptor ?? processEnv['DSW_PASSPHRASE_FD'];
  return given === undefined || given === ''
    ? { patient: true, ask: askOnTerminal }
    : { patient: false, ask: async () => fromDescriptor(given) };
}

async function askOnTerminal(prompt: string): Promise<Result<string>> {
  const answer = await askHidden(prompt);
  if (answer.ok) return checked(answer.value);
  if (answer.diagnostics[0]?.code !== 'no-terminal') return answer;
  return fail(
    problem(
      'no-terminal',
      'the private key has a passphrase, and there is no terminal to ask for it',
      'Run this on a terminal, or give the number of an open file descriptor with the passphrase: --passphrase-fd, or DSW_PASSPHRASE_FD.',
    ),
  );
}

/** A descriptor gives what it has only once; whoever asks a second time gets the same. */
const given = new Map<string, Result<string>>();

function fromDescriptor(descriptor: string): Result<string> {
  const known = given.get(descriptor);
  if (known !== undefined) return known;
  const read = readDescriptor(descriptor);
  given.set(descriptor, read);
  return read;
}

function readDescriptor(descriptor: string): Result<string> {
  if (!/^\d{1,6}$/.test(descriptor))
    return fail(
      problem('passphrase-fd', 'the file descriptor for the passphrase is no number', 'Give one such as 3, and open it: 3< file.'),
    );
  try {
    return checked(readFileSync(Number(descriptor), 'utf8').replace(/\r?\n$/, ''));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return fail(
      problem(
        'passphrase-fd',
        `file descriptor ${descriptor} cannot be read: ${code ?? String(error)}`,
        'Open it for the command: 3< file.',
      ),
    );
  }
}

/** openssl reads a line of at most 1024 bytes. */
function checked(passphrase: string): Result<string> {
  if (passphrase === '') return fail(problem('passphrase', 'the passphrase is empty'));
  if (/[\n\r\0]/.test(passphrase)) return fail(problem('passphrase', 'the passphrase has more than one line'));
  if (Buffer.byteLength(passphrase) > 1000) return fail(problem('passphrase', 'the passphrase is longer than 1000 bytes'));
  return ok(passphrase);
}
