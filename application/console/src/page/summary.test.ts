import type { ComponentState } from '@dust-workspace/lifecycle';
import { describe, expect, it } from 'vitest';
import { row } from '../testing/report.js';
import { statusWith } from '../testing/status.js';
import { headline, summarise } from './summary.js';

const of = (...states: ComponentState[]) => summarise(states.map((state, index) => row(`app${index + 1}`, state)));

describe('the summary', () => {
  it('names what asks for attention first', () => {
    expect(of('healthy', 'failed', 'starting')).toEqual({ tone: 'bad', text: 'app2 has failed.' });
    expect(of('unhealthy', 'failed', 'healthy')).toEqual({ tone: 'bad', text: '2 of 3 components need attention.' });
    expect(of('unknown')).toEqual({ tone: 'bad', text: 'app1 could not be observed.' });
  });

  it('then what is under way, then what is degraded', () => {
    expect(of('starting', 'degraded')).toEqual({ tone: 'busy', text: 'app1 is starting.' });
    expect(of('starting', 'starting')).toEqual({ tone: 'busy', text: '2 components are starting.' });
    expect(of('degraded', 'healthy')).toEqual({ tone: 'warning', text: 'All is well, except that app1 is degraded.' });
  });

  it('then that all is well', () => {
    expect(of('healthy', 'running')).toEqual({ tone: 'well', text: 'All components are well.' });
    expect(of('healthy', 'stopped', 'unavailable')).toEqual({ tone: 'well', text: 'All is well: 1 of 3 components are running.' });
    expect(of('stopped')).toEqual({ tone: 'quiet', text: 'Nothing is running.' });
    expect(of()).toEqual({ tone: 'quiet', text: 'There are no components.' });
  });

  it('gives way to what is worse: nothing known, or nothing new', () => {
    const status = statusWith({ components: [row('redis', 'healthy')] });
    expect(headline(status, false).text).toBe('All components are well.');
    expect(headline(status, true).text).toBe('The console does not answer.');
    expect(headline(undefined, false).text).toBe('Looking at the workspace.');
    expect(headline(statusWith({ at: null }), false).text).toBe('The workspace could not be observed yet.');
  });
});
