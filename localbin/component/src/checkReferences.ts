import { accessSync, constants } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { findService } from './composeServices.js';
import { quote } from './describeValue.js';
import type { Finding, Path } from './finding.js';
import type { Manifest } from './manifest.js';
import { didYouMean } from './nearMiss.js';
import { lookAt, readFolder, readText } from './readFiles.js';
import { unreachable } from './result.js';

/** Whether the files that a manifest names exist in `directory`, its folder: scripts, the compose file and its service. Reads only. */
export function checkReferences(directory: string, { runtimes, ready, test }: Partial<Manifest>): Finding[] {
  const { process, compose } = runtimes ?? {};
  // Without a process runtime the probe runs where these files are not.
  const probe = process !== undefined && ready !== undefined && 'command' in ready ? ready.command[0] : undefined;
  return [
    ...checkScript(directory, process?.command[0], ['runtimes', 'process', 'command', 0]),
    ...checkScript(directory, process?.context?.[0], ['runtimes', 'process', 'context', 0]),
    ...checkScript(directory, probe, ['ready', 'command', 0]),
    ...checkScript(directory, process === undefined ? undefined : test?.command[0], ['test', 'command', 0]),
    ...(compose === undefined ? [] : checkCompose(directory, compose.file, compose.service)),
  ];
}

const relative = 'A relative path starts at the component folder.';

/** A relative path is a file of the component and must be there; a bare name is looked up on PATH when it is run. */
function checkScript(directory: string, word: string | undefined, path: Path): Finding[] {
  if (word === undefined || !word.includes('/') || word.startsWith('/') || word.includes('${')) return [];
  const problem = (code: string, message: string, remedy: string): Finding[] => [{ code, message, remedy, path, part: 'value' }];
  const found = lookAt(join(directory, word));
  if (found === undefined) return problem('missing-script', `script ${quote(word)} does not exist${nearFile(directory, word)}`, relative);
  if (!found.isFile()) return problem('missing-script', `${quote(word)} is not a file`, 'A command begins with a program or a script.');
  if (isExecutable(join(directory, word))) return [];
  return problem('script-not-executable', `script ${quote(word)} is not executable`, `chmod +x ${join(directory, word)}`);
}

function nearFile(directory: string, path: string): string {
  const siblings = readFolder(join(directory, dirname(path)));
  return 'reason' in siblings
    ? ''
    : didYouMean(
        path,
        siblings.map(({ name }) => join(dirname(path), name)),
      );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function checkCompose(directory: string, file: string, service: string): Finding[] {
  if (file.includes('${')) return [];
  const problem = (key: string, code: string, message: string, remedy: string): Finding[] => [
    { code, message, remedy, path: ['runtimes', 'compose', key], part: 'value' },
  ];
  if (lookAt(join(directory, file)) === undefined)
    return problem('file', 'missing-compose-file', `compose file ${quote(file)} does not exist${nearFile(directory, file)}`, relative);
  const text = readText(join(directory, file));
  if (typeof text !== 'string')
    return problem('file', 'broken-compose-file', `compose file ${quote(file)} cannot be read`, 'Make it a readable file.');
  const found = findService(text, service);
  switch (found.kind) {
    case 'present':
      return [];
    case 'broken':
      return problem(
        'file',
        'broken-compose-file',
        `compose file ${quote(file)} is broken on line ${found.line}: ${found.reason}`,
        'Repair it first.',
      );
    case 'absent': {
      const message = `compose file ${quote(file)} has no service ${quote(service)}${didYouMean(service, found.services)}`;
      const services = found.services.length === 0 ? 'It has no services at all.' : `Its services are ${found.services.join(', ')}.`;
      return problem('service', 'missing-compose-service', message, services);
    }
    default:
      return unreachable(found);
  }
}
