import { describe, expect, it } from 'vitest';
import { psTable } from './psTable.js';

const listing = [
  '    1     0     1 Ss    1-02:03:04.50    9216 Fri Nov 21 09:00:00 2025     /sbin/launchd',
  '  501     1   501 S         0:01.25   65536 Fri Nov 21 09:02:11 2025     node server.js HOME=/Users/me DSW_WORKSPACE=/Users/me/my work DSW_COMPONENT=web',
  '  502   501   501 Z         0:00.00       0 Fri Nov 21 09:02:12 2025     (sh)',
  '  503   501   501 R+    1:00:00      512 Sun Nov  2 19:12:01 2025     sleep 600 DSW_COMPONENT=webx',
  'garbage',
].join('\n');

describe('the table of ps', () => {
  const table = psTable(() => listing);

  it('lists what lives', () => {
    expect(table.entries.map(({ pid, parent, group, start }) => ({ pid, parent, group, start }))).toEqual([
      { pid: 1, parent: 0, group: 1, start: 'Fri Nov 21 09:00:00 2025' },
      { pid: 501, parent: 1, group: 501, start: 'Fri Nov 21 09:02:11 2025' },
      { pid: 503, parent: 501, group: 501, start: 'Sun Nov 2 19:12:01 2025' },
    ]);
    expect(table.starts([501, 502])).toEqual(new Map([[501, 'Fri Nov 21 09:02:11 2025']]));
  });

  it('finds variables behind the command', () => {
    const [web, other] = [table.marks(501), table.marks(503)];
    if (typeof web !== 'object' || typeof other !== 'object') throw new Error('both are listed');
    expect([web.carries('DSW_COMPONENT=web'), other.carries('DSW_COMPONENT=web')]).toEqual([true, false]);
    expect(web.carries('DSW_WORKSPACE=/Users/me/my work')).toBe(true);
    expect(other.variable('DSW_COMPONENT')).toBe('webx');
    expect(table.marks(999)).toBeUndefined();
  });

  it('tells processor time and memory', () => {
    expect([1, 501, 503, 999].map((pid) => table.costs(pid))).toEqual([
      { cpuMilliseconds: 93_784_500, privateBytes: 9_437_184, sharedBytes: 0 },
      { cpuMilliseconds: 1_250, privateBytes: 67_108_864, sharedBytes: 0 },
      { cpuMilliseconds: 3_600_000, privateBytes: 524_288, sharedBytes: 0 },
      undefined,
    ]);
  });

  it('compares dates', () => {
    expect(table.notBefore('Fri Nov 21 09:02:11 2025', 'Fri Nov 21 09:02:11 2025')).toBe(true);
    expect(table.notBefore('Sun Nov 2 19:12:01 2025', 'Fri Nov 21 09:02:11 2025')).toBe(false);
  });
});
