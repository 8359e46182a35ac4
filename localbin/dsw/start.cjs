#!/usr/bin/env node
// The fast command: straight to the engine, without Nx. `npm ci` builds what it loads. It is no ES module, since those take Node longer to begin with.
const { readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const main = join(__dirname, 'dist', 'bundle', 'main.cjs');
const source = read(main);
if (source === undefined) {
  console.error(`dsw is not built: ${main} is missing\n  Run npm ci in the workspace.`);
  process.exitCode = 1;
} else start(source.toString('latin1'));

/**
 * Runs the bundle. To compile it takes longer than most commands do: what V8 has compiled is kept beside it for the next time, under a name
 * that no other build and no other Node.js will look for. Such a script has lost whose it is, and cannot import modules by itself.
 * All that is kept is read anew each time, which takes longer than help or completion do by themselves: each of them needs little, and keeps that apart.
 */
function start(text) {
  const cache = `${main}.${statSync(main).mtimeMs}-${process.version}-${process.arch}-${kindOf(process.argv.slice(2))}`;
  const cachedData = read(cache);
  const script = new Script(`(function (require, __filename, __dirname, importOutside) {${text}\n})`, {
    filename: main,
    cachedData,
  });
  if (cachedData === undefined || script.cachedDataRejected) process.once('exit', () => keep(cache, script));
  script.runInThisContext()(require, main, dirname(main), (url) => import(url));
}

function kindOf(words) {
  if (words[0] === '__complete') return 'completion';
  return words.length === 0 || words.some((word) => word === '--help' || word === '-h') ? 'help' : 'work';
}

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Aside and renamed: another command may read it. Where nobody may write, it is compiled each time. */
function keep(cache, script) {
  const aside = `${cache}.${process.pid}`;
  try {
    writeFileSync(aside, script.createCachedData());
    renameSync(aside, cache);
  } catch {
    // Slower, and no less right.
  }
}
