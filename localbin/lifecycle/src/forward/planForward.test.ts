import { expect, it } from 'vitest';
import { planForward, type PortOfComponent } from './planForward.js';

const front: PortOfComponent = { component: 'front', port: 'FRONT_PORT', wellKnown: 3000, own: 20_001 };
const core: PortOfComponent = { component: 'core', port: 'CORE_PORT', wellKnown: 3001, own: 3001 };
const postgres: PortOfComponent = { component: 'postgres', port: 'POSTGRES_PORT', wellKnown: 5432, own: 20_002 };
const timescale: PortOfComponent = { component: 'timescale', port: 'TIMESCALE_PORT', wellKnown: 5432, own: 20_003 };
const viz: PortOfComponent = { component: 'viz', port: 'VIZ_PORT', wellKnown: 3007 };
const all = [front, core, postgres, timescale, viz];

it('passes on what is expected elsewhere, and nothing that is there already', () => {
  expect(planForward([front, core], all)).toEqual([
    { kind: 'forwarded', component: 'front', port: 'FRONT_PORT', from: 3000, to: 20_001 },
    { kind: 'there', component: 'core', port: 'CORE_PORT', from: 3001 },
  ]);
});

it('does not choose between two that are expected at one port', () => {
  expect(planForward([postgres, timescale], all)).toEqual([
    {
      kind: 'impossible',
      component: 'postgres',
      port: 'POSTGRES_PORT',
      from: 5432,
      reason: 'it is that of timescale as well: name the one that is meant',
    },
    {
      kind: 'impossible',
      component: 'timescale',
      port: 'TIMESCALE_PORT',
      from: 5432,
      reason: 'it is that of postgres as well: name the one that is meant',
    },
  ]);
  expect(planForward([timescale], all)).toEqual([
    { kind: 'forwarded', component: 'timescale', port: 'TIMESCALE_PORT', from: 5432, to: 20_003 },
  ]);
});

it('takes no port that another component of the environment has', () => {
  const rival: PortOfComponent = { component: 'rival', port: 'RIVAL_PORT', wellKnown: 9000, own: 3000 };
  expect(planForward([front], [...all, rival])).toEqual([
    {
      kind: 'impossible',
      component: 'front',
      port: 'FRONT_PORT',
      from: 3000,
      reason: 'in this environment it is RIVAL_PORT of rival',
    },
  ]);
});

it('says what is to be done where there is no port yet', () => {
  expect(planForward([viz], all)).toEqual([
    { kind: 'impossible', component: 'viz', port: 'VIZ_PORT', from: 3007, reason: 'viz has no port yet: dsw prep viz' },
  ]);
});
