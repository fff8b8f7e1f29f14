// The real program under kill -9 at random moments: the database stays whole, every deed is done once, and the loop converges.
import assert from "node:assert/strict";
import { say } from "../../scripts/say.ts";
import { checkEnd, checkRecord, query } from "./invariants.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
/** Kills in all, and how many of them must fall inside a running action. */
const KILLS = 50;
const INSIDE = 10;

/** The same numbers for the same seed (mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Twenty commands that take their time, a file, a chain over register, a loop and a handler. */
function playbook(folder: string): string {
  const slow = (name: string) => `sleep 0.03; echo ${name} >> ${folder}/deeds`;
  return `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: conf
      copy: {content: "one\\n", dest: ${folder}/conf}
      register: conf
      notify: restart
    - name: migrate
      shell: ${slow("migrate")}
      when: conf.changed
      register: migrated
    - name: each
      shell: ${slow("each-{{ item }}")}
      loop: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
      notify: reload
    - name: after
      shell: ${slow("after")}
      when: migrated.changed
    - name: look
      stat: {path: ${folder}/made}
      register: made
    - name: make
      shell: ${slow("make")}; touch ${folder}/made
      when: not made.stat.exists
  handlers:
    - name: restart
      shell: ${slow("restart")}
    - name: reload
      shell: ${slow("reload")}
`;
}

const DEEDS = [
  "migrate",
  ...Array.from({ length: 10 }, (_, index) => `each-${index + 1}`),
  "after",
  "make",
  "restart",
  "reload",
];

/** A folder with a playbook and the program run on it. */
class Ground {
  readonly folder = Deno.makeTempDirSync({ prefix: "kill-" });
  readonly db = `${this.folder}/loops.db`;

  constructor() {
    Deno.writeTextFileSync(`${this.folder}/site.yml`, playbook(this.folder));
  }

  start(...args: string[]): Deno.Command {
    return new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--config", CONFIG, MAIN, "--db", this.db, ...args],
      env: { HOME: this.folder, NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  /** Starts or goes on, whichever is due. */
  go(): Deno.Command {
    return this.submitted()
      ? this.start("resume", "1", "--non-interactive")
      : this.start("run", "-f", `${this.folder}/site.yml`);
  }

  submitted(): boolean {
    try {
      return query(this.db, "select id from loops").length > 0;
    } catch {
      return false; // killed before the tables were there
    }
  }

  done(): string[] {
    try {
      return Deno.readTextFileSync(`${this.folder}/deeds`).split("\n").filter((line) => line !== "");
    } catch {
      return [];
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

Deno.test("the program survives kill -9 at fifty random moments", async () => {
  const seed = Number(Deno.env.get("KILL_SEED") ?? 20261122);
  const dice = random(seed);
  let kills = 0;
  let inside = 0;
  const landed = new Map<string, number>();
  while (kills < KILLS) {
    using ground = new Ground();
    let finished = false;
    for (let life = 0; life < 6 && kills < KILLS && !finished; life++) {
      const child = ground.go().spawn();
      const timer = setTimeout(() => kill(child), 120 + dice() * 900);
      const { signal, code } = await child.output();
      clearTimeout(timer);
      if (signal !== "SIGKILL") {
        assert.equal(code, 0, `the program ended by itself with ${code}`);
        finished = true;
        break;
      }
      kills++;
      const where = ground.submitted() ? momentOf(ground.db) : "before the loop was on record";
      landed.set(where, (landed.get(where) ?? 0) + 1);
      if (where === "inside a running action") inside++;
      if (ground.submitted()) checkRecord(ground.db, 1);
    }
    const last = await ground.go().output();
    assert.equal(last.code, 0, new TextDecoder().decode(last.stderr) + new TextDecoder().decode(last.stdout));
    checkEnd(ground.db, 1);
    assert.deepEqual(ground.done().toSorted(), DEEDS.toSorted(), `seed ${seed}`);
  }
  const places = [...landed].map(([where, times]) => `${times} ${where}`).join(", ");
  say(`seed ${seed}: ${kills} kills: ${places}`);
  assert(inside >= INSIDE, `only ${inside} kills fell inside a running action`);
});

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It ended by itself a moment ago.
  }
}

function momentOf(db: string): string {
  const count = (sql: string) => query(db, sql).length;
  if (count("select id from actions where status = 'running'") > 0) return "inside a running action";
  if (count("select id from iterations where completed_at is null") > 0) return "inside a pass, between actions";
  return count("select id from iterations") > 0 ? "between passes" : "before the first pass";
}
