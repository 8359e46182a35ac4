import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test, expect } from 'vitest';
import { startOwnEngine } from './ownEngine.js';
test.for([false, true])('own engine cleans up, again started %s', async (again) => {
  const links = () => execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' });
  console.log(links().split('\n').length);
  const engine = await startOwnEngine();
  const env = { ...process.env, DOCKER_HOST: engine.url };
  execFileSync('sh', ['-c', `docker -H unix:///var/run/docker.sock save debian:trixie-slim | docker load`], { env, stdio: 'inherit' });
  execFileSync('docker', ['network', 'create', 'n'], { env });
  execFileSync('docker', ['run', '-d', '--network', 'n', '-p', '127.0.0.1:34567:80', '--restart', 'always', 'debian:trixie-slim', 'sleep', '600'], { env, stdio: 'inherit' });
  execFileSync('docker', ['run', '-d', 'debian:trixie-slim', 'sleep', '600'].toSpliced(2, 0, '--network', 'n'), { env, stdio: 'inherit' });
  console.log(execFileSync('docker', ['ps'], { env, encoding: 'utf8' }));
  await engine.kill();
  if (again) { await engine.start(); console.log(execFileSync('docker', ['ps', '-a'], { env, encoding: 'utf8' })); }
  const t = performance.now();
  await engine.remove();
  console.log(Math.round(performance.now() - t), links().split('\n').length, execFileSync('sh', ['-c', 'ps -eo pid,ppid,stat,args | grep /tmp/engine | grep -v grep; ls /tmp | grep engine-; true'], { encoding: 'utf8' }));
  expect(readFileSync('/proc/mounts', 'utf8')).not.toContain('/tmp/engine-');
});
