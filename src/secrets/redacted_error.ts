// Errors on their way out of a turn: their words are shown, and kept as the loop's reason.
import type { Secrets } from "../ports/secrets.ts";

/** The same error, its message, stack and causes without secrets. */
export function redactedError(error: unknown, secrets: Pick<Secrets, "idle" | "redact">): unknown {
  if (secrets.idle) return error;
  for (let each = error, depth = 0; each instanceof Error && depth < 8; each = each.cause, depth++) {
    each.message = secrets.redact(each.message);
    if (each.stack !== undefined) each.stack = secrets.redact(each.stack);
  }
  return error;
}
