import { readdir } from 'node:fs/promises';
import type { Workspace } from './workspace.js';

/**
 * A component that is up at once and keeps lines in the file `rows` of its volume. Its hooks take their time, so that a kill or a Ctrl-C meets them at
 * work, and none of them writes its file in one step.
 */
export const store = {
  'platform/store/component.yaml': `description: Lines in a file
profiles: [starter]
runtimes:
  process: { command: [sleep, infinity] }
ready: { command: [test, -d, .], within: 10s }
init: {}
`,
  'platform/store/scripts/init.sh': `[ -e "$DSW_VOLUME/rows" ] || seq 1 300 >"$DSW_VOLUME/rows.new"
sleep 0.05
[ -e "$DSW_VOLUME/rows" ] || mv "$DSW_VOLUME/rows.new" "$DSW_VOLUME/rows"
`,
  'platform/store/scripts/backup.sh': `head -n 150 "$DSW_VOLUME/rows"
sleep 0.05
tail -n +151 "$DSW_VOLUME/rows"
sleep 0.05
`,
  'platform/store/scripts/restore.sh': `IFS= read -r first
echo "$first" >"$DSW_VOLUME/rows"
sleep 0.05
cat >>"$DSW_VOLUME/rows"
sleep 0.05
`,
} as const;

/** Another one, which needs the first. */
export const needy = Object.fromEntries(
  Object.entries(store).map(([name, text]) => [
    name.replace('/store/', '/needy/'),
    text.replace('profiles: [starter]\n', 'profiles: [starter]\nneeds: { store: healthy }\n'),
  ]),
);

const rows = 'platform/store/volumes/local/rows';

/** What the store holds; undefined when it holds nothing. */
export async function rowsOf(workspace: Workspace): Promise<string | undefined> {
  return workspace.read(rows).catch(() => undefined);
}

/** Replaces what the store holds. */
export async function setRows(workspace: Workspace, text: string): Promise<void> {
  await workspace.write({ [rows]: text });
}

/** Where the sets are. */
export const sets = 'env/backup/local/sets';

/** A running store of which one set was made; its rows have changed since. Returns the id of the set and the rows in it. */
export async function backedUp(workspace: Workspace): Promise<{ readonly set: string; readonly rows: string }> {
  await workspace.succeeds('init store');
  const rows = (await rowsOf(workspace)) ?? '';
  await workspace.succeeds('backup store');
  await setRows(workspace, 'newer\n');
  const [set = ''] = await setsIn(workspace);
  return { set, rows };
}

/** Newest first. */
export async function setsIn(workspace: Workspace): Promise<string[]> {
  return (await readdir(workspace.path(sets))).sort().reverse();
}
