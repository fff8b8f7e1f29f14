// A session of a goal in words whose processes die: what must hold after each death, and what it must have cost in the end.
import assert from "node:assert/strict";
import { checkEnd, checkRecord } from "../crash/invariants.ts";
import { GoalSession } from "./goal_session.ts";
import { Watched } from "./watched.ts";

/** Who works, and at which commits its process kills itself: every so many, from that one on, just before or just after it. */
export interface Deaths {
  by: "run" | "worker";
  when: "before" | "after";
  every: number;
  from: number;
}

/** Lives that a session may take before something is wrong. */
export const MOST_LIVES = 150;

const ANSWERS: Record<string, string> = { question: "1.3", approval: "yes" };

/** A session whose workers die, and what is kept of each death. */
export class Mortals implements AsyncDisposable {
  /** Where each death fell, in words. */
  readonly places: string[] = [];
  /** Replies that were on record at some death, by their row. */
  readonly #replies = new Map<number, string>();

  private constructor(readonly session: GoalSession) {}

  static async make(...given: Parameters<typeof GoalSession.make>): Promise<Mortals> {
    return new Mortals(await GoalSession.make(...given));
  }

  /** A command of the program that dies as it is told to. */
  dying({ every, from, when }: Omit<Deaths, "by">, ...args: string[]): Deno.Command {
    const { ground } = this.session;
    const terms = { count: `${ground.folder}/commits`, every, from, when };
    ground.env["DYING"] = JSON.stringify(terms);
    ground.preload = new URL("dying.ts", import.meta.url).pathname;
    const command = ground.command(...args);
    ground.preload = undefined;
    return command;
  }

  /** Rows of a query; none before there are tables. */
  rows(sql: string, ...values: string[]): Record<string, unknown>[] {
    try {
      return this.session.ground.query(sql, ...values);
    } catch (error) {
      if (!/no such table|unable to open/.test(String(error))) throw error;
      return [];
    }
  }

  status(name: string): unknown {
    return this.rows("select status from loops where name = ?", name)[0]?.["status"];
  }

  /** What must hold whenever a process is gone; a reply that was on record once is there for ever, and stays as it is. */
  check(): void {
    this.places.push(this.#place());
    if (this.rows("select id from loops").length === 0) return;
    checkRecord(this.session.ground.db);
    for (const { id, reply } of this.rows("select id, reply from model_calls where status = 'answered'")) {
      const known = this.#replies.get(Number(id));
      assert.ok(known === undefined || known === reply, `the reply ${id} is another one now`);
      this.#replies.set(Number(id), String(reply));
    }
    const answered = this.rows("select id from model_calls where status = 'answered'").map(({ id }) => Number(id));
    assert.deepEqual([...this.#replies.keys()].filter((id) => !answered.includes(id)), [], "a reply is gone");
  }

  #place(): string {
    const some = (sql: string) => this.rows(sql).length > 0;
    if (!some("select 1 from loops")) return "before the loop is on record";
    const [last] = this.rows("select kind from events order by id desc limit 1");
    const within = some("select 1 from actions where status = 'running'")
      ? ", an action running"
      : some("select 1 from model_calls where status = 'sent'")
      ? ", a question on its way"
      : "";
    return `after "${last?.["kind"]}"${within}`;
  }

  /** Answers what is asked, as somebody does who wants this goal; whether there was anything. */
  async answer(): Promise<boolean> {
    const { ground } = this.session;
    const open = this.rows("select id, kind, prompt_text from prompts where status = 'pending'");
    for (const { id, kind, prompt_text } of open) {
      const answer = ANSWERS[String(kind)];
      assert.ok(answer !== undefined, `nobody expected to be asked: ${prompt_text}`);
      const { code, stderr } = await ground.run("respond", String(id), answer);
      assert.equal(code, 0, stderr);
    }
    return open.length > 0;
  }

  /** Works on a loop until it has converged, however often its process dies. */
  async reach(name: string, { by, ...deaths }: Deaths): Promise<void> {
    const { ground, words } = this.session;
    const flags = [...words, "--name", name, "--max-iterations", "100"];
    if (by === "worker") assert.equal((await ground.run("submit", ...flags)).code, 0);
    for (let life = 0; this.status(name) !== "completed"; life++) {
      assert.ok(life < MOST_LIVES, `it does not get on: ${this.places.slice(-10).join("; ")}`);
      const [gone] = this.rows("select reason from loops where name = ? and status in ('failed', 'blocked')", name);
      assert.equal(gone, undefined, String(gone?.["reason"]));
      if (by === "worker") await this.#worker(name, this.dying(deaths, "worker"));
      else {
        const words = this.status(name) === undefined ? ["run", ...flags] : ["resume", name];
        await this.#run(this.dying(deaths, ...words));
      }
    }
  }

  async #run(command: Deno.Command): Promise<void> {
    const { signal, code, stdout, stderr } = await command.output();
    if (signal === "SIGKILL") return this.check();
    const words = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.ok(code === 0 || code === 3, `exit ${code}\n${words}`);
    assert.equal(await this.answer(), code === 3, `exit ${code}\n${words}`);
  }

  async #worker(name: string, command: Deno.Command): Promise<void> {
    await using worker = new Watched(command);
    const asks = () => this.rows("select id from prompts where status = 'pending'").length > 0;
    const ends = () => /^(completed|failed|blocked)$/.test(String(this.status(name)));
    while (!worker.over && !ends()) {
      await worker.until("a question, or the end", () => worker.over || asks() || ends()).catch((error) => {
        if (!worker.over) throw error;
      });
      await this.answer();
    }
    if (!worker.over) worker.signal("SIGTERM");
    const { signal, code } = await worker.ended();
    if (signal === "SIGKILL") this.check();
    else assert.equal(code, 0, worker.err);
  }

  /** What the record and the server say of the questions to the model: none was asked again whose reply was on record. */
  checkCalls(loop: number): void {
    const { calls, server } = this.session;
    const rows = this.rows("select status, reply from model_calls");
    const replies = rows.filter(({ status }) => status === "answered").map(({ reply }) => String(reply));
    const lost = rows.filter(({ status }) => status === "lost").length;
    const decided = this.rows(
      `select decision from iterations where fresh = 1 and decided_by = 'model' and decision is not null and loop_id = ${loop}`,
    ).length;
    assert.equal(replies.length + lost, rows.length);
    assert.equal(new Set(replies).size, replies.length);
    assert.equal(replies.length, decided, "a reply on record decided nothing, or two decisions came of one");
    assert.ok(lost <= this.places.length, `${lost} questions were lost by ${this.places.length} deaths`);
    assert.ok(calls <= decided + lost, `${calls} questions came, for ${decided} decisions and ${lost} that were lost`);
    assert.equal(server.asked.length, calls);
  }

  /** The goal is reached, each deed was done once, and what was learned is there once. */
  async checkWorld(loop: number, deeds: Record<string, number>): Promise<void> {
    const { web, ground, rules } = this.session;
    checkEnd(ground.db, loop);
    assert.deepEqual(await web.answers(), { web1: "release=1.3\n", web2: "release=1.3\n" });
    assert.deepEqual(ground.counted, deeds);
    assert.deepEqual(rules, ["web-service-runs-web1-web2-1", "web-service-runs-web1-web2-2"]);
    assert.equal((await ground.run("verify")).code, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session[Symbol.asyncDispose]();
  }
}
