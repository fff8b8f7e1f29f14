// What one run of a loop has read from files: in memory until it is committed, by content hash afterwards.
import type { DatabaseSync } from "node:sqlite";
import type { Lease } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import { toColumn } from "./json_column.ts";
import { holdsPassword } from "./holds_password.ts";
import { type Packed, type Packing, unpack } from "./packing.ts";
import { explainSqlite } from "./sqlite_failure.ts";
import { type SourcesColumn, sourcesOfRun } from "./sources_column.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Bytes. Of a larger file only the hash is kept: enough to notice that it changed. */
const MOST_KEPT = 8 * 1024 * 1024;

/** A file as the run first saw it. `content` is absent for one too large to keep, or with a password in it. */
interface Source {
  hash: string;
  content?: Uint8Array;
  /** As it is stored; packed when read, so that the write lock is not held meanwhile. */
  output?: Packed;
}

/** A path in the loop's `sources`. */
interface Known {
  hash: string;
  /** Permission bits, where they were known. */
  mode?: number;
}

/** What the store lends. */
export interface Means {
  path: string;
  /** A second connection, opened when first asked for: synchronous reads must not run into the first one's open transaction. */
  reader(): DatabaseSync;
  /** There once this store has given out a lease. */
  packing(): Packing;
  clock: Clock;
}

/** Milliseconds after which a content that is read again counts as used anew; what upkeep removes was not used for longer. */
export const USED_AGAIN_MS = 3_600_000;

export class KeptSources {
  readonly #lease: Lease;
  readonly #means: Means;
  /** By path; read from the loop's row at first use. */
  #files: Map<string, Known> | undefined;
  readonly #pending = new Map<string, Source>();

  constructor(lease: Lease, means: Means) {
    this.#lease = lease;
    this.#means = means;
  }

  /** The SHA-256 of a path that this run has read before. */
  hashOf(path: string): string | undefined {
    return this.#known().get(path)?.hash;
  }

  /** All paths that this run has read. */
  paths(): string[] {
    return [...this.#known().keys()];
  }

  /** The permission bits that it had. */
  modeOf(path: string): number | undefined {
    return this.#known().get(path)?.mode;
  }

  /** The kept content of a path; undefined where only its hash is kept. */
  contentOf(path: string): Uint8Array | undefined {
    const pending = this.#pending.get(path);
    if (pending !== undefined) return pending.content?.slice();
    const hash = this.hashOf(path);
    const row = this.#query("SELECT encoding, content FROM outputs WHERE hash = ?", hash ?? "");
    if (row === undefined) return undefined;
    return unpack(row as unknown as Packed);
  }

  /** Whether the content of a path that was read is there, too. */
  isKept(path: string): boolean {
    const pending = this.#pending.get(path);
    if (pending !== undefined) return pending.content !== undefined;
    return this.#query("SELECT 1 FROM outputs WHERE hash = ?", this.hashOf(path) ?? "") !== undefined;
  }

  /** Whether a content is what this run read first; for files whose content is not kept. */
  isSame(path: string, content: Uint8Array): boolean {
    return this.#means.packing().sha256(content) === this.hashOf(path);
  }

  /** Keeps what was read first; of what is `secret` the hash alone. */
  keep(path: string, content: Uint8Array, { mode, secret }: { mode: number | undefined; secret: boolean }): void {
    const { sha256, pack } = this.#means.packing();
    const hash = sha256(content);
    this.#known().set(path, mode === undefined ? { hash } : { hash, mode });
    const unkept = content.length > MOST_KEPT || secret || holdsPassword(content);
    const kept = unkept ? {} : { content: content.slice(), output: pack(hash, content) };
    this.#pending.set(path, { hash, ...kept });
  }

  /** Writes what is not yet in the database. Returns what it wrote, for `forget` after the commit. */
  async flush(trx: Transact): Promise<Map<string, Source>> {
    const written = new Map(this.#pending);
    if (written.size === 0) return written;
    for (const { output } of written.values()) {
      if (output === undefined) continue;
      const { clock } = this.#means;
      await trx.insertInto("outputs").values({ ...output, used_at: timestamp(clock) })
        .onConflict((conflict) =>
          conflict.column("hash").doUpdateSet({ used_at: timestamp(clock) })
            .where((eb) =>
              eb.or([eb("outputs.used_at", "is", null), eb("outputs.used_at", "<", timestamp(clock, -USED_AGAIN_MS))])
            )
        ).execute();
    }
    await trx.updateTable("loops").set({ sources: toColumn(this.#column()) }).where("id", "=", this.#lease.loop.id)
      .execute();
    return written;
  }

  /** Committed: memory is given back. */
  forget(written: Map<string, Source>): void {
    for (const [path, source] of written) {
      if (this.#pending.get(path) === source) this.#pending.delete(path);
    }
  }

  /** Whether anything waits for a commit. */
  get unwritten(): boolean {
    return this.#pending.size > 0;
  }

  #column(): SourcesColumn {
    const known = [...this.#known()];
    return {
      run: this.#lease.loop.run,
      files: Object.fromEntries(known.map(([path, { hash }]) => [path, hash])),
      modes: Object.fromEntries(known.flatMap(([path, { mode }]) => mode === undefined ? [] : [[path, mode]])),
    };
  }

  /** Files of an earlier run do not count: a run reads anew. */
  #known(): Map<string, Known> {
    if (this.#files !== undefined) return this.#files;
    const row = this.#query("SELECT sources FROM loops WHERE id = ?", this.#lease.loop.id);
    const column = sourcesOfRun((row?.sources ?? null) as string | null, this.#lease.loop.run);
    if (column === null) return this.#files = new Map();
    return this.#files = new Map(
      Object.entries(column.files).map(([path, hash]) => {
        const mode = column.modes[path];
        return [path, mode === undefined ? { hash } : { hash, mode }];
      }),
    );
  }

  #query(sql: string, key: string | number): Record<string, unknown> | undefined {
    try {
      return this.#means.reader().prepare(sql).get(key);
    } catch (error) {
      throw explainSqlite(error, this.#means.path);
    }
  }
}
