import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { medians, type Comparison } from './comparison.js';
import { inScratchWorkspace } from './scratchWorkspace.js';

const components = 100;
const variables = 50;
const program = fileURLToPath(new URL('./resolveProgram.js', import.meta.url));

/** What it costs to read every layer of a large workspace and to resolve it, half of the values through references. */
export async function resolveBench(): Promise<Comparison[]> {
  return inScratchWorkspace(files(), async ({ root }) => {
    const { stdout } = await execa(process.execPath, [program, root, 'resolve']);
    if (Number(stdout) !== components * variables) throw new Error(`${stdout} variables were resolved`);
    const taken = await medians(11, {
      load: () => execa(process.execPath, [program, root]),
      resolve: () => execa(process.execPath, [program, root, 'resolve']),
    });
    const baseline = { name: 'Node with the manifests loaded', milliseconds: taken.load };
    return [
      { name: `resolving ${components} components of ${variables} variables`, measured: taken.resolve, baseline, factor: 1, plus: 50 },
    ];
  });
}

function files(): Record<string, string> {
  const names = Array.from({ length: variables }, (_, index) => `NAME_${index}`);
  return Object.fromEntries(
    Array.from({ length: components }, (_, index) => index).flatMap((index) => [
      [`platform/part-${index}/component.yaml`, manifest(index, names)],
      [`env/local/part-${index}.env`, names.map((name, at) => (at % 5 === 0 ? `${name}="set here" # why\n` : '')).join('')],
      [`platform/part-${index}/.env`, `${names[1]}=mine\n`],
    ]),
  );
}

function manifest(index: number, names: readonly string[]): string {
  const other = `part-${(index + 1) % components}`;
  return [
    'description: a part',
    'runtimes: { process: { command: [sleep, infinity] } }',
    'env:',
    ...names.map((name, at) => `  ${name}: { default: "${at % 2 === 0 ? `value-${at}` : `\${${other}.${names[at - 1]}}/${at}`}" }`),
    '',
  ].join('\n');
}
