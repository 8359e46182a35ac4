import { useEffect, useRef } from 'preact/hooks';
import type { ComponentAnswer } from '../../api.js';
import { BackupsTab } from './backupsTab.js';
import { useAnswer } from '../hooks/useAnswer.js';
import { goTo } from '../hooks/useRoute.js';
import { useSelect } from '../hooks/useSelect.js';
import { LogsTab } from '../logs/logsTab.js';
import { Boundary } from '../parts/boundary.js';
import { Empty } from '../parts/empty.js';
import { Panel } from '../parts/panel.js';
import { Diagnostics, Problem } from '../parts/problem.js';
import { StateBadge } from '../parts/stateIcon.js';
import { Tabs } from '../parts/tabs.js';
import { toComponent, type PanelTab } from '../state/route.js';
import { Activity } from './activity.js';
import { OverviewTab } from './overviewTab.js';
import { PanelActions } from './panelActions.js';
import { VariablesTab } from './variablesTab.js';

interface ComponentPanelProps {
  readonly name: string;
  readonly tab: PanelTab;
  readonly onClose: () => void;
}

const tabs: readonly { readonly key: PanelTab; readonly text: string }[] = [
  { key: 'overview', text: 'Overview' },
  { key: 'logs', text: 'Logs' },
  { key: 'variables', text: 'Variables' },
  { key: 'backups', text: 'Backups' },
];

/** Everything about one component. */
export function ComponentPanel({ name, tab, onClose }: ComponentPanelProps) {
  const row = useSelect((state) => state.known?.components.get(name));
  const loaded = useSelect((state) => state.known !== undefined);
  const path = `/api/components/${encodeURIComponent(name)}`;
  const { value: answer, problem } = useAnswer<ComponentAnswer>(path, row);
  const title = useRef<HTMLHeadingElement>(null);
  const opened = useRef(false);
  // Not where the page was opened with this address: then nobody came from elsewhere in it.
  useEffect(() => {
    if (loaded && opened.current) return;
    opened.current = true;
    if (document.activeElement !== document.body) title.current?.focus({ preventScroll: true });
  }, [loaded]);

  return (
    <Panel
      label={`Component ${name}`}
      title={name}
      titleRef={title}
      subtitle={answer?.description}
      badge={row !== undefined && <StateBadge state={row.state} />}
      back="Back to all components"
      closeTitle="Close (Esc)"
      onClose={onClose}
    >
      {row === undefined ? (
        loaded && (
          <Empty title={`There is no component ${name}`}>
            <a class="button" href={toComponent(null)}>
              All components
            </a>
          </Empty>
        )
      ) : (
        <>
          <PanelActions name={name} row={row} actions={answer?.actions ?? []} />
          {row.detail !== '' && <p class="panel-detail">{row.detail}</p>}
          {answer !== undefined && <Diagnostics diagnostics={answer.diagnostics} />}
          {problem !== undefined && answer === undefined && <Problem problem={problem} />}
          <Activity component={name} />
          <Tabs
            label={`About ${name}`}
            tabs={tabs}
            chosen={tab}
            onChoose={(key) => goTo({ kind: 'components', component: name, tab: key })}
          >
            <Boundary name="This part" version={`${name} ${tab}`}>
              <TabContent name={name} tab={tab} answer={answer} />
            </Boundary>
          </Tabs>
        </>
      )}
    </Panel>
  );
}

interface TabContentProps {
  readonly name: string;
  readonly tab: PanelTab;
  readonly answer: ComponentAnswer | undefined;
}

function TabContent({ name, tab, answer }: TabContentProps) {
  switch (tab) {
    case 'overview':
      return <OverviewTab name={name} answer={answer} />;
    case 'logs':
      return <LogsTab component={name} />;
    case 'variables':
      return <VariablesTab answer={answer} />;
    case 'backups':
      return <BackupsTab component={name} />;
  }
}
