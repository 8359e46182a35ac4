import type { ComponentState } from '@dust-workspace/lifecycle';
import { element, setAttributes, setText, svg, type Part } from './dom.js';
import { looks } from './looks.js';

/** A state as colour, sign and word. */
export function createBadge(): Part<ComponentState> {
  const icon = svg('path');
  const label = element('span');
  const node = element('span', {}, svg('svg', { viewBox: '0 0 12 12', width: 12, height: 12, 'aria-hidden': 'true' }, icon), label);
  return {
    node,
    update(state) {
      setAttributes(node, { class: `badge state-${state}` });
      setAttributes(icon, { d: looks[state].icon });
      setText(label, state);
    },
  };
}
