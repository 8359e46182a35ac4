import type { Mapping } from '@dust-workspace/component';

/** Settings with a `mode` that is written in octal, `0440`, as a number: as text Compose takes it for 440. */
export function withNumericMode(settings: Mapping): Mapping {
  const mode = String(settings['mode']);
  return /^0o?[0-7]+$/.test(mode) ? { ...settings, mode: Number.parseInt(mode.replace('o', ''), 8) } : settings;
}
