import { runtimeConformance } from '../testing/conformance.js';
import { makeProcessHarness } from '../testing/processHarness.js';

runtimeConformance('process', { mayLeaveOrphans: true, commandsNeedMain: false }, () => makeProcessHarness());
