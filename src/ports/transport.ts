// How a host is reached.
import type { Shell } from "./shell.ts";

/** A way to reach hosts. */
export interface Transport {
  /** Opens a session on a host. Throws Error with a sentence when the host cannot be reached. */
  open(host: string, signal?: AbortSignal): Promise<Shell>;
}
