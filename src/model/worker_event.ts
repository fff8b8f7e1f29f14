// What a worker tells about itself, beside what its loops tell.
import type { Release } from "./loop.ts";

/** Something that happened to a worker. */
export type WorkerEvent =
  | { kind: "started"; name: string; concurrency: number }
  /** `takenFrom`: an owner that had died, or whose lease had run out. */
  | { kind: "claimed"; loop: number; name: string; run: number; takenFrom?: string }
  | { kind: "released"; loop: number; name: string; release: Release }
  /** Another worker has the loop: nothing more was written here. */
  | { kind: "lost"; loop: number; name: string }
  /** Our bug in one loop: the others go on. */
  | { kind: "fault"; loop: number; name: string; error: unknown }
  /** The database cannot be used for now. */
  | { kind: "database"; message: string }
  /** Of the status page beside it; `url` once it is open there, and its process. */
  | { kind: "page"; message: string; url?: string; pid?: number }
  | { kind: "stopping" }
  | { kind: "stopped" };
