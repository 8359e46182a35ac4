import { escapeLiteral } from 'pg';

/**
 * What stands behind `SET name TO` for a value as the server shows it. A parameter that is a list of names is shown as one
 * text, but set name by name. The list of such parameters is fixed: extensions cannot add to it (GUC_LIST_QUOTE in guc.h).
 */
export function settingValue(name: string, value: string): string {
  if (!listParameters.has(name.toLowerCase()) || value === '') return escapeLiteral(value);
  return splitNames(value).map(escapeLiteral).join(', ');
}

const listParameters = new Set([
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
]);

/** The names in `a, "B c"`: in double quotes as they are, otherwise in lower case, as the server reads them. */
function splitNames(value: string): string[] {
  return [...value.matchAll(/"((?:[^"]|"")*)"|([^\s,"][^,"]*)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '').trim().toLowerCase() : quoted.replaceAll('""', '"'),
  );
}
