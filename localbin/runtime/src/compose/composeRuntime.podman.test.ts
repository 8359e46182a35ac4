import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeComposeHarness, shellImage, type ComposeHarness } from '../testing/composeHarness.js';
import { runtimeConformance } from '../testing/conformance.js';
import { launch, polite, stateOf } from '../testing/conformLife.js';
import { noPodman, startPodman, type PodmanEngine } from '../testing/podmanEngine.js';
import { projectName } from './labels.js';

const missing = await noPodman();
const traits = { mayLeaveOrphans: false, commandsNeedMain: true };
const never = new AbortController().signal;

describe.skipIf(missing !== undefined)(`podman${missing === undefined ? '' : ` is absent: ${missing}`}`, () => {
  let podman: PodmanEngine | undefined;
  beforeAll(async () => {
    podman = await startPodman();
  }, 120_000);
  afterAll(() => podman?.remove(), 120_000);
  const makeHarness = (): Promise<ComposeHarness> => {
    if (podman === undefined) throw new Error('podman is there only while a test runs');
    return makeComposeHarness(podman.engine);
  };

  runtimeConformance('compose', traits, makeHarness);

  it('writes the name of an image in its own way, which is no reason to replace a container', async () => {
    const harness = await makeHarness();
    try {
      expect(harness.engine).toMatchObject({ product: 'podman', rootless: false });
      const runtime = harness.runtime();
      const instance = await harness.instance({ name: 'named', main: { script: polite } });
      await launch(runtime, instance);
      expect(await stateOf(runtime, instance)).toMatchObject({ kind: 'running' });
      expect(await runtime.survey([instance])).toEqual(new Map([['named', { image: shellImage }]]));
    } finally {
      await harness.dispose();
    }
  });

  it('says so when the name of a container is taken', async () => {
    const harness = await makeHarness();
    const runtime = harness.runtime();
    const instance = await harness.instance({ name: 'taken', main: { script: polite } });
    const name = `${projectName(instance)}-taken-1`;
    const foreign = await harness.engine.docker.createContainer({ name, Image: shellImage, Cmd: ['true'] });
    try {
      expect(await runtime.prepare(instance, never)).toEqual({ ok: true });
      expect(await runtime.start(instance, never)).toEqual({
        ok: false,
        diagnostics: [
          {
            severity: 'error',
            code: 'name-taken',
            message: `the container of taken cannot be made: there is one named ${name} already (${foreign.id.slice(0, 12)}), which is not of this workspace`,
            remedy: `Rename or remove it: docker rename ${name} …`,
          },
        ],
      });
    } finally {
      await foreign.remove();
      await harness.dispose();
    }
  });
});
