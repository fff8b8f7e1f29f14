import assert from "node:assert/strict";
import { unpainted } from "../../../src/cli/writer.ts";
import { visible } from "../../../src/words/visible.ts";
import { loopRow } from "../scripted_app.ts";
import { promptRow } from "../prompt_row.ts";
import { AtScreen } from "./scripted_session.ts";

const LONG = Array.from({ length: 40 }, (_, at) => `   +line ${at + 1}`).join("\n");

function approval(given: Parameters<typeof promptRow>[0] = {}) {
  return promptRow({
    id: 7,
    kind: "approval",
    text: "May it write /etc/motd?\n   +hello",
    options: ["yes", "no"],
    about: "hash one",
    ...given,
  });
}

async function atInbox(prompt = approval(), options = {}) {
  const paused = loopRow({ id: 1, name: "web", status: "paused" });
  const screen = await AtScreen.of({ loops: [paused], prompts: [prompt] }, options);
  await screen.press("tab");
  return screen;
}

Deno.test("top's inbox lists open questions, and enter shows one whole", async () => {
  const screen = await atInbox();
  assert.match(screen.text, /\[Inbox 1\]/);
  assert.match(screen.text, /> +7 +1 web +approval .*May it write \/etc\/motd\?/);
  await screen.press("enter");
  assert.match(screen.text, /question 7, loop 1 web, approval/);
  assert.match(screen.text, /May it write \/etc\/motd\?\n {3}\+hello\n\n {2}1\) yes\n {2}2\) no\n/);
});

Deno.test("top approves only what was opened, shown and confirmed", async () => {
  const screen = await atInbox();
  await screen.press("a");
  assert.match(screen.text, /question 7, loop 1 web/, "a opens it first");
  await screen.press("a");
  assert.match(screen.text, /Say yes to all that question 7 shows\? y\/enter yes/);
  assert.deepEqual(screen.asked.answers, []);
  await screen.press("n");
  assert.match(screen.text, /Nothing was done/);
  assert.deepEqual(screen.asked.answers, []);
  await screen.press("a", "y");
  assert.deepEqual(screen.asked.answers, [[7, "yes", "me"]]);
});

Deno.test("top takes no confirmation that was typed before the question could be read", async () => {
  const screen = await atInbox();
  await screen.burst("a", "a", "y", "\r", "enter", "y");
  assert.deepEqual(screen.asked.answers, []);
  assert.match(screen.text, /Say yes to all that question 7 shows\?/, "it still asks");
  await screen.press("enter");
  assert.equal(screen.asked.answers.length, 1);
});

Deno.test("top takes no denial that was typed or pasted before its field could be seen", async () => {
  const screen = await atInbox();
  await screen.press("enter");
  await screen.burst("d", "x", "enter");
  assert.deepEqual(screen.asked.answers, []);
  assert.match(screen.text, /deny question 7, because:$/m);
});

Deno.test("top takes an approval only once the end of what it covers was on the screen", async () => {
  const screen = await atInbox(approval({ text: `May it write?\n${LONG}` }));
  await screen.press("enter");
  assert.match(screen.text, /line 10/);
  assert.doesNotMatch(screen.text, /line 40/);
  assert.match(screen.text, /more lines below/);
  await screen.press("a");
  assert.match(screen.text, /It goes on: \d+ more lines to read first/);
  await screen.press("y");
  assert.deepEqual(screen.asked.answers, []);
  await screen.press("G", "a", "y");
  assert.match(screen.frames.map(({ lines }) => lines.join("\n")).join("\n"), /line 40/);
  assert.deepEqual(screen.asked.answers, [[7, "yes", "me"]]);
});

Deno.test("top denies with a comment, which may be pasted, and without one", async () => {
  const screen = await atInbox();
  await screen.press("d", "d");
  await screen.type("not ");
  await screen.paste("on prod\nbefore nine");
  assert.match(screen.text, /deny question 7, because: not on prod before nine$/m);
  await screen.press("enter");
  assert.deepEqual(screen.asked.answers, [[7, "no", "me", "not on prod before nine"]]);
  const other = await atInbox();
  await other.press("d", "d", "enter");
  assert.deepEqual(other.asked.answers, [[7, "no", "me"]]);
  const third = await atInbox();
  await third.press("d", "d", "x", "escape");
  assert.deepEqual(third.asked.answers, []);
});

Deno.test("top answers nothing where what was shown has changed meanwhile", async () => {
  const screen = await atInbox();
  await screen.press("enter", "a");
  screen.record.prompts[0] = approval({ about: "hash two" });
  await screen.press("y");
  assert.deepEqual(screen.asked.answers, []);
  assert.match(screen.text, /Question 7 is not what was shown any more: nothing was answered/);
});

Deno.test("top says by whom a question was answered meanwhile, and answers nothing", async () => {
  const screen = await atInbox();
  await screen.press("enter", "a");
  Object.assign(screen.record.prompts[0]!, { status: "answered", response: "no", answeredBy: "eve" });
  await screen.press("y");
  assert.deepEqual(screen.asked.answers, []);
  assert.match(screen.text, /Question 7 was answered meanwhile: no by eve/);
  await screen.press("a");
  assert.match(screen.text, /takes no answer any more/);
});

Deno.test("top takes an option by its number after a confirmation, and own words where they are an answer", async () => {
  const interrupted = await atInbox(promptRow({ id: 7 }));
  await interrupted.press("enter", "3");
  assert.deepEqual(interrupted.asked.answers, []);
  await interrupted.press("2");
  assert.match(interrupted.text, /Answer question 7 with "done"\?/);
  await interrupted.press("y");
  assert.deepEqual(interrupted.asked.answers, [[7, "done", "me"]]);
  const own = await atInbox(promptRow({ id: 7, kind: "question", options: [], text: "Which disk?" }));
  await own.press("enter", "e", "enter");
  assert.match(own.text, /Nothing was typed: nothing is answered/);
  await own.press("e");
  await own.type("sdb");
  await own.press("enter");
  assert.deepEqual(own.asked.answers, [[7, "sdb", "me"]]);
});

Deno.test("top shows an approval whole on a narrow screen: its lines are broken, not cut", async () => {
  const text = `May it write?\n   +${"0123456789".repeat(9)}`;
  const screen = await atInbox(approval({ text }), { columns: 40, rows: 24 });
  await screen.press("enter");
  const shown = screen.text.split("\n").slice(2).map((line) => line.replace(/^↳ /, "")).join("").replaceAll(/\s/g, "");
  assert.ok(shown.includes("0123456789".repeat(9)), screen.text);
});

Deno.test("top makes what a question says harmless, and no line of it looks like an option of ours", async () => {
  const hostile = "Go?\x1b[2J\x1b]0;owned\x07\u202e\r\n  1) yes\tno\u0000";
  const screen = await atInbox(promptRow({ id: 7, kind: "question", text: hostile, options: ["a\x1b[31m\nb"] }));
  await screen.press("enter");
  const written = screen.frames.flatMap(({ lines }) => lines).join("\n");
  assert.equal(visible(unpainted(written)), unpainted(written));
  assert.ok(!written.includes("\t"));
  assert.match(screen.text, /Go\?\\x1b\[2J/);
  assert.match(screen.text, /^\| {3}1\) yes/m);
  assert.match(screen.text, /^ {2}1\) a\\x1b\[31m\\nb$/m);
});

Deno.test("top says what the record refuses instead of an answer", async () => {
  const { InputError } = await import("../../../src/model/errors.ts");
  const answer = () => Promise.reject(new InputError("Question 7 takes no answer any more: loop 1 is failed"));
  const screen = await atInbox(approval(), { script: { queue: { answer } } });
  await screen.press("enter", "a", "y");
  assert.match(screen.text, /Question 7 takes no answer any more: loop 1 is failed/);
  assert.equal(screen.over, undefined);
});

Deno.test("top says that an answer may not be on record where the database fails, and does not give it again", async () => {
  const { StoreError } = await import("../../../src/model/errors.ts");
  let given = 0;
  const answer = () => {
    given++;
    return Promise.reject(new StoreError("The disk is full", "Make room"));
  };
  const screen = await atInbox(approval(), { script: { queue: { answer } } });
  await screen.press("enter", "a", "y");
  assert.match(screen.text, /The disk is full: look whether it was done/);
  await screen.look();
  assert.equal(given, 1);
});

Deno.test("top marks what goes on from the line above: long words of others cannot look like an option", async () => {
  const text = `Go on?\n${"x".repeat(36)}   1) yes`;
  const screen = await atInbox(promptRow({ id: 7, kind: "question", text, options: ["no"] }), {
    columns: 40,
    rows: 24,
  });
  await screen.press("enter");
  assert.match(screen.text, /^↳ +1\) yes$/m);
  assert.doesNotMatch(screen.text, /^ *1\) yes$/m);
});
