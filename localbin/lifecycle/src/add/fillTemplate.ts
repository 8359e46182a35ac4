/** What stands in a template: a text, or whether a section is there, or once for each. */
export type TemplateValue = string | boolean | readonly Readonly<Record<string, string>>[];

/**
 * `{{name}}` becomes the text of that name. What stands between `{{#name}}` and `{{/name}}` stays where the name has a text, is true, or once for each
 * of a list; between `{{^name}}` and `{{/name}}` where it has not. Such a mark alone on a line goes with its line, and of several empty lines one is left.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, TemplateValue>>): string {
  return fill(template, values)
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\n+$/, '\n');
}

const section = /^[ \t]*\{\{([#^])(\w+)\}\}\n([\s\S]*?)^[ \t]*\{\{\/\2\}\}\n|\{\{([#^])(\w+)\}\}(.*?)\{\{\/\5\}\}/gm;

function fill(template: string, values: Readonly<Record<string, TemplateValue>>): string {
  const chosen = template.replace(
    section,
    (_whole, blockSign?: string, blockName?: string, block?: string, sign?: string, name?: string, inline?: string) =>
      choose(blockSign ?? sign ?? '', values[blockName ?? name ?? ''], block ?? inline ?? '', values),
  );
  return chosen.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value : whole;
  });
}

function choose(sign: string, value: TemplateValue | undefined, body: string, values: Readonly<Record<string, TemplateValue>>): string {
  if (sign === '^') return isThere(value) ? '' : fill(body, values);
  if (typeof value === 'object') return value.map((item) => fill(body, { ...values, ...item })).join('');
  return isThere(value) ? fill(body, values) : '';
}

function isThere(value: TemplateValue | undefined): boolean {
  return typeof value === 'object' ? value.length > 0 : value !== undefined && value !== false && value !== '';
}
