// What a worker tells whoever started it. Nothing in it is needed to go on: the record is.
import type { Release } from "./loop.ts";

/** Something that happened to a worker, or to a loop in its hands. */
export type WorkerEvent =
  | { kind: "started"; owner: string; concurrency: number }
  /** `takenFrom` is the owner whose lease had run out, or who was gone. */
  | { kind: "claimed"; loop: number; name: string; run: number; takenFrom?: string }
  | { kind: "released"; loop: number; name: string; release: Release }
  /** Another worker has the loop now: nothing more was written here. */
  | { kind: "lost"; loop: number; name: string; reason: string }
  /** Our bug: the message, and the stack where there is one. The loop is tried again later. */
  | { kind: "fault"; loop: number | null; name: string; error: string; stack: string | null }
  /** The database cannot be used for now (locked, full, read-only); told once a minute while it lasts. */
  | { kind: "database"; message: string; hint: string }
  /** It can be used again. */
  | { kind: "database back" }
  /** No new work from here on; `working` loops are being ended. */
  | { kind: "stopping"; working: number }
  /** `left`: loops that did not end in time; their leases run out. */
  | { kind: "stopped"; left: number };
