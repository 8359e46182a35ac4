import { connect } from 'node:net';
import { unreachable, type Probe } from '@dust-workspace/component';
import type { HealthCheck, Instance, Runtime } from './runtime.js';

/** What one readiness probe found. `milliseconds` is how long the answer took. */
export type ProbeResult =
  | { readonly kind: 'ready'; readonly milliseconds: number; readonly degraded?: string }
  | { readonly kind: 'not-ready'; readonly detail: string; readonly milliseconds: number }
  /** There is nothing to ask. */
  | { readonly kind: 'none' };

/** The longest that a single attempt may take, in milliseconds. */
const attempt = 5_000;

type Finding = { readonly ready: true; readonly degraded?: string } | { readonly ready: false; readonly detail: string };

/** How an instance is asked whether it is ready. */
export type Question = Probe | HealthCheck;

/** The instance's own health check, else the manifest's probe, if there is either. */
export async function questionFor(runtime: Runtime, instance: Instance): Promise<Question | undefined> {
  return (await runtime.healthCheck(instance)) ?? instance.component.manifest.ready;
}

/**
 * Asks once whether an instance is ready, for at most 5 seconds.
 * TCP: the leased port on 127.0.0.1 accepts. HTTP: the answer is 2xx or 3xx. Command: exit status 0 in the component's context,
 * where a line `degraded: …` on standard output says what is missing.
 */
export async function probe(runtime: Runtime, instance: Instance, signal: AbortSignal, known?: Question): Promise<ProbeResult> {
  const begun = performance.now();
  const question = known ?? (await questionFor(runtime, instance));
  if (question === undefined) return { kind: 'none' };
  const finding = await ask(question, runtime, instance, signal);
  const milliseconds = performance.now() - begun;
  if (!finding.ready) return { kind: 'not-ready', detail: finding.detail, milliseconds };
  return { kind: 'ready', milliseconds, ...(finding.degraded === undefined ? {} : { degraded: finding.degraded }) };
}

async function ask(question: Question, runtime: Runtime, instance: Instance, signal: AbortSignal): Promise<Finding> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(attempt)]);
  if ('tcp' in question) return askTcp(question.tcp, instance, bounded);
  if ('http' in question) return askHttp(question.http, instance, bounded);
  if ('command' in question) return askCommand(question.command, runtime, instance, bounded);
  return unreachable(question);
}

/** How long, in milliseconds, a connection to a container must last: the engine accepts for it, and hangs up when nobody listens inside. */
const engineHangsUpWithin = 25;

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
    socket.once('connect', () => {
      if (instance.runtime === 'process') return settle({ ready: true });
      const lasting = setTimeout(() => settle({ ready: true }), engineHangsUpWithin);
      socket.once('data', () => settle({ ready: true }));
      socket.once('close', () => {
        clearTimeout(lasting);
        settle({ ready: false, detail: `${place}: nobody listens yet` });
      });
      return undefined;
    });
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
  const said = (text: string): string | undefined => lastLine(instance.redactor.redact(text));
  if (result.exitCode === 0) {
    const degraded = /^degraded:[ \t]*(.*)$/m.exec(result.stdout)?.[1]?.trimEnd();
    return degraded === undefined ? { ready: true } : { ready: true, degraded };
  }
  if (signal.aborted) return { ready: false, detail: `${command[0]}: ${abortReason(signal)}` };
  const ending = result.exitCode === null ? `was ended by ${result.signal}` : `exit status ${result.exitCode}`;
  return { ready: false, detail: `${command[0]}: ${said(result.stderr) ?? said(result.stdout) ?? ending}` };
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
