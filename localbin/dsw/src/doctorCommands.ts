import { InvalidArgumentError, type Command } from 'commander';
import { seeAlso, withExamples } from './examples.js';
import type { Face } from './face.js';
import type { GlobalOptions } from './options.js';

/** The commands for when something does not work. */
export function addDoctor(program: Command, face: Face, globals: () => GlobalOptions, exit: (status: number) => void): void {
  const examination = program
    .command('doctor')
    .summary('what is well here and what is not, and what mends it')
    .description(
      `what is well here and what is not: this machine, the container engine, the workspace, components. Each finding says why it matters and what mends it.

--fix mends what is left over or loses nothing: what environments that are gone left in the engine and among leases, what killed commands left, configuration that is missing, files with secrets that others may read. It needs no root, touches no data, and says what it left.`,
    )
    .argument('[components...]')
    .option('--fix', 'mend what can be mended without asking')
    .option('--dry-run', 'with --fix: say what it would do, and change nothing')
    .option('--json', 'print JSON on standard output')
    .action(async (names: string[], options: { fix?: true; dryRun?: true; json?: true }) => {
      const { doctor } = await import('./doctor.js');
      exit(await doctor(face, names, { ...globals(), ...options }));
    });
  withExamples(
    examination,
    ['dsw doctor', 'this machine and the components of the profile'],
    ['dsw doctor timescale', 'one component, with what it needs'],
    ['dsw doctor --fix --dry-run', 'what could be mended at once'],
  );
  seeAlso(examination, 'status', 'diagnose', 'host-init');
  const bundle = program
    .command('diagnose')
    .alias('log-system')
    .summary('write a bundle for the report of a fault, without secrets')
    .description(
      `write a bundle for the report of a fault: versions, what the doctor finds, plan, state, variables, compose files, the ends of logs, resource use, ports, backups. What cannot be gathered says why in its place.

Secrets that are known, and what looks like one, are masked in all of it. Look at it before you send it.`,
    )
    .argument('[components...]')
    .option('-o, --output <file>', 'where to write it, or the folder to write it in, instead of the current one')
    .option('-n, --lines <lines>', 'how many lines from the end of each log', lineCount, 500)
    .option('--dry-run', 'list what would be in it, and write nothing')
    .option('--json', 'print JSON on standard output: the file, and what is in it')
    .action(async (names: string[], options: { output?: string; lines: number; dryRun?: true; json?: true }) => {
      const { diagnose } = await import('./diagnose.js');
      exit(await diagnose(face, names, { ...globals(), ...options }));
    });
  withExamples(
    bundle,
    ['dsw diagnose', 'in the current folder'],
    ['dsw diagnose timescale --lines 5000', 'one component with what it needs, and more of its log'],
    ['dsw diagnose --dry-run', 'what would be in it'],
  );
  seeAlso(bundle, 'doctor', 'logs', 'status');
}

function lineCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a number of lines.');
  return Number(text);
}
