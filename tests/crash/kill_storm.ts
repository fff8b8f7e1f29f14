// A storm of kill -9 on the real program at random moments: the database stays whole, every deed is done once, and the loop converges.
import assert from "node:assert/strict";
import { say } from "../../scripts/say.ts";
import { Ground } from "../e2e/program.ts";
import { checkEnd, checkRecord, query } from "./invariants.ts";

/** The same numbers for the same seed (mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Commands that take their time, a file, a chain over register, a loop and a handler. */
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

/** The program under test, on a playbook of its own. */
class Victim extends Ground {
  constructor() {
    super();
    this.write("site.yml", playbook(this.folder));
  }

  /** Starts or goes on, whichever is due. */
  go(): Deno.Command {
    return this.token() > 0 ? this.command("resume", "1", "--non-interactive") : this.command("run", "-f", "site.yml");
  }

  /** The fencing token of whoever took the loop last; 0 before it is on record. */
  token(): number {
    try {
      return Number(this.query("select lease_token from loops")[0]?.["lease_token"] ?? 0);
    } catch {
      return 0; // killed before the tables were there
    }
  }

  /** Waits until somebody takes the loop, or the program ends without. */
  async takenAfter(token: number, ended: Promise<unknown>): Promise<void> {
    let over = false;
    void ended.then(() => over = true);
    while (!over && this.token() <= token) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Kills until `most` kills have landed, and prints where they did. At least `inside` of them must fall inside a running action. */
export async function storm(
  { seed, most, inside: wanted }: { seed: number; most: number; inside: number },
): Promise<void> {
  const dice = random(seed);
  let kills = 0;
  let inside = 0;
  const landed = new Map<string, number>();
  while (kills < most) {
    using ground = new Victim();
    let finished = false;
    for (let life = 0; life < 6 && kills < most && !finished; life++) {
      // One in five dies anywhere from its very start; the others once the loop is theirs, where there is more to lose.
      const anywhere = dice() < 0.2;
      const token = ground.token();
      const child = ground.go().spawn();
      const ended = child.output();
      if (!anywhere) await ground.takenAfter(token, ended);
      const timer = setTimeout(() => kill(child), dice() * (anywhere ? 600 : 800));
      const { signal, code } = await ended;
      clearTimeout(timer);
      if (signal !== "SIGKILL") {
        assert.equal(code, 0, `the program ended by itself with ${code}`);
        finished = true;
        break;
      }
      kills++;
      const where = ground.token() > 0 ? momentOf(ground.db) : "before the loop was on record";
      landed.set(where, (landed.get(where) ?? 0) + 1);
      if (where === "inside a running action") inside++;
      if (ground.token() > 0) checkRecord(ground.db);
    }
    const last = await ground.go().output();
    assert.equal(last.code, 0, new TextDecoder().decode(last.stderr) + new TextDecoder().decode(last.stdout));
    checkEnd(ground.db, 1);
    assert.deepEqual(ground.lines("deeds").toSorted(), DEEDS.toSorted(), `seed ${seed}`);
  }
  const places = [...landed].map(([where, times]) => `${times} ${where}`).join(", ");
  say(`seed ${seed}: ${kills} kills: ${places}`);
  assert(inside >= wanted, `only ${inside} kills fell inside a running action`);
}

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
