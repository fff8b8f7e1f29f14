import assert from "node:assert/strict";
import type { Loop } from "../../src/model/loop.ts";
import type { ActionRow, IterationRow, PromptRow } from "../../src/ports/archive.ts";
import { capture } from "./captured_io.ts";
import { loopRow, type Ran, run, runWith, type Script } from "./scripted_app.ts";
import { promptRow } from "./prompt_row.ts";

const LIVE = "web1/boot/42/9/ns";
const running = (given: Partial<Loop> = {}) =>
  loopRow({ status: "running", leaseOwner: LIVE, leaseExpiresAt: "2026-11-22T16:00:09.000Z", ...given });

function document(ran: Ran) {
  return JSON.parse(ran.out());
}

Deno.test("submit puts a loop on record with run's flags, pending, and says what to type next", async () => {
  const argv = "submit -f site.yml --name web --once --dry-run -t a --max-time 2h --on-interrupted done".split(" ");
  const { exit, asked, out } = await run(argv, { loops: [] });
  assert.equal(exit, 0);
  assert.deepEqual(asked.submissions, []);
  assert.deepEqual(asked.queued, [{
    name: "web",
    mode: "single",
    desiredState: "/home/me/site.yml",
    options: {
      file: "/home/me/site.yml",
      once: true,
      dryRun: true,
      maxIterations: 10,
      onInterrupted: "done",
      tags: ["a"],
      maxMs: 7_200_000,
    },
  }]);
  assert.match(
    out(),
    /^loop 1 \(web\) is submitted\nno worker is running: ftl2-enterprise worker starts one, .* resume 1 /,
  );
  const taken = await run(["submit", "site.yml"], { loops: [], workers: [LIVE] });
  assert.match(taken.out(), /\na worker takes it; follow it: ftl2-enterprise logs 1 -f\n/);
});

Deno.test("submit and run take a schedule: --interval and --cron mean continuous", async () => {
  const scheduled = async (...flags: string[]) => {
    const [one, other] = [await run(["submit", "site.yml", ...flags]), await run(["run", "site.yml", ...flags])];
    assert.deepEqual([one.exit, other.exit], [0, 0], one.err());
    assert.deepEqual(other.asked.submissions, one.asked.queued);
    const [{ mode, interval, options: { cron, tz } }] = one.asked.queued as [(typeof one.asked.queued)[0]];
    return { mode, interval, cron, tz };
  };
  const unset = { interval: undefined, cron: undefined, tz: undefined };
  const every = async (time: string) => (await scheduled("--interval", time)).interval;
  assert.deepEqual(await Promise.all(["60", "90s", "5m", "2h"].map(every)), [60, 90, 300, 7200]);
  assert.deepEqual(await scheduled("--mode", "continuous"), { ...unset, mode: "continuous", interval: 60 });
  assert.deepEqual(await scheduled("--interval", "7"), { ...unset, mode: "continuous", interval: 7 });
  assert.deepEqual(await scheduled("--cron", "0 3 * * *"), { ...unset, mode: "continuous", cron: "0 3 * * *" });
  assert.deepEqual(await scheduled("--cron", "@daily", "--tz", "Europe/Paris"), {
    ...unset,
    mode: "continuous",
    cron: "@daily",
    tz: "Europe/Paris",
  });
});

Deno.test("submit prints the next three times of a cron line, in UTC", async () => {
  const argv = ["submit", "site.yml", "--cron", "0 3 * * *", "--tz", "Europe/Paris"];
  assert.match((await run(argv)).out(), /2026-11-23 02:00:00, 2026-11-24 02:00:00, 2026-11-25 02:00:00 \(UTC\)/);
  const { data } = document(await run([...argv, "-o", "json"]));
  assert.deepEqual(data.times, ["2026-11-23T02:00:00.000Z", "2026-11-24T02:00:00.000Z", "2026-11-25T02:00:00.000Z"]);
});

Deno.test("submit and run refuse a schedule that cannot be meant, before the database is touched", async () => {
  const cases: [string[], RegExp][] = [
    [["--interval", "often"], /length of time such as 90s/],
    [["--interval", "0"], /--interval is at least one second/],
    [["--interval", "60", "--cron", "0 3 * * *"], /both say when/],
    [
      ["--interval", "60", "--mode", "single"],
      /--interval is of no use with --mode single.*\n.*means --mode continuous/,
    ],
    [["--cron", "0 3 * * *", "--mode", "incremental"], /--cron is of no use with --mode incremental/],
    [["--interval", "60", "--once"], /--once ends after one pass/],
    [["--tz", "Europe/Paris"], /--tz says how a cron line is meant/],
    [["--cron", "61 * * * *"], /"61 \* \* \* \*" cannot be read: invalid value for minute: 61\nA cron line is minute,/],
    [["--cron", "nope"], /cannot be read: it has 1 field, not five/],
    [["--cron", "* * * * * *"], /cannot be read: it has 6 fields, not five/],
    [["--cron", "0 3 31 2 *"], /never comes/],
    [["--cron", "0 3 * * *", "--tz", "Europe/Pariss"], /no time zone "Europe\/Pariss"\nDid you mean Europe\/Paris\?/],
    [["--cron", "0 3 * * *", "--tz", "here"], /no time zone "here"\nWrite one/],
    [["--max-time", "soon"], /length of time such as 90s/],
  ];
  for (const [flags, sentence] of cases) {
    for (const command of ["run", "submit"]) {
      const { exit, out, err, asked } = await run([command, "site.yml", ...flags]);
      assert.deepEqual([exit, out(), asked.opened], [2, "", []], flags.join(" "));
      assert.match(err(), sentence);
    }
  }
});

Deno.test("submit and run check whom to notify: a program by its whole path, or a URL", async () => {
  const options = { programs: ["/home/me/bin/tell", "/usr/bin/mail"], files: ["/home/me/site.yml", "/home/me/text"] };
  const given = ["command:bin/tell", "command:mail", "https://example.org/hook", "command:/usr/bin/mail"];
  const flags = given.flatMap((target) => ["--notify", target]);
  const env = { PATH: "/bin:/usr/bin" };
  const { asked } = await run(["submit", "site.yml", ...flags], {}, { ...options, env });
  const kept = ["command:/home/me/bin/tell", "command:/usr/bin/mail", "https://example.org/hook"];
  assert.deepEqual(asked.queued[0]?.options.notify, kept);
  for (
    const [target, sentence] of [
      ["command:/home/me/text", /no such program, or it may not be executed/],
      ["command:nothing", /no such program/],
      ["command:", /no such program/],
      ["ftp://example.org", /neither command:PROGRAM nor an http or https URL/],
      ["mail me", /neither/],
      ["https://me:secret@example.org/", /no URL with a name or password/],
    ] as const
  ) {
    const { exit, err } = await run(["run", "site.yml", "--notify", target], {}, { ...options, env });
    assert.equal(exit, 2, target);
    assert.match(err(), sentence);
    assert.ok(!err().includes("secret"));
  }
});

Deno.test("submit refuses what only run can do", async () => {
  for (const flag of ["--list-tasks", "--list-tags", "--list-hosts", "--syntax-check", "--non-interactive"]) {
    const { exit, err, asked } = await run(["submit", "site.yml", flag]);
    assert.deepEqual([exit, asked.opened], [2, []]);
    assert.match(err(), /is run's: /);
  }
  assert.match(
    (await run(["submit"])).err(),
    /What to do is missing\nSay it: .* submit "nginx .*\n.*submit -f site\.yml/,
  );
});

Deno.test("pause suspends a loop that nobody works on at once, for a time or until resume", async () => {
  const paused = loopRow({ status: "paused" });
  const { exit, asked, out } = await run(["pause", "1", "--reason", "disk swap", "--for", "2h"], { loops: [paused] });
  assert.equal(exit, 0);
  assert.deepEqual(asked.suspended, [[1, { by: "me", reason: "disk swap", until: "2026-11-22T18:00:00.000Z" }]]);
  assert.equal(
    out(),
    "loop 1 (site) is paused until 2026-11-22 18:00:00 UTC: disk swap\nto go on: ftl2-enterprise resume 1\n",
  );
  const open = await run(["pause", "site"], { loops: [paused] });
  assert.deepEqual(open.asked.suspended, [[1, { by: "me", reason: "no reason given", until: null }]]);
});

Deno.test("pause waits until the worker has let go, and says so where it is still busy", async () => {
  const request = { what: "pause" as const, by: "me", reason: "x", until: null };
  const loop = running({ request });
  let looks = 0;
  const letGo = () => {
    if (++looks < 9) return false;
    Object.assign(loop, { status: "paused", request: null, leaseOwner: null });
    return true;
  };
  const heard = await run(
    ["pause", "1", "--reason", "x", "-o", "json"],
    { loops: [loop], heard: "asked", meanwhile: letGo },
    { ticking: true },
  );
  assert.match(heard.err(), /^asked its worker \(web1, process 42\) to stop after the running action$/m);
  const { data } = document(heard);
  assert.deepEqual([heard.exit, data.status, data.asked, data.heard, heard.timers.size], [0, "paused", true, true, 0]);
  assert.ok(heard.io.clock.monotonic() < 1000, "heard as soon as it was written");
  const script: Script = { loops: [running({ request })], heard: "asked" };
  const busy = await run(["pause", "1", "--reason", "x"], script, { ticking: true });
  assert.equal(busy.exit, 0);
  assert.match(busy.out(), /is still busy with the running action: it pauses after it\nits state: .* status 1\n/);
  const ends = running({ request });
  const meanwhile = () => (Object.assign(ends, { status: "completed", request: null, reason: "converged" }), true);
  const late = await run(["pause", "1"], { loops: [ends], heard: "asked", meanwhile }, { ticking: true });
  assert.match(late.out(), /^loop 1 \(site\) ended before that: completed \(converged\)$/m);
});

Deno.test("cancel asks again where the worker has died meanwhile, and names the command that nobody was there to end", async () => {
  const request = { what: "cancel" as const, by: "me", reason: "x", until: null };
  const loop = running({ request, leaseExpiresAt: "2026-11-22T15:59:59.000Z" });
  let asked = 0;
  const cancel = () => {
    if (++asked === 1) return Promise.resolve("asked" as const);
    Object.assign(loop, { status: "cancelled", request: null, leaseOwner: null, leaseExpiresAt: null });
    return Promise.resolve("done" as const);
  };
  const latest = () => Promise.resolve(new Map([[1, { id: 7 } as IterationRow]]));
  const actions = () => Promise.resolve([{ host: "web1", name: "Build" } as ActionRow]);
  const script = { loops: [loop], queue: { cancel }, archive: { latest, actions } };
  const { exit, out, err } = await run(["cancel", "1", "--reason", "x"], script, { ticking: true });
  assert.deepEqual([exit, asked], [0, 2]);
  assert.match(out(), /^loop 1 \(site\) is cancelled: x$/m);
  assert.match(err(), /^\[web1\] Build was left by a worker that is gone, and may still run/m);
});

Deno.test("cancel ends a loop, and says how to begin anew", async () => {
  const { exit, asked, out } = await run(["cancel", "1", "--reason", "old"], {
    loops: [loopRow({ status: "cancelled" })],
  });
  assert.equal(exit, 0);
  assert.deepEqual(asked.cancelled, [[1, "me", "old"]]);
  assert.equal(out(), "loop 1 (site) is cancelled: old\nto begin a new run: ftl2-enterprise retry 1\n");
});

Deno.test("retry begins a new run, for a worker or for resume", async () => {
  const loops = [loopRow({ status: "pending", run: 4 })];
  const alone = await run(["retry", "1"], { loops });
  assert.deepEqual([alone.exit, alone.asked.retried], [0, [[1, "me"]]]);
  assert.match(alone.out(), /^loop 1 \(site\) begins run 4\nno worker is running: /);
  assert.match((await run(["retry", "1"], { loops, workers: [LIVE] })).out(), /a worker takes it/);
});

Deno.test("retry says that a no stands, since the new run does not ask about it again", async () => {
  const loops = [loopRow({ status: "pending", run: 4 })];
  const said: Partial<PromptRow> = { kind: "approval", status: "answered", options: ["yes", "no"] };
  const prompts = [
    promptRow({ ...said, id: 5, response: "no" }),
    promptRow({ ...said, id: 6, response: "yes" }),
    promptRow({ ...said, id: 7, kind: "question", response: "no" }),
  ];
  const { out } = await run(["retry", "1"], { loops, prompts });
  assert.match(
    out(),
    /^the no to question 5 stands until what was shown there changes; a new loop asks anew$/m,
  );
  assert.doesNotMatch((await run(["retry", "1"], { loops, prompts: prompts.slice(1) })).out(), /stands/);
});

Deno.test("resume leaves a paused loop to a live worker, and works on it here where there is none", async () => {
  const loops = [loopRow({ status: "paused" })];
  const left = await run(["resume", "1"], { loops, workers: [LIVE] });
  assert.deepEqual([left.exit, left.asked.resumed, left.asked.claimed], [0, [[1, "me", {}]], []]);
  assert.match(left.out(), /^loop 1 \(site\) can go on\na worker takes it; follow it: .* logs 1 -f\n/);
  const here = await run(["resume", "1"], { loops });
  assert.deepEqual([here.asked.resumed, here.asked.claimed], [[], [1]]);
  // What is about this terminal's work needs the work here.
  for (const flags of [["-D"], ["--on-interrupted", "rerun"]]) {
    assert.deepEqual((await run(["resume", "1", ...flags], { loops, workers: [LIVE] })).asked.claimed, [1]);
  }
});

Deno.test("resume tells what a waiting loop waits for, and moves it with --now", async () => {
  const loops = [loopRow({ status: "waiting", nextRunAt: "2026-11-22T17:00:00.000Z", reason: "every 60 s" })];
  const waits = await run(["resume", "1"], { loops, workers: [LIVE] });
  assert.deepEqual([waits.exit, waits.asked.resumed, waits.asked.claimed], [0, [], []]);
  assert.match(waits.out(), /waits until 2026-11-22 17:00:00 UTC: every 60 s\nto go on at once: .* resume 1 --now\n/);
  const now = await run(["resume", "1", "--now"], { loops, workers: [LIVE] });
  assert.deepEqual([now.exit, now.asked.resumed], [0, [[1, "me", { now: true }]]]);
  // A `run` elsewhere keeps its lease while it waits.
  const rests = await run(["resume", "1", "--now"], { loops, claimable: false });
  assert.deepEqual([rests.exit, rests.asked.resumed], [0, [[1, "me", { now: true }]]]);
  assert.deepEqual((await run(["resume", "1"], { loops })).asked.claimed, [1]);
});

Deno.test("resume answers nothing for a human: with a question open it exits 3 and says how to respond", async () => {
  const script: Script = { loops: [loopRow({ status: "paused" })], prompts: [promptRow()], workers: [LIVE] };
  const { exit, out, asked } = await run(["resume", "1"], script);
  assert.deepEqual([exit, asked.resumed, asked.claimed], [3, [], []]);
  assert.match(out(), /question 5: Was it done\?\nType .* respond 5 ANSWER/);
  const typed = await run(["resume", "1"], { ...script, prompts: [promptRow()] }, { typed: ["2"] });
  assert.deepEqual(typed.asked.claimed, [1]);
  const suspension = { by: "anna", reason: "x", until: null };
  const lifted = await run(["resume", "1"], { ...script, loops: [loopRow({ status: "paused", suspension })] });
  assert.deepEqual(lifted.asked.resumed, [[1, "me", {}]]);
});

Deno.test("prompts lists open questions with their options and what to type", async () => {
  const prompts = [
    promptRow({ text: "Sure?\x1b[2J", options: ["yes", "no"] }),
    promptRow({ id: 6, kind: "pause", options: [], text: "Go on?" }),
    promptRow({ id: 7, status: "answered", response: "yes", answeredBy: "anna", answeredAt: "2026-11-22T15:30:00Z" }),
  ];
  const { exit, out } = await run(["prompts"], { prompts });
  assert.equal(exit, 0);
  assert.equal(
    out(),
    `question 5, loop 1 (site), interrupted, asked 1 h ago
  Sure?\\x1b[2J
    1) yes
    2) no
  to answer: ftl2-enterprise respond 5 ANSWER (a number or its text)

question 6, loop 1 (site), pause, asked 1 h ago
  Go on?
  to go on: ftl2-enterprise respond 6, with or without an answer behind it
`,
  );
  const all = await run(["prompts", "site", "--all"], { prompts });
  assert.match(all.out(), /answered "yes" by anna, 2026-11-22 15:30:00$/m);
  assert.match((await run(["prompts"])).out(), /^No question is open; .* prompts --all$/m);
  const { data } = document(await run(["prompts", "-o", "json"], { prompts }));
  assert.deepEqual(data.prompts.map(({ id, name }: { id: number; name: string }) => [id, name]), [[5, "site"], [
    6,
    "site",
  ]]);
});

Deno.test("respond takes a comment with the yes or no of an approval or a plan, in either spelling", async () => {
  const loops = [loopRow({ status: "paused" })];
  const answered = async (argv: string[], given: Partial<Parameters<typeof promptRow>[0]> = {}) => {
    const asks = promptRow({ kind: "approval", options: ["yes", "no"], ...given });
    return await run(["respond", "5", ...argv], { loops, prompts: [asks] });
  };
  for (const argv of [["no", "--comment", " not on prod "], ["no:", "not", "on", "prod"], ["NO, not on prod"]]) {
    const { asked, out } = await answered(argv);
    assert.deepEqual(asked.answers, [[5, "no", "me", "not on prod"]], argv.join(" "));
    assert.match(out(), /^question 5 is answered: no, because: not on prod$/m);
  }
  const json = await answered(["no: not on prod", "-o", "json"], { kind: "plan" });
  assert.deepEqual(JSON.parse(json.out()).data, {
    prompt: 5,
    response: "no",
    comment: "not on prod",
    loop: 1,
    name: "site",
    status: "paused",
    open: [],
  });
  assert.deepEqual((await answered(["2", "--comment", " "])).asked.answers, [[5, "2", "me"]]);
  assert.deepEqual((await answered(["maybe: not"])).asked.answers, [[5, "maybe: not", "me"]]);
  assert.deepEqual((await answered(["no: x"], { kind: "question" })).asked.answers, [[5, "no: x", "me"]]);
  const twice = await answered(["no: x", "--comment", "y"]);
  assert.deepEqual([twice.exit, twice.asked.answers], [2, []]);
  const other = await answered(["done", "--comment", "y"], { kind: "interrupted", options: ["rerun", "done"] });
  assert.deepEqual([other.exit, other.asked.answers], [2, []]);
  assert.match(other.err(), /Question 5 takes no comment: .*\nWrite it into the answer: .* respond 5 ANSWER/);
});

Deno.test("respond answers as the user, and says who goes on", async () => {
  const loops = [loopRow({ status: "paused" })];
  const answered = async (argv: string[], script: Script = {}) => {
    const ran = await run(["respond", ...argv], { loops, prompts: [promptRow()], ...script });
    assert.equal(ran.exit, 0, ran.err());
    return ran;
  };
  const alone = await answered(["5", "done"]);
  assert.deepEqual(alone.asked.answers, [[5, "done", "me"]]);
  assert.match(
    alone.out(),
    /^question 5 is answered: done\nloop 1 \(site\) can go on\nno worker is running: .* resume 1 /,
  );
  assert.match((await answered(["5", "1"], { workers: [LIVE] })).out(), /a worker takes it/);
  assert.deepEqual((await answered(["5", "two", "words"])).asked.answers, [[5, "two words", "me"]]);
  const pause = await answered(["5"], { prompts: [promptRow({ kind: "pause", options: [] })] });
  assert.match(pause.out(), /^question 5 is answered: \(go on\)$/m);
  const more = await answered(["5", "done"], { prompts: [promptRow(), promptRow({ id: 6 })] });
  assert.match(more.out(), /one more question is open in loop 1 \(site\): ftl2-enterprise prompts 1$/m);
  const suspension = { by: "anna", reason: "disk", until: null };
  const kept = await answered(["5", "done"], { loops: [loopRow({ status: "paused", suspension })] });
  assert.match(kept.out(), /loop 1 \(site\) is paused by anna: disk; to go on: /);
  const wrong = await run(["respond", "site", "yes"]);
  assert.deepEqual([wrong.exit, wrong.asked.opened], [2, []]);
});

Deno.test("worker works with its flags until it is stopped: first signal stops, second ends what runs", async () => {
  const captured = capture();
  const seen: boolean[][] = [];
  const ran = await runWith(
    captured,
    "worker --concurrency 3 --poll-interval 2 --keep 1d --keep-history 1w".split(" "),
    {
      workAll(terms) {
        for (let n = 0; n < 2; n++) {
          captured.send("SIGTERM");
          seen.push([terms.stop.aborted, terms.signal.aborted]);
        }
      },
    },
  );
  assert.equal(ran.exit, 0);
  assert.deepEqual(seen, [[true, false], [true, true]]);
  const [{ concurrency, pollMs, keep }] = ran.asked.worked as [(typeof ran.asked.worked)[0]];
  assert.deepEqual({ concurrency, pollMs, keep }, {
    concurrency: 3,
    pollMs: 2000,
    keep: { outputsMs: 86_400_000, historyMs: 604_800_000 },
  });
  const usual = await run(["worker"]);
  assert.deepEqual(usual.asked.worked.map(({ concurrency, pollMs, keep }) => ({ concurrency, pollMs, keep })), [{
    concurrency: 20,
    pollMs: 5000,
    keep: { outputsMs: 30 * 86_400_000, historyMs: 400 * 86_400_000 },
  }]);
  assert.match((await run(["worker", "--concurrency", "0"])).err(), /whole number from 1 up/);
});

Deno.test("worker prints lines, as JSON with --log-format json or -o json, and no document behind them", async () => {
  const prompts = [promptRow({ text: "Sure?" })];
  const script: Script = {
    prompts,
    workAll({ tell }) {
      tell({ kind: "started", name: LIVE, concurrency: 20 });
      tell({ kind: "claimed", loop: 1, name: "site", run: 2 });
      tell({ kind: "released", loop: 1, name: "site", release: { kind: "paused", reason: "a question is open" } });
      tell({ kind: "stopped" });
    },
  };
  const text = await run(["worker"], script);
  assert.match(text.out(), /^2026-11-22T16:00:00Z worker started \(web1, process 42\): up to 20 loops at once$/m);
  assert.match(text.out(), /loop 1 \(site\): asks: Sure\? \(1 rerun, 2 done\); to answer: .* respond 5 ANSWER$/m);
  const [one, other] = [
    await run(["worker", "-o", "json"], script),
    await run(["worker", "--log-format", "json"], script),
  ];
  assert.equal(one.out(), other.out());
  const kinds = one.out().trimEnd().split("\n").map((line) => JSON.parse(line).kind);
  assert.deepEqual(kinds.toSorted(), ["claimed", "paused", "prompt", "started", "stopped"]);
});

for (const command of ["pause", "cancel", "retry", "resume"]) {
  Deno.test(`${command} refuses a name that two loops share`, async () => {
    const loops = [
      loopRow({ id: 3, name: "web", status: "blocked" }),
      loopRow({ id: 4, name: "web", status: "blocked" }),
    ];
    const { exit, err, asked } = await run([command, "web"], { loops });
    assert.equal(exit, 2);
    assert.match(err(), /2 loops are called "web": 3, 4/);
    assert.deepEqual(asked.claimed, []);
  });
}

Deno.test("pause means the loop that goes on where one has ended that shares its name, retry the one that has ended", async () => {
  const loops = [
    loopRow({ id: 8, name: "web", status: "failed" }),
    loopRow({ id: 5, name: "web", status: "waiting", mode: "continuous" }),
  ];
  const paused = await run(["pause", "web"], { loops });
  assert.deepEqual(paused.asked.suspended.map(([id]) => id), [5]);
  const retried = await run(["retry", "web"], { loops });
  assert.match(retried.out(), /^loop 8 \(web\) begins run/);
});
