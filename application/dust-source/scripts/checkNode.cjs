// Ends with 1, saying why, when this Node is older than the checkout wants: `engines` in front/package.json, else in package.json.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = process.argv[2];
const wanted = ['front/package.json', 'package.json'].map(minimum).find((version) => version !== undefined);
const found = process.versions.node.split('.').map(Number);
if (wanted !== undefined && isLess(found, wanted)) {
  console.error(`Dust wants Node.js ${wanted.join('.')} or newer, and this is ${process.version}.`);
  console.error(`Install it (nvm install ${wanted.join('.')}), or run in containers: dsw up --runtime compose.`);
  process.exit(1);
}

function minimum(file) {
  try {
    const range = JSON.parse(readFileSync(join(folder, file), 'utf8')).engines?.node ?? '';
    return /^>=\s*(\d+)\.(\d+)\.(\d+)/.exec(range)?.slice(1).map(Number);
  } catch {
    return undefined;
  }
}

function isLess(a, b) {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index !== -1 && a[index] < b[index];
}
