import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { kept } from './kept.js';
import { folder, note } from './note.js';
import { serve, type Answer, type Asked } from './serve.js';

interface State {
  /** By name, each with its aliases. */
  readonly indices: Record<string, string[]>;
  readonly repositories: Record<string, unknown>;
}

/** As much of Elasticsearch as initialising it and Dust asks for. Beside a file `without-icu` it lacks that plugin. */
export function elasticsearch(words: readonly string[]): void {
  const setting = (name: string): string => words.find((word) => word.startsWith(`-E${name}=`))?.slice(name.length + 3) ?? '';
  const { value: state, save } = kept<State>(join(setting('path.data'), 'stand-in.json'), { indices: {}, repositories: {} });
  note('elasticsearch', { indices: Object.keys(state.indices) });
  serve(Number(setting('http.port')), (asked) => {
    const answer = answerOf(state, asked);
    if (asked.method !== 'GET') save();
    return answer;
  });
}

function answerOf(state: State, { method, path, body }: Asked): Answer {
  const [first = '', second = '', third = ''] = path;
  switch (first) {
    case '_cluster':
      return { status: 200, body: { status: 'green' } };
    case '_analyze':
      return analysed();
    case '_snapshot':
      if (method !== 'PUT') return { status: second in state.repositories ? 200 : 404 };
      state.repositories[second] = JSON.parse(body);
      return { status: 200, body: { acknowledged: true } };
    case '_aliases':
      return withAliases(state, JSON.parse(body) as Actions);
    case '_alias':
      return { status: 200, body: aliasesOf(state.indices) };
    default:
      return index(state, method, first, second === '_alias' ? third : '');
  }
}

function analysed(): Answer {
  if (existsSync(join(folder, 'without-icu')))
    return {
      status: 400,
      body: { error: { type: 'illegal_argument_exception', reason: 'failed to find global tokenizer under [icu_tokenizer]' } },
    };
  return { status: 200, body: { tokens: ['elan', '東京', '都'].map((token) => ({ token })) } };
}

interface Actions {
  readonly actions: readonly { readonly add: { readonly index: string; readonly alias: string } }[];
}

function withAliases(state: State, { actions }: Actions): Answer {
  for (const { add } of actions) state.indices[add.index]?.push(add.alias);
  return { status: actions.every(({ add }) => add.index in state.indices) ? 200 : 404 };
}

function index(state: State, method: string, name: string, alias: string): Answer {
  const found = state.indices[name];
  if (method === 'PUT') {
    state.indices[name] ??= [];
    return { status: found === undefined ? 200 : 400 };
  }
  if (found === undefined || (alias !== '' && !found.includes(alias))) return { status: 404 };
  return { status: 200, body: aliasesOf({ [name]: found }) };
}

function aliasesOf(indices: State['indices']): unknown {
  return Object.fromEntries(
    Object.entries(indices).map(([name, names]) => [name, { aliases: Object.fromEntries(names.map((alias) => [alias, {}])) }]),
  );
}
