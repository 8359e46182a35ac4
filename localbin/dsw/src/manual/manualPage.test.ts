import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fullName } from '../dswCommand.js';
import { exitStatuses } from '../exitStatuses.js';
import { commandLine } from '../run.js';
import { surroundings } from '../surroundings.js';
import { allCommands } from '../testing/allCommands.js';
import { fakeFace } from '../testing/fakeFace.js';
import { manualPage } from './manualPage.js';
import { text } from './roff.js';

const program = commandLine(fakeFace([]), () => undefined);
const page = manualPage(program, '1.2.3');
const groff = spawnSync('groff', ['--version']).error === undefined;

describe('the manual page', () => {
  it.each(allCommands(program).map((command) => [fullName(command), command] as const))('has %s with its options', (name, command) => {
    const entry = page.slice(page.indexOf(`\\fB${text(name)}\\fR `));
    expect(page).toContain(`\\fB${text(name)}\\fR `);
    const flags = command
      .createHelp()
      .visibleOptions(command)
      .map((option) => text(option.flags));
    expect(flags.filter((flag) => !page.includes(`\\fB${flag}\\fR`))).toEqual([]);
    expect(entry).not.toBe('');
  });

  it('has the exit statuses, and what of the shell counts', () => {
    expect(exitStatuses.filter(([status, meaning]) => !page.includes(`\\fB${status}\\fR\n${text(meaning)}`))).toEqual([]);
    expect(surroundings.filter(([name]) => !page.includes(`\\fB${text(name)}\\fR`))).toEqual([]);
  });

  it('keeps dashes and quotes that can be copied, and begins no request by chance', () => {
    expect(text(".x -y 'z' \\ ~^`")).toBe('\\&.x \\-y \\(aqz\\(aq \\e \\(ti\\(ha\\(ga');
    const requests = page.split('\n').filter((line) => /^[.']/.test(line));
    expect(requests.filter((line) => !/^\.(TH|SH|SS|TP|PP|IP|RS|RE)( |$)/.test(line))).toEqual([]);
  });

  it.skipIf(!groff)('is rendered without a warning (needs groff)', () => {
    const { stderr, stdout } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-P-cbou'], { input: page, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toContain('dsw start [options] <components...>');
    expect(stdout).toContain('--keep-last <n>');
  });

  it.skipIf(!groff)('fits 80 columns (needs groff)', () => {
    const shown = execFileSync('groff', ['-man', '-Tascii', '-rLL=78n', '-P-cbou'], { input: page, encoding: 'utf8' });
    expect(shown.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('doc/command-line.md', () => {
  const document = readFileSync(new URL('../../../../doc/command-line.md', import.meta.url), 'utf8');

  it('has the same exit statuses, options of every command, and variables', () => {
    const rows = document.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
    expect(exitStatuses.filter(([status, meaning]) => !rows.includes(`| ${status} | ${meaning} |`))).toEqual([]);
    expect(program.options.filter(({ flags }) => !document.includes(`\`${flags.split(', ').at(-1) ?? ''}`))).toEqual([]);
    const names = surroundings.flatMap(([name]) => name.split(', '));
    expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
  });
});
