import { connect, type Socket } from 'node:net';

/** What became of an attempt to reach the target of a connection. */
export type OnReached = (error: Error | undefined) => void;

/**
 * Passes a connection on to a port of 127.0.0.1, both ways: an end of what one side sends is an end for the other, which may still answer; a connection
 * that one side breaks off is broken off for the other. `client` must allow for half-closed connections.
 */
export function passOn(client: Socket, port: number, onReached: OnReached): Socket {
  const target = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  let reached = false;
  target.once('connect', () => {
    reached = true;
    onReached(undefined);
  });
  target.once('error', (error) => {
    if (!reached) onReached(error);
  });
  for (const [one, other] of [
    [client, target],
    [target, client],
  ] as const) {
    one.setNoDelay(true);
    one.on('error', () => other.resetAndDestroy());
    one.on('close', () => {
      // Whoever has ended and been answered to the end closes; everything else is given up.
      if (!one.readableEnded) other.resetAndDestroy();
    });
    one.pipe(other);
  }
  return target;
}
