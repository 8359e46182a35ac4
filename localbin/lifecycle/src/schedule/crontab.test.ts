import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crontabBlock, longestOf, withBlock, withoutBlock } from './crontab.js';
import { defaultSpecs, type JobProgram, type SchedulePlace } from './jobs.js';

const run = promisify(execFile);
const place: SchedulePlace = { workspace: "/home/ann/it's 100% $mine/wörk", environment: 'local' };
const program: JobProgram = {
  command: ['/usr/bin/node', `${place.workspace}/localbin/bin/dsw`],
  env: { PATH: '/usr/bin:/opt/my tools', DSW_LOCK_PATIENCE: '12h' },
};
const block = crontabBlock(place, defaultSpecs, program);

describe('a crontab', () => {
  it('gets one line for each job, between markers', () => {
    const quoted = `'/home/ann/it'\\''s 100\\% $mine/wörk'`;
    const line = (fields: string, job: string): string =>
      `${fields} cd ${quoted} && PATH='/usr/bin:/opt/my tools' DSW_LOCK_PATIENCE=12h /usr/bin/node '/home/ann/it'\\''s 100\\% $mine/wörk/localbin/bin/dsw' schedule-run ${job} --env local >/dev/null`;
    expect(block.split('\n')).toEqual([
      `# begin dsw schedule of "/home/ann/it's 100% $mine/wörk", environment local`,
      line('0 2 * * *', 'backup'),
      line('0 4 * * 0', 'drill'),
      line('0 3 * * 0', 'prune'),
      `# end dsw schedule of "/home/ann/it's 100% $mine/wörk", environment local`,
      '',
    ]);
    expect(longestOf(place, defaultSpecs, program)).toBe(Buffer.byteLength(line('', 'backup')) - 1);
  });

  it('is one that cron takes, whose commands the shell reads as they were meant', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dsw-crontab-'));
    try {
      const file = join(folder, 'crontab');
      await writeFile(file, block);
      await run('crontab', ['-n', file]);
      // What cron hands to the shell: percent signs without their backslash.
      const [, command = ''] = /^0 2 \* \* \* cd .* && (.*) >\/dev\/null$/m.exec(block.replaceAll('\\%', '%')) ?? [];
      const { stdout } = await run('/bin/sh', ['-c', command.replace('/usr/bin/node', `printf '%s\\n' "$PATH" `)]);
      expect(stdout).toContain(`${place.workspace}/localbin/bin/dsw\nschedule-run\nbackup\n--env\nlocal\n`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('has the block once, however often it is installed, where it was', () => {
    const first = withBlock(Buffer.from('1 2 3 4 5 true\n'), place, block);
    const after = Buffer.concat([first, Buffer.from('# mine\n')]);
    const other = crontabBlock(place, { backup: { kind: 'hourly' } }, program);
    expect(withBlock(after, place, other).toString()).toBe(`1 2 3 4 5 true\n${other}# mine\n`);
    expect(withBlock(withBlock(after, place, other), place, block)).toEqual(after);
  });

  it('keeps the lines of other workspaces and environments', () => {
    const others = [
      { ...place, environment: 'local-2' },
      { ...place, workspace: `${place.workspace}2` },
    ];
    let crontab = withBlock(Buffer.of(), place, block);
    for (const other of others) crontab = withBlock(crontab, other, crontabBlock(other, defaultSpecs, program));
    const left = withoutBlock(crontab, place);
    expect(left?.toString()).toBe(others.map((other) => crontabBlock(other, defaultSpecs, program)).join(''));
    expect(left && withoutBlock(left, place)).toBeUndefined();
  });

  it('whose markers somebody took apart loses no line that is not between two of them', () => {
    const [begin = ''] = block.split('\n');
    const end = block.trimEnd().split('\n').at(-1) ?? '';
    expect(withoutBlock(Buffer.from(`${begin}\nmine\n`), place)).toBeUndefined();
    expect(withoutBlock(Buffer.from(`${end}\nmine\n${begin}\n`), place)).toBeUndefined();
    expect(withoutBlock(Buffer.from(`${begin}\nmine\n${block}`), place)?.toString()).toBe(`${begin}\nmine\n`);
    expect(withoutBlock(Buffer.from(`${end}\nmine\n${block}`), place)?.toString()).toBe(`${end}\nmine\n`);
    expect(withoutBlock(Buffer.from(` ${begin}\nmine\n${end} \n`), place)).toBeUndefined();
  });

  it('is byte for byte as before when the block is taken away, whatever else it holds', () => {
    const [begin = '', line = ''] = block.split('\n');
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(begin, line, '\n', '#\n', '\r\n').map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const before = Buffer.concat(pieces);
        const ended = before.length === 0 || before.at(-1) === 10 ? before : Buffer.concat([before, Buffer.from('\n')]);
        expect(withoutBlock(withBlock(before, place, block), place)).toEqual(ended);
      }),
    );
  });
});
