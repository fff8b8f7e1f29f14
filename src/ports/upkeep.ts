// The record kept in shape: what is old goes, in small steps; copies and checks.

/** How long things are kept, in milliseconds. */
export interface Keep {
  /** Whole outputs, the feed, facts of hosts, and of loops that are over their hosts' variables. */
  outputsMs: number;
  /** Iterations with their actions. */
  historyMs: number;
}

/** How many rows of each kind went. */
export interface Removed {
  outputs: number;
  events: number;
  iterations: number;
  actions: number;
  notifications: number;
}

/** Looks after one database. */
export interface Upkeep {
  /** One small step: the write lock is held for 10 ms at most. `more`: call again. */
  pruneStep(keep: Keep): Promise<{ removed: Removed; more: boolean }>;
  /** What `pruneStep` would remove until nothing is left to be removed; nothing is. */
  foresee(keep: Keep): Promise<Removed>;
  /** A whole copy at a path where nothing is (`replace`: instead of what is), readable by its owner only, also while others write. Throws StoreError. */
  backup(path: string, options?: { replace?: boolean }): Promise<{ bytes: number }>;
  /** What is wrong with the file or the record, as sentences; empty when nothing is. */
  verify(): Promise<string[]>;
  /** Bytes on disk, without asking the database. */
  sizes(): Promise<{ file: number; wal: number }>;
}
