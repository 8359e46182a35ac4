import { kept } from './kept.js';
import { note } from './note.js';
import { option } from './option.js';
import { serve, type Answer } from './serve.js';

/** By name, each with the types of its search attributes. */
type Namespaces = Record<string, Record<string, string>>;

/** Temporal's program, as far as initialising it and asking for its namespaces goes: the server, and the client that hands its words to it. */
export async function temporal(words: readonly string[]): Promise<void> {
  if (words[0] === 'server') return server(words);
  const answer = await fetch(`http://${option(words, '--address')}/`, { method: 'POST', body: JSON.stringify(words) }).catch(
    () => undefined,
  );
  const said = answer === undefined ? 'the server does not answer' : ((await answer.json()) as string);
  if (answer?.ok === true) console.log(said);
  else {
    console.error(said);
    process.exitCode = 1;
  }
}

function server(words: readonly string[]): void {
  const { value: namespaces, save } = kept<Namespaces>(option(words, '--db-filename'), { default: {} });
  save();
  note('temporal', { namespaces: Object.keys(namespaces) });
  serve(Number(option(words, '--port')), ({ body }) => {
    const answer = answerOf(namespaces, JSON.parse(body) as string[]);
    save();
    return answer;
  });
}

function answerOf(namespaces: Namespaces, words: readonly string[]): Answer {
  switch (words.slice(0, 3).join(' ')) {
    case 'operator cluster health':
      return { status: 200, body: 'SERVING' };
    case 'operator namespace list':
      return { status: 200, body: JSON.stringify(Object.entries(namespaces).map(listed)) };
    case 'operator namespace create': {
      const name = option(words, '--namespace');
      if (name in namespaces) return { status: 409, body: `namespace ${name} is already registered` };
      namespaces[name] = {};
      return { status: 200, body: '' };
    }
    case 'operator search-attribute create': {
      const attributes = namespaces[option(words, '--namespace')];
      if (attributes === undefined) return { status: 404, body: 'no such namespace' };
      attributes[option(words, '--name')] = option(words, '--type');
      return { status: 200, body: '' };
    }
    default:
      return { status: words.slice(0, 2).join(' ') === 'workflow count' ? 200 : 400, body: 'Total: 0' };
  }
}

/** As Temporal has it: each attribute by the column that holds it. */
function listed([name, attributes]: [string, Record<string, string>]): unknown {
  const aliases = Object.entries(attributes).map(([attribute, type], index) => [`${type}0${index + 1}`, attribute]);
  const config = { workflowExecutionRetentionTtl: '259200s', customSearchAttributeAliases: Object.fromEntries(aliases) as object };
  return { namespaceInfo: { name, state: 'NAMESPACE_STATE_REGISTERED' }, config };
}
