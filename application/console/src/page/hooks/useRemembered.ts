import { useCallback, useState } from 'preact/hooks';

/** One of some choices, remembered by the browser. `initial` counts until somebody has chosen. */
export function useRemembered<T extends string>(key: string, choices: readonly T[], initial: T): [T, (choice: T) => void] {
  const [choice, setChoice] = useState<T>(() => remembered(key, choices) ?? initial);
  const choose = useCallback(
    (next: T) => {
      remember(key, next);
      setChoice(next);
    },
    [key],
  );
  return [choice, choose];
}

export function remembered<T extends string>(key: string, choices: readonly T[]): T | undefined {
  try {
    const kept = localStorage.getItem(`dsw-console-${key}`);
    return choices.find((choice) => choice === kept);
  } catch {
    return undefined;
  }
}

/** A browser that keeps nothing is no reason to fail. */
export function remember(key: string, choice: string): void {
  try {
    localStorage.setItem(`dsw-console-${key}`, choice);
  } catch {
    return;
  }
}
