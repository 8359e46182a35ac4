import { userInfo, hostname } from 'node:os';
import { join, relative } from 'node:path';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { replaceAtomically, sweepAbandoned, writeAtomically } from '../atomicWrite.js';
import { certificateId } from './certificateId.js';
import { cryptPlace, sweepSecrets, type SecretsContext } from './context.js';
import type { Git } from './git.js';
import { identityFile, readIdentity, type Identity } from './identity.js';
import { makeIdentity } from './makeIdentity.js';
import type { PassphraseSource } from './passphrase.js';
import { readCrypt, readWhole } from './readCrypt.js';
import { isThere } from '../isThere.js';
import { namesIn, parseCertificate, recipientsFolder } from './recipients.js';

export interface InitOptions {
  /** What this person is called among the recipients; otherwise the e-mail address that git has, or user@host. */
  readonly name?: string;
  /** Where the passphrase of a new key comes from; absent: it has none. */
  readonly passphrase?: PassphraseSource;
}

/** Makes a key for this person unless there is one, and its certificate a recipient of the environment unless it is one. Run again, it changes nothing. */
export async function initSecrets(context: SecretsContext, options: InitOptions, git: Git): Promise<Result<void>> {
  const file = identityFile(context.processEnv);
  if (!file.ok) return file;
  if (context.dryRun !== true) await Promise.all([sweepSecrets(context), sweepAbandoned(file.value)]);
  const name = await chooseName(options.name, git);
  if (!name.ok) return name;
  const found = await readIdentity(context.processEnv);
  if (!found.ok) return found;
  const known = await certificatesIn(context);
  if (!known.ok) return known;
  const own = known.value.find(({ certificate }) => certificate?.raw.equals(found.value?.certificate.raw ?? Buffer.alloc(0)) === true);
  if (own !== undefined) {
    context.emit({ kind: 'unchanged', file: file.value, detail: 'the private key that you have' });
    context.emit({ kind: 'unchanged', file: own.file, detail: 'its certificate' });
    return ok();
  }
  const taken = takenName(known.value, found.value, name.value);
  if (taken !== undefined) return taken;
  if (context.dryRun === true) {
    if (found.value === undefined) context.emit({ kind: 'planned', file: file.value, detail: 'your private key' });
    else context.emit({ kind: 'unchanged', file: file.value, detail: 'the private key that you have' });
    const { path } = publicPlace(context, name.value);
    context.emit({ kind: 'planned', file: relative(context.root, path), detail: `you, as a recipient of ${context.environment}` });
    return ok();
  }
  const identity = found.value === undefined ? await create(context, file.value, name.value, options.passphrase) : ok(found.value);
  if (!identity.ok) return identity;
  if (found.value !== undefined) context.emit({ kind: 'unchanged', file: file.value, detail: 'the private key that you have' });
  return publish(context, identity.value, name.value);
}

async function chooseName(given: string | undefined, git: Git): Promise<Result<string>> {
  if (given !== undefined)
    return isName(given)
      ? ok(given)
      : fail(
          problem(
            'recipient-name',
            'this is no name for a recipient',
            'Use up to 60 letters, digits and . _ @ + -, a letter or digit first.',
          ),
        );
  const email = (await git(['config', '--get', 'user.email']))?.output.trim() ?? '';
  const candidate = email === '' ? `${userInfo().username}@${hostname()}` : email;
  const name = candidate
    .toLowerCase()
    .replace(/[^a-z0-9._@+-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 60);
  return isName(name)
    ? ok(name)
    : fail(problem('recipient-name', 'neither git nor the system has a name for you', 'Give one: dsw secrets-init --name.'));
}

/** It becomes the name of a file, and a part of the certificate's subject. */
function isName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,59}$/.test(name);
}

interface Known {
  readonly name: string;
  readonly file: string;
  readonly certificate: ReturnType<typeof parseCertificate>;
}

/** Of everybody in the folder, whatever their certificates are worth. */
async function certificatesIn({ root, environment }: SecretsContext): Promise<Result<readonly Known[]>> {
  const folder = recipientsFolder(root, environment);
  const known: Known[] = [];
  for (const name of await namesIn(folder)) {
    const path = join(folder, `${name}.crt`);
    const file = relative(root, path);
    const bytes = await readWhole(path, file);
    if (!bytes.ok) return bytes;
    known.push({ name, file, certificate: parseCertificate(bytes.value?.toString('latin1') ?? '') });
  }
  return ok(known);
}

function takenName(known: readonly Known[], identity: Identity | undefined, name: string): Result<never> | undefined {
  const subject = identity?.certificate.subject ?? `CN=${name}`;
  const other = known.find((one) => one.name.toLowerCase() === name.toLowerCase() || one.certificate?.subject === subject);
  if (other === undefined) return undefined;
  const remedy = 'If that is somebody else, or a key of yours that you have elsewhere, choose another name: dsw secrets-init --name.';
  return fail({
    severity: 'error',
    code: 'recipient-twice',
    message: `is another certificate of the name ${name}: nothing was made`,
    remedy,
    file: other.file,
  });
}

async function create(
  { processEnv, emit }: SecretsContext,
  path: string,
  name: string,
  source: PassphraseSource | undefined,
): Promise<Result<Identity>> {
  const passphrase = source === undefined ? ok(undefined) : await newPassphrase(source);
  if (!passphrase.ok) return passphrase;
  const made = await makeIdentity(name, path, passphrase.value, processEnv);
  if (!made.ok) return made;
  const written = await replaceAtomically(path, made.value.pem, async () =>
    isThere(path)
      ? fail({
          severity: 'error',
          code: 'private-key',
          message: 'was made by another command meanwhile',
          remedy: 'Run this again.',
          file: path,
        })
      : ok(),
  );
  if (!written.ok) return written;
  emit({
    kind: 'written',
    file: path,
    detail: `your private key${made.value.locked ? ', with a passphrase' : ''}: keep a copy where nobody else can read it`,
  });
  return made;
}

async function newPassphrase(source: PassphraseSource): Promise<Result<string>> {
  const first = await source.ask('Passphrase of the new key: ');
  if (!first.ok || !source.patient) return first;
  const second = await source.ask('The same again: ');
  if (!second.ok || second.value === first.value) return second;
  return fail(problem('passphrase-differs', 'the two passphrases differ: nothing was made', 'Run this again.'));
}

function publicPlace({ root, environment }: SecretsContext, name: string): { readonly path: string } {
  return { path: join(recipientsFolder(root, environment), `${name}.crt`) };
}

async function publish(context: SecretsContext, { certificate }: Identity, name: string): Promise<Result<void>> {
  const { root, environment, emit } = context;
  const { path } = publicPlace(context, name);
  await writeAtomically(path, certificate.toString());
  emit({ kind: 'written', file: relative(root, path), detail: `you, as a recipient of ${environment}: commit it` });
  const { key } = certificateId(certificate);
  const crypts = await Promise.all(context.components.map((component) => readPlaced(component, environment)));
  const closed = crypts.some(
    (crypt) => crypt.ok && crypt.value !== undefined && !crypt.value.recipients.some((recipient) => recipient.key === key),
  );
  if (closed)
    emit({
      kind: 'note',
      text: `ask another recipient of ${environment} to run dsw secrets-rotate: until then there is something that you cannot open`,
    });
  return ok();
}

function readPlaced(component: SecretsContext['components'][number], environment: string): ReturnType<typeof readCrypt> {
  const { path, file } = cryptPlace(component, environment);
  return readCrypt(path, file);
}
