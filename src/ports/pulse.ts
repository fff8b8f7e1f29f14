// Heartbeats from beside the main thread: heavy work there must not cost a lease.
import type { Lease } from "../model/loop.ts";

/** Renews leases when the main thread has been silent for too long to do it itself. */
export interface Pulse {
  /**
   * The leases that are held from now on, all of them; also the sign that the main thread lives: while there is no other, they are renewed for at most
   * 60 s more. A lease that another worker has taken, or that has run out, is left as it is. The first call starts the thread; never throws.
   */
  set(leases: readonly Lease[], leaseMs: number): void;
  /** Ends the thread. */
  [Symbol.dispose](): void;
}
