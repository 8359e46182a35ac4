import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseManifest } from '@dust-workspace/component';
import { randomText } from './testing/randomText.js';
import { readPlainYaml } from './plainYaml.js';
it('x', () => {
  let n = 0; const bad: unknown[] = [];
  for (let seed = 10_000; seed < 100_000; seed++) { const t = randomText(seed); const p = readPlainYaml(t); if (p === undefined) continue; n++;
    let q: unknown; try { q = parse(t); } catch (e) { q = String(e); }
    const clean = parseManifest(t, 'platform/x/component.yaml').diagnostics.filter((d) => d.code.startsWith('yaml') || d.code === 'duplicate-key' || d.code==='not-text');
    if (JSON.stringify(p) !== JSON.stringify(q) || clean.length) bad.push([t, p, q, clean]); }
  console.log(n, bad.length, JSON.stringify(bad.slice(0, 5)));
  expect(bad).toEqual([]);
}, 600_000);
