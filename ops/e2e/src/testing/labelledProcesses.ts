import { readdir, readFile } from 'node:fs/promises';

/** Processes that belong to a workspace: by its label in their environment, or by its path on their command line. */
export async function processesOf(root: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [environment, line] = await Promise.all([content(`/proc/${pid}/environ`), content(`/proc/${pid}/cmdline`)]);
      const command = line.split('\0').join(' ').trim();
      return environment.includes(`DSW_WORKSPACE=${root}\0`) || command.includes(root) ? [`${pid} ${command}`] : [];
    }),
  );
  return found.flat();
}

function content(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
