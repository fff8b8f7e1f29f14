// Input sent ahead into a file on the host: what is long, or holds NUL bytes.
import { StreamEnded } from "./byte_reader.ts";
import type { Line, Session } from "./session.ts";

/** What came of it; `given up`: the session is gone with it, and nothing that was to read it can start. */
export type Uploaded = "there" | "no room" | "given up";

/**
 * Sends the input of command `n`: only when the `sh` is ready, because it reads its own commands from the same pipe. A host that takes no more may be
 * given up by the signal, and the session only as a whole: what is left of the input would be read as commands. Throws StreamEnded.
 */
export async function upload(
  session: Session,
  line: Line,
  { n, bytes }: { n: number; bytes: Uint8Array },
  signal?: AbortSignal,
): Promise<Uploaded> {
  const marker = crypto.randomUUID();
  const giveUp = () => {
    const { leads, pid } = session.greeting;
    session.broken("was ended in the middle of an input");
    // Nothing but the readers of that input is in its group. A host that cannot be reached is left as it is.
    session.beside(`kill -KILL ${leads ? "-" : ""}${pid}\n`).catch(() => {});
  };
  signal?.addEventListener("abort", giveUp);
  try {
    await line.send(`_ftl2_u ${bytes.length} ${n} ${marker}\n`);
    await line.until(`${marker}\n`);
    await line.send(bytes);
    const [, status] = (await line.line()).split(" ");
    return status === "0" ? "there" : "no room";
  } catch (error) {
    if (!(error instanceof StreamEnded) || signal?.aborted !== true) throw error;
    return "given up";
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}
