export interface PollOptions<T> {
  readonly path: string;
  /** Milliseconds between an answer and the next question. */
  readonly every: number;
  readonly onAnswer: (answer: T) => void;
  readonly onFailure: () => void;
}

/** Asks again and again while the page is visible, and at once when it becomes visible again. */
export function poll<T>({ path, every, onAnswer, onFailure }: PollOptions<T>): void {
  let timer: number | undefined;
  let asking = false;

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    const answer = await fetchAnswer<T>(path);
    asking = false;
    if (answer === undefined) onFailure();
    else onAnswer(answer);
    if (!document.hidden) timer = window.setTimeout(() => void ask(), every);
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void ask();
  });
  void ask();
}

async function fetchAnswer<T>(path: string): Promise<T | undefined> {
  try {
    const response = await fetch(path, { signal: AbortSignal.timeout(8_000) });
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
