// Prints a hash over files and folders, and over the platform and the ABI of Node, for which packages and builds are made.
const { createHash } = require('node:crypto');
const { readdirSync, readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');

const derived = new Set(['node_modules', 'dist', '.git', '.turbo', 'storybook-static']);
const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}\0`);

for (const path of process.argv.slice(2)) add(path, '');
process.stdout.write(hash.digest('hex'));

function add(path, name) {
  if (statSync(path).isDirectory()) {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)))
      if (!derived.has(entry.name) && (entry.isDirectory() || entry.isFile())) add(join(path, entry.name), `${name}/${entry.name}`);
  } else hash.update(`${name}\0`).update(readFileSync(path)).update('\0');
}
