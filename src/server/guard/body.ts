// Bodies, as far as they are read at all: small, and whole before anything else looks at them.
import type { Context } from "hono";
import { Refusal } from "../refusal.ts";
import type { Env } from "../visitor.ts";

/** Bytes of the longest body. */
export const LONGEST_BODY = 1024 * 1024;

/** Of one from nobody that is known: thousands of those could be sent at once. */
export const LONGEST_OF_NOBODY = 16 * 1024;

/** Reads the request's body. Throws Refusal for one of more bytes than `most`, as early as that can be known. */
export async function readBody(c: Context<Env>, most: number): Promise<void> {
  const { raw } = c.req;
  if (raw.body === null) return;
  if (Number(c.req.header("content-length") ?? 0) > most) throw tooLong(most);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for await (const chunk of raw.body) {
      size += chunk.length;
      if (size > most) break;
      chunks.push(chunk);
    }
  } catch {
    // Whoever sent it has left, or was cut off.
    throw new Refusal(400, "input", "This ended before it was whole.");
  }
  if (size > most) throw tooLong(most);
  const { url, method, headers } = raw;
  c.req.raw = new Request(url, { method, headers, body: size === 0 ? null : new Blob(chunks) });
}

function tooLong(most: number): Refusal {
  return new Refusal(
    413,
    "too_large",
    `This is longer than ${
      most < 1024 * 1024 ? `${most / 1024} KiB` : `${most / 1024 / 1024} MiB`
    }, the most that is read.`,
    {
      hint: "long texts are read from files: name one on the machine where the page runs",
      headers: { connection: "close" },
    },
  );
}
