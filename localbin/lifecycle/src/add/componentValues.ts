import { variablePrefix } from '@dust-workspace/component';
import { imageVariable } from '@dust-workspace/environment';
import { draftedHooks, type ComponentDraft } from './componentDraft.js';
import type { TemplateValue } from './fillTemplate.js';
import { isPlainCommand, wordsOf } from './plainCommand.js';
import { jsonText, typescriptText, yamlItem, yamlText } from './quoted.js';
import type { Surroundings } from './surroundings.js';

/** What the templates of a component say of this one, by the names that stand in them. */
export function componentValues(draft: ComponentDraft, { own, base }: Pick<Surroundings, 'own' | 'base'>): Record<string, TemplateValue> {
  const { kind, name, description, image = '', data = '', command = '', ports, profiles, needs, hooks, language } = draft;
  const root = `${kind}/${name}`;
  const inCode = language === 'ts';
  const shared = image !== '' && command !== '';
  const plain = !shared && isPlainCommand(command);
  const program = isPlainCommand(command) ? wordsOf(command)[0] : undefined;
  const portValues = ports.map((port) => ({ port: port.name, number: String(port.number) }));
  return {
    name,
    nameJson: jsonText(name),
    root,
    title: titleOf(description),
    description: yamlText(description),
    descriptionJson: jsonText(description),
    image,
    imageVariable: imageVariable(name),
    data,
    unmounted: command === '' && data === '',
    inVolume: command !== '' && data === '',
    processAlone: command !== '' && !shared,
    shared,
    kept: shared || data !== '',
    prefix: variablePrefix(name),
    sharedPort: shared ? portValues : [],
    copied: (command !== '' || data !== '') && hooks.backup === undefined,
    command: command !== '',
    plainCommand: plain ? command : 'scripts/serve.sh',
    commandLine: isCompound(command) ? command : `exec ${command}`,
    words: plain ? wordsOf(command).map(yamlItem).join(', ') : 'scripts/serve.sh',
    program: program === undefined || program.includes('/') || program === 'sh' ? '' : program,
    ports: ports.length > 0,
    portList: ports.map((port) => `$${port.name}`).join(', '),
    eachPort: portValues,
    firstPort: ports[0]?.name ?? '',
    profiles: profiles.join(', '),
    firstProfile: profiles[0] ?? '',
    profileList: `${profiles.length === 1 ? 'the profile' : 'the profiles'} ${profiles.map((profile) => `\`${profile}\``).join(', ')}`,
    needs: needs.length > 0,
    needList: needs.map((need) => `\`${need.name}\` (${need.condition})`).join(', '),
    eachNeed: needs.map((need) => ({ need: need.name, condition: need.condition })),
    initInCode: inCode && hooks.init !== undefined,
    ...hookValues(draft),
    hooks: Object.keys(hooks).length > 0,
    eachHook: draftedHooks.flatMap((hook) => {
      const line = hooks[hook];
      return line === undefined ? [] : [{ constant: constant(hook, line) }];
    }),
    schema: `../../${own ? 'localbin' : 'node_modules/@dust-workspace'}/component/component.schema.json`,
    packageName: jsonText(own ? `@dust-workspace/${name}` : name),
    private: !own,
    license: own ? '"MIT"' : '',
    componentVersion: own ? '"0.1.0"' : '"*"',
    own,
    base: base && own,
  };
}

/** Whether there is each hook, and where. */
function hookValues({ hooks, language }: ComponentDraft): Record<string, TemplateValue> {
  const values = draftedHooks.flatMap((hook) => [
    [hook, hooks[hook] !== undefined] as const,
    [`${hook}Place`, language === 'ts' ? 'src/index.ts' : `scripts/${hook}.sh`] as const,
  ]);
  return Object.fromEntries<TemplateValue>(values);
}

/** A line of several commands cannot be taken over by one of them. */
function isCompound(command: string): boolean {
  return /[;&|]|^\s*(exec|if|for|while|case|cd|export|set)\b|^\s*\w+=/.test(command);
}

const lineWidth = 140;

function constant(name: string, text: string): string {
  const line = `const ${name} = ${typescriptText(text)};`;
  return line.length <= lineWidth ? line : `const ${name} =\n  ${typescriptText(text)};`;
}

/** As the beginning of a sentence, without its end. */
function titleOf(description: string): string {
  return (description.charAt(0).toUpperCase() + description.slice(1)).replace(/\.$/, '');
}
