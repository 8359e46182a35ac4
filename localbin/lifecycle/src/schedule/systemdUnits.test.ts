import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { defaultSpecs, type JobProgram, type SchedulePlace } from './jobs.js';
import { unitFiles, unitPrefix } from './systemdUnits.js';

const run = promisify(execFile);

function programIn(place: SchedulePlace): JobProgram {
  return {
    command: [process.execPath, `${place.workspace}/localbin/bin/dsw`],
    env: { PATH: '/usr/bin:/opt/my "tools"', DSW_LOCK_PATIENCE: '12h' },
  };
}

describe('units of systemd', () => {
  it('are a timer and a service for each job', () => {
    const place = { workspace: '/home/ann/my 100% $work', environment: 'local' };
    const units = unitFiles(
      place,
      { drill: defaultSpecs.drill },
      { ...programIn(place), command: ['/usr/bin/node', `${place.workspace}/localbin/bin/dsw`] },
    );
    expect(units).toEqual([
      {
        name: `${unitPrefix(place)}drill.service`,
        text: `# dsw schedule of "/home/ann/my 100% $work", environment local
[Unit]
Description=dsw drill of my 100%% $work, environment local

[Service]
Type=oneshot
WorkingDirectory=/home/ann/my 100%% $work
Environment="PATH=/usr/bin:/opt/my \\"tools\\""
Environment="DSW_LOCK_PATIENCE=12h"
ExecStart=:"/usr/bin/node" "/home/ann/my 100%% $work/localbin/bin/dsw" "schedule-run" "drill" "--env" "local"
`,
      },
      {
        name: `${unitPrefix(place)}drill.timer`,
        text: `# dsw schedule of "/home/ann/my 100% $work", environment local
[Unit]
Description=time for dsw drill of my 100%% $work, environment local

[Timer]
OnCalendar=Sun *-*-* 04:00:00
Persistent=true

[Install]
WantedBy=timers.target
`,
      },
    ]);
  });

  it('have names of their own for each workspace and environment', () => {
    const names = [
      { workspace: '/home/ann/work', environment: 'local' },
      { workspace: '/home/bob/work', environment: 'local' },
      { workspace: '/home/ann/work', environment: 'local-2' },
    ].map(unitPrefix);
    expect(names[0]).toMatch(/^dsw-work-local-[0-9a-f]{8}-$/);
    expect(new Set(names).size).toBe(3);
    expect(unitPrefix({ workspace: '/home/ann/my 100% $wörk', environment: 'local' })).toMatch(/^dsw-my-100-w-rk-local-[0-9a-f]{8}-$/);
  });

  it('are such that systemd finds nothing wrong with them, whatever the path of the workspace', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dsw-units-'));
    try {
      const place = { workspace: join(folder, `it's "my" 100% $wörk \\x`), environment: 'local' };
      await mkdir(place.workspace);
      const units = unitFiles(place, defaultSpecs, programIn(place));
      for (const { name, text } of units) await writeFile(join(folder, name), text);
      const env = { ...process.env, XDG_RUNTIME_DIR: folder, SYSTEMD_LOG_LEVEL: 'warning' };
      const verified = await run('systemd-analyze', ['--user', 'verify', ...units.map(({ name }) => join(folder, name))], { env });
      expect(verified).toEqual({ stdout: '', stderr: '' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
