import assert from "node:assert/strict";
import { commandOf } from "../../src/server/deeds/command_of.ts";
import type { Deed } from "../../src/server/deeds/deed.ts";
import { doDeed } from "../../src/server/deeds/do_deed.ts";
import type { Question } from "../../src/model/decision.ts";
import { asking, claimed, submission, takenOver } from "../store/scratch.ts";
import { ADA, PageStage, PLAYBOOK, READER, RULE } from "./page_stage.ts";

const here = { type: (command: string) => `ftl2 --db my.db ${command}`, cwd: "/home/me" };

Deno.test("commandOf() says what one would type, and nothing typed becomes a flag or a second command", () => {
  const cases: [Deed, string][] = [
    [{ kind: "answer", prompt: 12, response: "no", comment: "not on prod" }, "respond 12 no --comment 'not on prod'"],
    [{ kind: "answer", prompt: 12, response: "" }, "respond 12"],
    [{ kind: "answer", prompt: 12, response: "--help; rm -rf /" }, "respond 12 -- '--help; rm -rf /'"],
    [{ kind: "answer", prompt: 1, response: "yes", comment: "-o" }, "respond 1 yes --comment=-o"],
    [{ kind: "pause", loop: 3, reason: "it's late", for: "2h" }, "pause 3 --reason 'it'\\''s late' --for 2h"],
    [{ kind: "resume", loop: 3 }, "resume 3"],
    [{ kind: "resume", loop: 3, now: true }, "resume 3 --now"],
    [{ kind: "cancel", loop: 3, reason: "" }, "cancel 3"],
    [{ kind: "retry", loop: 3 }, "retry 3"],
    [
      { kind: "submit", goal: "", flags: { file: "site.yml", inventory: ["a,b", "-x"], "dry-run": true } },
      "submit --file site.yml --inventory a,b --inventory=-x --dry-run",
    ],
    [{ kind: "submit", goal: "nginx runs $(id)", flags: {} }, "submit 'nginx runs $(id)'"],
    [{ kind: "rule", what: "approve", folder: "/home/me/rules", name: "motd" }, "rules approve motd --yes"],
    [{ kind: "rule", what: "disable", folder: "/srv/r", name: "motd" }, "rules disable motd --rules-dir /srv/r"],
  ];
  for (const [deed, command] of cases) assert.equal(commandOf(here, deed), `ftl2 --db my.db ${command}`);
});

Deno.test("doDeed() answers a question in the visitor's name, and says who goes on", async () => {
  await using stage = await PageStage.open();
  const { world, store } = stage;
  const lease = await asking(store, ["Which port?", "Which host?"]);
  const first = await doDeed(world, ADA, { kind: "answer", prompt: 1, response: "8080", about: null });
  assert.deepEqual([first.ok, first.text], [
    true,
    "Question 1 is answered: 8080. One more question is open in Loop 1 (site)",
  ]);
  const second = await doDeed(world, ADA, { kind: "answer", prompt: 2, response: "web1" });
  assert.match(second.text, /Loop 1 \(site\) can go on\. No worker is running: `ftl2-enterprise worker` starts one/);
  const rows = await store.archive.prompts({ loop: lease.loop.id });
  assert.deepEqual(rows.map(({ response, answeredBy }) => [response, answeredBy]), [["8080", "ada"], ["web1", "ada"]]);
  assert.equal((await store.archive.loop(1))?.status, "pending");
});

Deno.test("doDeed() does not answer what was answered or withdrawn meanwhile, or is about something else", async () => {
  await using stage = await PageStage.open();
  const { world, store } = stage;
  await approval(stage, "hash of\nwhat is shown");
  const wrong = await doDeed(world, ADA, { kind: "answer", prompt: 1, response: "yes", about: "hash of another" });
  assert.deepEqual([wrong.ok, wrong.ok || wrong.trouble], [false, "conflict"]);
  assert.match(wrong.text, /not about what was shown any more/);
  assert.equal((await store.archive.prompts({ ids: [1] }))[0]?.status, "pending");

  const right = { kind: "answer", prompt: 1, response: "no", comment: "not today" } as const;
  const done = await doDeed(world, ADA, { ...right, about: "hash of\r\nwhat is shown" });
  assert.match(done.text, /^Question 1 is answered: no, because: not today\./);
  assert.equal((await store.archive.prompts({ ids: [1] }))[0]?.comment, "not today");
  const again = await doDeed(world, ADA, { ...right, response: "yes", about: "hash of\r\nwhat is shown" });
  assert.deepEqual([again.text, again.ok || again.trouble], [
    'Question 1 was answered meanwhile: "no" by ada',
    "conflict",
  ]);

  await asking(store, ["Which port?"]);
  await store.queue.cancel(2, "ada", "not needed");
  const late = await doDeed(world, ADA, { kind: "answer", prompt: 2, response: "80" });
  assert.deepEqual([late.text, late.ok || late.trouble], [
    "Question 2 was withdrawn meanwhile: it takes no answer any more",
    "conflict",
  ]);
});

Deno.test("doDeed() takes one of two answers that come at once", async () => {
  await using stage = await PageStage.open();
  await asking(stage.store, ["Which port?"]);
  const answer = (response: string) => doDeed(stage.world, ADA, { kind: "answer", prompt: 1, response });
  const both = await Promise.all([answer("80"), answer("81")]);
  assert.deepEqual(both.map((done) => done.ok ? "done" : done.trouble).sort(), ["conflict", "done"]);
  const taken = both[0].ok ? "80" : "81";
  assert.equal((await stage.store.archive.prompts({ ids: [1] }))[0]?.response, taken);
});

Deno.test("doDeed() tells a wrong answer, a comment that has no place and a question that is none apart", async () => {
  await using stage = await PageStage.open();
  const { world, store } = stage;
  await approval(stage, "h");
  await asking(store, ["Which port?"]);
  const trouble = async (deed: Deed) => {
    const done = await doDeed(world, ADA, deed);
    return done.ok ? "done" : `${done.trouble}: ${done.text}`;
  };
  assert.match(await trouble({ kind: "answer", prompt: 1, response: "maybe" }), /^input: "maybe" does not answer/);
  assert.match(await trouble({ kind: "answer", prompt: 2, response: "80", comment: "x" }), /^input: .* no comment/);
  assert.match(await trouble({ kind: "answer", prompt: 2, response: "" }), /^input: Question 2 needs an answer/);
  assert.equal(await trouble({ kind: "answer", prompt: 77, response: "yes" }), "not found: There is no question 77");
  assert.equal(await trouble({ kind: "answer", prompt: 1, response: "no: not on prod" }), "done");
  assert.equal((await store.archive.prompts({ ids: [1] }))[0]?.comment, "not on prod");
});

Deno.test("doDeed() pauses, lets go on, cancels and begins anew", async () => {
  await using stage = await PageStage.open();
  const { world, store } = stage;
  await store.queue.submit(submission);
  const doIt = async (deed: Deed) => {
    const done = await doDeed(world, ADA, deed);
    return [done.ok ? "ok" : done.trouble, done.text.split(". ")[0], (await store.archive.loop(1))?.status];
  };
  assert.deepEqual(await doIt({ kind: "pause", loop: 1, reason: "disk swap", for: "2h" }), [
    "ok",
    "Loop 1 (site) is paused until 2026-11-22 17:45:20 UTC: disk swap",
    "paused",
  ]);
  assert.deepEqual((await store.archive.loop(1))?.suspension, {
    by: "ada",
    reason: "disk swap",
    until: "2026-11-22T17:45:20.224Z",
  });
  assert.deepEqual(await doIt({ kind: "resume", loop: 1 }), ["ok", "Loop 1 (site) goes on", "pending"]);
  assert.deepEqual((await doIt({ kind: "resume", loop: 1 }))[0], "conflict");
  assert.deepEqual((await doIt({ kind: "retry", loop: 1 }))[0], "conflict");
  assert.deepEqual(await doIt({ kind: "cancel", loop: 1 }), [
    "ok",
    "Loop 1 (site) is cancelled: no reason given",
    "cancelled",
  ]);
  assert.deepEqual((await doIt({ kind: "pause", loop: 1 }))[0], "conflict");
  assert.deepEqual(await doIt({ kind: "retry", loop: 1 }), ["ok", "Loop 1 (site) begins run 2", "pending"]);
  assert.deepEqual((await doIt({ kind: "pause", loop: 9 })).slice(0, 2), ["not found", "There is no loop 9"]);
  for (const wrong of ["soon", "0.5s", "900000w", "99999999999d"]) {
    assert.equal((await doIt({ kind: "pause", loop: 1, for: wrong }))[0], "input", wrong);
  }
  assert.equal((await doIt({ kind: "pause", loop: 1, reason: "x".repeat(501) }))[0], "input");
  assert.equal((await store.archive.loop(1))?.status, "pending");
});

Deno.test("doDeed() asks the worker of a loop at work, and does not resume what waits for an answer", async () => {
  await using stage = await PageStage.open();
  const { world, store } = stage;
  const lease = await claimed(store);
  const paused = await doDeed(world, ADA, { kind: "pause", loop: 1 });
  assert.equal(paused.text, "Loop 1 (site) pauses as soon as its running action has ended");
  assert.equal((await store.queue.look([lease]))[0]?.request?.by, "ada");
  await takenOver(store, lease);
  await asking(store, ["Which port?"]);
  const resumed = await doDeed(world, ADA, { kind: "resume", loop: 2 });
  assert.deepEqual([resumed.ok, resumed.text], [false, "Loop 2 (site) waits for an answer to question 1"]);
});

Deno.test("doDeed() submits through the command line, which checks and says everything", async () => {
  await using stage = await PageStage.open();
  const { world, store } = stage;
  stage.file("site.yml", PLAYBOOK);
  const done = await doDeed(world, ADA, {
    kind: "submit",
    goal: "",
    flags: { file: "site.yml", name: "--all", mode: "continuous", interval: "5m", inventory: ["localhost,"] },
  });
  assert.match(done.text, /^Loop 1 \(--all\) is submitted\. No worker is running/);
  const loop = await store.archive.loop(1);
  assert.deepEqual([loop?.name, loop?.mode, loop?.interval, loop?.desiredState], [
    "--all",
    "continuous",
    300,
    `${stage.scratch.folder}/site.yml`,
  ]);
  const words = await doDeed(world, ADA, {
    kind: "submit",
    goal: "--dry-run is a word",
    flags: { model: "command:true" },
  });
  assert.equal(words.ok, true, words.text);
  assert.equal((await store.archive.loop(2))?.desiredState, "--dry-run is a word");
  const wrong: [Deed & { kind: "submit" }, RegExp][] = [
    [{ kind: "submit", goal: " ", flags: {} }, /not said what is wanted/],
    [{ kind: "submit", goal: "", flags: { file: "nowhere.yml" } }, /nowhere\.yml/],
    [{ kind: "submit", goal: "", flags: { file: "site.yml", interval: "soon" } }, /length of time/],
    [{ kind: "submit", goal: "", flags: { file: "site.yml", model: "none" } }, /--model is for a goal in words/],
    [{ kind: "submit", goal: "and words", flags: { file: "site.yml" } }, /./],
  ];
  for (const [deed, says] of wrong) {
    const refused = await doDeed(world, ADA, deed);
    assert.deepEqual([refused.ok, refused.ok || refused.trouble], [false, "input"]);
    assert.match(refused.text, says);
  }
  assert.equal((await store.archive.loops({ all: true })).length, 2);
});

Deno.test("doDeed() lets a rule act only as it was shown, and only from a folder that loops go by", async () => {
  await using stage = await PageStage.open();
  const { world } = stage;
  const path = stage.file("rules/motd.yml", RULE);
  const folder = `${stage.scratch.folder}/rules`;
  const rule = { kind: "rule", folder, name: "motd" } as const;
  const changed = await doDeed(world, ADA, { ...rule, what: "approve", text: RULE.replace("hello", "goodbye") });
  assert.deepEqual([changed.ok, changed.ok || changed.trouble], [false, "conflict"]);
  const elsewhere = await doDeed(world, ADA, { ...rule, what: "approve", folder: "/etc" });
  assert.deepEqual([elsewhere.ok, elsewhere.ok || elsewhere.trouble], [false, "not found"]);
  assert.equal(await Deno.readTextFile(path), RULE);

  const sheet = (await world.rules.rules()).rules[0]!;
  const shown = sheet.text.replaceAll("\n", "\r\n");
  assert.equal((await doDeed(world, ADA, { ...rule, what: "approve", text: shown })).ok, true);
  assert.match(await Deno.readTextFile(path), /status: active[\s\S]*by: ada/);
  assert.equal((await doDeed(world, ADA, { ...rule, what: "disable" })).text, "motd is disabled");
  assert.match(await Deno.readTextFile(path), /status: disabled/);
});

Deno.test("doDeed() does nothing for whoever may only read", async () => {
  await using stage = await PageStage.open();
  const { world, store } = stage;
  await store.queue.submit(submission);
  const done = await doDeed(world, READER, { kind: "cancel", loop: 1 });
  assert.deepEqual([done.ok, done.ok || done.trouble], [false, "forbidden"]);
  assert.equal((await store.archive.loop(1))?.status, "pending");
});

/** A loop that waits for a yes or no about one action. */
async function approval({ store }: PageStage, about: string): Promise<void> {
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  const question: Question = { kind: "approval", text: "May it?", options: ["yes", "no"], about, shown: [] };
  await journal.noteDecision(id, "model", { kind: "ask", reasoning: "", questions: [question] }, []);
  await journal.closeIteration(id, { phase: "unfinished", converged: false });
  await store.queue.release(lease, { kind: "paused", reason: "asks" });
}
