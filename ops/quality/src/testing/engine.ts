import { run } from './run.js';

/** Whether a container engine answers this user. */
export async function engineAnswers(): Promise<boolean> {
  const { status, stdout } = await docker('version', '--format', '{{.Server.Version}}');
  return status === 0 && stdout.trim() !== '';
}

/** Why tests of an image cannot run here, or undefined when they can. */
export async function lackOf(image: string): Promise<string | undefined> {
  if (!(await engineAnswers())) return 'no container engine answers';
  const { status } = await docker('image', 'inspect', image);
  return status === 0 ? undefined : `there is no image ${image}; .ci/engine builds it`;
}

/** Runs the command of the engine, which finds its contexts and plugins by HOME; without it on PATH the status is 127. */
export function docker(...args: readonly string[]): ReturnType<typeof run> {
  const env = Object.entries(process.env).filter(([name, value]) => /^(HOME|DOCKER_.*)$/.test(name) && value !== undefined);
  return run('sh', ['-c', 'exec docker "$@"', 'sh', ...args], { env: Object.fromEntries(env) as Record<string, string> });
}
