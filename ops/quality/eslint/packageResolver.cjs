'use strict';

const { existsSync } = require('node:fs');
const path = require('node:path');

const workspace = path.resolve(__dirname, '../../..');
const folders = ['localbin', 'platform', 'application', 'ops'];
const scope = '@dust-workspace/';

/**
 * Tells the boundaries rule which folder an import leads to, by name or by relative path, without a build and without
 * looking for the file itself. An import of the workspace that leads nowhere is answered with a folder that does not exist.
 */
exports.interfaceVersion = 2;
exports.resolve = function resolve(source, file) {
  if (/^\.{0,2}\//.test(source)) return { found: true, path: path.resolve(path.dirname(file), source) };
  if (source.startsWith(scope)) return { found: true, path: path.join(packageFolder(source.slice(scope.length)), 'src/index.ts') };
  return { found: false };
};

function packageFolder(specifier) {
  const [name] = specifier.split('/');
  const candidates = folders.map((folder) => path.join(workspace, folder, name));
  return candidates.find((folder) => existsSync(path.join(folder, 'package.json'))) ?? path.join(workspace, 'unknown', name);
}
