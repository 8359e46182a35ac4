import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaRefusal } from './protocol/errorCode.js';

/** Milliseconds that Kafka may take to do what it has agreed to. */
const patience = 60_000;

/** Polls until there is nothing wrong any more; what is wrong after all is thrown. An abort is an exception. */
export async function untilRight(signal: AbortSignal, whatIsWrong: () => Promise<Error | undefined>): Promise<void> {
  const deadline = Date.now() + patience;
  for (let pause = 20; ; pause = Math.min(1_000, pause * 1.5)) {
    const wrong = await whatIsWrong();
    if (wrong === undefined) return;
    if (Date.now() > deadline) throw wrong;
    await sleep(pause, undefined, { signal });
  }
}

/** Does something again for as long as Kafka says that it has not got that far. */
export async function untilTaken<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  const taken: T[] = [];
  await untilRight(signal, async () => {
    try {
      taken.push(await attempt());
      return undefined;
    } catch (error) {
      if (error instanceof KafkaRefusal && error.isPassing) return error;
      throw error;
    }
  });
  return taken[0] as T;
}
