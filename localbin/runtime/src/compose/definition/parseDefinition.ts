import { didYouMean, fail, isMapping, limitDiagnostics, ok } from '@dust-workspace/component';
import type { Diagnostic, Mapping, Result } from '@dust-workspace/component';
import { checkResources } from './checkResources.js';
import { checkService } from './checkService.js';
import { parseComposeDuration } from './composeDuration.js';
import { composeSource } from './composeSource.js';
import type { ComposeSource } from './composeSource.js';
import { filesOf } from './files.js';
import { Findings } from './findings.js';
import { healthCheckOf } from './healthCheck.js';
import { mentionsBelow, referencesOf } from './mentions.js';
import { bindsOf, mountsOf } from './mounts.js';
import { publishedPorts } from './ports.js';
import { resourceKinds, resourceUses, scopedEntries } from './resources.js';
import type { ResourceKind, ResourceUse } from './resources.js';
import { rewriteBelow } from './rewriteBelow.js';
import type { Mention, ServiceDefinition } from './serviceDefinition.js';
import { isIgnored, shapeService } from './shapeService.js';

export interface DefinitionOptions {
  /** The compose file from the workspace root, with forward slashes. */
  readonly file: string;
  /** Its folder, absolute. */
  readonly directory: string;
  /** The service in it that is the component. */
  readonly service: string;
  readonly component: string;
}

/** Reads the text of a component's compose file: the one service in it that is the component, or everything that is wrong with it. */
export function parseDefinition(text: string, options: DefinitionOptions): Result<ServiceDefinition> {
  const source = composeSource(text, options.file);
  if (source.problems.length > 0) return failed(source.problems, options);
  const found = findService(source, options);
  if (!found.ok) return found;
  const { content, services, service } = found.value;
  const findings = new Findings(source);
  checkService(service, options.service, services, findings);
  const uses = resourceUses(service);
  checkResources(uses, content, findings);
  const mentions = [...mentionsBelow(service, findings, isIgnored), ...mentionsInEntries(uses, content, findings)];
  if (findings.diagnostics.length > 0) return failed(findings.diagnostics, options);
  return ok(define(service, content, uses, mentions, options));
}

interface Found {
  readonly content: Mapping;
  readonly services: Mapping;
  readonly service: Mapping;
}

function findService(source: ComposeSource, { file, service }: DefinitionOptions): Result<Found> {
  const { data: content } = source;
  const findings = new Findings(source);
  if (!isMapping(content))
    return fail(shapeless(content === null ? 'the compose file is empty' : 'expected a mapping, lines of `key: value`', file));
  const { services } = content;
  if (services === undefined) return fail(shapeless('the compose file has no services', file));
  if (!isMapping(services)) {
    findings.add(content, 'services', 'value', 'compose-shape', 'expected a mapping of services', minimalFile);
    return fail(...findings.diagnostics);
  }
  const found = Object.hasOwn(services, service) ? services[service] : undefined;
  if (isMapping(found)) return ok({ content, services, service: found });
  if (found !== undefined)
    findings.add(
      services,
      service,
      'key',
      'compose-shape',
      `service \`${service}\` is no mapping`,
      'Give it an image, or a build section.',
    );
  else {
    const names = Object.keys(services);
    const remedy = `${names.length === 0 ? '' : `The services here are ${names.join(', ')}. `}${'include' in content ? 'Files that it includes are not looked into: the service must be in this one.' : 'The name is in component.yaml, runtimes.compose.service.'}`;
    findings.add(content, 'services', 'key', 'compose-service', `there is no service \`${service}\`${didYouMean(service, names)}`, remedy);
  }
  return fail(...findings.diagnostics);
}

const minimalFile = 'A minimal file:\nservices:\n  name:\n    image: name:version';

function shapeless(message: string, file: string): Diagnostic {
  const start = { line: 1, column: 1 };
  return { severity: 'error', code: 'compose-shape', message, remedy: minimalFile, file, range: { start, end: start } };
}

function failed(diagnostics: readonly Diagnostic[], { file }: DefinitionOptions): Result<never> {
  return fail(...limitDiagnostics(diagnostics, diagnostics.length, file));
}

function mentionsInEntries(uses: readonly ResourceUse[], content: Mapping, findings: Findings): Mention[] {
  return resourceKinds.flatMap((kind) => {
    const entries = content[kind];
    if (!isMapping(entries)) return [];
    return [...usedNames(uses, kind)].flatMap((name) => {
      const entry = entries[name];
      if (!isMapping(entry)) return [];
      const { environment } = entry;
      const own =
        typeof environment === 'string' ? [{ name: environment, range: findings.source.locate(entry, 'environment', 'value') }] : [];
      return [...own, ...mentionsBelow(entry, findings)];
    });
  });
}

function usedNames(uses: readonly ResourceUse[], kind: ResourceKind): Set<string> {
  return new Set(uses.filter((use) => use.kind === kind).map(({ name }) => name));
}

function define(
  service: Mapping,
  content: Mapping,
  uses: readonly ResourceUse[],
  mentions: readonly Mention[],
  { component, file, directory }: DefinitionOptions,
): ServiceDefinition {
  const entriesOf = (kind: ResourceKind) =>
    rewriteBelow(scopedEntries(content[kind], usedNames(uses, kind), { component, directory }), component) as Mapping;
  const shaped = rewriteBelow(shapeService(service, component, directory), component) as Mapping;
  const entries = {
    volumes: entriesOf('volumes'),
    configs: entriesOf('configs'),
    secrets: entriesOf('secrets'),
    networks: entriesOf('networks'),
  };
  const healthcheck = healthCheckOf(shaped['healthcheck']);
  const { image, stop_signal: stopSignal, stop_grace_period: period } = shaped;
  return {
    component,
    file,
    directory,
    service: shaped,
    ...entries,
    references: referencesOf(mentions),
    binds: bindsOf(shaped),
    mounts: mountsOf(shaped),
    ports: publishedPorts(shaped),
    ...(typeof image === 'string' && { image }),
    builds: shaped['build'] !== undefined && shaped['build'] !== null,
    files: filesOf(shaped, entries),
    stopWithin: (typeof period === 'string' ? parseComposeDuration(period) : undefined) ?? 10_000,
    ...((typeof stopSignal === 'string' || typeof stopSignal === 'number') && { stopSignal: String(stopSignal) }),
    ...(healthcheck !== undefined && { healthcheck }),
  };
}
