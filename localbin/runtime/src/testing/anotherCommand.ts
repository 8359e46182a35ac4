import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Instance } from '../runtime.js';

/** Runs `body`, in which `runtime`, `instance` and `never` are known, in a process of its own, and kills that after `meanwhile`, which gets its first output. */
export async function inAnotherCommandThatIsKilled(
  runtimeSource: string,
  instance: Instance,
  body: string,
  meanwhile: (said: Promise<string>) => Promise<void>,
): Promise<void> {
  const source = [
    runtimeSource,
    `import { readFileSync } from 'node:fs';`,
    `const data = JSON.parse(readFileSync(0, 'utf8'));`,
    `const redactor = { redact: (text) => text, learn: () => undefined, stream: () => ({ push: (text) => text, end: () => '' }) };`,
    `const instance = { ...data, secrets: new Set(data.secrets), redactor };`,
    `const never = new AbortController().signal;`,
    body,
  ].join('\n');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  child.stdin.end(JSON.stringify({ ...instance, secrets: [...instance.secrets] }));
  try {
    await meanwhile(Promise.race([once(child.stdout, 'data').then(([chunk]) => String(chunk)), exit.then(() => 'ended too early')]));
  } finally {
    child.kill('SIGKILL');
    await exit;
  }
}
