import { isAbsolute } from 'node:path';
import type { Component, Diagnostic, Variable } from '@dust-workspace/component';
import { expectation, parsePort, typedValue } from './checkValue.js';
import { isGenerated } from './configuration/generate.js';
import { toBeReplaced } from './configuration/placeholder.js';
import { isCheckoutOf } from './checkoutVariable.js';
import { declarationOf, isHostOfPort, publishedPort } from './declarations.js';
import { isImageOf } from './imageVariable.js';
import { parseReferences, type Reference } from './references.js';
import type { ResolveInput } from './resolveVariables.js';
import { placed, placeToSet, winnerOf, type Setter } from './setters.js';
import { reach, type Viewpoint } from './viewpoint.js';

/** What is known of a variable. A problem may be that of a variable to which it refers. */
export type Lookup =
  | { readonly kind: 'value'; readonly value: string; readonly secret: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'problem'; readonly diagnostic: Diagnostic };

/** In characters: no process can be given a longer one on Linux. */
const longest = 131_000;
/** Variables that refer to one another in a row. */
const deepest = 500;

/** All variables as they are from one viewpoint. Values of different viewpoints never meet: a reference is followed within its view. */
export class View {
  readonly #cache = new Map<string, Lookup>();
  readonly #active = new Map<string, Setter>();

  constructor(
    private readonly input: ResolveInput,
    private readonly viewpoint: Viewpoint,
    /** The view from this machine, where this is another. */
    private readonly machine?: View,
  ) {}

  lookup(componentName: string, variable: string): Lookup {
    const key = `${componentName}.${variable}`;
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const setter = this.#active.get(key);
    if (setter !== undefined) return { kind: 'problem', diagnostic: this.#cycle(key) };
    const result = this.#resolve(key, componentName, variable);
    this.#cache.set(key, result);
    return result;
  }

  #resolve(key: string, componentName: string, variable: string): Lookup {
    const component = this.input.catalog.components.get(componentName);
    const layers = this.input.layers.get(componentName)?.layers;
    if (component === undefined || layers === undefined) return { kind: 'missing' };
    const published = publishedPort(component, variable);
    if (published !== undefined) return (this.machine ?? this).lookup(componentName, published);
    const { host, port } = reach(componentName, this.viewpoint, this.input.runtimes);
    const portInside = component.manifest.ports[variable];
    if (portInside !== undefined && port === 'inside') return valueOf(portInside.toString());
    const declared = declarationOf(component, variable);
    if (declared === undefined && portInside === undefined) return isHostOfPort(component, variable) ? valueOf(host) : { kind: 'missing' };
    const setter = winnerOf(layers, variable);
    if (setter === undefined) return portInside === undefined ? { kind: 'missing' } : valueOf(this.input.leases[variable]?.toString());
    if (this.#active.size === deepest) return { kind: 'problem', diagnostic: tooDeep(component, setter, variable) };
    this.#active.set(key, setter);
    const expanded = this.#expand(component, setter, variable);
    this.#active.delete(key);
    if (expanded.kind !== 'value') return expanded;
    const problem = this.#check(component, variable, declared, setter, expanded);
    if (problem !== undefined) return { kind: 'problem', diagnostic: problem };
    if (expanded.value === '' && (declared?.optional ?? false)) return { kind: 'missing' };
    return { ...expanded, secret: expanded.secret || (declared?.secret ?? false) };
  }

  #expand(component: Component, setter: Setter, variable: string): Lookup {
    let value = '';
    let secret = false;
    if (!setter.entry.value.includes('$')) return { kind: 'value', value: setter.entry.value, secret };
    for (const piece of parseReferences(setter.entry.value)) {
      if (piece.kind === 'text') {
        value += piece.text;
        continue;
      }
      const target = this.lookup(piece.component ?? component.name, piece.name);
      if (target.kind === 'problem') return target;
      if (value.length > longest) break;
      if (target.kind === 'value') {
        value += target.value;
        secret ||= target.secret;
      } else if (piece.fallback === undefined)
        return { kind: 'problem', diagnostic: this.#unknownReference(component, setter, variable, piece) };
      else value += piece.fallback;
    }
    return value.length > longest
      ? { kind: 'problem', diagnostic: tooLong(component, setter, variable) }
      : { kind: 'value', value, secret };
  }

  #check(
    component: Component,
    name: string,
    declared: Variable | undefined,
    setter: Setter,
    { value, secret }: Extract<Lookup, { kind: 'value' }>,
  ): Diagnostic | undefined {
    const report = (code: string, message: string, remedy: string, index = 0): Diagnostic =>
      placed(setter, { severity: 'error', code, message: `${component.name}: ${message}`, remedy }, index);
    if (value.includes(toBeReplaced)) {
      const remedy = `Set ${name} in ${placeToSet(component, this.input.environment)}.`;
      return report('placeholder', `${name} still says ${toBeReplaced}`, remedy, Math.max(0, setter.entry.value.indexOf(toBeReplaced)));
    }
    if (isGenerated(value)) {
      const fills =
        setter.layer.name === 'environment' ? 'dsw env-config-prepare --yes fills it.' : 'Only configuration templates are filled.';
      return report(
        'placeholder',
        `${name} still says generate:`,
        `Set ${name} in ${placeToSet(component, this.input.environment)}. ${fills}`,
      );
    }
    if (declared === undefined)
      return parsePort(value) === undefined
        ? report('value', `${name} must be a port number from 1 to 65535`, 'Correct it, or remove it to have a port leased.')
        : undefined;
    const shown = secret || declared.secret ? '' : `, not ${JSON.stringify(value.slice(0, 80))}`;
    if (isImageOf(component, name))
      return /^\S+$/.test(value)
        ? undefined
        : report(
            'value',
            `${name} must be the name of an image${shown}`,
            'Correct it, or remove it to have the image of the compose file.',
          );
    if (isCheckoutOf(component, name) && !isAbsolute(value))
      return report('value', `${name} must be an absolute path${shown}`, 'Write the path of the checkout from the root folder on.');
    if (value === '' && declared.optional) return undefined;
    if (typedValue(value, declared) !== undefined) return undefined;
    return report('value', `${name} must be ${expectation(declared)}${shown}`, 'Correct the value.');
  }

  #unknownReference(component: Component, setter: Setter, variable: string, reference: Reference): Diagnostic {
    const name = reference.component ?? component.name;
    const target = reference.component === undefined ? reference.name : `${name}.${reference.name}`;
    const message = `${component.name}: ${variable} refers to \${${target}}, which has no value`;
    const owner = this.input.catalog.components.get(name);
    const known = owner !== undefined && (reference.name in owner.manifest.ports || declarationOf(owner, reference.name) !== undefined);
    const remedy = known
      ? `Prepare ${name}, or set it: dsw prep ${name}, dsw env ${name}.`
      : `Correct the name, or give a fallback: \${${target}:-value}.`;
    return placed(setter, { severity: 'error', code: 'unknown-reference', message, remedy }, reference.index);
  }

  /** It is told from the first of its variables by name, wherever it was met. */
  #cycle(key: string): Diagnostic {
    const active = [...this.#active];
    const circle = active.slice(active.findIndex(([name]) => name === key));
    const first = circle.reduce((least, [name], index) => (name < (circle[least]?.[0] ?? '') ? index : least), 0);
    const turned = [...circle.slice(first), ...circle.slice(0, first)];
    const [name, setter] = turned[0] as [string, Setter];
    const path = [...turned.map(([member]) => member), name];
    return placed(setter, {
      severity: 'error',
      code: 'reference-cycle',
      message: `variables refer to each other in a circle: ${path.join(' -> ')}`,
      remedy: 'Give one of them a value of its own.',
    });
  }
}

function tooLong(component: Component, setter: Setter, variable: string): Diagnostic {
  const message = `${component.name}: ${variable} is longer than ${longest} characters with what it refers to`;
  return placed(setter, {
    severity: 'error',
    code: 'value-too-long',
    message,
    remedy: 'Keep such a text in a file, and its name in the variable.',
  });
}

function tooDeep(component: Component, setter: Setter, variable: string): Diagnostic {
  const message = `${component.name}: ${variable} is the end of more than ${deepest} variables that refer to one another`;
  return placed(setter, { severity: 'error', code: 'reference-depth', message, remedy: 'Give one of them a value of its own.' });
}

function valueOf(value: string | undefined): Lookup {
  return value === undefined ? { kind: 'missing' } : { kind: 'value', value, secret: false };
}
