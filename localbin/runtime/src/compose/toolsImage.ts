import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { ComposeProgram } from './composeProgram.js';
import type { Engine } from './engine.js';
import { pullImages } from './images/pullImage.js';
import { withMirror } from './images/withMirror.js';
import { runCompose } from './runCompose.js';
import { imageId } from './survey.js';

/** Where the workspace describes the image of its tools. */
const folderOfTools = ['infra', 'docker', 'utils'] as const;

export interface ToolsImageRequest {
  readonly engine: Engine;
  readonly compose: ComposeProgram;
  readonly processEnv: NodeJS.ProcessEnv;
  /** Absolute path of the workspace. */
  readonly workspace: string;
  /** DSW_TOOLS_IMAGE: instead of building one. */
  readonly override?: string;
  readonly registry?: string;
  readonly signal: AbortSignal;
  readonly onProgress: (message: string) => void;
}

/** The image with the tools: the one that was chosen, pulled if need be, else the one that the workspace describes, built once for each change. */
export async function toolsImage(request: ToolsImageRequest): Promise<Result<string>> {
  const { engine, override, signal, onProgress, processEnv } = request;
  if (override === undefined) return builtImage(request);
  const pulled = await pullImages(engine.docker, [{ image: override, component: 'tools', override: 'DSW_TOOLS_IMAGE' }], {
    signal,
    environment: processEnv,
    onProgress: (_component, message) => onProgress(message),
  });
  const result = pulled.get('tools');
  return result?.ok === false ? result : ok(override);
}

async function builtImage(request: ToolsImageRequest): Promise<Result<string>> {
  const { engine, workspace, registry, signal, onProgress } = request;
  const context = join(workspace, ...folderOfTools);
  const hash = await hashOf(context);
  if (hash === undefined)
    return fail(
      problem(
        'no-tools',
        `there is no ${folderOfTools.join('/')}/Dockerfile in this workspace`,
        'Set DSW_TOOLS_IMAGE to an image with the tools.',
      ),
    );
  const image = `dust-workspace/utils:${hash}`;
  if ((await imageId(engine.docker, image)) !== undefined) return ok(image);
  const base = registry === undefined ? undefined : withMirror('debian:trixie-slim', registry);
  if (base?.ok === false) return base;
  onProgress(`building the image of the tools, ${image}: this takes a minute, once`);
  const built = await runCompose({
    program: request.compose,
    command: ['build', 'tools'],
    project: 'dust-workspace-tools',
    directory: workspace,
    file: JSON.stringify({
      services: { tools: { image, build: { context, ...(base === undefined ? {} : { args: { BASE: base.value } }) } } },
    }),
    engine: engine.address.url,
    values: {},
    processEnv: request.processEnv,
    signal,
  });
  if (built.exitCode === 0 && (await imageId(engine.docker, image)) !== undefined) return ok(image);
  if (signal.aborted) return fail(problem('interrupted', 'the build of the tools was interrupted'));
  const said = built.said.trim().split('\n').slice(-4).join('\n    ');
  return fail(
    problem(
      'tools-not-built',
      `the image of the tools could not be built:\n    ${said}`,
      'Set DSW_TOOLS_IMAGE to an image with the tools, or DSW_REGISTRY to a mirror of Docker Hub.',
    ),
  );
}

async function hashOf(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  if (!names.includes('Dockerfile')) return undefined;
  const hash = createHash('sha256');
  for (const name of names.sort()) hash.update(`${name}\0`).update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 12);
}
