import { HookFailure } from '@dust-workspace/component/hooks';
import { ask, Refused, type Context } from './ask.js';

const words = ['elan', '東京', '都'];

/** Fails unless the plugin analysis-icu splits and folds text as Dust's indices have it. */
export async function expectIcu(context: Context): Promise<void> {
  const found = await analyse(context);
  if (found.join(' ') !== words.join(' '))
    throw new HookFailure(`analysis-icu makes of a text ${JSON.stringify(found)} instead of ${JSON.stringify(words)}`);
}

async function analyse(context: Context): Promise<string[]> {
  const body = { tokenizer: 'icu_tokenizer', filter: ['icu_folding'], text: 'Élan 東京都' };
  try {
    const { body: answer } = await ask(context, 'POST', '_analyze', { body });
    return (answer as { tokens: { token: string }[] }).tokens.map(({ token }) => token);
  } catch (error) {
    if (error instanceof Refused && error.status === 400)
      throw new HookFailure(
        'Elasticsearch runs without the plugin analysis-icu, which the indices of Dust need',
        'Install it where Elasticsearch is (elasticsearch-plugin install analysis-icu) and start it anew, or use the image of infra/docker/elasticsearch.',
      );
    throw error;
  }
}
