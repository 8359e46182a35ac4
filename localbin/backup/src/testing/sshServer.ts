import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '@dust-workspace/component/testing';

export interface SshServer {
  /** `user@127.0.0.1`, for whoever has this environment. */
  readonly host: string;
  /** With an `ssh` that knows port and key. */
  readonly processEnv: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/** An OpenSSH server of its own on the loopback interface, with keys and configuration in `folder`. */
export async function startSshServer(folder: string): Promise<SshServer> {
  const port = await freePort();
  for (const key of ['host', 'client']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)]);
  const serverLines = [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'client.pub')}`,
    `PidFile ${join(folder, 'sshd.pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'Subsystem sftp internal-sftp',
  ];
  const clientLines = [
    'Host *',
    `Port ${port}`,
    `IdentityFile ${join(folder, 'client')}`,
    'IdentitiesOnly yes',
    'BatchMode yes',
    'StrictHostKeyChecking no',
    `UserKnownHostsFile ${join(folder, 'known_hosts')}`,
    'LogLevel ERROR',
  ];
  writeFileSync(join(folder, 'sshd_config'), `${serverLines.join('\n')}\n`);
  writeFileSync(join(folder, 'ssh_config'), `${clientLines.join('\n')}\n`);
  // The client looks into the home folder of the user, whatever HOME says.
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${join(folder, 'ssh_config')}' "$@"\n`);
  chmodSync(join(folder, 'bin/ssh'), 0o755);
  // Where no service has ever been started, sshd misses the folder that its children are locked into.
  const made = process.getuid?.() === 0 ? mkdirSync('/run/sshd', { recursive: true, mode: 0o755 }) : undefined;

  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  server.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(server, 'exit');
  const deadline = Date.now() + 10_000;
  while (!(await answers(port))) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error(`sshd does not answer: ${stderr}`);
  }
  return {
    host: `${userInfo().username}@127.0.0.1`,
    processEnv: { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` },
    close: async () => {
      server.kill();
      await ended;
      if (made !== undefined) rmdirSync(made);
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => socket.destroy());
    socket.once('close', (hadError) => (hadError ? setTimeout(() => resolve(false), 20) : resolve(true)));
    socket.once('error', () => undefined);
  });
}
