import { describe, expect, it } from 'vitest';
import { choosePorts } from './leasePorts.js';
import { component } from './testing/component.js';

const free =
  (...taken: number[]) =>
  (port: number) =>
    Promise.resolve(!taken.includes(port));

describe('leased ports', () => {
  it('are the well-known ones where nobody uses them', async () => {
    const found = await choosePorts([component('a', { ports: { A_PORT: 5432 } })], {}, 20_000, free());
    expect(found).toEqual({ ok: true, value: { A_PORT: 5432 } });
  });

  it('come from a block below the ephemeral range otherwise', async () => {
    const found = await choosePorts([component('a', { ports: { A_PORT: 5432 } })], {}, 20_040, free(5432, 20_040));
    expect(found).toEqual({ ok: true, value: { A_PORT: 20_041 } });
  });

  it('differ from each other, also within one component', async () => {
    const both = component('a', { ports: { A_PORT: 5432, A_OTHER_PORT: 5432 } });
    expect(await choosePorts([both], {}, 20_000, free())).toEqual({ ok: true, value: { A_PORT: 5432, A_OTHER_PORT: 20_000 } });
  });

  it('are kept once they are held, even while somebody else uses them', async () => {
    const found = await choosePorts([component('a', { ports: { A_PORT: 5432 } })], { A_PORT: 21_000 }, 20_000, free(21_000));
    expect(found).toEqual({ ok: true, value: { A_PORT: 21_000 } });
  });

  it('are never privileged', async () => {
    const found = await choosePorts([component('web', { ports: { WEB_PORT: 80 } })], {}, 20_000, free());
    expect(found).toEqual({ ok: true, value: { WEB_PORT: 20_000 } });
  });

  it('can run out, which is said', async () => {
    const found = await choosePorts([component('a', { ports: { A_PORT: 80 } })], {}, 20_000, () => Promise.resolve(false));
    expect(found.ok ? [] : found.diagnostics.map(({ message }) => message)).toEqual(['no port between 20000 and 29999 is free for A_PORT']);
  });
});
