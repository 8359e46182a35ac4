/** What became of looking at one thing. One that cannot be looked at keeps nobody from looking at the others. */
export type Seen<T> = { readonly kind: 'seen'; readonly value: T } | { readonly kind: 'unseen'; readonly reason: string };

export function seen<T>(value: T): Seen<T> {
  return { kind: 'seen', value };
}

/** Looks, and gives up after `deadline` milliseconds. Never rejects. */
export async function look<T>(deadline: number, body: () => Promise<T> | T): Promise<Seen<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Seen<T>>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'unseen', reason: `there was no answer within ${deadline / 1_000} s` }), deadline);
  });
  try {
    return await Promise.race([Promise.resolve().then(body).then(seen), late]);
  } catch (error) {
    return { kind: 'unseen', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
