import { connect } from 'node:net';
import { unreachable, type Probe } from '@dust-workspace/component';
import type { Instance, Runtime } from './runtime.js';

/** What one readiness probe found. `milliseconds` is how long the answer took. */
export type ProbeResult =
  | { readonly kind: 'ready'; readonly milliseconds: number; readonly degraded?: string }
  | { readonly kind: 'not-ready'; readonly detail: string; readonly milliseconds: number };

/** The longest that a single attempt may take, in milliseconds. */
const attempt = 5_000;

type Finding = { readonly ready: true; readonly degraded?: string } | { readonly ready: false; readonly detail: string };

/**
 * Asks the manifest's readiness probe once, for at most 5 seconds; a component without one is ready at once.
 * TCP: the leased port on 127.0.0.1 accepts. HTTP: the answer is 2xx or 3xx. Command: exit status 0 in the component's context,
 * where a line `degraded: …` on standard output says what is missing.
 */
export async function probe(runtime: Runtime, instance: Instance, signal: AbortSignal): Promise<ProbeResult> {
  const begun = performance.now();
  const ready = instance.component.manifest.ready;
  const finding: Finding = ready === undefined ? { ready: true } : await ask(ready, runtime, instance, signal);
  const milliseconds = performance.now() - begun;
  if (!finding.ready) return { kind: 'not-ready', detail: finding.detail, milliseconds };
  return { kind: 'ready', milliseconds, ...(finding.degraded === undefined ? {} : { degraded: finding.degraded }) };
}

async function ask(ready: Probe, runtime: Runtime, instance: Instance, signal: AbortSignal): Promise<Finding> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(attempt)]);
  if ('tcp' in ready) return askTcp(ready.tcp, instance, bounded);
  if ('http' in ready) return askHttp(ready.http, instance, bounded);
  if ('command' in ready) return askCommand(ready.command, runtime, instance, bounded);
  return unreachable(ready);
}

function askTcp(name: string, instance: Instance, signal: AbortSignal): Promise<Finding> {
  const port = instance.ports[name];
  if (port === undefined) return Promise.resolve({ ready: false, detail: `${name} has no leased port` });
  const place = `127.0.0.1:${port}`;
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, signal });
    const settle = (finding: Finding): void => {
      socket.destroy();
      resolve(finding);
    };
    socket.once('connect', () => settle({ ready: true }));
    socket.on('error', (error) => settle({ ready: false, detail: `${place}: ${reasonOf(error, signal)}` }));
  });
}

async function askHttp(template: string, instance: Instance, signal: AbortSignal): Promise<Finding> {
  const url = template.replace(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string) => String(instance.ports[name] ?? whole));
  if (!URL.canParse(url)) return { ready: false, detail: `${url} is not a URL` };
  const { get } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  return new Promise((resolve) => {
    // Without an agent no connection is kept open: nothing of a probe outlives it.
    const request = get(url, { agent: false, signal }, (response) => {
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 400 ? { ready: true } : { ready: false, detail: `${url} answers ${status}` });
      response.destroy();
    });
    request.on('error', (error) => resolve({ ready: false, detail: `${url}: ${reasonOf(error, signal)}` }));
  });
}

async function askCommand(command: readonly string[], runtime: Runtime, instance: Instance, signal: AbortSignal): Promise<Finding> {
  const result = await runtime.exec(instance, command as readonly [string, ...string[]], { signal });
  if (result.exitCode === 0) {
    const degraded = /^degraded:[ \t]*(.*)$/m.exec(result.stdout)?.[1]?.trimEnd();
    return degraded === undefined ? { ready: true } : { ready: true, degraded };
  }
  if (signal.aborted) return { ready: false, detail: `${command[0]}: ${abortReason(signal)}` };
  const said = lastLine(result.stderr) ?? lastLine(result.stdout);
  const ending = result.exitCode === null ? `was ended by ${result.signal}` : `exit status ${result.exitCode}`;
  return { ready: false, detail: `${command[0]}: ${said ?? ending}` };
}

function reasonOf(error: NodeJS.ErrnoException, signal: AbortSignal): string {
  if (signal.aborted) return abortReason(signal);
  if (error.code === 'ECONNREFUSED') return 'nobody listens yet';
  return error.message === '' ? (error.code ?? 'no answer') : error.message;
}

function abortReason(signal: AbortSignal): string {
  const reason: unknown = signal.reason;
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? `no answer within ${attempt / 1_000} s` : 'given up';
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1)
    ?.slice(0, 200);
}
