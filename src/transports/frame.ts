// What a session answers to a request: one line with how it ended, and the outputs after it or in files.
import type { Kept, Peek } from "./pipes.ts";
import { quote } from "./quoting.ts";
import type { Line } from "./session.ts";

/** Where the outputs of a request lie on the host. */
export interface Files {
  out: string;
  err: string;
}

/** A read answer. */
export interface Frame {
  /** An exit status, or what happened instead: `refused` before the start, `lost` the end of a receipt. */
  status: string;
  out: Kept;
  err: Kept;
}

/** How outputs come: read from the host's files where the controller can, else carried by the frame. */
export interface Carriage {
  keep: number;
  peek: Peek | undefined;
}

/** The answer makes no sense: the session cannot be used any more. */
export class OutOfStep extends Error {
  override name = "OutOfStep";
}

/** How many bytes of each output a frame carries: one more than is kept, so that it shows when there is more. */
export function carried({ keep, peek }: Carriage): number {
  return peek === undefined ? 2 * keep + 1 : 0;
}

/** Reads the frame that begins with `marker`. `files` says where its outputs lie, by its status. Throws StreamEnded, OutOfStep. */
export async function readFrame(
  line: Line,
  marker: string,
  options: Carriage & { files: (status: string) => Files },
): Promise<Frame> {
  const header = await line.line();
  const [found, status, out, err] = header.split(" ");
  if (found !== marker || status === undefined) throw new OutOfStep(`answered ${JSON.stringify(header.slice(0, 200))}`);
  if (status === "gone") throw new OutOfStep("has lost its folder for outputs, nothing was started");
  const files = options.files(status);
  const read = async (present: string | undefined, file: string): Promise<Kept> => {
    if (present !== "1") return { head: new Uint8Array(0), tail: new Uint8Array(0), leftOut: 0 };
    if (options.peek !== undefined) return await options.peek(file, options.keep);
    return { head: await line.until(marker), tail: new Uint8Array(0), leftOut: 0 };
  };
  // Both outputs are in the pipe before anything else can be asked for.
  const kept = { out: await read(out, files.out), err: await read(err, files.err) };
  return {
    status,
    out: await cut(line, kept.out, { file: files.out, keep: options.keep }),
    err: await cut(line, kept.err, { file: files.err, keep: options.keep }),
  };
}

/** Asks for the tail of an output of which the frame carried only the beginning. */
async function cut(line: Line, kept: Kept, { file, keep }: { file: string; keep: number }): Promise<Kept> {
  if (kept.leftOut > 0 || kept.tail.length > 0 || kept.head.length <= 2 * keep) return kept;
  const marker = crypto.randomUUID();
  await line.send(`wc -c <${quote(file)}; tail -c ${keep} ${quote(file)}; printf %s ${marker}\n`);
  const size = Number(await line.line());
  const tail = await line.until(marker);
  return { head: kept.head.slice(0, keep), tail, leftOut: Math.max(0, size - keep - tail.length) };
}
