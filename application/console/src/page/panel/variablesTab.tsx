import { useState } from 'preact/hooks';
import type { ComponentAnswer, VariableAnswer } from '../../api.js';
import { Empty } from '../parts/empty.js';
import { Icon } from '../parts/icon.js';
import { SearchField } from '../parts/searchField.js';

/** What it is started with, and where each value comes from. Secrets never arrive here. */
export function VariablesTab({ answer }: { readonly answer: ComponentAnswer | undefined }) {
  const [text, setText] = useState('');
  if (answer === undefined) return <p class="loading">Reading the variables</p>;
  const { variables, name } = answer;
  if (variables.length === 0)
    return (
      <Empty title="It declares no variables">
        <p>
          They stand under <code>env</code> in its component.yaml.
        </p>
      </Empty>
    );
  const word = text.toLowerCase();
  const found = variables.filter((variable) => `${variable.name} ${variable.value} ${variable.origin}`.toLowerCase().includes(word));
  return (
    <>
      {variables.length > 6 && <SearchField label="Search the variables" placeholder="Search" text={text} onText={setText} wide />}
      <dl class="variables" aria-label={`Variables of ${name}`}>
        {found.map((variable) => (
          <Variable key={variable.name} variable={variable} />
        ))}
      </dl>
      {found.length === 0 && <Empty title="No variable has that" />}
      <p class="minor">
        In a terminal: <code>dsw env {name}</code>
      </p>
    </>
  );
}

function Variable({ variable: { name, value, secret, origin, overridden } }: { readonly variable: VariableAnswer }) {
  return (
    <div class="variable">
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        <span class="variable-value">
          {secret ? (
            <span class="secret" title="Secrets are never sent to this page">
              <Icon name="lock" size={12} /> secret
            </span>
          ) : value === '' ? (
            <span class="minor">empty</span>
          ) : (
            <code>{value}</code>
          )}
        </span>
        <span class="minor variable-origin">
          {origin}
          {overridden.length > 0 && <span class="overridden"> instead of {overridden.join(', ')}</span>}
        </span>
      </dd>
    </div>
  );
}
