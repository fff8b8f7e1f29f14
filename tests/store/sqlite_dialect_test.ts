// sqliteDialect(): what is asked again and again is prepared once, as SQLite itself tells.
import assert from "node:assert/strict";
import { Kysely } from "kysely";
import { DatabaseSync } from "node:sqlite";
import { nextTurn, nextTurnTime } from "../../src/store/next_turn.ts";
import { hasOpenPrompt } from "../../src/store/open_prompt.ts";
import { joinQuietRun } from "../../src/store/end_of_run.ts";
import { sqliteDialect } from "../../src/store/sqlite_dialect.ts";
import { dropPrompts } from "../../src/store/stop_loop.ts";
import type { Tables } from "../../src/store/tables.ts";
import { Scratch, submission } from "./scratch.ts";

/** Deno has it; its types do not. */
type Authorized = DatabaseSync & { setAuthorizer(allow: () => number): void };

/** A database that counts what SQLite looks up while it prepares statements. */
class Watched implements AsyncDisposable {
  #prepared = 0;
  readonly db: Kysely<Tables>;

  constructor(path: string) {
    const file = new DatabaseSync(path) as Authorized;
    // SQLite asks what a statement may do while it prepares it, and never while it runs.
    file.setAuthorizer(() => {
      this.#prepared++;
      return 0;
    });
    this.db = new Kysely<Tables>({ dialect: sqliteDialect(file, (error) => error) });
  }

  /** Whether a call has anything prepared. */
  async prepares(call: () => Promise<unknown>): Promise<boolean> {
    const before = this.#prepared;
    await call();
    return this.#prepared > before;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.db.destroy();
  }
}

Deno.test("sqliteDialect() prepares a query with a limit once, and another one for another limit", async () => {
  await using scratch = new Scratch();
  const { queue } = await scratch.open();
  for (let n = 0; n < 3; n++) await queue.submit(submission);
  await using watched = new Watched(scratch.path);
  const first = (limit: number) => watched.db.selectFrom("loops").select("id").orderBy("id").limit(limit).execute();
  assert.deepEqual((await first(2)).map(({ id }) => id), [1, 2]);
  assert.equal(await watched.prepares(() => first(2)), false);
  assert.equal(await watched.prepares(() => first(1)), true);
  assert.deepEqual((await first(1)).map(({ id }) => id), [1]);
  assert.deepEqual((await first(2)).map(({ id }) => id), [1, 2]);
});

Deno.test("sqliteDialect() prepares nothing anew at a worker's turns and at the ends of quiet runs", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const owner = { name: "worker", leaseMs: 30_000 };
  const { id } = await store.queue.submit({ ...submission, mode: "continuous" });
  const quiet = async () => {
    const lease = (await store.queue.claim(id, owner, { evenIf: ["waiting"] }))!;
    const journal = store.journal(lease);
    const iteration = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
    await journal.closeIteration(iteration.id, { phase: "completed", converged: true });
    return lease;
  };
  const ended = { status: "completed" as const, reason: "" };
  await store.queue.release(await quiet(), { kind: "next run", at: scratch.clock.ms, reason: "", ended });
  await quiet();
  await using watched = new Watched(scratch.path);
  const notKept = new Error("as it was");
  const turn = async () => {
    const trying = watched.db.transaction().execute(async (trx) => {
      await nextTurn(trx, [], scratch.clock);
      await nextTurnTime(trx, scratch.clock);
      const row = await trx.selectFrom("loops").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
      assert.equal(await joinQuietRun(trx, row), true);
      assert.equal(await hasOpenPrompt(trx, id), false);
      await dropPrompts(trx, id);
      throw notKept;
    });
    await assert.rejects(trying, notKept);
  };
  assert.equal(await watched.prepares(turn), true);
  await turn();
  assert.equal(await watched.prepares(turn), false);
});
