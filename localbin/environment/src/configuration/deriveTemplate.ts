import { ok, type Manifest, type Result } from '@dust-workspace/component';
import { isPlaceholder, toBeReplaced } from './placeholder.js';
import { joinEnvText, segmentOf, splitEnvText, type Segment } from './envText.js';

export interface DerivedTemplate {
  readonly text: string;
  /** Variables that somebody must give a value. */
  readonly toFill: readonly string[];
}

/**
 * The template of another environment, made of `given`: comments, and what is generated or refers to something, stay. A secret that is written out is
 * nobody else's, and a variable without which the component cannot start is asked for. Pure; `file` is for the diagnostics.
 */
export function deriveTemplate(given: string, file: string, env: Manifest['env']): Result<DerivedTemplate> {
  const split = splitEnvText(given, file);
  if (!split.ok) return split;
  const { segments, trailing } = split.value;
  const hidden = segments.map((segment) => (isWrittenOut(segment, env) ? { ...segment, ...asked(segment.name) } : segment));
  const missing = Object.entries(env).flatMap(([name, { default: value, optional, without, description }]): Segment[] => {
    if (value !== undefined || optional || without !== undefined || segmentOf(split.value, name) !== undefined) return [];
    return [{ name, line: 0, leading: description === undefined ? [''] : ['', `# ${description}.`], ...asked(name) }];
  });
  const text = { segments: [...hidden, ...behind(trailing, missing)], trailing: missing.length === 0 ? trailing : [''] };
  return ok({ text: joinEnvText(text), toFill: text.segments.flatMap(({ name, value }) => (value === toBeReplaced ? [name] : [])) });
}

/** What is added comes behind the comments at the end. */
function behind(trailing: readonly string[], added: readonly Segment[]): Segment[] {
  const comments = trailing.slice(0, trailing.at(-1) === '' ? -1 : undefined);
  return added.map((segment, index) => (index === 0 ? { ...segment, leading: [...comments, ...segment.leading] } : segment));
}

function isWrittenOut({ name, value }: Segment, env: Manifest['env']): boolean {
  return env[name]?.secret === true && value !== '' && !value.includes('${') && !isPlaceholder(value);
}

function asked(name: string): Pick<Segment, 'value' | 'source'> {
  return { value: toBeReplaced, source: [`${name}=${toBeReplaced}`] };
}
