// How a host is reached.
import type { Entrance } from "../model/way.ts";
import type { Shell } from "./shell.ts";

/** A way to reach hosts. */
export interface Transport {
  /**
   * Opens a session on a host, as the user that the way names. Throws CannotBecome where the host is there and that user cannot be
   * become, and Error with a sentence that says why and what to do when it cannot be reached.
   */
  open(entrance: Entrance, signal?: AbortSignal): Promise<Shell>;
}
