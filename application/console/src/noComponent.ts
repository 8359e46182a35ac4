import { problem, type Diagnostic } from '@dust-workspace/component';

export function noComponent(name: string): Diagnostic {
  return problem('unknown-component', `there is no component ${name}`, 'dsw status lists them.');
}
