import * as z from 'zod';
import { describeValue, oneOf, quote } from './describeValue.js';
import type { Finding, Path } from './finding.js';
import { manifestSchema } from './manifest.js';
import { isMapping } from './mapping.js';
import type { Mapping } from './mapping.js';
import { didYouMean, nearMiss } from './nearMiss.js';
import { unreachable } from './result.js';
import { keysOf, schemaAt } from './schemaKeys.js';
import { variablePrefix } from './variablePrefix.js';

type Issue = z.core.$ZodIssue;

/** What the issues that zod found in a manifest mean: what was expected, what is there, and a suggestion where one is near. */
export function explainIssues(issues: readonly Issue[], data: Mapping, component: string): Finding[] {
  const meant = new Set(issues.flatMap(misspelt));
  return issues
    .filter((issue) => !followsFrom(issue, meant, data))
    .flatMap((issue) => explain(issue, data))
    .map((finding) => address(finding, component));
}

/** Rules about names in the words of this component. */
function address(finding: Finding, component: string): Finding {
  return { ...finding, message: finding.message.replaceAll('<COMPONENT>', variablePrefix(component)) };
}

/** The keys that unknown keys were probably meant to be. */
function misspelt(issue: Issue): string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const path = pathOf(issue);
  return issue.keys.flatMap((key) => nearMiss(key, knownKeys(path)) ?? []).map((key) => [...path, key].join('.'));
}

/** Whether an issue goes away when the misspelt keys are put right: their absence is no news. */
function followsFrom(issue: Issue, meant: ReadonlySet<string>, data: Mapping): boolean {
  const path = pathOf(issue);
  const found = valueAt(data, path);
  if (found === undefined) return meant.has(path.join('.'));
  return issue.code === 'custom' && isMapping(found) && knownKeys(path).some((key) => meant.has([...path, key].join('.')));
}

function explain(issue: Issue, data: Mapping): Finding[] {
  const path = pathOf(issue);
  const found = valueAt(data, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key));
    case 'invalid_key':
      return [invalidKey(path, issue.issues[0]?.message ?? 'another key')];
    case 'invalid_union':
      return isMapping(found) && knownKeys(path).length > 0
        ? explainVariants(issue, path, found, data)
        : [wrong(path, issue.message, found)];
    case 'invalid_type':
      return [wrong(path, issue.message.startsWith('Invalid') ? wordFor(issue.expected) : issue.message, found)];
    case 'invalid_value':
      return [wrong(path, oneOf(issue.values), found, issue.values.map(String))];
    case 'too_small':
      return [wrong(path, smallest(issue.origin, Number(issue.minimum)), found)];
    case 'too_big':
      return [wrong(path, `at most ${issue.maximum}`, found)];
    case 'custom':
      return isMapping(found)
        ? [{ code: 'wrong-value', message: `expected ${issue.message}`, path, part: 'key' }]
        : [wrong(path, issue.message, found)];
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_element':
      return [wrong(path, issue.message, found)];
    default:
      return unreachable(issue);
  }
}

function pathOf(issue: Issue): (string | number)[] {
  return issue.path.filter((step) => typeof step !== 'symbol');
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isMapping(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, data);
}

function knownKeys(path: Path): string[] {
  return [...keysOf(schemaAt(manifestSchema, path)).keys()];
}

function unknownKey(path: Path, key: string): Finding {
  const known = knownKeys(path);
  const near = didYouMean(key, known);
  const remedy = near === '' ? { remedy: `The keys here are ${known.join(', ')}.` } : {};
  return { code: 'unknown-key', message: `unknown key ${quote(key)}${near}`, ...remedy, path: [...path, key], part: 'key' };
}

function invalidKey(path: Path, expected: string): Finding {
  return { code: 'invalid-name', message: `expected ${expected}, found ${quote(String(path.at(-1)))}`, path, part: 'key' };
}

/** A mapping that has several forms, told apart by a key of which exactly one must be there. */
function explainVariants(issue: z.core.$ZodIssueInvalidUnion, path: Path, found: Mapping, data: Mapping): Finding[] {
  const isMissing = (error: Issue) => error.path.length === 1 && valueAt(found, pathOf(error)) === undefined;
  const chosen = issue.errors.filter((errors) => !errors.some(isMissing));
  if (chosen.length === 1) return (chosen[0] ?? []).flatMap((error) => explain({ ...error, path: [...path, ...error.path] }, data));
  const known = knownKeys(path);
  const strangers = Object.keys(found).filter((key) => !known.includes(key));
  if (strangers.length > 0) return strangers.map((key) => unknownKey(path, key));
  return [{ code: 'wrong-value', message: `expected ${issue.message}`, path, part: 'key' }];
}

function wordFor(expected: string): string {
  switch (expected) {
    case 'string':
      return 'text';
    case 'object':
    case 'record':
      return 'a mapping';
    case 'array':
      return 'a list';
    case 'int':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    default:
      return `a ${expected}`;
  }
}

function smallest(origin: string, minimum: number): string {
  switch (origin) {
    case 'string':
      return 'some text';
    case 'array':
      return 'at least one entry';
    default:
      return `at least ${minimum}`;
  }
}

/** `choices` are what a near miss could have been meant to be. */
function wrong(path: Path, expected: string, found: unknown, choices: readonly string[] = []): Finding {
  if (found === undefined) return missing(path, expected);
  const near = typeof found === 'string' ? didYouMean(found, choices) : '';
  const remedy = remedyFor(path, expected, found);
  const message = `expected ${expected}, found ${describeValue(found)}${near}`;
  return { code: 'wrong-value', message, ...(remedy !== undefined && { remedy }), path, part: 'value' };
}

function missing(path: Path, expected: string): Finding {
  const key = String(path.at(-1));
  const schema = keysOf(schemaAt(manifestSchema, path.slice(0, -1))).get(key) as z.ZodType | undefined;
  const remedy = schema?.description === undefined ? {} : { remedy: `${key}: ${schema.description}` };
  return { code: 'missing-key', message: `missing key ${quote(key)}, expected ${expected}`, ...remedy, path, part: 'value' };
}

function remedyFor(path: Path, expected: string, found: unknown): string | undefined {
  if (expected === 'a mapping' && accepts(path, {})) return 'Without any settings it is {}.';
  if (found === null && accepts(path, '')) return "Empty text is ''.";
  if (expected === 'a list' && typeof found === 'string' && /^[^\0]{0,80}$/.test(found) && found.trim() !== '')
    return `As a list: [${found.trim().split(/\s+/).join(', ')}]`;
  if (expected === 'text' && (typeof found === 'number' || typeof found === 'boolean')) return `As text: '${found}'`;
  return undefined;
}

function accepts(path: Path, value: unknown): boolean {
  const schema = schemaAt(manifestSchema, path);
  return schema !== undefined && z.safeParse(schema, value).success;
}
