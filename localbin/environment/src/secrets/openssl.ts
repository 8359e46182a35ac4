import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { exec } from 'openssl-wrapper';

/** Options by name, without the dash; `true` for one without a value. Everybody on the machine can read them: nothing secret belongs here. */
export type OpensslOptions = Readonly<Record<string, string | true>>;

/** Milliseconds that it may take: the work itself takes some tens. */
const patience = 60_000;

const remedy =
  'Install OpenSSL 3.0 or newer (Debian, Ubuntu: apt-get install openssl; macOS: brew install openssl@3), so that it is the first openssl on PATH.';

/**
 * Runs openssl: `action` is the command and its plain flags, joined by dots (`cms.encrypt.binary`), `input` goes to its standard input. Returns what
 * it wrote to its standard output, and only when it ended well: what a failing openssl has written must not be trusted.
 */
export async function openssl(action: string, options: OpensslOptions, input: string | Buffer = ''): Promise<Result<Buffer>> {
  const ended = await run(action, options, Buffer.from(input));
  switch (ended.kind) {
    case 'output':
      return ok(ended.output);
    case 'missing':
      return fail(problem('openssl-missing', 'there is no openssl on PATH', remedy));
    case 'failed': {
      const old = await outdated();
      return fail(old ?? problem('openssl-failed', `openssl ${ended.because}`));
    }
  }
}

type Ended =
  | { readonly kind: 'output'; readonly output: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly because: string };

/** The wrapper listens to no errors, be it of the child or of its input, and takes a child that was killed for one that succeeded. */
function run(action: string, options: OpensslOptions, input: Buffer): Promise<Ended> {
  return new Promise((resolve) => {
    let output: Buffer = Buffer.alloc(0);
    let complaint = '';
    let unread = false;
    let late = false;
    try {
      const child = exec(action, input, options, (error, written) => {
        output = written;
        complaint = error?.message ?? '';
      });
      const timer = setTimeout(() => (late = child.kill('SIGKILL')), patience);
      child.stdin?.on('error', () => (unread = input.length > 0));
      child.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        resolve(error.code === 'ENOENT' ? { kind: 'missing' } : { kind: 'failed', because: `could not be run: ${error.message}` });
      });
      // The wrapper listens to this, too, and was first: its callback has been called.
      child.on('close', (status, signal) => {
        clearTimeout(timer);
        if (late) resolve({ kind: 'failed', because: `took longer than ${patience / 1000} s` });
        else if (signal !== null) resolve({ kind: 'failed', because: `was killed by ${signal}` });
        else if (status !== 0) resolve({ kind: 'failed', because: `ended with ${status}${firstLine(complaint)}` });
        else if (unread) resolve({ kind: 'failed', because: 'did not read all that it was given' });
        else resolve({ kind: 'output', output });
      });
    } catch (error) {
      resolve({ kind: 'failed', because: `could not be run: ${error instanceof Error ? error.message : String(error)}` });
    }
  });
}

/** Of what openssl complains about, without the line numbers of its own sources. */
function firstLine(complaint: string): string {
  const line = complaint.split('\n').find((text) => text.trim() !== '');
  return line === undefined ? '' : `: ${line.replace(/^[0-9A-F]+:error:/, '').trim()}`;
}

/** Asked only once something has failed: the version is the likeliest cause. */
async function outdated(): Promise<Diagnostic | undefined> {
  const ended = await run('version', {}, Buffer.alloc(0));
  const version = ended.kind === 'output' ? ended.output.toString('utf8').trim() : '';
  if (version === '' || /^OpenSSL ([3-9]|\d\d+)\./.test(version)) return undefined;
  return problem('openssl-outdated', `the openssl on PATH is ${version}, which has no authenticated encryption`, remedy);
}
