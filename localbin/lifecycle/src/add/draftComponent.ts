import {
  conditions,
  didYouMean,
  fail,
  kinds,
  namePattern,
  nearMiss,
  ok,
  problem,
  type Catalog,
  type Condition,
  type Diagnostic,
  type Kind,
  type Result,
} from '@dust-workspace/component';
import { draftedHooks, hookLanguages, type ComponentDraft, type ComponentRequest, type DraftedHook } from './componentDraft.js';
import { draftPorts } from './draftPorts.js';
import type { Surroundings } from './surroundings.js';

/** What is to be added, or all that stands against it. Pure. */
export function draftComponent(request: ComponentRequest, surroundings: Surroundings): Result<ComponentDraft> {
  const { kind, name } = placeOf(request.place);
  const ports = draftPorts(name, request, surroundings.catalog);
  const needs = (request.needs ?? []).map((text) => draftNeed(text, name, surroundings.catalog));
  const results = [checkPlace(request.place, surroundings), checkText(request), ports, ...needs];
  const diagnostics = results.flatMap((result) => (result.ok ? [] : result.diagnostics));
  if (diagnostics.length > 0 || !ports.ok) return fail(...diagnostics);
  const { image, data, command, profiles = [], language = 'sh' } = request;
  return ok({
    kind: kind as Kind,
    name,
    description: (request.description ?? '').trim() || name,
    ...(given(image) && { image }),
    ...(given(data) && { data }),
    ...(given(command) && { command: command.trim() }),
    ports: ports.value,
    profiles,
    needs: needs.flatMap((result) => (result.ok ? [result.value] : [])),
    hooks: hooksOf(request),
    language: language === 'ts' ? 'ts' : 'sh',
  });
}

function placeOf(place: string): { readonly kind: string; readonly name: string } {
  const parts = place.replace(/\/+$/, '').split('/');
  return { kind: parts.length === 1 ? 'platform' : parts.slice(0, -1).join('/'), name: parts.at(-1) ?? '' };
}

function checkPlace(place: string, surroundings: Surroundings): Result<void> {
  const { kind, name } = placeOf(place);
  const wrong = namePattern.test(name) ? takenName(kind, name, surroundings) : badName(kind, name);
  const elsewhere = (kinds as readonly string[]).includes(kind) ? undefined : wrongFolder(kind, name);
  const diagnostics = [elsewhere, wrong].filter((diagnostic) => diagnostic !== undefined);
  return diagnostics.length === 0 ? ok() : fail(...diagnostics);
}

function wrongFolder(kind: string, name: string): Diagnostic {
  const meant = nearMiss(kind, kinds) ?? kinds.find((known) => known.startsWith(kind)) ?? 'platform';
  return problem('component-place', `components live in platform/ and application/, not in ${kind}/`, `Try ${meant}/${likelyName(name)}.`);
}

function badName(kind: string, name: string): Diagnostic {
  const rule = 'Lower-case letters, digits and single dashes, a letter first';
  const likely = likelyName(name);
  const remedy = namePattern.test(likely) ? `${rule}: ${kind}/${likely}.` : `${rule}.`;
  return problem('component-name', `${JSON.stringify(name.slice(0, 60))} is no name for a component`, remedy);
}

function likelyName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '');
}

function takenName(kind: string, name: string, { catalog, projects, folders }: Surroundings): Diagnostic | undefined {
  const component = [...catalog.components.values(), ...catalog.disabled].find((known) => known.name === name)?.root;
  const folder = kinds.map((other) => `${other}/${name}`).find((root) => folders.has(root));
  const taken = component ?? folder ?? projects.get(name);
  if (taken === undefined) return undefined;
  const message = taken === `${kind}/${name}` ? `${taken} is there already` : `the name ${name} is taken, by ${taken}`;
  return problem('taken-name', message, `Choose another name: ${kind}/${nextName(name, catalog, projects, folders)} is free.`);
}

function nextName(name: string, catalog: Catalog, projects: ReadonlyMap<string, string>, folders: ReadonlySet<string>): string {
  for (let number = 2; ; number++) {
    const next = `${name}-${number}`;
    const isTaken = catalog.components.has(next) || projects.has(next) || kinds.some((kind) => folders.has(`${kind}/${next}`));
    if (!isTaken) return next;
  }
}

function checkText(request: ComponentRequest): Result<void> {
  const { image, command, data, language, profiles = [] } = request;
  const wrong: Diagnostic[] = [];
  const say = (code: string, message: string, remedy: string): void => void wrong.push(problem(code, message, remedy));
  if (!given(image) && !given(command))
    say('nothing-to-run', 'it is not said what runs', 'Give --image for a container, --command for a process, or both.');
  if (given(image) && !/^[a-z0-9][a-z0-9._:@/-]*$/i.test(image))
    say('image', `${JSON.stringify(image)} is no name of an image`, 'Write it like apache/kafka:4.1.0.');
  if (given(data) && !/^\/[^:\s${}"']*[^:\s${}"'/]$/.test(data))
    say('data', `${JSON.stringify(data)} is no folder in a container`, 'Write an absolute path, like /var/lib/kafka/data.');
  if (given(data) && !given(image)) say('data', 'without an image there is no folder in it', 'Add --image, or leave --data out.');
  for (const profile of profiles.filter((profile) => !namePattern.test(profile)))
    say('profile', `${JSON.stringify(profile)} is no name for a profile`, 'Use lower-case letters, digits and single dashes.');
  if (language !== undefined && !(hookLanguages as readonly string[]).includes(language))
    say('language', `hooks are not written in ${JSON.stringify(language)}`, `Choose ${hookLanguages.join(' or ')}.`);
  const { backup, restore } = hooksOf(request);
  if ((backup === undefined) !== (restore === undefined))
    say('half-backup', 'what writes a backup and what reads it belong together', 'Give both --backup and --restore, or neither.');
  for (const [name, text] of Object.entries({ description: request.description, command, ...hooksOf(request) }))
    if (/[\0\r\n]/.test(text ?? '')) say('one-line', `${name} must be one line`, 'Put several commands into a script and name that.');
  return wrong.length === 0 ? ok() : fail(...wrong);
}

function draftNeed(text: string, own: string, catalog: Catalog): Result<{ name: string; condition: Condition }> {
  const [name = '', condition] = text.split(/[:=]/, 2);
  const component = catalog.components.get(name);
  if (component === undefined || name === own) {
    const known = [...catalog.components.keys()];
    const listed = known.length === 0 ? 'There is no component yet.' : `The components are ${known.join(', ')}.`;
    return fail(problem('unknown-component', `there is no component ${name} that it could need${didYouMean(name, known)}`, listed));
  }
  const wanted = condition ?? (component.manifest.ready === undefined ? 'started' : 'healthy');
  if ((conditions as readonly string[]).includes(wanted)) return ok({ name, condition: wanted as Condition });
  const message = `${JSON.stringify(wanted)} is nothing that ${name} can be${didYouMean(wanted, conditions)}`;
  return fail(problem('condition', message, `Write ${name}:${conditions.join(`, ${name}:`)}.`));
}

function hooksOf(request: ComponentRequest): Partial<Record<DraftedHook, string>> {
  return Object.fromEntries(draftedHooks.flatMap((hook) => (given(request[hook]) ? [[hook, request[hook].trim()]] : [])));
}

function given(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
