import { run } from './run.js';

process.exitCode = await run({
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  processEnv: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
});
// A hook that was given up may have left something open; the command is over all the same.
process.exit();
