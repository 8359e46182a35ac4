import { describe, expect, it } from 'vitest';
import { parseManifest } from './parseManifest.js';

const file = 'platform/a/component.yaml';

function problemsOf(lines: string): string[] {
  const { diagnostics } = parseManifest(`description: A\nruntimes: { process: { command: [sleep, infinity] } }\n${lines}`, file);
  return diagnostics.map(({ message }) => message);
}

describe('what a manifest asks of the machine', () => {
  it('is kernel parameters and versions of programs', () => {
    const { manifest, diagnostics } = parseManifest(
      `description: A
runtimes: { process: { command: [a], requires: [{ program: [node], atLeast: '24.16', install: get it }] } }
host: { sysctl: { vm.max_map_count: 262144 } }
`,
      file,
    );
    expect(diagnostics).toEqual([]);
    expect(manifest).toMatchObject({
      host: { sysctl: { 'vm.max_map_count': 262_144 } },
      runtimes: { process: { requires: [{ program: ['node'], atLeast: '24.16', install: 'get it' }] } },
    });
  });

  it('is refused where it is neither', () => {
    expect(problemsOf('host: { sysctl: { max_map_count: 1 } }')).toEqual([expect.stringContaining('the name of a kernel parameter')]);
    expect(problemsOf('host: { sysctl: { vm.max_map_count: lots } }')).toHaveLength(1);
    expect(problemsOf('host: { memory: 2 }')).toEqual([expect.stringContaining('`memory`')]);
  });
});
