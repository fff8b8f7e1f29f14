// The heartbeat's thread: renews the leases that it was told of while the main thread has no time to. Its text is all that the thread has.
import type { DatabaseSync } from "node:sqlite";

/** What the main thread says: which leases there are, and that it lives. */
export interface PulseWord {
  leases: { id: number; token: number; owner: string }[];
  leaseMs: number;
}

/** What the thread is started with. */
export interface PulseMeans {
  /** Opens the database file. */
  connect(): DatabaseSync;
  /** The schema version that it has to have: nothing is written to another. */
  version: number;
  /** Calls back with each word of the main thread. */
  hear(listener: (word: PulseWord) => void): void;
  every(ms: number, tick: () => void): number;
  stop(timer: number): void;
  /** Milliseconds since 1970, and milliseconds that never go back. */
  now(): number;
  monotonic(): number;
}

/**
 * Renews every sixth of a lease where the main thread is silent for longer than it ever is while it is well, for 60 s at most: a main thread that hangs for good has to lose what
 * it holds. A lease that has run out is left to whoever takes it; so is one that was taken. Uses nothing outside of itself: it is started from
 * its own text.
 */
export function runPulse({ connect, version, hear, every, stop, now, monotonic }: PulseMeans): void {
  const MOST_SILENCE_MS = 60_000;
  // A third of a lease may have gone by since it was renewed when the last word came; a sixth goes by before this is seen: 0.9 in all.
  const SILENT = 0.4;
  let word: PulseWord = { leases: [], leaseMs: 0 };
  let heard = 0;
  let timer: number | undefined;
  let db: DatabaseSync | undefined;
  hear((said) => {
    heard = monotonic();
    if (timer === undefined || said.leaseMs !== word.leaseMs || said.leases.length === 0) {
      if (timer !== undefined) stop(timer);
      timer = said.leases.length === 0 ? undefined : every(said.leaseMs / 6, tick);
    }
    word = said;
  });

  function tick(): void {
    const silence = monotonic() - heard;
    if (silence < word.leaseMs * SILENT || silence > MOST_SILENCE_MS) return;
    try {
      db ??= connect();
      renew(db, word);
    } catch {
      // Busy, full or gone: there is another try before the leases run out, and the main thread tells what is wrong.
    }
  }

  function renew(db: DatabaseSync, { leases, leaseMs }: PulseWord): void {
    const at = new Date(now()).toISOString();
    const until = new Date(now() + leaseMs).toISOString();
    db.prepare("begin immediate").run();
    try {
      if (db.prepare("pragma user_version").get()?.["user_version"] !== version) throw new Error("another schema");
      const lease = db.prepare(
        "update loops set lease_expires_at = ? where id = ? and lease_token = ? and lease_owner = ? and lease_expires_at > ?",
      );
      const worker = db.prepare("update workers set heartbeat_at = ?, expires_at = ? where name = ?");
      for (const { id, token, owner } of leases) lease.run(until, id, token, owner, at);
      for (const owner of new Set(leases.map(({ owner }) => owner))) worker.run(at, until, owner);
      db.prepare("commit").run();
    } catch (error) {
      if (db.isTransaction) db.prepare("rollback").run();
      throw error;
    }
  }
}
