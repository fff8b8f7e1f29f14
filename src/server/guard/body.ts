// Bodies, as far as they are read at all: small, and whole before anything else looks at them.
import type { Context } from "hono";
import { Refusal } from "../refusal.ts";
import type { Env } from "../visitor.ts";

/** Bytes of the longest body. */
export const LONGEST_BODY = 1024 * 1024;

/** Reads the request's body. Throws Refusal for one that is too long, as early as that can be known. */
export async function readBody(c: Context<Env>): Promise<void> {
  const { raw } = c.req;
  if (raw.body === null) return;
  if (Number(c.req.header("content-length") ?? 0) > LONGEST_BODY) throw tooLong();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for await (const chunk of raw.body) {
      size += chunk.length;
      if (size > LONGEST_BODY) break;
      chunks.push(chunk);
    }
  } catch {
    // Whoever sent it has left, or was cut off.
    throw new Refusal(400, "input", "This ended before it was whole.");
  }
  if (size > LONGEST_BODY) throw tooLong();
  const { url, method, headers } = raw;
  c.req.raw = new Request(url, { method, headers, body: size === 0 ? null : new Blob(chunks) });
}

function tooLong(): Refusal {
  return new Refusal(
    413,
    "too_large",
    `This is longer than ${LONGEST_BODY / 1024 / 1024} MiB, the most that is read.`,
    {
      hint: "long texts are read from files: name one on the machine where the page runs",
      headers: { connection: "close" },
    },
  );
}
