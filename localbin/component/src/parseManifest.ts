import { checkManifest } from './checkManifest.js';
import { diagnosticLimit, limitDiagnostics } from './diagnostic.js';
import { explainIssues } from './explainIssues.js';
import { locateFinding } from './finding.js';
import type { Finding } from './finding.js';
import { checkoutSchema, manifestSchema } from './manifest.js';
import type { Manifest } from './manifest.js';
import { isMapping } from './mapping.js';
import type { Mapping } from './mapping.js';
import { inFile, minimalManifest, soundManifest, unreadable, withoutMark } from './parsedManifest.js';
import type { ParsedManifest } from './parsedManifest.js';
import { readPlainYaml } from './plainYaml.js';
import { readYaml } from './readYaml.js';
import type { YamlProblem } from './readYaml.js';
import { screenText } from './screenText.js';
import { soundPart } from './soundPart.js';

/**
 * Reads the text of a `component.yaml`. Pure, never throws, and reports every problem at once.
 * `file` is its path from the workspace root; the folder it lies in gives the component its name.
 */
export function parseManifest(text: string, file: string): ParsedManifest {
  const refused = screenText(text);
  if (refused !== undefined) return unreadable(file, refused);
  const plain = parsePlain(text, file);
  if (plain !== undefined) return plain;
  const { data, syntax, content, locate } = readYaml(withoutMark(text));
  if (syntax.length > 0) return unreadable(file, ...syntax);
  if (!isMapping(data)) return unreadable(file, ...content, { ...notMapping(data), range: locate([], 'value') });
  const { manifest, sound, findings } = validate(data, componentOf(file));
  const keys = new Set(Object.keys(data));
  const found = content.length + findings.length;
  if (manifest !== undefined && found === 0) return soundManifest(text, file, manifest, keys);
  const located = findings.slice(0, diagnosticLimit).map((finding) => locateFinding(finding, file, locate));
  const diagnostics = limitDiagnostics([...content.map((problem) => inFile(problem, file)), ...located], found, file);
  return { file, sound, keys, diagnostics, found, locate };
}

/** A sound manifest in plain YAML, several times as fast. */
function parsePlain(text: string, file: string): ParsedManifest | undefined {
  const data = readPlainYaml(text);
  if (!isMapping(data)) return undefined;
  const { manifest, findings } = validate(data, componentOf(file));
  return manifest === undefined || findings.length > 0 ? undefined : soundManifest(text, file, manifest, Object.keys(data));
}

function componentOf(file: string): string {
  return file.split('/').at(-2) ?? '';
}

function notMapping(data: unknown): Omit<YamlProblem, 'range'> {
  if (data === null) return { code: 'empty-manifest', message: 'the manifest is empty', remedy: minimalManifest };
  return { code: 'not-a-mapping', message: 'expected a mapping, lines of `key: value`', remedy: minimalManifest };
}

function validate(data: Mapping, component: string): { manifest?: Manifest; sound: Partial<Manifest>; findings: Finding[] } {
  // Compiling a parser for the schema takes longer than reading the handful of manifests of one command without.
  const schema = 'source' in data && !('runtimes' in data) ? checkoutSchema : manifestSchema;
  const parsed = schema.safeParse(data, { jitless: true });
  if (parsed.success) {
    const manifest = { ...parsed.data, env: withOptional(parsed.data.env) };
    return { manifest, sound: manifest, findings: checkManifest(component, manifest, data) };
  }
  const { issues } = parsed.error;
  const sound = soundPart(data, issues);
  return { sound, findings: [...explainIssues(issues, data, component), ...checkManifest(component, sound, data)] };
}

/** What says how it goes without a value may be without one. */
function withOptional(env: Manifest['env']): Manifest['env'] {
  if (Object.values(env).every(({ without }) => without === undefined)) return env;
  return Object.fromEntries(
    Object.entries(env).map(([name, variable]) => [name, variable.without === undefined ? variable : { ...variable, optional: true }]),
  );
}
