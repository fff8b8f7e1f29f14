import assert from "node:assert/strict";
import type { ActionRow, IterationRow, PromptRow } from "../../src/ports/archive.ts";
import type { Modules } from "../../src/ports/module.ts";
import { widthOf } from "../../src/cli/visible.ts";
import { loopRow, run } from "./scripted_app.ts";

function iteration(given: Partial<IterationRow> = {}): IterationRow {
  return {
    id: 1,
    n: 1,
    run: 1,
    phase: "completed",
    fresh: true,
    decidedBy: "playbook",
    converged: false,
    reasoning: null,
    observations: {},
    error: null,
    createdAt: "2026-11-22T15:58:00.000Z",
    completedAt: "2026-11-22T15:58:02.500Z",
    ...given,
  };
}

function action(given: Partial<ActionRow> = {}): ActionRow {
  return {
    id: 3,
    iteration: 1,
    n: 1,
    host: "localhost",
    module: "copy",
    params: {},
    name: "Page",
    task: "0.tasks.0",
    item: null,
    status: "completed",
    verdict: "allow",
    rc: 0,
    stdout: "",
    stderr: "",
    changed: true,
    diff: [],
    result: { changed: true },
    attempt: 1,
    startedAt: "2026-11-22T15:58:00.100Z",
    completedAt: "2026-11-22T15:58:00.220Z",
    ...given,
  };
}

const legacyLoop = loopRow({
  id: 4,
  name: "Ünïcødé – 日本語 desired state",
  status: "failed",
  desiredState: "Ünïcødé – 日本語 desired state",
  options: null,
  createdAt: "(datetime('now'))",
});
const legacyIteration = iteration({ run: null, decidedBy: null, createdAt: "(datetime('now'))", completedAt: null });
const legacyAction = action({
  host: null,
  name: null,
  task: null,
  startedAt: null,
  changed: null,
  rc: null,
  result: null,
});

Deno.test("status lists loops that have not ended, --all every one", async () => {
  const loops = [
    loopRow({ status: "paused", reason: "a question is open" }),
    loopRow({ id: 2, name: "old", status: "completed" }),
  ];
  const { out, exit } = await run(["status"], { loops, iterations: [iteration()] });
  assert.equal(exit, 0);
  assert.equal(
    out(),
    [
      "ID  NAME  STATUS  MODE    DESIRED STATE  ITER  LAST       REASON",
      " 1  site  paused  single  site.yml          1  1 min ago  a question is open\n",
    ].join("\n"),
  );
  const all = await run(["status", "--all", "-o", "json"], { loops, iterations: [iteration()] });
  assert.deepEqual(JSON.parse(all.out()).data.loops.map((loop: { id: number }) => loop.id), [1, 2]);
});

Deno.test("status says what to type where there is nothing to list", async () => {
  const none = await run(["status"], { loops: [loopRow({ status: "completed" })] });
  assert.match(none.out(), /No loop is under way.*status --all.*run -f FILE/);
  assert.match((await run(["status", "-a"], { loops: [] })).out(), /loops\.db holds no loop yet.*run -f FILE/);
});

Deno.test("status tells a loop whose worker is gone from one that is worked on", async () => {
  const lapsed = loopRow({ status: "running", leaseOwner: "web1:42", leaseExpiresAt: "2026-11-22T15:59:59.000Z" });
  const held = loopRow({
    id: 2,
    name: "held",
    status: "running",
    leaseOwner: "w:1",
    leaseExpiresAt: "2026-11-22T16:00:09Z",
  });
  const unfinished = iteration({ phase: "executing", completedAt: null });
  const script = { loops: [lapsed, held], iterations: [unfinished], actions: [action({ status: "running" })] };
  const [, first, second] = (await run(["status"], script)).out().split("\n");
  assert.match(first!, /running .*its worker went away/);
  assert.doesNotMatch(second!, /went away/);
  const one = (await run(["status", "1"], script)).out();
  assert.match(one, /^worked on by +nobody: web1:42 went away$/m);
  assert.match(one, /^was running +\[localhost\]/m);
  assert.match(one, /^next .*resume 1/m);
  const other = (await run(["status", "2"], script)).out();
  assert.match(other, /^worked on by +w:1$/m);
  assert.doesNotMatch(other, /resume/);
});

Deno.test("status of one loop shows what runs, what is asked and what to type", async () => {
  const prompts: PromptRow[] = [{
    id: 5,
    loop: 1,
    iteration: 1,
    kind: "question",
    text: "Which?\x1b[2J",
    options: ["a", "b"],
    about: null,
    status: "pending",
    response: null,
    createdAt: "2026-11-22T15:00:00.000Z",
    answeredAt: null,
    answeredBy: null,
  }];
  const script = {
    loops: [loopRow({ status: "paused" })],
    iterations: [iteration({ phase: "executing", completedAt: null })],
    actions: [action({ status: "running", completedAt: null }), action({ id: 4, name: "Done" })],
    prompts,
  };
  const { out } = await run(["status", "site"], script);
  assert.match(out(), /^loop +1 \(site\)$/m);
  assert.match(out(), /^running +\[localhost\] Page, since 1 min$/m);
  assert.match(out(), /^question +Which\?\\x1b\[2J \(a, b\)$/m);
  assert.match(out(), /^next +ftl2-enterprise resume 1, or ftl2-enterprise history 1 --actions$/m);
  assert.doesNotMatch(out(), /Done/);
  const { data } = JSON.parse((await run(["status", "1", "-o", "json"], script)).out());
  assert.deepEqual([data.loop.id, data.iteration.n, data.running.length, data.prompts[0].id], [1, 1, 1, 5]);
});

Deno.test("history shows each iteration and, with --actions, each action", async () => {
  const tally = { ok: 2, changed: 1, failed: 0, unreachable: 0, skipped: 0, ignored: 0, wouldRun: 0 };
  const script = {
    iterations: [
      iteration({ observations: { tally: { a: tally, b: tally } } }),
      iteration({ id: 2, n: 2, phase: "unfinished", error: "the worker died" }),
    ],
    actions: [
      action({ item: "x" }),
      action({
        id: 4,
        status: "failed",
        rc: 2,
        changed: false,
        item: { k: 1 },
        result: { changed: false, msg: "\nno space\nleft" },
        attempt: 2,
      }),
      action({ id: 5, status: "interrupted", completedAt: null, result: null, stderr: "half\x1b[1m\nrest" }),
    ],
  };
  const plain = await run(["history", "1"], script);
  assert.match(plain.out(), /^1 +1 +completed +playbook +no +ok=4 changed=2 .*2026-11-22 15:58:00 +2\.50 s$/m);
  assert.match(plain.out(), /^2 +1 +unfinished .*the worker died/m);
  assert.doesNotMatch(plain.out(), /Page/);
  const { out } = await run(["history", "1", "--actions"], script);
  assert.match(out(), /^ 3 +1 +localhost +Page +copy +x +completed +yes +0 +0\.12 s$/m);
  assert.match(out(), /^ 4 .*\{"k":1\} +failed \(attempt 2\) +no +2 +0\.12 s +no space$/m);
  assert.match(out(), /^ 5 .*interrupted +half\\x1b\[1m$/m);
  const { data } = JSON.parse((await run(["history", "1", "--actions", "-o", "json"], script)).out());
  assert.deepEqual([data.iterations.length, data.actions[1].status, data.actions[1].item], [2, "failed", { k: 1 }]);
  assert.match((await run(["history", "1"], {})).out(), /has no iteration yet.*resume 1/);
});

Deno.test("history tells tasks of a file that is included several times apart", async () => {
  const actions = [
    action({ task: "0.tasks.3.include(a).0" }),
    action({ task: "0.tasks.3.include(b).1.include(x.yml,{'k': 1}).12" }),
    action({ task: "0.tasks.3.block.0.include.2" }),
  ];
  const { out } = await run(["history", "1", "--actions"], { iterations: [iteration()], actions });
  assert.deepEqual([...out().matchAll(/Page.*?(?= {2})/g)].map(([name]) => name), [
    "Page (a)",
    "Page (b, x.yml,{'k': 1})",
    "Page",
  ]);
});

Deno.test("readers show rows of the original program, whatever they hold", async () => {
  const script = {
    loops: [legacyLoop],
    iterations: [legacyIteration],
    actions: [legacyAction],
    rows: { ruleResults: [{ id: 2, loop_id: 4, rule_name: "r", matched: 0, created_at: "(datetime('now'))" }] },
  };
  const status = await run(["status", "--all"], script);
  assert.match(status.out(), /Ünïcødé – 日本語 desired state/);
  const history = await run(["history", "4", "--actions"], script);
  assert.match(history.out(), /^1 +completed +no +unknown$/m);
  assert.match(history.out(), /^ 3 +1 +copy +completed$/m);
  const show = await run(["show", "4"], script);
  assert.match(show.out(), /rule results\nID +RULE NAME +MATCHED +CREATED AT\n2 +r +0 +unknown/);
  for (const { exit } of [status, history, show]) assert.equal(exit, 0);
});

Deno.test("show prints everything on record", async () => {
  const script = {
    loops: [loopRow({ groups: ["web", "db"], reason: null })],
    rows: {
      increments: [{ id: 1, loop_id: 1, n: 1, desired_state: "Apache", status: "converged" }],
      hosts: [{ id: 1, hostname: "web01", facts: { os: "Fedora\x1b[2J" }, ansible_port: null }],
      resources: [{ id: 1, name: "vm", data: { ip: ["203.0.113.10"] } }],
    },
  };
  const { out } = await run(["show", "1"], script);
  assert.match(out(), /^desired state +\/home\/me\/site\.yml$/m);
  assert.match(out(), /^options +file=\/home\/me\/site\.yml once=false .*onInterrupted=ask$/m);
  assert.match(out(), /^groups +web, db$/m);
  assert.match(out(), /^created at +2026-11-22 15:00:00$/m);
  assert.match(out(), /\nincrements\nID +N +DESIRED STATE +STATUS\n1 +1 +Apache +converged\n/);
  assert.match(out(), /\nhosts\nID +HOSTNAME +FACTS\n1 +web01 +os=Fedora\\x1b\[2J\n/);
  assert.match(out(), /\nresources\nID +NAME +DATA\n1 +vm +ip=203\.0\.113\.10\n$/);
  const { data } = JSON.parse((await run(["show", "1", "-o", "json"], script)).out());
  assert.deepEqual(Object.keys(data), ["loop", "increments", "hosts", "resources", "prompts", "ruleResults"]);
  assert.deepEqual(data.resources, script.rows.resources);
});

Deno.test("show tells tags and extra variables of a loop in lines of their own", async () => {
  const { options } = loopRow();
  const loops = [
    loopRow({ options: { ...options!, tags: ["a", "b"], skipTags: ["c"], extraVars: { x: "1", y: [2] } } }),
  ];
  const { out } = await run(["show", "1"], { loops });
  assert.match(out(), /^tags +a, b$/m);
  assert.match(out(), /^skip tags +c$/m);
  assert.match(out(), /^extra vars +x, y$/m, "values may be secrets");
  assert.doesNotMatch(out(), /options.*tags/);
  assert.doesNotMatch((await run(["show", "1"])).out(), /tags|extra vars/);
});

Deno.test("show keeps what a question is bound to for programs", async () => {
  const prompts: PromptRow[] = [{
    id: 5,
    loop: 1,
    iteration: 1,
    kind: "pause",
    text: "Go on?",
    options: [],
    about: "call:[1]#0",
    status: "pending",
    response: null,
    createdAt: "2026-11-22T15:00:00.000Z",
    answeredAt: null,
    answeredBy: null,
  }];
  assert.doesNotMatch((await run(["show", "1"], { prompts })).out(), /ABOUT|call:/);
  const { data } = JSON.parse((await run(["show", "1", "-o", "json"], { prompts })).out());
  assert.equal(data.prompts[0].about, "call:[1]#0");
});

Deno.test("tables fit the terminal and are whole in a pipe", async () => {
  const name = "日本語".repeat(30);
  const script = { loops: [loopRow({ name, reason: "because ".repeat(20).trim() })], iterations: [iteration()] };
  for (const columns of [72, 100]) {
    const lines = (await run(["status"], script, { columns, terminal: true })).out().trimEnd().split("\n");
    for (const line of lines) assert.ok(widthOf(line) <= columns, `${widthOf(line)} > ${columns}: ${line}`);
    assert.match(lines[1] ?? "", /日…? .*…/);
  }
  const piped = (await run(["status"], script)).out();
  assert.ok(piped.includes(name) && piped.includes("because because because because because because because because"));
});

const modules: Modules = {
  names: () => ["copy", "debug"],
  get: (name) =>
    name !== "copy" ? undefined : {
      name: "copy",
      look: () => Promise.reject(new Error("not asked")),
      apply: () => Promise.reject(new Error("not asked")),
      conclude: (predicted) => predicted,
      doc: {
        name: "copy",
        summary: "Puts a file on a host.",
        parameters: {
          dest: { type: "path", required: true, description: "Where it goes." },
          state: { type: "str", default: "present", choices: ["present", "absent"], description: "Whether." },
          tags: { type: "list", elements: "str", aliases: ["labels"], description: "Some." },
        },
        mutuallyExclusive: [["src", "content"]],
        returns: { checksum: "SHA-1 of the file." },
        example: "- copy:\n    dest: /tmp/x\n",
        notes: ["It is atomic."],
      },
    },
  problems: () => [],
};

Deno.test("modules lists what there is, and says everything about one", async () => {
  const list = await run(["modules"], { modules });
  assert.equal(list.out(), "NAME  SUMMARY\ncopy  Puts a file on a host.\n");
  const one = await run(["modules", "copy"], { modules });
  assert.equal(
    one.out(),
    `copy: Puts a file on a host.

Parameters
  dest   path; required
         Where it goes.
  state  str; default "present"; one of present, absent
         Whether.
  tags   list of str; also called labels
         Some.

Returns
  checksum  SHA-1 of the file.

Notes
  At most one of src, content.
  It is atomic.

Example
  - copy:
      dest: /tmp/x
`,
  );
  const json = JSON.parse((await run(["modules", "copy", "-o", "json"], { modules })).out());
  assert.equal(json.data.module.parameters.dest.required, true);
  assert.deepEqual(one.asked.opened, []);
});

Deno.test("modules finds the nearest name for an unknown one", async () => {
  const { exit, err } = await run(["modules", "coppy"], { modules });
  assert.equal(exit, 2);
  assert.match(err(), /There is no module "coppy"\nDid you mean copy\?/);
});

Deno.test("init-db says whether it created, migrated or found the database", async () => {
  const did = async (script: Parameters<typeof run>[1], files: string[]) => {
    const { out, asked, exit } = await run(["init-db", "-o", "json"], script, { files });
    assert.deepEqual([exit, asked.opened], [0, [{ db: "loops.db", create: true }]]);
    return JSON.parse(out()).data.did;
  };
  assert.equal(await did({}, []), "created");
  assert.equal(await did({ notices: ["migrated"] }, ["/home/me/loops.db"]), "migrated");
  assert.equal(await did({}, ["/home/me/loops.db"]), "unchanged");
});
