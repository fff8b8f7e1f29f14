import assert from "node:assert/strict";
import type { TerminalListener } from "../../src/cli/io.ts";
import type { Loop } from "../../src/model/loop.ts";
import type { Counts, LoopLine } from "../../src/ports/survey.ts";
import { capture, type CapturedOptions } from "./captured_io.ts";
import { loopRow, run, runWith, type Script } from "./scripted_app.ts";

/** top at work, with ink, on a terminal that a test types into. */
async function atTerminal(
  { loops = [loopRow({ name: "web" })], ...options }: CapturedOptions & { loops?: Loop[] } = {},
  script: Script = {},
) {
  const raws: boolean[] = [];
  const heard = Promise.withResolvers<TerminalListener>();
  let closed = false;
  const given: CapturedOptions = {
    ...{ terminal: true, typed: [], columns: 80, rows: 24, env: { LANG: "C.UTF-8" } },
    ...options,
    takeTerminal(listener) {
      heard.resolve(listener);
      return { raw: (on) => void raws.push(on), suspend: () => false, close: () => void (closed = true) };
    },
  };
  const captured = capture(given);
  let news = true;
  const ran = runWith(captured, ["top"], {
    ...script,
    survey: { loops: () => Promise.resolve({ rows: loops.map(line), next: null }), counts, ...script.survey },
    meanwhile: () => news && !(news = false),
  });
  const until = async (what: string, holds: () => boolean) => {
    for (let turn = 0; !holds(); turn++) {
      assert.ok(turn < 5000, `it did not come to: ${what}\n${JSON.stringify(captured.out().slice(-2000))}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const terminal = await Promise.race([heard.promise, ran.then(() => Promise.reject(new Error(captured.err())))]);
  await until("the first frame", () => captured.out().includes("help"));
  return {
    ...{ captured, ran, terminal, raws, options: given, until },
    closed: () => closed,
    /** Somebody has written, and the time to look has come. */
    look() {
      news = true;
      for (const tick of captured.timers) tick();
    },
  };
}

function line(loop: Loop): LoopLine {
  const hosts = { all: 0, ok: 0, changed: 0, failed: 0, unreachable: 0 };
  return { loop, iteration: null, hosts, prompts: [], openDrifts: 0, costUsd: null };
}

function counts(): Promise<Counts> {
  const none = { pending: 0, running: 0, waiting: 0, paused: 0, completed: 0, failed: 0, blocked: 0, cancelled: 0 };
  return Promise.resolve({ loops: none, openPrompts: 0, openDrifts: 0, hosts: 0, unreachable: 0 });
}

/** ink hears signals until the process ends, and a last timer of its does nothing more. */
const UNCOUNTED = { sanitizeOps: false, sanitizeResources: false };
const CONTROLS = new RegExp("\x1b\\[[\\d;?]*[A-Za-z]|\r", "g");
const MOVES = new RegExp("\x1b\\[[\\d;]*[ABEFGH]");
const CLEARS = ["\x1b[2J", "\x1b[3J", "\x1b[J", "\x1bc"];

Deno.test("top refuses what is no terminal and names what to type there", async () => {
  for (const command of ["top", "tui"]) {
    const { exit, err } = await run([command]);
    assert.equal(exit, 2);
    assert.match(err(), /top needs a terminal.*\n.*status --watch/);
  }
  const dumb = await run(["top"], {}, { terminal: true, typed: [], env: { TERM: "dumb" } });
  assert.equal(dumb.exit, 2);
  const piped = await run(["top"], {}, { terminal: true });
  assert.equal(piped.exit, 2, "keys come from a terminal, too");
});

Deno.test("top refuses -o json and names the command that prints it", async () => {
  const { exit, out } = await run(["top", "-o", "json"], {}, { terminal: true, typed: [] });
  assert.equal(exit, 2);
  const { ok, command, error } = JSON.parse(out());
  assert.deepEqual([ok, command], [false, "top"]);
  assert.match(error.hint, /status -o json --watch/);
});

Deno.test("top fills the terminal's other page, and q gives the terminal back as it was", UNCOUNTED, async () => {
  const { captured, ran, terminal, raws, closed } = await atTerminal();
  assert.ok(captured.out().includes("\x1b[?1049h"));
  assert.match(captured.out(), /web/);
  assert.deepEqual(raws, [true]);
  terminal.typed("q");
  assert.equal((await ran).exit, 0);
  assert.deepEqual([raws.at(-1), closed(), captured.timers.size], [false, true, 0]);
  const end = captured.out().slice(captured.out().lastIndexOf("\x1b[?1049l"));
  assert.ok(end.includes("\x1b[?25h") && end.includes("\x1b[?7h"), JSON.stringify(end));
  assert.ok(captured.out().lastIndexOf("\x1b[?2004l") > captured.out().lastIndexOf("\x1b[?2004h"));
});

Deno.test(
  "top writes nothing while nothing changes, and little where little does, without clearing anything",
  UNCOUNTED,
  async () => {
    const loops = Array.from({ length: 15 }, (_, at) => loopRow({ id: at + 1, name: `web${at}` }));
    let asked = 0;
    const read = () => (asked++, Promise.resolve({ rows: loops.map(line), next: null }));
    const { captured, ran, terminal, look, until } = await atTerminal({ loops }, { survey: { loops: read } });
    const first = captured.out().length;
    look();
    await until("it has looked again", () => asked > 1);
    assert.equal(captured.out().length, first);
    loops[3] = { ...loops[3]!, status: "running" };
    look();
    await until("the change is there", () => captured.out().includes("running", first));
    const written = captured.out().slice(first);
    assert.ok(written.length < 400, `${written.length} letters: ${JSON.stringify(written)}`);
    for (const clear of CLEARS) assert.ok(!written.includes(clear), JSON.stringify(written));
    assert.ok(written.startsWith("\x1b[?2026h") && written.endsWith("\x1b[?2026l"), "in one piece");
    terminal.typed("q");
    await ran;
  },
);

Deno.test("top ends at a signal, and where the terminal has gone", UNCOUNTED, async () => {
  const killed = await atTerminal();
  killed.captured.send("SIGTERM");
  assert.equal((await killed.ran).exit, 0);
  assert.deepEqual([killed.raws.at(-1), killed.closed()], [false, true]);
  const hung = await atTerminal();
  hung.terminal.gone();
  assert.equal((await hung.ran).exit, 0);
});

Deno.test("top gives the terminal back before it tells what broke", UNCOUNTED, async () => {
  const { captured, ran, raws } = await atTerminal();
  captured.fault(new Error("out of nowhere"));
  assert.equal((await ran).exit, 70);
  assert.equal(raws.at(-1), false);
  assert.ok(captured.out().includes("\x1b[?1049l"));
  assert.match(captured.err(), /out of nowhere/);
  const broken = await atTerminal({}, { survey: { line: () => Promise.reject(new Error("no line")) } });
  broken.terminal.typed("\r");
  assert.equal((await broken.ran).exit, 70);
  assert.match(broken.captured.err(), /no line/);
});

Deno.test("top fits another size, and draws all of it", UNCOUNTED, async () => {
  const { captured, ran, terminal, options, until } = await atTerminal();
  Object.assign(options, { columns: 40, rows: 10 });
  const first = captured.out().length;
  terminal.resized();
  await until("it is drawn", () => captured.out().includes("under way", first));
  const lines = captured.out().slice(first).split("\n").flatMap((text) => text.split(MOVES))
    .map((text) => text.replaceAll(CONTROLS, ""));
  for (const text of lines) assert.ok(text.length <= 40, text);
  terminal.typed("q");
  await ran;
});

Deno.test("top takes what is pasted as text, never as keys", UNCOUNTED, async () => {
  const { captured, ran, terminal, until } = await atTerminal();
  terminal.typed("\x1b[200~qc\ry\x1b[201~");
  terminal.typed("p");
  await until("it asks for a reason", () => captured.out().includes("because:"));
  terminal.typed("\x1b[200~disk\nswap\x1b[201~");
  await until("it is there", () => captured.out().includes("disk swap"));
  terminal.typed("\r");
  const { asked } = await (terminal.typed("\x03"), ran);
  assert.deepEqual(asked.suspended.map(([id, { reason }]) => [id, reason]), [[1, "disk swap"]]);
  assert.deepEqual(asked.cancelled, []);
});

Deno.test("top obeys NO_COLOR and a locale without Unicode", UNCOUNTED, async () => {
  const loops = [loopRow({ name: "caf\u00e9", status: "failed" })];
  const { captured, ran, terminal } = await atTerminal({ loops, env: { NO_COLOR: "1", LANG: "C" } });
  terminal.typed("q");
  await ran;
  assert.ok(!captured.out().includes("\x1b[3"), "no colour");
  assert.ok(!captured.out().includes("\x1b[7m"));
  assert.match(captured.out(), /> +1 +caf\? +failed/);
  assert.match(captured.out(), /^\p{ASCII}*$/u);
});
