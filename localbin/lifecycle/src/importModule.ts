/** Loads a module by the URL of its file. By itself, since a script that V8 has kept compiled cannot: see localbin/dsw/start.cjs. */
export function importModule(url: string): Promise<unknown> {
  return import(url);
}
