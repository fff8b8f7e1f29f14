import assert from "node:assert/strict";
import type { Work } from "../../src/app.ts";
import { StoreError } from "../../src/model/errors.ts";
import type { Event } from "../../src/model/event.ts";
import type { RecordedPrompt } from "../../src/model/iteration.ts";
import type { Next } from "../../src/model/loop.ts";
import { closed, opened, result, task } from "../telemetry/heard.ts";
import { capture } from "./captured_io.ts";
import { promptRow } from "./prompt_row.ts";
import { loopRow, run, runWith, type Script } from "./scripted_app.ts";

const completed: Next = { kind: "done", status: "completed", reason: "converged" };
const diff = [{ header: "/tmp/x", before: "", after: "hello\n" }];

function emitting(events: Event[], next: Next = completed): Script {
  return {
    work: ({ events: heard }) => {
      events.forEach((event) => heard.emit(event));
      return next;
    },
  };
}

const twoPasses = [
  opened(1),
  task("File"),
  result({ id: 3, outcome: "changed", name: "File", diff }),
  closed(1, { ok: 1, changed: 1 }),
  opened(2),
  task("File"),
  result({ name: "File" }),
  closed(2, { ok: 1 }, true),
];

Deno.test("run submits the playbook by absolute path with the flags it was given", async () => {
  const { asked, closed } = await run(
    "run -f site.yml --once --dry-run --max-iterations 3 --name web --on-interrupted rerun --mode single".split(" "),
  );
  assert.deepEqual(asked.submissions, [{
    name: "web",
    mode: "single",
    desiredState: "/home/me/site.yml",
    options: { file: "/home/me/site.yml", once: true, dryRun: true, maxIterations: 3, onInterrupted: "rerun" },
  }]);
  assert.deepEqual(asked.opened, [{ db: "loops.db", create: true }]);
  assert.equal(closed, 1);
  const plain = await run(["run", "-f", "/home/me/site.yml"]);
  assert.deepEqual(plain.asked.submissions[0]?.options, {
    file: "/home/me/site.yml",
    once: false,
    dryRun: false,
    maxIterations: 10,
    onInterrupted: "ask",
  });
  assert.equal(plain.asked.submissions[0]?.name, "site");
});

Deno.test("run takes a playbook as its only word, as ansible-playbook does", async () => {
  const { exit, asked } = await run(["run", "site.yml", "--once"]);
  assert.equal(exit, 0);
  assert.deepEqual(asked.submissions.map(({ name, options }) => [name, options.file, options.once]), [
    ["site", "/home/me/site.yml", true],
  ]);
});

Deno.test("run puts tags, extra variables, --diff and --check on record", async () => {
  const argv = "run site.yml -t a,b --tags b,c --skip-tags d -e x=1 -e @vars.yml -C -D".split(" ");
  const { asked } = await run(argv);
  assert.deepEqual(asked.submissions[0]?.options, {
    file: "/home/me/site.yml",
    once: false,
    dryRun: true,
    maxIterations: 10,
    onInterrupted: "ask",
    tags: ["a", "b", "c"],
    skipTags: ["d"],
    extraVars: { read: ["x=1", "@vars.yml"] },
    diff: true,
  });
});

Deno.test("run and resume show differences where --diff was given, now or when the loop began", async () => {
  const shown = async (argv: string[], diff: boolean) => {
    const loop = loopRow({ status: "paused" });
    const options = { ...loop.options!, ...(diff ? { diff } : {}) };
    const ran = await run(argv, { loops: [{ ...loop, options }], ...emitting(twoPasses) });
    return [ran.err().includes("+hello"), ran.asked.leases[0]?.loop.options?.diff ?? false];
  };
  assert.deepEqual(await shown(["run", "site.yml", "-D"], false), [true, true]);
  assert.deepEqual(await shown(["resume", "1"], true), [true, true]);
  assert.deepEqual(await shown(["resume", "1", "-D"], false), [true, true]);
  assert.deepEqual(await shown(["resume", "1"], false), [false, false]);
});

Deno.test("run warns about tags that select nothing, and still ends well", async () => {
  const task = (tags: string[], module = "ping") => ({ name: "it", module, tags, file: "/x", line: 1 });
  const warned = async (argv: string[], tasks = [task(["web"]), task(["db"]), task([])]) => {
    const ran = await run(["run", "site.yml", ...argv], {
      plays: ({ options: { tags = ["all"], skipTags = [] } }) => [{
        name: "p",
        pattern: ["localhost"],
        hosts: ["localhost"],
        tags: [],
        tasks: tasks.filter((one) =>
          (tags.includes("all") || one.tags.some((tag) => tags.includes(tag))) &&
          !one.tags.some((tag) => skipTags.includes(tag))
        ),
      }],
    });
    assert.equal(ran.exit, 0);
    return ran.err().split("\n").filter((line) => line.startsWith("warning"));
  };
  assert.deepEqual(await warned(["-t", "wen"]), [
    'warning: no task is tagged "wen": did you mean web? the tags are db, web',
    "warning: the tags select no task",
  ]);
  assert.deepEqual(await warned(["-t", "web,cache"]), ['warning: no task is tagged "cache": the tags are db, web']);
  assert.deepEqual(await warned(["--skip-tags", "wen"]), [
    'warning: no task is tagged "wen": did you mean web? the tags are db, web',
  ]);
  assert.deepEqual(await warned(["-t", "web", "--skip-tags", "web"]), ["warning: the tags select no task"]);
  assert.deepEqual(await warned(["-t", "x"], [task([])]), [
    'warning: no task is tagged "x": no task has tags',
    "warning: the tags select no task",
  ]);
  // What a file that is read on the way is tagged, nobody knows yet; one that is not read brings nothing.
  assert.deepEqual(await warned(["-t", "inc,deep"], [task(["inc"], "include_tasks")]), []);
  assert.equal((await warned(["-t", "web,deep"], [task(["web"]), task(["inc"], "include_tasks")])).length, 1);
  assert.deepEqual(await warned(["-t", "any"], [task(["{{ tag }}"])]), ["warning: the tags select no task"]);
  for (const special of ["all", "tagged", "untagged", "always", "never"]) {
    assert.ok(!(await warned(["-t", `${special},web`])).some((line) => line.includes("no task is tagged")), special);
  }
  assert.deepEqual(await warned([]), []);
  assert.deepEqual(await warned(["-t", "web"]), []);
});

Deno.test("run tells progress on standard error and the recap on standard output", async () => {
  const { exit, out, err, timers } = await run(["run", "-f", "site.yml"], emitting(twoPasses));
  assert.equal(exit, 0);
  assert.match(err(), /^pass 1\n\nTASK \[File\] \*+\nchanged: \[localhost\]\npass 2: nothing to change\n\n$/);
  assert.equal(
    out(),
    [
      "PLAY RECAP",
      "localhost : ok=1 changed=1 unreachable=0 failed=0 skipped=0 rescued=0 ignored=0",
      "",
      "converged in 2 passes: 1 change made",
      "loop 1 (site), its history: ftl2-enterprise history 1 --actions\n",
    ].join("\n"),
  );
  assert.equal(timers.size, 0);
});

Deno.test("run -q prints the recap alone", async () => {
  const loud = await run(["run", "-f", "site.yml"], emitting(twoPasses));
  const quiet = await run(["run", "-f", "site.yml", "-q"], emitting(twoPasses));
  assert.deepEqual([quiet.out(), quiet.err()], [loud.out(), ""]);
});

Deno.test("run --diff shows what differs, without it only that it does", async () => {
  const shown = await run(["run", "-f", "site.yml", "--diff"], emitting(twoPasses));
  assert.match(shown.err(), /\+\+\+ after: \/tmp\/x\n@@ -0,0 \+1 @@\n\+hello\nchanged/);
  assert.doesNotMatch((await run(["run", "-f", "site.yml"], emitting(twoPasses))).err(), /hello/);
});

Deno.test("run --dry-run exits 5 with diffs on standard output when something would change", async () => {
  const events = [
    opened(1, { checkMode: true }),
    task("File"),
    result({ outcome: "changed", name: "File", diff }),
    closed(1, { ok: 1, changed: 1 }),
  ];
  const { exit, out } = await run(["run", "-f", "site.yml", "--dry-run"], emitting(events));
  assert.equal(exit, 5);
  assert.match(out(), /^--- before: \/tmp\/x\n\+\+\+ after: \/tmp\/x\n@@ -0,0 \+1 @@\n\+hello\nPLAY RECAP/);
  assert.match(out(), /^dry run: 1 change would be made$/m);
  const json = await run(["run", "-f", "site.yml", "--dry-run", "-o", "json"], emitting(events));
  const { ok, data, error } = JSON.parse(json.out());
  assert.deepEqual({ exit: json.exit, ok, error }, { exit: 5, ok: true, error: null });
  assert.deepEqual(data.diffs, [{ host: "localhost", name: "File", ...diff[0] }]);
  const same = [opened(1, { checkMode: true }), closed(1, { ok: 1, wouldRun: 1 })];
  assert.equal((await run(["run", "-f", "site.yml", "--dry-run"], emitting(same))).exit, 0);
});

Deno.test("run -o json sums the run up in its document", async () => {
  const { out, exit } = await run(["run", "-f", "site.yml", "-o", "json"], emitting(twoPasses));
  const { data } = JSON.parse(out());
  assert.equal(exit, 0);
  assert.deepEqual(data, {
    loop: 1,
    name: "site",
    status: "completed",
    reason: "converged",
    passes: 2,
    recap: {
      localhost: {
        ok: 1,
        changed: 1,
        failed: 0,
        unreachable: 0,
        skipped: 0,
        rescued: 0,
        foreseen: 0,
        ignored: 0,
        wouldRun: 0,
      },
    },
    changes: 1,
    wouldRun: 0,
    changed: [{ id: 3, pass: 1, host: "localhost", name: "File", module: "copy", recorded: false }],
    prompts: [],
  });
});

Deno.test("run exits by how the loop ended", async () => {
  const cases: [Next, number, string | null][] = [
    [completed, 0, null],
    [{ kind: "done", status: "failed", reason: "no" }, 1, "failed"],
    [{ kind: "done", status: "blocked", reason: "no" }, 4, "blocked"],
    [{ kind: "paused", reason: "a question" }, 3, "paused"],
    [{ kind: "again", afterMs: 5000, reason: "a host is away" }, 3, "paused"],
    [{ kind: "stopped" }, 3, "paused"],
  ];
  for (const [next, expected, kind] of cases) {
    const { exit, out } = await run(["run", "-f", "site.yml", "-o", "json"], emitting([], next));
    const { error } = JSON.parse(out());
    assert.deepEqual([exit, error?.kind ?? null], [expected, kind]);
  }
});

Deno.test("run exits 3 with its open questions and what to type", async () => {
  const script = { ...emitting([], { kind: "paused", reason: "a question is open" }), prompts: [promptRow()] };
  const { exit, out } = await run(["run", "-f", "site.yml"], script);
  assert.equal(exit, 3);
  assert.match(out(), /question: Was it done\?\nto go on: ftl2-enterprise resume 1/);
  const { data } = JSON.parse((await run(["run", "-f", "site.yml", "-o", "json"], script)).out());
  assert.deepEqual(data.prompts, [{ id: 5, kind: "interrupted", text: "Was it done?", options: ["rerun", "done"] }]);
});

Deno.test("run finishes the running action at the first Ctrl-C, ends it at the second, leaves at the third", async () => {
  const seen: boolean[][] = [];
  const captured = capture({ files: ["/home/me/site.yml"] });
  const press = (work: Work) => {
    captured.send("SIGINT");
    seen.push([work.stop.aborted, work.signal.aborted]);
  };
  const work = (work: Work): Next => {
    press(work);
    press(work);
    return { kind: "paused", reason: "suspended" };
  };
  const ran = await runWith(captured, ["run", "-f", "site.yml"], { work });
  assert.deepEqual(seen, [[true, false], [true, true]]);
  assert.equal(ran.exit, 130);
  assert.match(
    ran.err(),
    /finishing the running action; press Ctrl-C again to end it now\n\nending the running action/,
  );
  assert.match(ran.out(), /^suspended: suspended\nto go on: ftl2-enterprise resume 1$/m);
  const stuck = capture({ files: ["/home/me/site.yml"] });
  const left = await runWith(stuck, ["run", "-f", "site.yml", "-o", "json"], {
    work: () => {
      for (let n = 0; n < 3; n++) stuck.send("SIGTERM");
      return new Promise(() => {});
    },
  });
  assert.equal(left.exit, 130);
  assert.equal(JSON.parse(left.out()).error.kind, "interrupted");
  assert.match(left.err(), /send SIGTERM again/);
  assert.equal(stuck.send("SIGTERM"), false);
});

Deno.test("run that reaches its end in spite of Ctrl-C exits by that end", async () => {
  const captured = capture({ files: ["/home/me/site.yml"] });
  const { exit } = await runWith(captured, ["run", "-f", "site.yml"], {
    work: () => (captured.send("SIGINT"), completed),
  });
  assert.equal(exit, 0);
});

Deno.test("run asks in a terminal; Enter alone chooses nothing, a number, name or its start does", async () => {
  const answered = async (typed: string[], given: Partial<RecordedPrompt> = {}, argv: string[] = []) => {
    let answer: string | undefined | null = null;
    let comment: string | undefined;
    const ran = await run(["run", "-f", "site.yml", ...argv], {
      work: async (work) => {
        if (work.ask) {
          const said = await work.ask(promptRow(given), new AbortController().signal);
          [answer, comment] = [said?.response, said?.comment];
        }
        return completed;
      },
    }, { typed });
    return { answer, comment, err: ran.err() };
  };
  assert.equal((await answered(["", "", "2"])).answer, "done");
  assert.equal((await answered(["RERUN"])).answer, "rerun");
  assert.equal((await answered(["r"])).answer, "rerun");
  assert.equal((await answered(["3", "0", "d"])).answer, "done");
  assert.equal((await answered(["r"], { options: ["rerun", "retry"] })).answer, undefined);
  assert.equal((await answered([])).answer, undefined);
  assert.equal((await answered(["", "free text"], { options: [] })).answer, "free text");
  assert.equal((await answered([""], { kind: "pause", options: [] })).answer, "");
  assert.equal((await answered(["blue"], { kind: "pause", options: [] })).answer, "blue");
  assert.equal((await answered([], { kind: "pause", options: [] })).answer, undefined);
  assert.match((await answered([""], { kind: "pause", options: [] })).err, /Answer, or Enter alone/);
  assert.equal((await answered([""], { options: [] })).answer, undefined);
  assert.equal((await answered(["2"], {}, ["--non-interactive"])).answer, null);
  const own = await answered(["9", "neither, wait"], { kind: "question" });
  assert.deepEqual([own.answer, own.comment], ["neither, wait", undefined]);
  assert.match(own.err, /9 is not one of the answers\nType one of them, or your own words/);
  const { err } = await answered(["maybe\x07", "1"], { text: "Sure?\x1b[2J" });
  assert.match(err, /Sure\?\\x1b\[2J\n {2}1\) rerun\n {2}2\) done\n.*maybe\\x07 is not one of the answers/);
});

Deno.test("run asks why after a no to an approval, and takes the reason with it, too", async () => {
  const approval = promptRow({
    kind: "approval",
    options: ["yes", "no"],
    text: "The model wants 1 action\n   +new\n   -old",
  });
  const answered = async (typed: string[], given: Partial<RecordedPrompt> = {}) => {
    let answer: unknown;
    const ran = await run(["run", "-f", "site.yml"], {
      work: async (work) => {
        answer = await work.ask?.({ ...approval, ...given }, new AbortController().signal);
        return completed;
      },
    }, { typed, terminal: true, columns: 80 });
    return { answer, err: ran.err() };
  };
  assert.deepEqual((await answered(["no", " not on prod "])).answer, { response: "no", comment: "not on prod" });
  assert.deepEqual((await answered(["2", ""])).answer, { response: "no" });
  assert.deepEqual((await answered(["n"])).answer, { response: "no" });
  assert.deepEqual((await answered(["No: later, please"])).answer, { response: "no", comment: "later, please" });
  assert.deepEqual((await answered(["yes, but slowly"])).answer, { response: "yes", comment: "but slowly" });
  assert.deepEqual((await answered(["y"])).answer, { response: "yes" });
  assert.deepEqual((await answered(["no:", "x"], { kind: "plan" })).answer, { response: "no", comment: "x" });
  assert.equal((await answered(["sure", "yesterday", "nothing: x", "3"])).answer, undefined);
  assert.deepEqual((await answered(["no: x", "no"], { kind: "interrupted" })).answer, { response: "no" });
  const { err } = await answered(["yes"]);
  assert.ok(err.includes("\x1b[32m   +new\x1b[0m") && err.includes("\x1b[31m   -old\x1b[0m"), err);
});

Deno.test("run asks nobody where standard input is no terminal", async () => {
  let asks: unknown = "unset";
  await run(["run", "-f", "site.yml"], { work: (work) => (asks = work.ask, completed) });
  assert.equal(asks, undefined);
});

Deno.test("run colours on a terminal, and not with NO_COLOR or TERM=dumb", async () => {
  const script = emitting(twoPasses);
  const written = async (env: Record<string, string>, terminal = true) => {
    const ran = await run(["run", "-f", "site.yml"], script, { terminal, columns: 60, env });
    return ran.out() + ran.err();
  };
  assert.ok((await written({})).includes("\x1b[33mchanged: [localhost]\x1b[0m"));
  for (const [env, terminal] of [[{ NO_COLOR: "1" }, true], [{ TERM: "dumb" }, true], [{}, false]] as const) {
    assert.ok(!(await written(env, terminal)).includes("\x1b["));
  }
});

Deno.test("run colours each stream by what it is: `run | tee` keeps colours on standard error only", async () => {
  const { out, err } = await run(["run", "-f", "site.yml"], emitting(twoPasses), { terminal: "err", columns: 60 });
  assert.ok(err().includes("\x1b[33mchanged"));
  assert.ok(out().includes("converged in 2 passes") && !out().includes("\x1b"));
  const other = await run(["run", "-f", "site.yml"], emitting(twoPasses), { terminal: "out", columns: 60 });
  assert.ok(other.out().includes("\x1b[32mconverged") && !other.err().includes("\x1b"));
});

Deno.test("run that cannot write its record any more exits 1 and says how to go on", async () => {
  const full = new StoreError("The disk is full", "Make room");
  const { exit, out } = await run(["run", "-f", "site.yml", "-o", "json"], { work: () => Promise.reject(full) });
  assert.equal(exit, 1);
  assert.deepEqual(JSON.parse(out()).error, {
    kind: "store",
    message: "The disk is full",
    hint: "Make room\nto go on: ftl2-enterprise resume 1",
  });
});

Deno.test("resume goes on with a paused loop, by id or name, with the flags it is given", async () => {
  const loops = [loopRow({ id: 4, name: "web", status: "paused" })];
  for (const word of ["4", "web"]) {
    const { exit, asked } = await run(["resume", word, "--on-interrupted", "done"], { loops, ...emitting(twoPasses) });
    assert.equal(exit, 0);
    assert.deepEqual(asked.claimed, [4]);
    assert.deepEqual(asked.opened, [{ db: "loops.db", create: false }]);
    assert.equal(asked.leases[0]?.loop.options?.onInterrupted, "done");
  }
  const { asked } = await run(["resume", "4"], { loops });
  assert.equal(asked.leases[0]?.loop.options?.onInterrupted, "ask");
});

Deno.test("resume --on-interrupted answers what was asked before, and nothing else", async () => {
  const prompts = [promptRow(), promptRow({ id: 6, kind: "approval" }), promptRow({ id: 7, status: "answered" })];
  const { asked } = await run(["resume", "1", "--on-interrupted", "rerun"], { prompts });
  assert.deepEqual(asked.answers, [[5, "rerun", "me"]]);
  assert.deepEqual((await run(["resume", "1", "--on-interrupted", "ask"], { prompts })).asked.answers, []);
});

Deno.test("resume says why a loop cannot go on, and takes nothing", async () => {
  const cases: [Script, number, RegExp][] = [
    [{ loops: [loopRow({ status: "completed" })] }, 0, /^loop 1 has converged already/],
    [
      { loops: [loopRow({ status: "failed", reason: "Build" })] },
      1,
      /Loop 1 has ended: failed \(Build\)\n.*retry 1 begins anew/,
    ],
    [{ loops: [loopRow({ status: "cancelled" })] }, 2, /Loop 1 has ended: cancelled/],
    [{ loops: [loopRow({ status: "blocked", reason: "no host" })] }, 4, /blocked \(no host\)/],
    [{ loops: [loopRow({ status: "pending", options: null })] }, 4, /needs a language model/],
    [{ loops: [] }, 2, /There is no loop "1" in loops\.db/],
  ];
  for (const [script, expected, sentence] of cases) {
    const { exit, out, err, asked } = await run(["resume", "1"], script);
    assert.deepEqual([exit, asked.claimed], [expected, []]);
    assert.match(out() + err().replace(/^error: /, ""), sentence);
  }
  const loops = [loopRow({ status: "running", leaseOwner: "web1/boot/42/9/ns" })];
  const held = await run(["resume", "1"], { loops, claimable: false });
  assert.equal(held.exit, 1);
  assert.match(held.err(), /Loop 1 is being worked on by web1, process 42\n.*status 1/);
  const request = { what: "pause", by: "anna", reason: "disk", until: null } as const;
  const stopping = await run(["resume", "1"], { loops: [{ ...loops[0]!, request }], claimable: false });
  assert.match(stopping.err(), /web1, process 42, which will pause it, as anna asked, when the running action has/);
});
