import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { manifestTypes } from './manifestTypes.js';
import { parseManifest } from './parseManifest.js';
import { complete, minimal } from './testing/manifests.js';

function typesOf(text: string): string {
  const { manifest, diagnostics } = parseManifest(text, 'platform/timescale/component.yaml');
  expect(diagnostics).toEqual([]);
  return manifestTypes(manifest!);
}

const everyType = `${minimal}ports: { TIMESCALE_PORT: 1, TIMESCALE_METRICS_PORT: 2 }
env:
  A: { type: string }
  B: { type: url, optional: true }
  C: { type: enum, values: ["it's", 'say "it"', 'it''s "it"', back\\slash, "new\\nline", "", 1.10, one, one] }
  D: { type: port }
  E: { type: integer, optional: true, default: 5 }
  F: { type: duration }
  G: { type: size, optional: true }
  H: { type: boolean }
  I: { type: enum, values: [${Array.from({ length: 12 }, (_, index) => `a-rather-long-value-${index}`).join(', ')}] }
`;

describe('manifestTypes', () => {
  it('renders variables and ports', () => {
    expect(typesOf(complete)).toBe(`// Generated from component.yaml by \`npm run generate\`.

export interface Manifest {
  env: {
    readonly POSTGRES_USER: string;
    readonly POSTGRES_PASSWORD: string;
    readonly POSTGRES_DB: string;
    readonly TIMESCALE_EXTENSION: 'optional' | 'required';
    readonly TIMESCALE_MEMORY: number | undefined;
  };
  port: 'TIMESCALE_PORT';
}
`);
  });

  it('renders a component without either', () => {
    expect(typesOf(minimal)).toBe(`// Generated from component.yaml by \`npm run generate\`.

export interface Manifest {
  env: Record<string, never>;
  port: never;
}
`);
  });

  it('renders every type', () => {
    const text = typesOf(everyType);
    expect(text.split('\n').slice(4, 12)).toEqual([
      '    readonly A: string;',
      '    readonly B: string | undefined;',
      String.raw`    readonly C: "it's" | 'say "it"' | 'it\'s "it"' | 'back\\slash' | 'new\nline' | '' | '1.10' | 'one';`,
      '    readonly D: number;',
      '    readonly E: number | undefined;',
      '    readonly F: number;',
      '    readonly G: number | undefined;',
      '    readonly H: boolean;',
    ]);
    expect(text).toContain("  port: 'TIMESCALE_PORT' | 'TIMESCALE_METRICS_PORT';\n");
  });

  it.each([complete, minimal, everyType])('is TypeScript as Prettier prints it', async (manifest) => {
    const text = typesOf(manifest);
    const options = await resolveConfig(import.meta.filename);
    expect(await format(text, { ...options, parser: 'typescript' })).toBe(text);
    expect(ts.transpileModule(text, { reportDiagnostics: true }).diagnostics).toEqual([]);
  });
});
