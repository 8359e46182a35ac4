import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CurrentHarness } from './conformance.js';
import { countingKills, launch, polite, stateOf } from './conformLife.js';
import { eventually, linesOf } from './waiting.js';

const never = { signal: new AbortController().signal };

export function outputConforms(harness: CurrentHarness): void {
  describe('output', () => {
    it('is there after the end, whole or from a line on', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({
        name: 'talks',
        main: { script: 'for i in 1 2 3 4; do echo "line $i"; done; echo up; printf rest' },
      });
      await launch(runtime, instance);
      await eventually('it has ended', async () => (await stateOf(runtime, instance))?.kind === 'exited');
      expect(await linesOf(runtime, instance)).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'up', 'rest']);
      expect(await linesOf(runtime, instance, 2)).toEqual(['up', 'rest']);
      expect(await linesOf(runtime, instance, 0)).toEqual([]);
      expect(await linesOf(runtime, instance, 100)).toHaveLength(6);
    });

    it('of an instance that never ran is nothing', async () => {
      const instance = await harness().instance({ name: 'silent', main: { script: polite } });
      expect(await linesOf(harness().runtime(), instance)).toEqual([]);
    });

    it('is followed until that is aborted', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'followed', main: { script: polite } });
      await launch(runtime, instance);
      const controller = new AbortController();
      const seen: string[] = [];
      let stopped: ReturnType<typeof runtime.stop> | undefined;
      for await (const line of runtime.logs(instance, { follow: true, signal: controller.signal })) {
        seen.push(line);
        if (line === 'up') stopped = runtime.stop(instance, countingKills());
        if (line === 'bye') controller.abort();
      }
      expect([seen, await stopped]).toEqual([['up', 'bye'], { ok: true }]);
    });

    it('holds standard output and standard error, in their order', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'both', main: { script: 'echo one; echo two >&2; echo three; echo up' } });
      await launch(runtime, instance);
      expect([...(await linesOf(runtime, instance))].sort()).toEqual(['one', 'three', 'two', 'up']);
    });
  });

  describe('variables', () => {
    const awkward = {
      SPACES: '  two  words ',
      QUOTES: `"double" 'single' \\back\\`,
      DOLLARS: '$HOME ${PATH} $$ $(id) `id`',
      LINES: 'first\nsecond\n',
      UNICODE: 'ünïcødé → 漢字 🙂',
      HASH: '# no comment = at all',
      EMPTY: '',
    };

    it('reach the main process as they are', async () => {
      const runtime = harness().runtime();
      const print = Object.keys(awkward).map((name) => `printf '%s' "$${name}" | od -An -v -tx1 | tr -d ' \\n'; echo`);
      const instance = await harness().instance({ name: 'awkward', main: { script: `${print.join('\n')}\necho up` }, variables: awkward });
      await launch(runtime, instance);
      const expected = Object.values(awkward).map((value) => Buffer.from(value).toString('hex'));
      expect(await linesOf(runtime, instance)).toEqual([...expected, 'up']);
    });

    it('reach commands as they are, together with those of one command alone', async () => {
      const runtime = harness().runtime();
      const instance = await harness().instance({ name: 'commanded', main: { script: polite }, variables: awkward });
      await launch(runtime, instance);
      const names = [...Object.keys(awkward), 'EXTRA'];
      const script = names.map((name) => `printf '<%s>' "$${name}"`).join('; ');
      const result = await runtime.exec(instance, ['sh', '-c', script], { ...never, env: { EXTRA: 'for this one' } });
      expect(result.stdout).toBe([...Object.values(awkward), 'for this one'].map((value) => `<${value}>`).join(''));
    });

    it('that are secret never stand among the arguments of any process', async ({ skip }) => {
      if (process.platform !== 'linux') skip('arguments of all processes are seen on Linux only');
      const runtime = harness().runtime();
      const sentinel = `sentinel-${process.pid}-${Date.now()}`;
      const instance = await harness().instance({
        name: 'discreet',
        main: { script: polite },
        variables: { SECRET: sentinel },
        secrets: ['SECRET'],
      });
      let seen = 0;
      const watch = setInterval(() => (seen += argumentsOfAll().filter((line) => line.includes(sentinel)).length), 1);
      try {
        await launch(runtime, instance);
        const options = { ...never, env: { PASSWORD: `also-${sentinel}` } };
        expect((await runtime.exec(instance, ['sh', '-c', 'sleep 0.2; printf "$PASSWORD"'], options)).stdout).toBe(`also-${sentinel}`);
      } finally {
        clearInterval(watch);
      }
      expect(seen).toBe(0);
    });
  });
}

function argumentsOfAll(): string[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/cmdline`, 'utf8')] : [];
    } catch {
      return [];
    }
  });
}
