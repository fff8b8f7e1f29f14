// Requests of one connection, one after another: else a single client could send a thousand at once and have all of them answered side by side.
import type { Socket } from "node:net";

/** Requests that may wait behind one of the same connection; no browser sends any. */
const MOST_WAITING = 8;

interface Line {
  last: Promise<void>;
  waiting: number;
}

/** For all connections of a server. */
export class Turns {
  readonly #lines = new WeakMap<Socket, Line>();

  /** Does the work once what came before on this connection is done; never, where the connection is gone by then. `work` must not reject. */
  take(socket: Socket, work: () => Promise<void>): void {
    const line = this.#lines.get(socket) ?? { last: Promise.resolve(), waiting: 0 };
    this.#lines.set(socket, line);
    if (line.waiting > MOST_WAITING) return void socket.destroy();
    line.waiting++;
    line.last = line.last.then(async () => {
      if (!socket.destroyed) await work();
      line.waiting--;
    });
  }
}
