import assert from "node:assert/strict";
import { parse } from "yaml";
import { StoreError } from "../../src/model/errors.ts";
import type { DriftRow, PromptRow } from "../../src/ports/archive.ts";
import type { Modules } from "../../src/ports/module.ts";
import { widthOf } from "../../src/words/visible.ts";
import { actionRow as action } from "./action_row.ts";
import { capture } from "./captured_io.ts";
import { iterationRow as iteration } from "./iteration_row.ts";
import { promptRow } from "./prompt_row.ts";
import { loopRow, run, runWith } from "./scripted_app.ts";

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
      "ID  NAME  MODE    STATUS  RUN  LAST RUN   NEXT  WHY",
      " 1  site  single  paused    1  1 min ago        a question is open\n",
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
  assert.match(one, /^worked on by +nobody: web1:42 went away 1 s ago$/m);
  assert.match(one, /^was running +\[localhost\]/m);
  assert.match(one, /^to type .*resume 1/m);
  const other = (await run(["status", "2"], script)).out();
  assert.match(other, /^worked on by +w:1, its lease runs out in 9 s$/m);
  assert.doesNotMatch(other, /resume/);
});

Deno.test("status says of a loop whose worker was killed that it ended without a word, before its lease has run out", async () => {
  const killed = { leaseOwner: "web1/b/42/s/n", leaseExpiresAt: "2026-11-22T16:00:09Z" };
  const loops = [loopRow({ status: "running", ...killed }), loopRow({ id: 2, status: "waiting", ...killed })];
  const script = { loops, gone: [killed.leaseOwner], actions: [action({ status: "running" })] };
  const said = async (id: string, workers: string[] = []) =>
    (await run(["status", id], { ...script, workers, iterations: [iteration({ completedAt: null })] })).out();
  assert.match(await said("1"), /^why +its worker ended without a word: ftl2-enterprise resume 1$/m);
  assert.match(
    await said("1", ["w2"]),
    /^why +its worker ended without a word: another takes it in 9 s at the latest$/m,
  );
  loops[0]!.request = { what: "pause", by: "bob", reason: "", until: null };
  assert.match(await said("1"), /^why +bob asked for a pause, its worker ended without a word$/m);
  assert.match(await said("1", ["w2"]), /^why +bob asked for a pause, .*: another takes it in 9 s at the latest$/m);
  loops[0]!.request = null;
  const lease = /^worked on by +nobody: web1, process 42 ended without a word, its lease runs out in 9 s$/m;
  assert.match(await said("1"), lease);
  assert.match(await said("2"), lease);
  assert.match(await said("1"), /^was running +\[localhost\]/m);
  assert.match(await said("1"), /^to type .*resume 1/m);
  assert.match((await run(["status"], script)).out(), /without a word: .*resume 1$[^]*^no worker is running; type/m);
});

Deno.test("status of one loop shows what runs, what is asked and what to type", async () => {
  const prompts = [promptRow({ kind: "question", text: "Which?\x1b[2J", options: ["a", "b"] })];
  const script = {
    loops: [loopRow({ status: "paused" })],
    iterations: [iteration({ phase: "executing", completedAt: null })],
    actions: [action({ status: "running", completedAt: null }), action({ id: 4, name: "Done" })],
    prompts,
  };
  const { out } = await run(["status", "site"], script);
  assert.match(out(), /^loop +1 \(site\)$/m);
  assert.match(out(), /^running +\[localhost\] Page, since 1 min$/m);
  assert.match(out(), /^question 5 +Which\?\\x1b\[2J \(a, b\)$/m);
  assert.match(out(), /^to type +ftl2-enterprise respond 5 ANSWER, or ftl2-enterprise history 1 --actions$/m);
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
      action({ id: 6, host: "web1", delegate: "localhost" }),
      action({ id: 7, status: "failed", rc: 3, result: { msg: "non-zero return code" }, stderr: "disk full\n" }),
      action({ id: 5, status: "interrupted", completedAt: null, result: null, stderr: "half\x1b[1m\nrest" }),
    ],
  };
  const plain = await run(["history", "1"], script);
  assert.match(plain.out(), /^1 +1 +completed +no +ok=4 changed=2 .*2026-11-22 15:58:00 +2\.50 s$/m);
  assert.match(plain.out(), /^2 +1 +unfinished .*the worker died/m);
  assert.doesNotMatch(plain.out(), /Page/);
  const { out } = await run(["history", "1", "--actions"], script);
  assert.match(out(), /^ 3 +1 +localhost +Page +copy +x +completed +yes +0 +0\.12 s$/m);
  assert.match(out(), /^ 4 .*\{"k":1\} +failed \(attempt 2\) +no +2 +0\.12 s +no space$/m);
  assert.match(out(), /^ 6 +1 +web1 -> localhost +Page /m);
  assert.match(out(), /^ 7 .* disk full$/m);
  assert.match(out(), /^ 5 .*interrupted +half\\x1b\[1m$/m);
  const { data } = JSON.parse((await run(["history", "1", "--actions", "-o", "json"], script)).out());
  assert.deepEqual([data.iterations.length, data.actions[1].status, data.actions[1].item], [2, "failed", { k: 1 }]);
  assert.match((await run(["history", "1"], {})).out(), /has no iteration yet.*resume 1/);
  const steps = { iterations: [iteration({ increment: 2 })] };
  assert.match((await run(["history", "1"], steps)).out(), /^N +RUN +INC +PHASE.*\n1 +1 +2 +completed/);
});

Deno.test("history fits 80 columns with its times whole: what no row has anything in takes no room", async () => {
  const iterations = [1, 2].map((id) => iteration({ id, n: id }));
  const actions = [action({ name: "The page says what it should", rc: null })];
  const argv = ["history", "1", "--actions"];
  const out = (await run(argv, { iterations, actions }, { terminal: true, columns: 80, env: { NO_COLOR: "1" } })).out();
  for (const line of out.split("\n")) assert.ok(line.length <= 80, line);
  assert.match(out, /^N +RUN +PHASE +CONVERGED.* +STARTED \(UTC\) +TOOK$/m);
  assert.match(out, /^1 .* 2026-11-22 15:58:00 +2\.50 s$/m);
  assert.match(out, /^ID +N +HOST +TASK +MODULE +STATUS +CHANGED +TOOK$/m);
  assert.match(out, /^ *3 +1 +localhost +The page says what it sho… +copy +completed +yes +0\.12 s$/m);
});

Deno.test("history says why below its row, whole, where the terminal is too narrow for it beside the others", async () => {
  const words =
    "the web server answers on port 80 of both hosts, its page says what it should, and nothing is left to do";
  const iterations = [iteration({ reasoning: words }), iteration({ id: 2, n: 2 })];
  const actions = [action({ status: "failed", result: { msg: words } }), action({ id: 4 })];
  const said = async (argv: string[], columns: number) =>
    (await run(argv, { iterations, actions }, { terminal: true, columns, env: { NO_COLOR: "1" } })).out();
  const out = await said(["history", "1", "--actions"], 80);
  for (const line of out.split("\n")) assert.ok(line.length <= 80, line);
  const [first, second] = [
    "    the web server answers on port 80 of both hosts, its page says what it",
    "    should, and nothing is left to do",
  ];
  assert.match(out, new RegExp(`^N +RUN .*TOOK\n1 .* s\n${first}\n${second}\n2 .* s$`, "m"));
  assert.match(out, new RegExp(`^ID .*TOOK\n 3 .*failed.* s\n${first}\n${second}\n 4 .* s$`, "m"));
  assert.match(await said(["history", "1"], 200), new RegExp(`^N .*REASONING.*\n1 .*  ${words}  2026`, "m"));
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
  assert.deepEqual(Object.keys(data), [
    "loop",
    "increments",
    "hosts",
    "resources",
    "prompts",
    "ruleResults",
    "notifications",
    "drifts",
    "decisions",
  ]);
  assert.deepEqual(data.resources, script.rows.resources);
});

Deno.test("show stands a table that a terminal is too narrow for on its side, and breaks long values", async () => {
  const hosts = [
    {
      id: 1,
      hostname: "web01",
      ansible_host: "web01.internal.example.com",
      last_error: "ssh: connect to host: Connection timed out\x1b[2J",
    },
    { id: 2, hostname: "web02", ansible_host: "web02.internal.example.com", last_error: null },
  ];
  const script = { rows: { hosts, increments: [{ id: 1, n: 1, status: "converged" }] } };
  const { out } = await run(["show", "1"], script, { columns: 80 });
  assert.deepEqual(out().split("\n").filter((line) => line.length > 80), []);
  assert.match(out(), /^options +file=.* maxIterations=10\n {15}onInterrupted=ask$/m);
  assert.match(out(), /\nincrements\nID +N +STATUS\n1 +1 +converged\n/);
  const [, shown] = out().split("\nhosts\n");
  assert.equal(
    shown,
    `  id            1
  hostname      web01
  ansible host  web01.internal.example.com
  last error    ssh: connect to host: Connection timed out\\x1b[2J

  id            2
  hostname      web02
  ansible host  web02.internal.example.com
`,
  );
  const wide = (await run(["show", "1"], script, { columns: 120 })).out();
  assert.match(wide, /\nhosts\nID +HOSTNAME +ANSIBLE HOST +LAST ERROR\n1 +web01 /);
});

Deno.test("show counts the facts of a host where there are many, and -o json has them all", async () => {
  const facts = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`f${at}`, at]));
  const script = { rows: { hosts: [{ id: 1, hostname: "web01", facts }] } };
  assert.match((await run(["show", "1"], script)).out(), /^1 +web01 +9 facts$/m);
  assert.deepEqual(JSON.parse((await run(["show", "1", "-o", "json"], script)).out()).data.hosts[0].facts, facts);
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
    assert.match(lines[1] ?? "", /日本?語?…? .*…/);
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
  problems: (name) =>
    name === "copy" ? [] : [{ parameter: null, message: `There is no module '${name}': did you mean 'copy'?` }],
  learn: () => Promise.resolve(false),
  list: () =>
    Promise.resolve({
      modules: [
        { name: "copy", summary: "Puts a file on a host.", from: "native" },
        { name: "community.general.timezone", summary: "Configure timezone", from: "ansible" },
      ],
    }),
};

Deno.test("modules lists what there is, and says everything about one", async () => {
  const list = await run(["modules"], { modules });
  assert.equal(list.out(), "NAME  SUMMARY\ncopy  Puts a file on a host.\n");
  assert.match(list.err(), /^1 more are those of the Ansible .*modules --all.*modules WORD/);
  const all = await run(["modules", "--all"], { modules });
  assert.match(all.out(), /^NAME .*\ncopy .*\ncommunity\.general\.timezone {2}Configure timezone\n$/);
  const some = await run(["modules", "Timezone", "-o", "json"], { modules });
  assert.deepEqual(JSON.parse(some.out()).data, {
    modules: [{ name: "community.general.timezone", summary: "Configure timezone", from: "ansible" }],
    ansible: 0,
  });
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
  assert.match(err(), /There is no module 'coppy': did you mean 'copy'\?/);
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

Deno.test("status says when a loop comes back and why it waits", async () => {
  const loops = [
    loopRow({
      name: "minutely",
      mode: "continuous",
      status: "waiting",
      run: 42,
      nextRunAt: "2026-11-22T16:00:42.000Z",
      reason: "every 60 s",
      lastRunAt: "2026-11-22T15:59:41.000Z",
      convergedSince: "2026-11-01T00:00:00.000Z",
    }),
    loopRow({
      id: 2,
      name: "failing",
      mode: "continuous",
      status: "waiting",
      failures: 3,
      nextRunAt: "2026-11-22T16:05:00.000Z",
      reason: "retry 3 after a failure: no space, backoff 5 min",
      lastRunAt: "2026-11-22T15:57:00.000Z",
    }),
    loopRow({
      id: 3,
      name: "behind",
      status: "waiting",
      waitsFor: 1,
      reason: "waits for loop 1 (minutely), at work on web1",
    }),
    loopRow({
      id: 4,
      name: "swap",
      status: "paused",
      suspension: { by: "anna\x1b[2J", reason: "disk swap", until: "2026-11-22T18:00:00.000Z" },
    }),
    loopRow({
      id: 5,
      name: "stopping",
      status: "running",
      leaseOwner: "w:1",
      leaseExpiresAt: "2026-11-22T16:00:09Z",
      request: { what: "pause", by: "bob", reason: "", until: null },
    }),
  ];
  const { options, ...ended } = loopRow({ ...loops[0]!, status: "completed", reason: "one pass, as asked" });
  const [, once] = (await run(["status", "-a"], { loops: [{ ...ended, options: { ...options!, once: true } }] })).out()
    .split("\n");
  assert.match(once!, / 19 s ago  +.*one pass, as asked$/);
  const lines = (await run(["status"], { loops, workers: ["w:1"] })).out().split("\n");
  assert.match(lines[1]!, /minutely +continuous +waiting +41 +19 s ago, converged +in 42 s +every 60 s$/);
  assert.match(lines[2]!, /failing .* 3 min ago, failed, 3 in a row +in 5 min +retry 3 after a failure: no space/);
  assert.match(lines[3]!, /behind .* now +waits for loop 1 \(minutely\), at work on web1$/);
  assert.match(lines[4]!, /in 2 h +paused by anna\\x1b\[2J: disk swap, until 2026-11-22 18:00:00$/);
  assert.match(lines[5]!, /bob asked for a pause, the running action ends first$/);
  assert.ok(lines.includes("worker w:1: at work on 1 of at most 20 loops"));
  assert.match((await run(["status"], { loops })).out(), /^no worker is running; type ftl2-enterprise worker$/m);
  const single = [loopRow({ status: "completed" })];
  assert.doesNotMatch((await run(["status", "-a"], { loops: single })).out(), /worker/, "nobody is needed");
  const one = (await run(["status", "minutely"], { loops })).out();
  assert.match(one, /^run +41$/m);
  assert.match((await run(["show", "minutely"], { loops })).out(), /^run +41$/m);
  assert.match(one, /^next run +in 42 s \(2026-11-22 16:00:42\)$/m);
  assert.match(one, /^converged since +2026-11-01 00:00:00 \(21 d ago\)$/m);
  assert.match((await run(["status", "failing"], { loops })).out(), /^failures +3 in a row$/m);
});

Deno.test("status tells how large the record is and what is asked", async () => {
  const prompt = promptRow({ id: 7, kind: "question", text: "Which?", options: [] });
  const script = {
    loops: [loopRow({ status: "paused" })],
    prompts: [prompt],
    upkeep: { sizes: () => Promise.resolve({ file: 12_345_678, wal: 32_768 }) },
  };
  const { out } = await run(["status"], script);
  assert.match(out(), /question 7 is open: ftl2-enterprise respond 7 ANSWER$/m);
  assert.match(out(), /^1 question is open: ftl2-enterprise prompts$/m);
  assert.match(out(), /^loops\.db: 12\.3 MB, log 32\.8 kB$/m);
  const { data } = JSON.parse((await run(["status", "-o", "json"], script)).out());
  assert.deepEqual([data.size.file, data.openPrompts], [12_345_678, [{ id: 7, loop: 1, kind: "question" }]]);
});

Deno.test("history shows quiet runs as one row, and says where earlier ones are", async () => {
  const iterations = [iteration({ repeats: 500_000, lastAt: "2026-11-22T15:59:00.000Z", converged: true })];
  const archive = { lastRuns: () => Promise.resolve({ iterations, earlier: true }) };
  const { out } = await run(["history", "1"], { archive });
  assert.match(out(), /^1 +1 +quiet +yes +500000 quiet runs, the last ended 2026-11-22 15:59:00/m);
  assert.match(out(), /^earlier runs: ftl2-enterprise history 1 --all$/m);
});

Deno.test("history --all writes pages as one table and as one document", async () => {
  const iterations = Array.from(
    { length: 450 },
    (_, n) => iteration({ id: n + 1, n: n + 1, reasoning: `why ${n + 1}` }),
  );
  const actions = [action({ stdout: "many\nlines\n\n: and - what # YAML\n'minds'" })];
  const script = { iterations, actions };
  const lines = (await run(["history", "1", "--all", "--actions"], script)).out().trimEnd().split("\n");
  assert.equal(lines.filter((line) => line.startsWith("  N ")).length, 1, "one heading");
  assert.equal(lines.filter((line) => / why \d+ /.test(line)).length, 450);
  assert.ok(lines.some((line) => /^ID +N +HOST/.test(line)));
  const json = JSON.parse((await run(["history", "1", "--all", "--actions", "-o", "json"], script)).out());
  assert.deepEqual([json.ok, json.exit, json.command, json.error], [true, 0, "history", null]);
  assert.deepEqual(json.data.iterations.map((row: { n: number }) => row.n), iterations.map(({ n }) => n));
  const yaml = parse((await run(["history", "1", "--all", "--actions", "-o", "yaml"], script)).out());
  assert.deepEqual(yaml, json);
  const empty = parse((await run(["history", "1", "--all", "-o", "yaml"])).out());
  assert.deepEqual(empty.data, { loop: 1, name: "site", iterations: [] });
  assert.match((await run(["history", "1", "--all"])).out(), /has no iteration yet/);
});

Deno.test("history --all ends what it began when the record cannot be read any more, or nobody waits", async () => {
  const page = Array.from({ length: 200 }, (_, n) => iteration({ id: n + 1, n: n + 1 }));
  let pages = 0;
  const broken = () =>
    ++pages > 1 ? Promise.reject(new StoreError("The disk is gone", "Mend it")) : Promise.resolve(page);
  const { out, err, exit } = await run(["history", "1", "--all", "-o", "json"], { archive: { iterations: broken } });
  const document = JSON.parse(out());
  assert.deepEqual([exit, document.exit, document.ok, document.error.kind], [2, 2, false, "store"]);
  assert.equal(document.data.iterations.length, 200);
  assert.match(err(), /The disk is gone/);

  const captured = capture();
  const endless = () => (captured.send("SIGINT"), Promise.resolve(page));
  const left = await runWith(captured, ["history", "1", "--all", "-o", "json"], { archive: { iterations: endless } });
  assert.deepEqual([left.exit, JSON.parse(left.out()).error.kind], [130, "interrupted"]);
  assert.equal((await run(["history", "1", "--all", "--watch"])).exit, 2);
});

Deno.test("history --drift tells from what to what, since when, and what put it right", async () => {
  const drift: DriftRow = {
    id: 3,
    loop: 1,
    run: 9,
    host: "web1",
    task: "0.tasks.0",
    name: "Motd",
    module: "copy",
    item: null,
    diff: [{ header: "/etc/motd\x1b[2J", before: "ours\n", after: "theirs\n\x1b[1m" }],
    firstSeenAt: "2026-11-22T14:00:00.000Z",
    lastSeenAt: "2026-11-22T14:10:00.000Z",
    action: 77,
    correctedAt: "2026-11-22T14:10:01.000Z",
  };
  const open = { ...drift, id: 4, name: "Hosts", action: null, correctedAt: null, diff: null, item: "x" };
  const { out } = await run(["history", "1", "--drift"], { drifts: [drift, open] });
  assert.equal(
    out(),
    String.raw`drift 3: [web1] Motd, copy
  first seen 2026-11-22 14:00:00, last seen 2026-11-22 14:10:00, put right 2026-11-22 14:10:01 by action 77
  --- before: /etc/motd\x1b[2J
  +++ after: /etc/motd\x1b[2J
  @@ -1 +1,2 @@
  -ours
  +theirs
  +\x1b[1m
  \ No newline at end of file

drift 4: [web1] Hosts (item=x), copy
  first seen 2026-11-22 14:00:00, last seen 2026-11-22 14:10:00, OPEN, not put right yet
`,
  );
  const { data } = JSON.parse((await run(["history", "1", "--drift", "-o", "json"], { drifts: [drift, open] })).out());
  assert.deepEqual([data.drifts.length, data.count], [2, { all: 2, open: 1 }]);
  assert.match((await run(["history", "1", "--drift"])).out(), /has no drift: that is what a continuous loop finds/);
});
