import type { Component, Variable } from '@dust-workspace/component';
import { checkoutDeclaration, checkoutVariable, isCheckoutOf } from './checkoutVariable.js';
import { imageDeclaration, imageVariable, isImageOf } from './imageVariable.js';

/** The names of all variables of a component: its ports, their hosts, what it declares, its image if it can be a container, and its folder if it is a checkout. */
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

/** The port of which the variable is the number on this machine, from wherever it is referred to: `WEB_PORT` for `WEB_PUBLISHED`. */
export function publishedPort({ manifest }: Component, variable: string): string | undefined {
  if (!variable.endsWith('_PUBLISHED') || variable in manifest.env) return undefined;
  const port = variable.replace(/_PUBLISHED$/, '_PORT');
  return port in manifest.ports ? port : undefined;
}

/** How the variable is declared. Ports and their hosts are not. */
export function declarationOf(component: Component, variable: string): Variable | undefined {
  if (isImageOf(component, variable)) return imageDeclaration;
  return isCheckoutOf(component, variable) ? checkoutDeclaration : component.manifest.env[variable];
}

function declaredVariables(component: Component): string[] {
  const image = imageVariable(component.name);
  const checkout = checkoutVariable(component.name);
  return [
    ...Object.keys(component.manifest.env),
    ...(isImageOf(component, image) ? [image] : []),
    ...(isCheckoutOf(component, checkout) ? [checkout] : []),
  ];
}
