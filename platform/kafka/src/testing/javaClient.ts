import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { home } from './testServer.js';

/** Kafka's own client, run to its end; returns the lines that it has printed. */
export async function java(address: string, ...command: readonly string[]): Promise<string[]> {
  return (await javaProcess(address, ...command)).done();
}

export interface JavaProcess {
  /** Resolves once it has printed such a line. */
  said(line: string): Promise<void>;
  /** Tells it to come to its end. */
  stop(): Promise<string[]>;
  done(): Promise<string[]>;
  /** Ends it by force, where it has not ended. */
  kill(): Promise<void>;
}

/** Kafka's own client, while it runs. */
export async function javaProcess(address: string, ...command: readonly string[]): Promise<JavaProcess> {
  const classes = [`${home ?? ''}/classes`, `${home ?? ''}/libs/*`].join(':');
  const options = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m', '-Dlog4j2.level=OFF', '-cp', classes];
  const child = spawn('java', [...options, 'Client', address, ...command]);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const ended = once(child, 'close') as Promise<[number | null]>;
  const lines = (): string[] => stdout.split('\n').filter((line) => line !== '');
  const done = async (): Promise<string[]> => {
    const [exitCode] = await ended;
    if (exitCode !== 0) throw new Error(`Client ${command.join(' ')} exited with ${exitCode}: ${stderr}`);
    return lines();
  };
  return {
    said: async (line) => {
      while (!lines().includes(line)) {
        if (child.exitCode !== null) throw new Error(`Client ${command.join(' ')} ended: ${stderr}`);
        await Promise.race([once(child.stdout, 'data'), ended]);
      }
    },
    stop: () => {
      end(child);
      return done();
    },
    done,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function end(child: ChildProcessWithoutNullStreams): void {
  child.stdin.on('error', () => undefined);
  child.stdin.end();
}

/** Every record that a consumer of committed ones sees, in lines, but those that Kafka may remove at any time. */
export async function recordsOf(address: string): Promise<string[]> {
  return (await java(address, 'dump')).filter(isSteady);
}

export function isSteady(line: string): boolean {
  return !line.startsWith('cleaned-');
}
