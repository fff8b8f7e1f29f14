// An answer on its way to a client, as fast as the client takes it.
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Sends all of it. A client that takes nothing for so many milliseconds is cut off. Never throws. */
export async function send(response: Response, to: ServerResponse, socket: Socket, stallMs: number): Promise<void> {
  const reader = response.body?.getReader();
  const gone = () => void reader?.cancel().catch(() => {});
  socket.once("close", gone);
  try {
    // It may have gone before we began to listen for that.
    if (socket.destroyed) return gone();
    to.writeHead(response.status, headersOf(response));
    if (reader !== undefined) await pour(reader, to, stallMs);
    if (!socket.destroyed) to.end();
  } catch {
    // What was begun cannot be taken back: a connection that breaks off is the only way to say that this is not all.
    socket.destroy();
  } finally {
    socket.off("close", gone);
  }
}

async function pour(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  to: ServerResponse,
  stallMs: number,
): Promise<void> {
  while (true) {
    const { done, value } = await reader.read();
    if (done || to.destroyed) return;
    if (!to.write(value)) await drained(to, stallMs);
  }
}

/** Resolves once there is room again; destroys the connection where that takes too long. */
function drained(to: ServerResponse, stallMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => to.destroy(), stallMs);
  const done = () => {
    clearTimeout(timer);
    to.off("drain", done);
    to.off("close", done);
    resolve();
  };
  to.once("drain", done);
  to.once("close", done);
  return promise;
}

function headersOf({ headers }: Response): { [name: string]: string | string[] } {
  const cookies = headers.getSetCookie();
  return { ...Object.fromEntries(headers), ...cookies.length === 0 ? {} : { "set-cookie": cookies } };
}
