// A record with something on each page, in which every text that comes from elsewhere is what a test wants it to be.
import type { PageStage } from "../page_stage.ts";

/** What stands somewhere; `mark` says where. */
export type Say = (mark: string) => string;

const AT = "2026-11-22T15:40:00.000Z";
const LATER = "2026-11-22T15:41:00.000Z";

/** Writes it as the store would; times are before the stage's clock. Host and rule are named by `say`, too. */
export function fillRecord(stage: PageStage, say: Say): void {
  const db = stage.scratch.raw();
  const insert = (table: string, row: { [column: string]: string | number | null }) => {
    const names = Object.keys(row);
    db.prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => "?").join()})`)
      .run(...Object.values(row));
  };
  const json = (value: unknown) => JSON.stringify(value);
  insert("loops", {
    ...{ id: 1, uid: "u1", name: say("loop"), status: "paused", mode: "continuous", desired_state: say("goal") },
    ...{ created_at: AT, reason: say("reason"), run: 1, interval: 60 },
    options: json({
      once: false,
      dryRun: false,
      maxIterations: 10,
      onInterrupted: "ask",
      rulesDir: stage.scratch.folder,
    }),
  });
  insert("iterations", {
    ...{ id: 1, loop_id: 1, n: 1, phase: "unfinished", run: 1, decided_by: "model", reasoning: say("reasoning") },
    ...{ error: say("error"), created_at: AT, completed_at: LATER },
  });
  insert("iterations", { id: 2, loop_id: 1, n: 2, phase: "completed", run: 1, decided_by: "model", created_at: LATER });
  const shown = {
    ...{ host: say("shown host"), module: say("shown module"), name: say("shown name"), reason: say("shown reason") },
    ...{ task: null, params: { [say("parameter")]: `${say("value")}\nof two lines`, deep: [say("inside")] } },
    ...{ call: "c", seen: null },
  };
  const asked = [
    "The model wants 2 actions that policy asks about.",
    `1. ${say("call")}`,
    `   asked because: ${say("because")}`,
    `   ${say("header")}`,
    `    ${say("same")}`,
    `   -${say("removed")}`,
    `   +${say("added")}`,
    `2. ${say("second call")}`,
  ].join("\n");
  const prompts: [kind: string | null, text: string, options: string[]][] = [
    ["approval", asked, ["yes", "no"]],
    ["question", say("question"), [say("option"), "b"]],
    ["plan", `${say("plan")}\n1. first`, ["yes", "no"]],
    ["pause", say("pause"), []],
    ["interrupted", say("interrupted"), ["rerun", "done"]],
    [null, say("legacy"), []],
    [say("kind"), say("unknown"), []],
  ];
  for (const [at, [kind, text, options]] of prompts.entries()) {
    insert("prompts", {
      ...{
        id: at + 1,
        loop_id: 1,
        iteration_id: kind === null ? null : 1,
        kind,
        prompt_text: text,
        options: json(options),
      },
      ...{ about: "approval:hash", status: "pending", created_at: AT },
      shown: at === 0 ? json([shown, shown]) : null,
    });
  }
  insert("prompts", {
    ...{ id: 20, loop_id: 1, iteration_id: 1, kind: "approval", prompt_text: asked, options: json(["yes", "no"]) },
    ...{ status: "answered", response: say("response"), comment: say("comment"), answered_by: say("human") },
    ...{ created_at: AT, answered_at: LATER },
  });
  insert("prompts", {
    ...{ id: 21, loop_id: 1, prompt_text: say("withdrawn"), status: "cancelled", created_at: say("no time") },
  });
  insert("actions", {
    ...{ id: 1, iteration_id: 2, module: say("module"), name: say("action"), host: say("host"), status: "completed" },
    ...{ changed: 1, params: json({}), position: 0, started_at: LATER, completed_at: LATER },
  });
  insert("hosts", {
    ...{ id: 1, loop_id: 1, hostname: say("host"), ansible_host: say("address"), groups: json([say("group")]) },
    ...{ status: "unreachable", created_at: AT, updated_at: LATER, last_error: say("unreachable"), facts_at: AT },
    ...{ seen_at: AT, changed_at: LATER, changed_action: 1 },
    vars: json({ [say("variable")]: { value: [say("its value")], from: say("its file") } }),
  });
  insert("host_facts", {
    host_id: 1,
    facts: json({ [say("fact")]: { [say("inner")]: say("of facts"), more: [1, [2]] } }),
  });
  for (const [id, corrected] of [[1, null], [2, LATER]] as const) {
    insert("drifts", {
      ...{ id, loop_id: 1, run: 1, host: say("host"), task: "0", name: say("drift"), module: say("drift module") },
      ...{ item: json({ item: say("item") }), first_seen_at: AT, last_seen_at: LATER, corrected_at: corrected },
      diff: json([{ header: say("diff header"), before: `${say("before")}\n`, after: `${say("after")}\n` }]),
    });
  }
  insert("workers", {
    ...{ name: say("worker"), started_at: AT, heartbeat_at: LATER, expires_at: "2027-01-01T00:00:00.000Z" },
    ...{ concurrency: 4, working: 1 },
  });
  insert("events", { id: 1, at: AT, loop_id: 1, kind: "prompt", about: 1, data: json(say("event")) });
  insert("notifications", {
    ...{ id: 1, event_id: 1, loop_id: 1, kind: say("news"), target: say("target"), body: "{}", status: "given up" },
    ...{ attempts: 3, last_error: say("delivery"), created_at: AT },
  });
  // YAML takes no control characters; in JSON's writing it takes all others.
  const text = (mark: string) => JSON.stringify(say(mark).replaceAll(/[\p{Cc}\u2028]/gu, ""));
  stage.file(
    "first.yml",
    [
      `name: greet`,
      `description: ${text("description")}`,
      `goal: ${text("rule goal")}`,
      `status: proposed`,
      `origin: { by: ${text("origin")} }`,
      `observe: [{ name: motd, module: stat, params: { path: /tmp/motd } }]`,
      `when: not motd.stat.exists`,
      `actions: [{ name: ${text("rule action")}, module: copy, params: { dest: /tmp/motd, content: ${
        text("content")
      } } }]`,
      "",
    ].join("\n"),
  );
  stage.file("second.yml", `name: ${text("broken")}\nwhen: [`);
}
