import type { Component, Variable } from '@dust-workspace/component';
import { imageDeclaration, imageVariable, isImageOf } from './imageVariable.js';

/** The names of all variables of a component: its ports, their hosts, what it declares, and its image if it can be a container. */
export function variablesOf(component: Component): string[] {
  const ports = Object.keys(component.manifest.ports);
  return [...ports, ...ports.map((port) => port.replace(/_PORT$/, '_HOST')), ...declaredVariables(component)];
}

/** What a layer may set, ports included. The hosts of ports are derived. */
export function settableVariables(component: Component): string[] {
  return [...Object.keys(component.manifest.ports), ...declaredVariables(component)];
}

/** Whether the variable is the host that belongs to a port. */
export function isHostOfPort({ manifest }: Component, variable: string): boolean {
  return variable.endsWith('_HOST') && variable.replace(/_HOST$/, '_PORT') in manifest.ports;
}

/** How the variable is declared. Ports and their hosts are not. */
export function declarationOf(component: Component, variable: string): Variable | undefined {
  return component.manifest.env[variable] ?? (isImageOf(component, variable) ? imageDeclaration : undefined);
}

function declaredVariables(component: Component): string[] {
  const image = imageVariable(component.name);
  return [...Object.keys(component.manifest.env), ...(isImageOf(component, image) ? [image] : [])];
}
