import type { Diagnostic } from '@dust-workspace/component';
import type { ComponentChildren } from 'preact';
import type { ProblemAnswer } from '../../api.js';
import { Icon } from './icon.js';

interface NoteProps {
  readonly tone: 'bad' | 'warning' | 'quiet' | 'well';
  readonly text: ComponentChildren;
  readonly remedy?: string | null | undefined;
  readonly children?: ComponentChildren;
}

/** Something to know, and what to do about it. */
export function Note({ tone, text, remedy, children }: NoteProps) {
  return (
    <div class={`note tone-${tone}`}>
      {(tone === 'bad' || tone === 'warning') && <Icon name="warning" />}
      <div class="note-text">
        <p>{text}</p>
        {remedy !== null && remedy !== undefined && remedy !== '' && <p class="remedy">{remedy}</p>}
        {children}
      </div>
    </div>
  );
}

/** Why an answer is missing. */
export function Problem({ problem }: { readonly problem: ProblemAnswer }) {
  return <Note tone="bad" text={problem.message} remedy={problem.remedy} />;
}

/** What is wrong, where, and what to do. */
export function Diagnostics({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) {
  if (diagnostics.length === 0) return null;
  return (
    <div class="notes">
      {diagnostics.map((diagnostic, index) => (
        <Note
          key={index}
          tone={diagnostic.severity === 'error' ? 'bad' : 'warning'}
          text={
            <>
              {diagnostic.file !== undefined && <code class="place">{placeOf(diagnostic)}</code>} {diagnostic.message}
            </>
          }
          remedy={diagnostic.remedy}
        />
      ))}
    </div>
  );
}

function placeOf({ file, range }: Diagnostic): string {
  return `${file ?? ''}${range === undefined ? '' : `:${range.start.line}:${range.start.column}`}`;
}
