// A loop with a real database, a real shell and a folder of its own, on which lives are spent until it has converged.
import { implicitInventory } from "../fakes/implicit_inventory.ts";
import assert from "node:assert/strict";
import { loadModules } from "../../src/app.ts";
import { runLoop } from "../../src/engine/run_loop.ts";
import type { Decides, Shells, World } from "../../src/engine/world.ts";
import type { Lease, LoopOptions, Mode, Next } from "../../src/model/loop.ts";
import { parsePlaybook } from "../../src/playbook/parse.ts";
import type { Playbook } from "../../src/playbook/playbook.ts";
import type { Policy } from "../../src/policy/policy.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { openStore, type Store } from "../../src/store/open_store.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { localTransport } from "../../src/transports/local.ts";
import { chargeOf } from "../engine/charge_of.ts";
import { givenBack } from "../engine/given_back.ts";
import { KeptShells } from "../../src/worker/kept_shells.ts";
import { wait } from "../../src/worker/wait.ts";
import { checkEnd, checkRecord, query } from "./invariants.ts";
import { dyingCommits, Life, mortal } from "./mortal.ts";
import { hereEntrances } from "../fakes/entrances.ts";

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const OWNER = { name: "a process that will be gone", leaseMs: 60_000 };

/** What a scenario is made of. */
export interface Scenario {
  name: string;
  /** Plain words for a decider, or a playbook's text in which `DIR` stands for the stage's folder. */
  playbook?: string;
  /** Files beside it. */
  files?: Record<string, string>;
  decides?: (stage: Stage) => Decides;
  /** Names of each play's hosts; all of them are this machine. Without it, as written. */
  hosts?: string[][];
  mode?: Mode;
  options?: Partial<LoopOptions>;
  /** What is asked of a human. Default: nothing. */
  policy?: Policy;
  /** What is said to every question. */
  answer?: string;
}

/** One run of a scenario, over as many lives as it takes. */
export class Stage {
  readonly folder = Deno.makeTempDirSync({ prefix: "stage-" });
  readonly db = `${this.folder}/loops.db`;
  readonly deeds = `${this.folder}/deeds`;
  /** Deeds that began without their row saying `running`. */
  readonly unwritten: string[] = [];
  loop = 0;
  #decides: Decides | undefined;

  constructor(readonly scenario: Scenario) {}

  /** Puts the loop on record. */
  async submit(): Promise<void> {
    await using store = await openStore(this.db, { create: true, clock });
    const file = `${this.folder}/site.yml`;
    if (this.scenario.playbook !== undefined) {
      Deno.writeTextFileSync(file, this.scenario.playbook.replaceAll("DIR", this.folder));
    }
    for (const [name, text] of Object.entries(this.scenario.files ?? {})) {
      Deno.writeTextFileSync(`${this.folder}/${name}`, text.replaceAll("DIR", this.folder));
    }
    const submitted = await store.queue.submit({
      name: this.scenario.name,
      mode: this.scenario.mode ?? "single",
      desiredState: file,
      options: { file, once: false, dryRun: false, maxIterations: 50, onInterrupted: "ask", ...this.scenario.options },
    });
    this.loop = submitted.id;
  }

  /** One life, counted in calls of the journal or in commits: claims the loop, walks it, gives it back. Null when it died. */
  async live(life: Life, counted: "calls" | "commits" = "calls"): Promise<Next | null> {
    const store = await openStore(this.db, { create: false, clock });
    try {
      using _ = counted === "commits" ? dyingCommits(life) : undefined;
      return await this.#walk(store, counted === "calls" ? life : new Life(-1, "before"));
    } catch (error) {
      if (!life.dead) throw error;
      return null;
    } finally {
      // A store that closes writes down what its leases have read: not one whose process is dead.
      await store.close().catch((error) => {
        if (!life.dead) throw error;
      });
    }
  }

  async #walk(store: Store, life: Life): Promise<Next> {
    const lease = await store.queue.claim(this.loop, OWNER, { isGone: () => true, evenIf: ["paused"] });
    if (lease === null) return this.#ended();
    await using shells = new KeptShells(localTransport({ receipts: `${this.folder}/receipts` }));
    const world = await this.#world(lease, store, { shells, life });
    const signals = { stop: new AbortController().signal, signal: new AbortController().signal };
    while (true) {
      const next = await runLoop(chargeOf(lease), world, signals);
      if (next.kind === "again") continue;
      const queue = mortal(store.queue, life);
      await queue.release(lease, givenBack(next));
      const [prompt] = await store.archive.prompts({ loop: this.loop, open: true });
      if (this.scenario.answer === undefined || prompt === undefined) return next;
      await queue.answer(prompt.id, this.scenario.answer, "test");
      return await this.#walk(store, life);
    }
  }

  /** A loop that died after it was given back has ended. */
  #ended(): Next {
    const [row] = query(this.db, "select status, reason from loops where id = ?", this.loop);
    assert.equal(row?.["status"], "completed", "the loop can neither be claimed nor has it ended");
    return { kind: "done", status: "completed", reason: String(row?.["reason"]) };
  }

  async #world(
    lease: Lease,
    store: Store,
    { shells, life }: { shells: Shells; life: Life },
  ): Promise<World> {
    const modules = await loadModules();
    const files = store.keptFiles(lease, localFiles());
    const file = lease.loop.options!.file!;
    return {
      journal: mortal(store.journal(lease), life),
      modules,
      shells: { get: async (host) => this.#watched(await shells.get(host)), drop: (host) => shells.drop(host) },
      entrances: hereEntrances,
      inventory: implicitInventory(),
      hosts: store.hostLeases(lease),
      held: () => Promise.resolve(),
      files,
      events: { emit: () => {} },
      clock,
      policy: this.scenario.policy ?? { rules: [] },
      wait,
      unrecorded: new Map(),
      temporary: new Map(),
      decides: this.#decides ??= this.scenario.decides?.(this) ??
        { by: "playbook", playbook: onHosts(parsePlaybook(file, { modules, files }), this.scenario.hosts) },
    };
  }

  /** A shell that checks, with eyes of its own, that what it is told to do is written down. */
  #watched(shell: Shell): Shell {
    const watch = (receipt: { action: number } | undefined) => {
      if (receipt === undefined) return;
      const [row] = query(this.db, "select status from actions where id = ?", receipt.action);
      if (row?.["status"] !== "running") {
        this.unwritten.push(`action ${receipt.action} is ${row?.["status"] ?? "not there"}`);
      }
    };
    return {
      machine: shell.machine,
      folder: shell.folder,
      run: (argv, options, signal) => {
        watch(options?.receipt);
        return shell.run(argv, options, signal);
      },
      put: (path, content, options, signal) => shell.put(path, content, options, signal),
      get: (path, signal) => shell.get(path, signal),
      settle: (receipt, signal) => shell.settle(receipt, signal),
      hold: (hold, signal) => shell.hold(hold, signal),
      end: (receipt) => shell.end(receipt),
      forget: (receipts, signal) => shell.forget(receipts, signal),
      [Symbol.asyncDispose]: () => shell[Symbol.asyncDispose](),
    };
  }

  /** What was done in the world, in order. */
  done(): string[] {
    try {
      return Deno.readTextFileSync(this.deeds).split("\n").filter((line) => line !== "");
    } catch {
      return [];
    }
  }

  /** What must hold whenever the process is gone. */
  checkRecord(): void {
    assert.deepEqual(this.unwritten, [], "something was done before it was written");
    checkRecord(this.db);
  }

  /** What must hold at the end. */
  checkEnd(next: Next | null): void {
    assert.equal(next?.kind === "done" ? next.status : next?.kind, "completed", JSON.stringify(next));
    this.checkRecord();
    checkEnd(this.db, this.loop);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

function onHosts(playbook: Playbook, hosts: string[][] = []): Playbook {
  return { ...playbook, plays: playbook.plays.map((play, at) => ({ ...play, hosts: hosts[at] ?? play.hosts })) };
}
