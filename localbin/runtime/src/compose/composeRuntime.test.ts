import { describe } from 'vitest';
import { makeComposeHarness } from '../testing/composeHarness.js';
import { runtimeConformance } from '../testing/conformance.js';
import { engineForTests } from '../testing/engineForTests.js';

const engine = await engineForTests();

if (typeof engine === 'string') describe.skip(`the compose runtime conforms: needs a container engine; ${engine}`);
else runtimeConformance('compose', { mayLeaveOrphans: false, commandsNeedMain: true }, () => makeComposeHarness(engine));
