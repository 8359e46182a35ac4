import { fail, ok, problem, type Result } from '@dust-workspace/component';

/** In milliseconds. */
const patience = 5_000;

/** Asks a console for a code that a page can exchange for the token, once and within a minute. */
export async function askForCode(address: string, token: string, component: string): Promise<Result<string>> {
  try {
    const answer = await fetch(new URL('api/codes', address), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(patience),
    });
    if (answer.ok) return ok(((await answer.json()) as { code: string }).code);
    const message =
      answer.status === 401
        ? `${component} runs with another token than the one that is configured`
        : `${component} answers with ${answer.status}`;
    return fail(problem('console-refuses', message, `Run: dsw restart ${component}`));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(
      problem('console-silent', `${component} does not answer at ${address}: ${reason}`, `See what it says: dsw logs ${component}`),
    );
  }
}
