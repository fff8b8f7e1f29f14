import assert from "node:assert/strict";
import { capture } from "./captured_io.ts";
import { loopRow, runWith } from "./scripted_app.ts";

/** Runs a reader that watches; at each look at whether somebody has written, the next of the things happens that are done meanwhile. */
async function watched(
  argv: string[],
  meanwhile: ((loop: ReturnType<typeof loopRow>) => boolean)[],
  options: Parameters<typeof capture>[0] = {},
) {
  const captured = capture({ ticking: true, ...options });
  const loop = loopRow({ name: "web" });
  const left = [...meanwhile];
  const ran = await runWith(captured, argv, {
    loops: [loop],
    meanwhile: () => {
      const next = left.shift();
      if (next === undefined) captured.send("SIGINT");
      return next?.(loop) ?? false;
    },
  });
  return { ...ran, left };
}

const runs = (loop: ReturnType<typeof loopRow>) => (loop.status = "running", true);
const ends = (loop: ReturnType<typeof loopRow>) => (loop.status = "completed", true);
const nothing = () => false;

Deno.test("status --watch adds each change in a pipe, and ends with 0 at Ctrl-C", async () => {
  const { out, exit } = await watched(["status", "1", "--watch"], [nothing, nothing, runs, nothing, () => true, ends]);
  assert.equal(exit, 0);
  assert.deepEqual([...out().matchAll(/^status +(\w+)$/mg)].map(([, status]) => status), [
    "pending",
    "running",
    "completed",
  ]);
  assert.ok(!out().includes("\x1b"));
});

Deno.test("status --watch prints with -o json one whole document a line", async () => {
  const { out, exit } = await watched(["status", "--watch", "-o", "json"], [nothing, nothing, runs]);
  const documents = out().trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(exit, 0);
  assert.deepEqual(documents.map(({ ok, exit, command, data }) => [ok, exit, command, data.loops[0].status]), [
    [true, 0, "status", "pending"],
    [true, 0, "status", "running"],
  ]);
});

Deno.test("status --watch repaints a terminal in place, cut to its size", async () => {
  const { out } = await watched(["status", "--watch"], [nothing, nothing, runs], { terminal: true, columns: 40 });
  const [, first, second] = out().split("\x1b[H");
  assert.ok(out().startsWith("\x1b[2J\x1b[H"));
  assert.match(first!, /pending/);
  assert.match(second!, /running/);
  for (const painting of [first!, second!]) {
    assert.ok(painting.endsWith("\x1b[J"));
    for (const line of painting.split("\n")) {
      assert.ok(line.replaceAll("\x1b[K", "").replaceAll("\x1b[J", "").length <= 40, line);
    }
  }
});

Deno.test("status --watch looks again after five seconds, though nobody wrote: ages grow and leases run out", async () => {
  const silent = Array.from({ length: 45 }, () => nothing);
  const { out } = await watched(["status", "--watch"], silent, { terminal: true, columns: 80 });
  assert.equal(out().split("\x1b[H").length - 1, 3, "at 0, 5 and 10 seconds");
  const piped = await watched(["status", "--watch"], silent);
  assert.equal(piped.out().match(/web/g)?.length, 1, "nothing changed");
});

Deno.test("history --watch and status --watch end when their reader has gone", async () => {
  for (const command of ["history", "status"]) {
    const captured = capture({ ticking: true });
    let gone = false;
    const stdout = {
      ...captured.io.stdout,
      write: () => void (gone = true),
      get gone() {
        return gone;
      },
    };
    const ran = await runWith({ ...captured, io: { ...captured.io, stdout } }, [command, "1", "--watch"], {});
    assert.equal(ran.exit, 0);
    assert.equal(ran.timers.size, 0);
  }
});
