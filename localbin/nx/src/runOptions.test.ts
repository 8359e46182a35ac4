import { describe, expect, it } from 'vitest';
import { readRunOptions } from './runOptions.js';

const defaults = { force: false, consistent: false, digest: true, dryRun: false, json: false, yes: false, follow: false, format: 'table' };

describe('the options of a run', () => {
  it('are what is usual by default', () => {
    expect(readRunOptions([{ verb: 'start' }, {}])).toEqual({ ok: true, value: defaults });
  });

  it('hold for all tasks when one has them, since Nx gives them only to the tasks that were asked for', () => {
    const backup = { force: true, consistent: true, digest: false };
    const given = [
      {},
      { env: 'prod', dryRun: true, json: 'true', yes: true, set: '2026', ...backup, follow: true, tail: 5, format: 'json' },
    ];
    expect(readRunOptions(given)).toEqual({
      ok: true,
      value: { environment: 'prod', dryRun: true, json: true, yes: true, set: '2026', ...backup, follow: true, tail: 5, format: 'json' },
    });
  });

  it('ignore what Nx adds', () => {
    expect(readRunOptions([{ __overrides_unparsed__: [], verbose: true, contract: 'abc', tail: undefined }])).toEqual({
      ok: true,
      value: defaults,
    });
  });

  it.each([
    [{ dryRnu: true }, 'unknown option --dry-rnu'],
    [{ dryRun: 'perhaps' }, '--dry-run takes no value, found perhaps'],
    [{ env: true }, '--env needs a value'],
    [{ set: '' }, '--set needs a value'],
    [{ tail: 'many' }, '--tail needs a number of lines, found many'],
    [{ tail: -1 }, '--tail needs a number of lines, found -1'],
    [{ format: 'xml' }, '--format is one of table, dotenv, json, shell, found xml'],
    [{ reveal: true }, 'secrets are not shown through Nx, which keeps the output of its tasks'],
  ])('refuse %j', (input, message) => {
    const read = readRunOptions([input]);
    expect(read.ok ? [] : read.diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
  });

  it('refuse two environments in one run', () => {
    const read = readRunOptions([{ env: 'a' }, { env: 'b' }]);
    expect(read.ok ? [] : read.diagnostics.map(({ message }) => message)).toEqual(['one run cannot have several values of --env: a, b']);
  });
});
