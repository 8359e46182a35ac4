import type { Reporter, SerializedError, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

/** Ends the output of a test run with every skipped test by name and reason, and with `N passed, N failed, N skipped`. */
export default class SummaryReporter implements Reporter {
  private write: (line: string) => void = () => undefined;

  onInit(vitest: Vitest): void {
    this.write = (line) => {
      vitest.logger.log(line);
    };
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    for (const line of summarise(modules, unhandledErrors.length)) this.write(line);
  }
}

function summarise(modules: readonly TestModule[], unhandledErrors: number): string[] {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const passed = tests.filter((test) => test.result().state === 'passed').length;
  const failed = tests.filter((test) => test.result().state === 'failed').length;
  const others = tests.filter((test) => !['passed', 'failed'].includes(test.result().state));
  const broken = suites.filter((suite) => suite.errors().length > 0).length;
  return [
    ...others.map((test) => `skipped: ${test.module.relativeModuleId} > ${test.fullName}: ${reasonOf(test)}`),
    `${passed} passed, ${failed + broken + unhandledErrors} failed, ${others.length} skipped`,
  ];
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  if (result.state === 'pending') return 'the run ended before it';
  if (result.state === 'skipped' && result.note !== undefined) return result.note;
  return brokenAbove(test.parent) ? 'its suite failed' : 'no reason given, use context.skip(reason)';
}

function brokenAbove(suite: TestSuite | TestModule): boolean {
  return suite.errors().length > 0 || (suite.type === 'suite' && brokenAbove(suite.parent));
}
