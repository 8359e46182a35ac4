import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const guard = fileURLToPath(new URL('../dist/guard.js', import.meta.url));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program whose output is guarded, and that knows the secret `hunter2`. */
async function run(body: string): Promise<Ran> {
  const program = `import { endOnFault, guardOutput, Redactor } from ${JSON.stringify(guard)};
const redactor = new Redactor();
redactor.learn(['hunter2']);
const { lifted } = guardOutput(redactor, [process.stdout, process.stderr]);
const fault = endOnFault(redactor, process.stderr);
${body}`;
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Ran;
    return { code, stdout, stderr };
  }
}

it('whatever a program prints is without secrets, by whatever means', async () => {
  expect(
    await run(`console.log('a hunter2');
console.error({ b: 'hunter2' });
process.stdout.write(Buffer.from('c hunter2 '));
process.stdout.write('aHVudGVyMg== ', 'utf8', () => process.stdout.write(Uint8Array.of(0xff, 0x0a)));`),
  ).toEqual({ code: 0, stdout: 'a ****\nc **** **** \ufffd\n', stderr: "{ b: '****' }\n" });
});

it('passes on as it is what somebody asked for, and only that', async () => {
  const { stdout } = await run(`lifted(() => console.log('shown: hunter2'));
await lifted(async () => {
  await new Promise(setImmediate);
  console.log('used: hunter2');
});
try {
  lifted(() => JSON.parse('hunter2'));
} catch {}
console.log('hidden: hunter2');`);
  expect(stdout).toBe('shown: hunter2\nused: hunter2\nhidden: ****\n');
});

it.each([
  ['thrown', "throw new Error('wrong: hunter2', { cause: new TypeError('no hunter2') });"],
  ['thrown later', "setTimeout(() => { throw new Error('wrong: hunter2', { cause: new TypeError('no hunter2') }); }, 1);"],
  ['not waited for', "void Promise.reject(new Error('wrong: hunter2', { cause: new TypeError('no hunter2') }));"],
  ['caught', "fault(new Error('wrong: hunter2', { cause: new TypeError('no hunter2') }));"],
])('a fault that is %s ends the program, and is told without secrets', async (_how, body) => {
  const { code, stderr } = await run(body);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: this is a fault of the program: Error: wrong: \*{4}\n +at [^]*\ncaused by TypeError: no \*{4}\n/);
  expect(stderr).not.toContain('hunter2');
});
