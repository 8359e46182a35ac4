import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { inScratchWorkspace, type ScratchWorkspace } from './scratchWorkspace.js';

/** Ten redis containers on five levels of two, each of which needs the level before to be healthy. */
export const levels = [0, 1, 2, 3, 4] as const;
const sides = ['left', 'right'] as const;
export const services = levels.flatMap((level) => sides.map((side) => `${side}-${level}`));

/** The same services for Compose alone. */
export interface ComposeProject {
  /** Runs `docker compose` on them and gives its standard output. */
  compose(...args: readonly string[]): Promise<string>;
}

/** What is compared: a workspace and a Compose project with the same services from the same image. */
export interface Contestants {
  readonly ours: ScratchWorkspace;
  readonly plain: ComposeProject;
  /** A name of the image that is only theirs. */
  readonly image: string;
}

/** The image of redis that is started, as tests name it. */
export const source = process.env['REDIS_IMAGE'] ?? 'dust-workspace/redis:latest';

/** Why containers cannot be measured here; nothing where they can. */
export async function whyNoContainers(): Promise<string | undefined> {
  const needs: readonly (readonly [string, ...string[]])[] = [
    ['docker', 'version', '--format', '{{.Server.Version}}'],
    ['docker', 'compose', 'version', '--short'],
    ['docker', 'image', 'inspect', '--format', '{{.Id}}', source],
  ];
  for (const [program, ...args] of needs) {
    const { failed, shortMessage, stderr } = await execa(program, args, { reject: false });
    if (failed) return `${[program, ...args].join(' ')}: ${stderr.trim() === '' ? shortMessage : stderr.trim()}`;
  }
  return undefined;
}

/** Makes both with health checks every `interval`, runs `body`, and removes everything. */
export async function withContestants<T>(interval: string, body: (contestants: Contestants) => Promise<T>): Promise<T> {
  const image = `dsw-bench-${process.pid}:latest`;
  await execa('docker', ['tag', source, image]);
  try {
    return await inScratchWorkspace(workspaceFiles(image, interval), (ours) =>
      withProject(composeFile(image, interval), (plain) => body({ ours, plain, image })),
    );
  } finally {
    await execa('docker', ['image', 'rm', image]);
  }
}

async function withProject<T>(file: object, body: (project: ComposeProject) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'dsw-bench-compose-'));
  const compose = async (...args: readonly string[]): Promise<string> =>
    (await execa('docker', ['compose', ...args], { cwd: root })).stdout;
  try {
    await writeFile(join(root, 'compose.yaml'), JSON.stringify(file));
    return await body({ compose });
  } finally {
    await compose('down', '--timeout', '1');
    await rm(root, { recursive: true, force: true });
  }
}

function composeFile(image: string, interval: string): object {
  return {
    services: Object.fromEntries(
      services.map((name) => {
        const needs = needsOf(name).map((need) => [need, { condition: 'service_healthy' }] as const);
        return [name, { ...service(image, interval), depends_on: Object.fromEntries(needs) }];
      }),
    ),
  };
}

function workspaceFiles(image: string, interval: string): Record<string, string> {
  return Object.fromEntries(
    services.flatMap((name) => [
      [`platform/${name}/component.yaml`, manifest(name)],
      [`platform/${name}/compose/compose.yaml`, definition(name, image, interval)],
    ]),
  );
}

function manifest(name: string): string {
  const needs = needsOf(name).map((need) => `${need}: healthy`);
  return `${[
    'description: Redis',
    'profiles: [starter]',
    `needs: { ${needs.join(', ')} }`,
    'env:',
    '  BENCH_NOTE: { default: one }',
    'runtimes:',
    `  compose: { file: compose/compose.yaml, service: ${name} }`,
    'ready: { command: [redis-cli, ping] }',
  ].join('\n')}\n`;
}

/** As a person would write it. */
function definition(name: string, image: string, interval: string): string {
  return `${[
    'services:',
    `  ${name}:`,
    `    image: ${image}`,
    '    environment:',
    '      BENCH_NOTE: ${BENCH_NOTE}',
    '    tmpfs: /data',
    '    healthcheck:',
    '      test: [CMD, redis-cli, ping]',
    `      interval: ${interval}`,
  ].join('\n')}\n`;
}

function service(image: string, interval: string): object {
  return {
    image,
    environment: { BENCH_NOTE: 'one' },
    tmpfs: '/data',
    healthcheck: { test: ['CMD', 'redis-cli', 'ping'], interval },
  };
}

function needsOf(name: string): string[] {
  const level = Number(name.split('-').at(-1));
  return level === 0 ? [] : sides.map((side) => `${side}-${level - 1}`);
}
